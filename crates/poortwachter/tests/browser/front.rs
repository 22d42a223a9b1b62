//! A real proxy in front of the portal and of an application, with the configuration of `examples/` in which nothing but ports and paths is another.

use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio_rustls::TlsConnector;

use super::authority::issue;
use super::echo::Echo;
use super::portal::{Running, free_port};
use super::two_sites::{OTHER, with_another};

/// The portal's host in the examples.
pub const LOGIN: &str = "login.example.org";
/// The application's host in the examples.
pub const APP: &str = "app.example.org";

/// The programs of the examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `auth_request`.
    Nginx,
    /// `forward_auth`.
    Caddy,
    /// `ForwardAuth`.
    Traefik,
    /// `ext_authz`.
    Envoy,
}

impl Kind {
    const fn folder(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::Caddy => "caddy",
            Self::Traefik => "traefik",
            Self::Envoy => "envoy",
        }
    }

    /// What stands before a port in the places where the example names one: its own, and those that it sends to.
    fn replaced(self, own: u16, portal: u16, application: u16) -> Vec<(&'static str, String)> {
        match self {
            Self::Nginx => vec![
                ("listen 443 ssl", format!("listen 127.0.0.1:{own} ssl")),
                ("127.0.0.1:8080", format!("127.0.0.1:{portal}")),
                ("127.0.0.1:3000", format!("127.0.0.1:{application}")),
            ],
            Self::Caddy => vec![
                ("127.0.0.1:8080", format!("127.0.0.1:{portal}")),
                ("127.0.0.1:3000", format!("127.0.0.1:{application}")),
            ],
            Self::Traefik => vec![
                ("\":443\"", format!("\"127.0.0.1:{own}\"")),
                ("127.0.0.1:8080", format!("127.0.0.1:{portal}")),
                ("127.0.0.1:3000", format!("127.0.0.1:{application}")),
            ],
            Self::Envoy => vec![
                ("address: 0.0.0.0, port_value: 443", format!("address: 127.0.0.1, port_value: {own}")),
                ("port_value: 8080", format!("port_value: {portal}")),
                ("port_value: 3000", format!("port_value: {application}")),
            ],
        }
    }

    fn command(self, folder: &Path) -> Command {
        let tools = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../target/tools");
        let file = |name: &str| folder.join(name).to_string_lossy().into_owned();
        let (program, arguments) = match self {
            Self::Nginx => {
                let global = format!("daemon off; master_process off; pid {};", file("nginx.pid"));
                let arguments = ["-p", &file(""), "-c", &file("nginx.conf"), "-e", &file("error.log"), "-g", &global];
                (PathBuf::from("nginx"), arguments.map(str::to_owned).to_vec())
            }
            Self::Caddy => {
                let arguments = ["run", "--adapter", "caddyfile", "--config", &file("Caddyfile")];
                (PathBuf::from("caddy"), arguments.map(str::to_owned).to_vec())
            }
            Self::Traefik => (tools.join("traefik/bin/traefik"), vec![format!("--configFile={}", file("traefik.yml"))]),
            Self::Envoy => {
                let arguments = ["-c", &file("envoy.yaml"), "--concurrency", "1", "--log-level", "error"];
                let alone = ["--disable-hot-restart".to_owned()];
                (tools.join("envoy/envoy/_bin/envoy"), arguments.map(str::to_owned).into_iter().chain(alone).collect())
            }
        };
        let mut command = Command::new(program);
        // Caddy keeps what it learns in its home.
        command.args(arguments).current_dir(folder).env("HOME", folder).env("XDG_DATA_HOME", folder);
        command
    }
}

/// A running proxy; it ends with the test.
pub struct Front {
    _process: Running,
    _application: Echo,
    /// Where it listens on the loopback.
    pub port: u16,
    /// Where it expects the portal.
    pub upstream: u16,
    /// The authority's certificate (PEM).
    pub authority: PathBuf,
    /// The portal's settings in its example, with the port at which it expects the portal.
    pub settings: String,
}

impl Front {
    /// Starts the proxy in a folder; the portal may come later.
    pub fn start(kind: Kind, folder: &Path) -> Self {
        Self::of(kind, folder, example(kind))
    }

