//! The real binary as a process: `demo`, and `serve` for what the demo does not show.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

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
    /// The secret of its app in base32, if the demo enrolled one.
    pub totp_secret: Option<String>,
}

/// A running portal.
pub struct Portal {
    _process: Running,
    port: u16,
    /// The address under which browsers reach it.
    pub url: String,
    accounts: Vec<Account>,
    _folder: TempDir,
}

impl Portal {
    /// Starts `poortwachter demo` with an empty folder and waits for its line.
    pub fn demo() -> Self {
        let (folder, port) = (folder(), free_port());
        let data = folder.path().join("data");
        let mut process = binary()
            .args(["demo", "--json", "--listen", &format!("127.0.0.1:{port}"), "--data"])
            .arg(&data)
            .stdout(Stdio::piped())
            .spawn()
            .map(Running)
            .expect("the binary starts");
        let mut lines = BufReader::new(process.0.stdout.take().expect("invariant: stdout is piped"));
        let mut line = String::new();
        lines.read_line(&mut line).expect("the demo's output can be read");
        std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
        let ready: Value =
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("the demo's line {line:?} is no JSON: {error}"));
        let accounts = serde_json::from_value(ready["accounts"].clone()).expect("accounts as the demo promises them");
        let url = ready["url"].as_str().expect("the demo says its address").trim_end_matches('/').to_owned();
        Self { _process: process, port, url, accounts, _folder: folder }
    }

    /// Starts `poortwachter serve` with two applications, and the accounts that `prepare` makes on the command line first.
    pub fn serve(applications: &str, prepare: impl FnOnce(&Settings)) -> Self {
        let (folder, port) = (folder(), free_port());
        let settings = Settings::write(folder.path(), port, applications);
        prepare(&settings);
        let process = binary().args(["serve", "--config", &settings.file]).spawn().map(Running);
        let process = process.expect("the binary starts");
        let url = format!("http://localhost:{port}");
        let portal = Self { _process: process, port, url, accounts: Vec::new(), _folder: folder };
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
        let text = request(self.port, "/demo/inbox.json").expect("the portal answers");
        let (_, body) = text.split_once("\r\n\r\n").expect("an answer has a head and a body");
        let inbox: Value = serde_json::from_str(body).expect("the inbox is JSON");
        let messages = inbox["messages"].as_array().cloned().unwrap_or_default();
        messages.iter().filter_map(|message| message["subject"].as_str().map(str::to_owned)).collect()
    }

    fn wait_until_ready(&self) {
        for _ in 0..200 {
            if request(self.port, "/readyz").is_ok_and(|text| text.starts_with("HTTP/1.1 200")) {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the portal is not ready after ten seconds");
    }
}

/// A process that ends with the test, also with one that fails half-way.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn empty_for_null<'de, D: serde::Deserializer<'de>>(value: D) -> Result<String, D::Error> {
    Ok(<Option<String> as serde::Deserialize>::deserialize(value)?.unwrap_or_default())
}

/// The settings file of a portal that `serve` starts.
pub struct Settings {
    /// Its path.
    pub file: String,
}

impl Settings {
    fn write(folder: &Path, port: u16, applications: &str) -> Self {
        let file = folder.join("poortwachter.toml");
        let folder = folder.display();
        let text = format!(
            "database.url = \"sqlite://{folder}/poortwachter.db\"\nkeys.file = \"{folder}/keys\"\n\
             [server]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"http://localhost:{port}\"\n\
             [[applications]]\nid = \"verzuim\"\nname = \"Verzuimsysteem\"\nurl = \"{applications}/verzuim\"\n\
             [[applications]]\nid = \"rooster\"\nname = \"Rooster\"\nurl = \"{applications}/rooster\"\n\
             [[applications]]\nid = \"stil\"\nname = \"Stille applicatie\"\nurl = \"{applications}/nothing\"\n"
        );
        std::fs::write(&file, text).expect("the settings can be written");
        Self { file: file.to_string_lossy().into_owned() }
    }

    /// Adds an account and returns its activation link.
    pub fn add_account(&self, username: &str) -> String {
        let mail = format!("{username}@example.org");
        let said = self.account(&["add", username, "--name", "Piet de Vries", "--mail", &mail, "--reason", "a test"]);
        let link = said.split_whitespace().find(|word| word.contains("/activate?token="));
        link.unwrap_or_else(|| panic!("no activation link in {said:?}")).to_owned()
    }

    /// Runs `poortwachter account …` and returns what it prints.
    pub fn account(&self, arguments: &[&str]) -> String {
        let output = binary().arg("account").args(arguments).args(["--config", &self.file]).output();
        let output = output.expect("the binary starts");
        assert!(output.status.success(), "account {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

fn binary() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_poortwachter"));
    command.stdin(Stdio::null()).stderr(Stdio::inherit());
    command
}

fn folder() -> TempDir {
    TempDir::with_prefix("pw-portal-").expect("a temporary folder can be made")
}

/// A port that was free a moment ago.
fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("the loopback has a free port");
    listener.local_addr().expect("invariant: a listener has an address").port()
}

fn request(port: u16, path: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n")?;
    let mut text = String::new();
    stream.read_to_string(&mut text)?;
    Ok(text)
}
