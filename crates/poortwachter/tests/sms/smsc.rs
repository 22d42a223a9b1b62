//! The message centre: a process of node that ends with its standard input.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long something may take that happens at once on a machine with nothing else to do.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running centre.
pub struct Smsc {
    child: Child,
    events: Receiver<Value>,
    pub port: u16,
}

/// Where `./test` puts node's packages.
fn tools() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    target.join("tools/sms")
}

/// The machine's node, or the one that `./test` fetched.
fn node() -> PathBuf {
    let fetched = tools().join("node");
    if fetched.exists() { fetched } else { PathBuf::from("node") }
}

impl Smsc {
    /// Starts one that wants the password `s3cret` and delivers everything.
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Starts one with more arguments: certificate and key.
    pub fn start_with(arguments: &[&Path]) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sms/smsc.mjs");
        let mut child = Command::new(node())
            .arg(script)
            .arg(tools())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("node does not start ({error}); ./test installs what these tests need"));
        let (put, events) = channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                if put.send(serde_json::from_str(&line).unwrap()).is_err() {
                    return;
                }
            }
        });
        let mut smsc = Self { child, events, port: 0 };
        smsc.port = u16::try_from(smsc.wait("listening")["port"].as_u64().unwrap()).unwrap();
        smsc
    }

    /// Tells it what to do, and waits until it knows.
    pub fn order(&mut self, order: &Value) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{order}").unwrap();
        self.wait("ordered");
    }

    /// What it does with the next messages.
    pub fn next(&mut self, actions: &[&str]) {
        self.order(&serde_json::json!({ "next": actions }));
    }

    /// The next event of this name; others before it are passed over.
    pub fn wait(&self, name: &str) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let event = self.events.recv_timeout(left).unwrap_or_else(|_| panic!("the centre never said {name}"));
            if event["event"] == name {
                return event;
            }
        }
    }

    /// What was sent to it and not looked at so far.
    pub fn submits(&self) -> Vec<Value> {
        self.events.try_iter().filter(|event| event["event"] == "submit").collect()
    }

    /// Its row in the settings.
    pub fn row(&self, name: &str, more: &str) -> String {
        format!(
            "[[sms.gateways]]\nname = \"{name}\"\nkind = \"smpp\"\nhost = \"127.0.0.1\"\nport = {}\n\
             system_id = \"portal\"\nsecret = \"s3cret\"\n{more}\n",
            self.port
        )
    }
}

impl Drop for Smsc {
    fn drop(&mut self) {
        // Closing its input is the order to end.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}
