//! The real binary as a process: `demo`, and `serve` with applications on another origin; and the operator beside it.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use super::front::{self, Front};
use super::operator::Operator;
use super::proxy::{HOST, Proxy};

/// An account of the demo, as its line of JSON tells it.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Account {
    /// The username.
    pub username: String,
    /// The password; empty when none was set yet.
    #[serde(deserialize_with = "empty_for_null")]
    pub password: String,
    /// `never-enrolled`, `enrolled`, `disabled`, `activation-pending`.
    pub state: String,
    /// The secret of its app in base32; empty when there is none.
    #[serde(deserialize_with = "empty_for_null")]
    pub totp_secret: String,
}

/// A running portal.
pub struct Portal {
    // Fields are dropped in this order: the process ends before its folder goes.
    _process: Running,
    port: u16,
    /// The address under which browsers reach it.
    pub url: String,
    /// Who works beside it on the command line.
    pub operator: Operator,
    accounts: Vec<Account>,
    folder: TempDir,
}

impl Portal {
    /// Starts `poortwachter demo` with an empty folder and waits for its line.
    pub fn demo() -> Self {
        let (folder, port) = (folder(), free_port());
        let listen = format!("127.0.0.1:{port}");
        let data = folder.path().to_string_lossy().into_owned();
        let mut process = start(folder.path(), &["demo", "--json", "--listen", &listen, "--data", &data]);
        let mut lines = BufReader::new(process.0.stdout.take().expect("invariant: stdout is piped"));
        let mut line = String::new();
        lines.read_line(&mut line).expect("the demo's output can be read");
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        let ready: Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("the demo's line {line:?} is no JSON: {error}"));
        let accounts = serde_json::from_value(ready["accounts"].clone()).expect("accounts as the demo promises them");
        let url = ready["url"].as_str().expect("the demo says its address").trim_end_matches('/').to_owned();
        let operator = Operator::of(folder.path(), port, "");
        Self { _process: process, port, url, operator, accounts, folder }
    }

    /// Starts `poortwachter serve` with three applications at this origin.
    pub fn serve(applications: &str) -> Self {
        let (folder, port) = (folder(), free_port());
        let operator = Operator::of(folder.path(), port, applications);
        Self::serving(folder, port, operator, format!("http://localhost:{port}"))
    }

    /// Starts `poortwachter serve` where passkeys are offered.
    pub fn serve_with_passkeys() -> Self {
        let (folder, port) = (folder(), free_port());
        let operator = Operator::with_passkeys(folder.path(), port);
        Self::serving(folder, port, operator, format!("http://localhost:{port}"))
    }

    /// Starts `poortwachter serve` where applications on this machine log people in and are told of logouts.
    pub fn serve_for_applications() -> Self {
        let (folder, port) = (folder(), free_port());
        let operator = Operator::with_local_applications(folder.path(), port);
        Self::serving(folder, port, operator, format!("http://localhost:{port}"))
    }

    /// Starts `poortwachter serve` where a proxy expects it, under the proxy's name.
    pub fn serve_behind(proxy: &Proxy) -> Self {
        let (folder, url) = (folder(), format!("https://{HOST}"));
        let operator = Operator::behind_a_proxy(folder.path(), proxy.upstream, &url);
        Self::serving(folder, proxy.upstream, operator, url)
    }

    /// Starts `poortwachter serve` with the settings of a proxy's example, where that proxy expects it.
    pub fn serve_for(front: &Front) -> Self {
        let folder = folder();
        let operator = Operator::with_example(folder.path(), &front.settings);
        Self::serving(folder, front.upstream, operator, format!("https://{}", front::LOGIN))
    }

    fn serving(folder: TempDir, port: u16, operator: Operator, url: String) -> Self {
        let process = start(folder.path(), &["serve", "--config", &operator.settings]);
        let portal = Self { _process: process, port, url, operator, accounts: Vec::new(), folder };
        portal.wait_until_ready();
        portal
    }

    /// The demo's account in a state.
    pub fn account(&self, state: &str) -> &Account {
        let found = self.accounts.iter().find(|account| account.state == state);
        found.unwrap_or_else(|| panic!("the demo has no account that is {state}: {:?}", self.accounts))
    }

    /// The subjects of everything that the demo would have sent.
    pub fn subjects(&self) -> Vec<String> {
        self.inbox().iter().filter_map(|message| message["subject"].as_str().map(str::to_owned)).collect()
    }

    /// The newest link of this kind in the mails; waits for it.
    pub fn link_with(&self, path: &str) -> String {
        self.other_link_with(path, "")
    }

    /// The newest link of this kind that is another than this one; waits for it.
    pub fn other_link_with(&self, path: &str, than: &str) -> String {
        for _ in 0..400 {
            let inbox = self.inbox();
            let links = inbox.iter().filter_map(|message| message["link"].as_str());
            if let Some(link) = links.filter(|link| link.contains(path)).find(|link| *link != than) {
                return link.to_owned();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("no mail with a link to {path}")
    }

    /// What the demo would have sent by SMS to a number, oldest first.
    pub fn texts_to(&self, number: &str) -> Vec<String> {
        let inbox = self.inbox();
        let texts = inbox.iter().rev().filter(|message| message["channel"] == "sms" && message["to"] == number);
        texts.filter_map(|message| message["text"].as_str().map(str::to_owned)).collect()
    }

    /// The demo's inbox, newest first.
    fn inbox(&self) -> Vec<Value> {
        let text = request(self.port, "/demo/inbox.json").expect("the portal answers");
        let (_, body) = text.split_once("\r\n\r\n").expect("an answer has a head and a body");
        let inbox: Value = serde_json::from_str(body).expect("the inbox is JSON");
        inbox["messages"].as_array().cloned().unwrap_or_default()
    }

    fn wait_until_ready(&self) {
        for _ in 0..400 {
            if request(self.port, "/readyz").is_ok_and(|text| text.starts_with("HTTP/1.1 200")) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the portal is not ready after twenty seconds");
    }
}

impl Drop for Portal {
    /// A journey that went well and left a mistake of ours in the log did not go well.
    fn drop(&mut self) {
        let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        let faults: Vec<&str> =
            log.lines().filter(|line| line.contains("ERROR") || line.contains("panicked")).collect();
        if std::thread::panicking() {
            let last: Vec<&str> = log.lines().rev().take(12).collect();
            eprintln!("the portal's last lines, newest first:\n{}", last.join("\n"));
        } else {
            assert!(faults.is_empty(), "the portal logged faults: {faults:#?}");
        }
    }
}

/// A process that ends with the test, also with one that fails half-way.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The binary, with its log in a file of the folder.
fn start(folder: &Path, arguments: &[&str]) -> Running {
    let log = File::create(folder.join("log")).expect("a file can be made");
    let process = Command::new(env!("CARGO_BIN_EXE_poortwachter"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn();
    Running(process.expect("the binary starts"))
}

fn empty_for_null<'de, D: serde::Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    Ok(<Option<String> as serde::Deserialize>::deserialize(value)?.unwrap_or_default())
}

fn folder() -> TempDir {
    TempDir::with_prefix("pw-portal-").expect("a temporary folder can be made")
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
    listener.local_addr().expect("invariant: a listener has an address").port()
}

/// A plain GET without cookies: the whole answer.
fn request(port: u16, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n")?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    Ok(text)
}
