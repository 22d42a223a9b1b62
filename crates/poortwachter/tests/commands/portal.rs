//! A running `serve`, ended by its process number when it is dropped.

use std::fs::File;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::client::Client;
use crate::place::{Place, program};

/// The longest that a start or a stop may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A running portal.
pub struct Portal<'a> {
    child: Child,
    place: &'a Place,
    log: &'static str,
}

impl Place {
    /// Starts the portal and waits until it answers.
    pub fn serve(&self) -> Portal<'_> {
        self.serve_with(&[])
    }

    /// The same with variables.
    pub fn serve_with(&self, variables: &[(&str, &str)]) -> Portal<'_> {
        let log = "serve.log";
        let mut command = program();
        command.arg("serve").arg("--config").arg(self.settings()).envs(variables.iter().copied());
        let child = command.stdout(Stdio::null()).stderr(File::create(self.file(log)).unwrap()).spawn().unwrap();
        let mut portal = Portal { child, place: self, log };
        portal.wait_until_it_answers();
        portal
    }
}

impl Portal<'_> {
    fn wait_until_it_answers(&mut self) {
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", self.place.port)).is_err() {
            let ended = self.child.try_wait().unwrap();
            assert!(ended.is_none() && begun.elapsed() < PATIENCE, "{ended:?}: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// A browser without cookies.
    pub fn client(&self) -> Client {
        Client::new(self.place.port, self.place.origin())
    }

    /// What it logged so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.place.file(self.log)).unwrap()
    }

    /// The number of its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it in the middle of whatever it does.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop, as a service manager does.
    pub fn terminate(&self) {
        self.signal("-TERM");
    }

    /// Ends it without a word, while others look at it.
    pub fn strike(&self) {
        self.signal("-KILL");
    }

    fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.pid().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Asks it to read the settings again, as `systemctl reload` does, and waits until the log says what came of it.
    pub fn reload(&self) -> String {
        let before = self.log().len();
        self.hang_up();
        let begun = Instant::now();
        loop {
            let said = self.log().split_off(before);
            if said.contains("the settings were read again") {
                return said;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not reload: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// The signal alone.
    pub fn hang_up(&self) {
        let sent = Command::new("kill").args(["-HUP", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until it has ended.
    pub fn wait(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < PATIENCE, "it does not stop: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Asks it to stop and waits.
    pub fn stop(mut self) -> ExitStatus {
        self.terminate();
        self.wait()
    }
}

impl Drop for Portal<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}", std::fs::read_to_string(self.place.file(self.log)).unwrap_or_default());
        }
        // It may have ended already; then there is nothing to kill.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
