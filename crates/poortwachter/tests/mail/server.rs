//! The mail server: a process of node that ends with its standard input.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::certificate::Certificate;

/// How long something may take that happens at once on a machine with nothing else to do.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running server.
pub struct MailServer {
    child: Child,
    events: Receiver<Value>,
    folder: tempfile::TempDir,
    certificate: Certificate,
    pub port: u16,
}

/// Where `./test` puts node's packages.
fn tools() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    target.join("tools/mail")
}

/// The machine's node, or the one that `./test` fetched.
fn node() -> PathBuf {
    let fetched = tools().join("node");
    if fetched.exists() { fetched } else { PathBuf::from("node") }
}

impl MailServer {
    /// Starts one with STARTTLS that takes every mail from whoever logs in as `portal` with `s3cret`, or not at all.
    pub fn start() -> Self {
        Self::start_as("starttls")
    }

    /// Starts one with another way to TLS: `starttls`, `tls` or `plain`.
    pub fn start_as(mode: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let certificate = Certificate::make(folder.path(), "mail");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/server.mjs");
        let mut child = Command::new(node())
            .args([script.as_path(), &tools(), Path::new(mode), &certificate.file, &certificate.key])
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
        let mut server = Self { child, events, folder, certificate, port: 0 };
        server.port = u16::try_from(server.wait("listening")["port"].as_u64().unwrap()).unwrap();
        server
    }

    /// Tells it what to do, and waits until it knows.
    pub fn order(&mut self, order: &Value) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{order}").unwrap();
        self.wait("ordered");
    }

    /// What it does with the next mails.
    pub fn next(&mut self, actions: &[&str]) {
        self.order(&json!({ "next": actions }));
    }

    /// The next event of this name; others before it are passed over.
    pub fn wait(&self, name: &str) -> Value {
        let end = Instant::now() + PATIENCE;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let event = self.events.recv_timeout(left).unwrap_or_else(|_| panic!("the server never said {name}"));
            if event["event"] == name {
                return event;
            }
        }
    }

    /// What happened and was not looked at so far.
    pub fn heard(&self, name: &str) -> Vec<Value> {
        self.events.try_iter().filter(|event| event["event"] == name).collect()
    }

    /// Its section of the settings.
    pub fn section(&self) -> String {
        self.section_with("username = \"portal\"\npassword = \"s3cret\"\n")
    }

    /// The same with other keys instead of the login.
    pub fn section_with(&self, more: &str) -> String {
        format!(
            "[mail]\nhost = \"127.0.0.1\"\nport = {}\nfrom = \"portal@example.org\"\nca_file = \"{}\"\n{more}",
            self.port,
            self.certificate.file.display()
        )
    }

    /// A certificate that nobody shows.
    pub fn other_authority(&self) -> PathBuf {
        Certificate::make(self.folder.path(), "other").file
    }
}

impl MailServer {
    /// Ends it; its certificate stays.
    pub fn end(&mut self) {
        // Closing its input is the order to end.
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        self.end();
    }
}

/// A header of a mail.
#[track_caller]
pub fn header(mail: &Value, name: &str) -> String {
    let headers = mail["headers"].as_array().unwrap();
    let values: Vec<&str> =
        headers.iter().filter(|pair| pair[0] == name).map(|pair| pair[1].as_str().unwrap()).collect();
    assert_eq!(values.len(), 1, "{name} in {headers:?}");
    values[0].to_owned()
}

/// The text of the part of this type.
#[track_caller]
pub fn part(mail: &Value, kind: &str) -> String {
    let parts = mail["parts"].as_array().unwrap();
    let part = parts.iter().find(|part| part["type"].as_str().unwrap().starts_with(kind)).unwrap();
    part["text"].as_str().unwrap().to_owned()
}