    /// The same with a second application at a port, which has rules of its own.
    pub fn with_another(kind: Kind, folder: &Path, port: u16) -> Self {
        let files = example(kind).into_iter().map(|(name, text)| {
            let text = with_another(kind, &name, &text, port);
            (name, text)
        });
        Self::of(kind, folder, files.collect())
    }

    fn of(kind: Kind, folder: &Path, files: Vec<(String, String)>) -> Self {
        let (port, upstream, application) = (free_port(), free_port(), Echo::start());
        let issued = issue(folder, &[LOGIN, APP, OTHER]);
        let here = folder.to_string_lossy().into_owned();
        let replaced = kind.replaced(port, upstream, application.port);
        let of = |name: &str| format!("/etc/{}/{name}", kind.folder());
        let paths = [
            (of("certificate.pem"), issued.certificate.to_string_lossy().into_owned()),
            (of("certificate.key"), issued.key.to_string_lossy().into_owned()),
            (of("dynamic.yml"), format!("{here}/dynamic.yml")),
            ("/var/log/nginx".to_owned(), here),
        ];
        let mut settings = String::new();
        for (name, text) in files {
            let mut text = if name == "Caddyfile" { format!("{}{text}", caddys_own(port)) } else { text };
            for (from, to) in &paths {
                text = text.replace(from, to);
            }
            for (from, to) in &replaced {
                text = text.replace(from, to);
            }
            if name == "poortwachter.toml" {
                settings = text.replace("127.0.0.1:8080", &format!("127.0.0.1:{upstream}"));
            } else {
                fs::write(folder.join(name), text).expect("the configuration can be written");
            }
        }
        let log = fs::File::create(folder.join("proxy.log")).expect("a file can be made");
        let errors = log.try_clone().expect("a file can be shared");
        let mut command = kind.command(folder);
        let process = command.stdin(Stdio::null()).stdout(log).stderr(errors).spawn();
        let process = process.unwrap_or_else(|error| panic!("{kind:?} does not start ({error}); ./test installs it"));
        let front = Self {
            _process: Running(process),
            _application: application,
            port,
            upstream,
            authority: issued.authority,
            settings,
        };
        front.wait_until_it_listens(folder);
        front
    }

    fn wait_until_it_listens(&self, folder: &Path) {
        for _ in 0..400 {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("the proxy does not listen: {}", fs::read_to_string(folder.join("proxy.log")).unwrap_or_default());
    }

    /// The answer to a request to the application, written byte by byte: what no browser would send.
    pub async fn raw(&self, request: &str, headers: &[(&str, &str)]) -> String {
        let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let headers = headers.concat();
        self.sent(&format!("{request} HTTP/1.1\r\nHost: {APP}\r\nConnection: close\r\n{headers}\r\n")).await
    }

    /// The answer to these bytes, on a connection that was opened for the application's host.
    pub async fn sent(&self, bytes: &str) -> String {
        let mut roots = rustls::RootCertStore::empty();
        let authority = CertificateDer::from_pem_file(&self.authority).expect("openssl writes a certificate");
        roots.add(authority).expect("the authority is one");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
        let config = config.expect("ring knows TLS").with_root_certificates(roots).with_no_client_auth();
        let stream = tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await.expect("the proxy listens");
        let name = ServerName::try_from(APP).expect("invariant: a name");
        let connector = TlsConnector::from(Arc::new(config));
        let mut stream = connector.connect(name, stream).await.expect("the certificate is right");
        stream.write_all(bytes.as_bytes()).await.expect("the proxy reads");
        let mut answer = Vec::new();
        // Some end the connection without a goodbye of TLS.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }
}

/// Caddy names no port in its file: its own are the usual ones.
fn caddys_own(port: u16) -> String {
    let other = free_port();
    format!("{{\n\tadmin off\n\tdefault_bind 127.0.0.1\n\thttps_port {port}\n\thttp_port {other}\n}}\n")
}

/// The files of an example.
fn example(kind: Kind) -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(kind.folder());
    let files = fs::read_dir(folder).expect("the example is there").flatten();
    let files = files.filter(|file| file.file_name() != "README.md");
    let read = |file: fs::DirEntry| {
        let text = fs::read_to_string(file.path()).expect("the example can be read");
        (file.file_name().to_string_lossy().into_owned(), text)
    };
    files.map(read).collect()
}
