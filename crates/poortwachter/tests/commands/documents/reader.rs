//! Somebody who follows a page: a folder, the program on the path, and a portal that runs on loopback.
//!
//! Where the page names the places of the package, the reader's folder stands for the root of the machine, and `sudo -u` for nobody else.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::blocks::Block;

/// The longest that one block or a start may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(2);
/// Folders of a machine that the reader has in the folder instead.
const PLACES: [&str; 3] = ["/etc/poortwachter", "/var/lib/poortwachter", "/etc/apache2"];

/// See the head of this file.
pub struct Reader {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
    port: u16,
    portal: Option<Child>,
}

impl Reader {
    /// A reader with an empty folder.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let root = folder.path();
        for place in PLACES.iter().chain(&["/bin"]) {
            fs::create_dir_all(root.join(&place[1..])).unwrap();
        }
        symlink(env!("CARGO_BIN_EXE_poortwachter"), root.join("bin/poortwachter")).unwrap();
        let sudo = root.join("bin/sudo");
        fs::write(&sudo, "#!/bin/sh\n[ \"$1\" = -u ] && [ \"$2\" = poortwachter ] && shift 2 && exec \"$@\"\nexit 1\n")
            .unwrap();
        fs::set_permissions(&sudo, fs::Permissions::from_mode(0o755)).unwrap();
        let own = |path: &str| root.join(path).display().to_string();
        let variables = [
            ("POORTWACHTER_SERVER__LISTEN", format!("127.0.0.1:{port}")),
            ("POORTWACHTER_SERVER__PUBLIC_URL", format!("http://localhost:{port}")),
            ("POORTWACHTER_DATABASE__URL", format!("sqlite://{}", own("var/lib/poortwachter/poortwachter.db"))),
            ("POORTWACHTER_KEYS__FILE", own("var/lib/poortwachter/keys")),
        ];
        let variables = variables.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Self { folder, variables, port, portal: None }
    }

    /// The same with more settings.
    pub fn with(mut self, variables: &[(&str, &str)]) -> Self {
        self.variables.extend(variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        self
    }

    /// A file that the page takes for granted.
    pub fn file(&self, name: &str, text: &str) {
        fs::write(self.folder.path().join(name), text).unwrap();
    }

    /// Settings under this name, and where the package has them.
    pub fn settings(&self, name: &str) {
        self.file(name, "");
        self.file("etc/poortwachter/poortwachter.toml", "");
    }

    /// A portal that runs while the page is followed.
    pub fn start(&mut self) {
        self.portal = Some(self.begin("exec poortwachter serve --config etc/poortwachter/poortwachter.toml"));
        self.wait();
    }

    /// An account that the page takes for granted.
    pub fn account(&self, name: &str) {
        let command = format!(
            "poortwachter account add {name} --name 'Bea Jansen' --mail b@example.org --reason test \
             --config etc/poortwachter/poortwachter.toml"
        );
        assert!(self.shell(&command).status().unwrap().success());
    }

    /// Repeats a command until it succeeds.
    pub fn until(&self, command: &str) {
        let begun = Instant::now();
        while !self.shell(command).status().unwrap().success() {
            assert!(begun.elapsed() < PATIENCE, "{command}");
            std::thread::sleep(Duration::from_millis(200));
        }
    }

    /// Runs a block, which has to succeed.
    pub fn run(&self, page: &str, block: &Block) {
        let ended = self.shell(&self.at_home(&block.text)).output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        assert!(
            ended.status.success(),
            "{page} line {}: {}\n{}{}",
            block.line,
            block.text,
            text(&ended.stdout),
            text(&ended.stderr)
        );
    }

    /// Runs a block that stays, and waits until the portal answers.
    pub fn serve(&mut self, page: &str, block: &Block) {
        assert!(self.portal.is_none(), "{page} line {}: one runs already", block.line);
        self.portal = Some(self.begin(&format!("exec {}", self.at_home(&block.text))));
        self.wait();
    }

    fn at_home(&self, text: &str) -> String {
        let root = self.folder.path().display();
        PLACES.iter().fold(text.to_owned(), |text, place| text.replace(place, &format!("{root}{place}")))
    }

    fn shell(&self, text: &str) -> Command {
        let mut shell = Command::new("bash");
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", self.folder.path().join("bin").display());
        shell.args(["-euo", "pipefail", "-c", text]).current_dir(self.folder.path()).env_clear().env("PATH", path);
        shell.envs(self.variables.iter().map(|(name, value)| (name, value))).stdin(Stdio::null());
        shell
    }

    fn begin(&self, text: &str) -> Child {
        let log = fs::File::create(self.log()).unwrap();
        self.shell(text).stdout(Stdio::null()).stderr(log).spawn().unwrap()
    }

    fn log(&self) -> PathBuf {
        self.folder.path().join("serve.log")
    }

    fn wait(&mut self) {
        let begun = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let ended = self.portal.as_mut().and_then(|portal| portal.try_wait().unwrap());
            let log = fs::read_to_string(self.log()).unwrap_or_default();
            assert!(ended.is_none() && begun.elapsed() < PATIENCE, "{ended:?}: {log}");
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(portal) = &mut self.portal {
            // It may have ended already; then there is nothing to kill.
            let _ = portal.kill();
            let _ = portal.wait();
        }
    }
}
