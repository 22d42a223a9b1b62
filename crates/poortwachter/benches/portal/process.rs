//! The real binary as a process: time to its first answer, and its memory when idle.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::town::settings;

/// What was seen of a process.
pub struct Seen {
    pub milliseconds: f64,
    pub resident_kib: u64,
}

/// Ends the process by its id, whatever happens.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It was started a moment ago by this run; an error only says that it is gone.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts `serve` on an empty folder or on a copy of the data, and waits for `/readyz`.
pub fn first_answer(data: Option<&Path>) -> Seen {
    let folder = tempfile::tempdir().expect("a folder");
    if let Some(data) = data {
        for entry in std::fs::read_dir(data).expect("the data of this run") {
            let path = entry.expect("an entry").path();
            std::fs::copy(&path, folder.path().join(path.file_name().expect("a name"))).expect("room for a copy");
        }
    }
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    let file = folder.path().join("portal.toml");
    std::fs::write(&file, settings(folder.path(), port)).expect("room for settings");
    let begun = Instant::now();
    let mut command = Command::new(env!("CARGO_BIN_EXE_poortwachter"));
    let child = command.arg("serve").arg("--config").arg(&file).stderr(Stdio::null()).spawn().expect("the binary");
    let running = Running(child);
    let address = ([127, 0, 0, 1], port).into();
    while std::net::TcpStream::connect(address).is_err() {
        assert!(begun.elapsed() < Duration::from_secs(20), "the binary does not answer");
        std::thread::sleep(Duration::from_millis(2));
    }
    assert_eq!(Client::new(address).get("/readyz").status, 200);
    let milliseconds = begun.elapsed().as_secs_f64() * 1000.0;
    std::thread::sleep(Duration::from_secs(2));
    Seen { milliseconds, resident_kib: resident_kib(running.0.id()) }
}

fn resident_kib(pid: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("the process lives");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a line of the kernel");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}
