//! A chromedriver of one test, and the browsers that it starts.
//!
//! Profiles and everything else that Chromium leaves behind land in a folder of this test and go with it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;
use tempfile::TempDir;
use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel, WebDriver};

use super::browser::Browser;
use super::tools::output;
use super::words::Words;

/// What Chromium needs to run as root in a machine without a screen, and to call nobody by itself.
const FLAGS: [&str; 10] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1100,900",
];

/// A running chromedriver with its own folder for temporary files.
pub struct Stage {
    driver: Child,
    port: u16,
    folder: TempDir,
    resolves: Vec<String>,
}

impl Stage {
    /// Starts chromedriver on a free port.
    pub fn new() -> Self {
        // Two of the workspace's crates name a provider each, so none is the default by itself; a second test of this process finds it set.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = TempDir::with_prefix("pw-browser-").expect("a temporary folder can be made");
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            // Chromium refuses to start without a home, and leaves its profiles in TMPDIR.
            .env("HOME", folder.path())
            .env("TMPDIR", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("chromedriver does not start ({error}); ./test installs it"));
        let stdout = driver.stdout.take().expect("invariant: stdout is piped");
        let port = port_in(BufReader::new(stdout));
        Self { driver, port, folder, resolves: Vec::new() }
    }

    /// The folder for files of this test.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A new browser with an empty profile, in the language of the words, at the portal's address.
    pub async fn browser(&self, url: &str, words: &'static Words) -> Browser {
        Browser::new(self.start(words, true).await, url, words, self.downloads())
    }

    /// The same with JavaScript switched off (rule J10).
    pub async fn browser_without_script(&self, url: &str, words: &'static Words) -> Browser {
        Browser::new(self.start(words, false).await, url, words, self.downloads())
    }

    /// Browsers of this stage trust an authority, as those of an organisation trust its own.
    pub fn trusts(&self, authority: &Path) {
        let database = self.folder.path().join(".pki/nssdb");
        std::fs::create_dir_all(&database).expect("the folder can be made");
        let database = format!("sql:{}", database.display());
        output("certutil", &["-d", &database, "-N", "--empty-password"]);
        let file = authority.to_string_lossy();
        output("certutil", &["-d", &database, "-A", "-t", "C,,", "-n", "test", "-i", &file]);
    }

    /// Browsers that start from here on find this host, at the port of https, at a port of the loopback.
    pub fn resolves(&mut self, host: &str, port: u16) {
        self.resolves.push(format!("MAP {host}:443 127.0.0.1:{port}"));
    }

    /// Where downloads land.
    fn downloads(&self) -> PathBuf {
        self.folder.path().join("downloads")
    }

    async fn start(&self, words: &Words, script: bool) -> WebDriver {
        let address = format!("http://127.0.0.1:{}", self.port);
        let mut patience = 20;
        loop {
            let mut capabilities = capabilities(words, script, &self.downloads());
            if !self.resolves.is_empty() {
                let rules = format!("--host-resolver-rules={}", self.resolves.join(","));
                capabilities.add_arg(&rules).expect("invariant: a flag is text");
            }
            match WebDriver::new(&address, capabilities).await {
                Ok(driver) => {
                    // Ending it by itself, the library waits for a runtime that waits for it; the stage ends it instead.
                    let _ = driver.clone().leak();
                    return driver;
                }
                Err(error) if patience == 0 => panic!("Chromium does not start: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(250)).await,
            }
            patience -= 1;
        }
    }
}

impl Drop for Stage {
    /// Chromedriver takes its browsers with it when it is asked; killed, it leaves them behind.
    fn drop(&mut self) {
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let _ = stream.set_read_timeout(Some(Duration::from_secs(5)));
            let _ = stream.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
            let _ = stream.read_to_end(&mut Vec::new());
        }
        for _ in 0..50 {
            if matches!(self.driver.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Chromedriver says its port on its standard output; the rest of it is read and forgotten, so that it never blocks.
fn port_in(mut lines: impl BufRead + Send + 'static) -> u16 {
    let mut line = String::new();
    while lines.read_line(&mut line).is_ok_and(|read| read > 0) {
        if let Some((_, port)) = line.rsplit_once("successfully on port ") {
            let port = port.trim().trim_end_matches('.').parse().expect("chromedriver says a port");
            std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
            return port;
        }
        line.clear();
    }
    panic!("chromedriver ended before it said its port");
}

fn capabilities(words: &Words, script: bool, downloads: &Path) -> thirtyfour::ChromeCapabilities {
    let mut capabilities = DesiredCapabilities::chrome();
    for flag in FLAGS {
        capabilities.add_arg(flag).expect("invariant: a flag is text");
    }
    let javascript = if script { 1 } else { 2 };
    let preferences = json!({
        "intl.accept_languages": words.lang,
        "profile.managed_default_content_settings.javascript": javascript,
        "credentials_enable_service": false,
        "download.default_directory": downloads,
        "download.prompt_for_download": false,
    });
    capabilities.add_experimental_option("prefs", preferences).expect("invariant: preferences are JSON");
    for log in ["browser", "performance"] {
        capabilities.set_logging_prefs(log, LoggingPrefsLogLevel::All).expect("invariant: a level is text");
    }
    capabilities
}
