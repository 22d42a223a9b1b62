//! Processor time of the server's threads, as the kernel counts it.

/// The threads of clients begin with this; whatever else runs in the process is the server.
pub const CLIENT: &str = "client";

/// Seconds of processor time that all threads but the clients' have used so far.
pub fn of_the_server() -> f64 {
    let threads = std::fs::read_dir("/proc/self/task").expect("a kernel that lists threads");
    let nanoseconds: u64 = threads.flatten().map(|thread| used(&thread.path()).unwrap_or(0)).sum();
    std::time::Duration::from_nanos(nanoseconds).as_secs_f64()
}

/// Nanoseconds; none for a client, and for a thread that ended a moment ago.
fn used(thread: &std::path::Path) -> Option<u64> {
    let name = std::fs::read_to_string(thread.join("comm")).ok()?;
    if name.starts_with(CLIENT) {
        return None;
    }
    let times = std::fs::read_to_string(thread.join("schedstat")).ok()?;
    times.split_whitespace().next()?.parse().ok()
}

/// Bytes that the process has in memory.
pub fn resident() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("a kernel that tells");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a line of the kernel");
    let kib: u64 = line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number");
    kib * 1024
}
