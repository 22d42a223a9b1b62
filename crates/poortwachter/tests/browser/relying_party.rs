//! Applications that we did not write the login of: the examples of the repository, as they are, each with its own library.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::portal::{Portal, free_port};

/// How long a start may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// What an application is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Node with `openid-client`.
    OpenidClient,
    /// Python with Authlib.
    Authlib,
    /// Apache with `mod_auth_openidc`.
    Apache,
    /// Rust with `openidconnect`.
    Openidconnect,
}

/// A running application, registered at the portal as `verzuim`.
pub struct RelyingParty {
    process: Child,
    folder: TempDir,
    /// Its origin.
    pub origin: String,
}

impl RelyingParty {
    /// Registers it, as its operator would, and starts it.
    pub fn start(kind: Kind, portal: &Portal) -> Self {
        let (folder, port) = (TempDir::with_prefix("pw-app-").expect("a temporary folder can be made"), free_port());
        let origin = format!("http://127.0.0.1:{port}");
        let secret = register(kind, portal, &origin);
        let environment = [
            ("ISSUER", portal.url.as_str()),
            ("CLIENT_ID", "verzuim"),
            ("CLIENT_SECRET", &secret),
            ("ORIGIN", &origin),
        ];
        let mut command = match kind {
            Kind::OpenidClient => node(folder.path()),
            Kind::Authlib => python(),
            Kind::Apache => apache(folder.path(), port, &environment),
            Kind::Openidconnect => Command::new(target().join("debug/examples/relying_party")),
        };
        let log = std::fs::File::create(folder.path().join("log")).expect("a file can be made");
        let child = command
            .envs(environment)
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file can be shared"))
            .stderr(log)
            .spawn()
            .unwrap_or_else(|error| panic!("{kind:?} does not start ({error}); ./test installs it"));
        let mut party = Self { process: child, folder, origin };
        party.wait_until_it_answers(port);
        party
    }

    /// Where the private page is, with a query that must survive the login.
    pub fn private(&self) -> String {
        format!("{}/private/?page=7", self.origin)
    }

    /// The answer to a GET without cookies by a browser of this name, with the target as it is written here.
    pub fn answer(&self, target: &str, agent: &str) -> String {
        let host = self.origin.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("the application listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout can be set");
        let head = format!("GET {target} HTTP/1.1\r\nHost: {host}\r\nUser-Agent: {agent}\r\n");
        let request = format!("{head}Accept: text/html\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("the application reads");
        let mut answer = Vec::new();
        // Some end the connection while there is still something to read.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    }

    fn wait_until_it_answers(&mut self, port: u16) {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = self.process.try_wait().expect("a child can be asked");
            assert!(ended.is_none() && begun.elapsed() < PATIENCE, "{ended:?}: {}", self.log());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    /// What it said so far.
    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for RelyingParty {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the application's log:\n{}", self.log());
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The secret that `client add` prints.
fn register(kind: Kind, portal: &Portal, origin: &str) -> String {
    let (callback, landing, logout) = match kind {
        Kind::Apache => {
            let callback = format!("{origin}/private/oidc-callback");
            (callback.clone(), format!("{origin}/"), format!("{callback}?logout=backchannel"))
        }
        Kind::OpenidClient | Kind::Authlib | Kind::Openidconnect => {
            (format!("{origin}/callback"), format!("{origin}/"), format!("{origin}/backchannel-logout"))
        }
    };
    let mut arguments = vec!["add", "verzuim", "--name", "Verzuimsysteem", "--consent", "given"];
    arguments.extend(["--scopes", "openid,profile,email,groups", "--redirect-uri", &callback]);
    arguments.extend(["--post-logout-uri", &landing, "--logout-uri", &logout]);
    let said = portal.operator.client(&arguments);
    let line = said.lines().find_map(|line| line.strip_prefix("Client secret:"));
    line.unwrap_or_else(|| panic!("no secret in {said}")).trim().to_owned()
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("invariant: a folder in target").to_owned()
}

/// The file of an example.
fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

/// Node finds packages beside a file, so the file goes where `./test` put them.
fn node(folder: &Path) -> Command {
    let tools = target().join("tools/openid-client");
    let fetched = tools.join("node");
    std::fs::copy(example("openid-client/app.mjs"), folder.join("app.mjs")).expect("the example can be read");
    std::os::unix::fs::symlink(tools.join("node_modules"), folder.join("node_modules")).expect("a link can be made");
    let mut command = Command::new(if fetched.exists() { fetched } else { PathBuf::from("node") });
    command.arg(folder.join("app.mjs"));
    command
}

fn python() -> Command {
    let mut command = Command::new("python3");
    // Authlib refuses http but for this; only a test on this machine speaks it.
    command.arg(example("authlib/app.py")).env("PYTHONPATH", target().join("tools/authlib"));
    command.env("AUTHLIB_INSECURE_TRANSPORT", "1");
    command
}

/// The example's part of the configuration, with what Debian's own files would say around it.
fn apache(folder: &Path, port: u16, environment: &[(&str, &str)]) -> Command {
    let mut site_part =
        std::fs::read_to_string(example("mod_auth_openidc/poortwachter.conf")).expect("the example can be read");
    for (name, value) in environment.iter().chain(&[("PASSPHRASE", "a long phrase that only this server knows")]) {
        site_part = site_part.replace(&format!("${{{name}}}"), value);
    }
    let site = folder.join("site");
    std::fs::create_dir_all(site.join("private")).expect("a folder can be made");
    std::fs::write(site.join("index.html"), "<!doctype html><html lang=en><title>App</title><h1>Welcome</h1>")
        .expect("writes");
    let landing = format!("http%3A%2F%2F127.0.0.1%3A{port}%2F");
    let page = "<!doctype html><html lang=en><title>App</title><h1>Logged in</h1>\
                <dl><dd id=preferred_username><!--#echo var=\"REMOTE_USER\" --></dd><dd id=acr><!--#echo var=\"OIDC_CLAIM_acr\" --></dd>\
                <dd id=recovered_at><!--#echo var=\"OIDC_CLAIM_recovered_at\" --></dd></dl>\
                <p><a href=\"/private/oidc-callback?logout=LANDING\">Log out</a></p>"
        .replace("LANDING", &landing);
    std::fs::write(site.join("private/index.html"), page).expect("writes");
    let modules = "/usr/lib/apache2/modules";
    let names = ["mpm_event", "authz_core", "authz_user", "authn_core", "dir", "mime", "include", "auth_openidc"];
    let load: Vec<String> =
        names.iter().map(|name| format!("LoadModule {name}_module {modules}/mod_{name}.so\n")).collect();
    let load = load.concat();
    let here = folder.display();
    let text = format!(
        "ServerRoot {here}\nServerName 127.0.0.1\nListen 127.0.0.1:{port}\nPidFile {here}/pid\nDefaultRuntimeDir {here}\nErrorLog /dev/stderr\n\
         User www-data\nGroup www-data\n{load}TypesConfig /etc/mime.types\nDocumentRoot {here}/site\nDirectoryIndex index.html\n\
         <Directory {here}/site>\nOptions +Includes\nAddOutputFilter INCLUDES .html\nRequire all granted\n</Directory>\n{site_part}"
    );
    std::fs::write(folder.join("httpd.conf"), text).expect("the configuration can be written");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder, open).expect("the folder can be opened for www-data");
    let mut command = Command::new("/usr/sbin/apache2");
    command.args(["-X", "-f"]).arg(folder.join("httpd.conf"));
    command
}
