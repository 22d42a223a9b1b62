//! The other provider: a process of node that ends with its standard input.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use http::{HeaderMap, Method, header};
use serde_json::Value;

use crate::side::Told;

/// A running provider with one browser's cookies.
pub struct Other {
    _child: Ended,
    origin: String,
    client: reqwest::Client,
    jar: BTreeMap<String, String>,
}

/// Ends with its owner.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().expect("the process was ours");
    }
}

/// Where `./test` puts node's packages.
fn tools() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a folder above").join("tools/oracle")
}

impl Other {
    pub fn start() -> Self {
        // The caller is built with TLS that has no provider of its own; over the loopback none is spoken.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let fetched = tools().join("node");
        let node = if fetched.exists() { fetched } else { PathBuf::from("node") };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/server.mjs");
        let mut child = Command::new(node)
            .args([script, tools()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("node does not start ({error}); ./test installs what these tests need"));
        let output = BufReader::new(child.stdout.take().expect("it is piped"));
        let said = output.lines().map_while(Result::ok).find(|line| line.starts_with('{'));
        let said: Value = serde_json::from_str(&said.expect("it says its port")).expect("JSON");
        #[expect(
            clippy::disallowed_methods,
            reason = "it speaks to another provider on the loopback, not as the portal"
        )]
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .pool_max_idle_per_host(0)
            .build()
            .expect("a client");
        let origin = format!("http://127.0.0.1:{}", said["port"]);
        Self { _child: Ended(child), origin, client, jar: BTreeMap::new() }
    }

    /// Logs somebody in: its own pages for developers take any name.
    pub async fn log_in(&mut self, authorize: &str) {
        let to = self.browse(Method::GET, authorize, "").await.header("location").to_owned();
        let to = self.browse(Method::POST, &to, "prompt=login&login=anna&password=any").await;
        let to = to.header("location").to_owned();
        let back = self.browse(Method::GET, &to, "").await;
        assert!(back.header("location").contains("code="), "{back:?}");
    }

    pub async fn browse(&mut self, method: Method, path: &str, body: &str) -> Told {
        let cookies = self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let told = self.call(method, path, body, &[("cookie", &cookies)]).await;
        for set in told.headers.get_all(header::SET_COOKIE) {
            let pair = set.to_str().expect("a cookie is text").split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie has a value");
            if value.is_empty() {
                self.jar.remove(name);
            } else {
                self.jar.insert(name.to_owned(), value.to_owned());
            }
        }
        told
    }

    pub async fn call(&mut self, method: Method, path: &str, body: &str, headers: &[(&str, &str)]) -> Told {
        let address = if path.starts_with("http") { path.to_owned() } else { format!("{}{path}", self.origin) };
        let mut request = self.client.request(method.clone(), address);
        if method == Method::POST {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body.to_owned());
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            request = request.header(*name, *value);
        }
        let answer = request.send().await.expect("it answers");
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let headers: HeaderMap = headers;
        Told { status, headers, body: answer.text().await.expect("it is text") }
    }
}
