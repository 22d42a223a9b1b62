//! The processor time of the server's threads.

use std::fs;

/// The name of the threads that call; all others serve.
pub const CALLER: &str = "caller";

/// Nanoseconds that the serving threads of this process were on a processor (`/proc/self/task/*/schedstat`, proc(5)).
pub fn served() -> u64 {
    let tasks = fs::read_dir("/proc/self/task").expect("Linux");
    tasks
        .flatten()
        .filter(|task| fs::read_to_string(task.path().join("comm")).is_ok_and(|name| name.trim() != CALLER))
        .filter_map(|task| fs::read_to_string(task.path().join("schedstat")).ok())
        .filter_map(|text| text.split(' ').next()?.parse::<u64>().ok())
        .sum()
}
