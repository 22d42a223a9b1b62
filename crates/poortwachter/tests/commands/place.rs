//! A folder with settings in which commands run.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder of its own for one test, and a port that was free a moment ago.
pub struct Place {
    folder: tempfile::TempDir,
    pub port: u16,
}

/// How a command ended.
#[derive(Debug)]
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// What a command printed that went well.
    #[track_caller]
    pub fn good(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (Some(0), ""), "{self:?}");
        self.out
    }

    /// What a command complained about.
    #[track_caller]
    pub fn refused(self) -> String {
        assert_eq!((self.code, self.out.as_str()), (Some(1), ""), "{self:?}");
        self.err
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// The program, without the environment of whoever runs the tests.
pub fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_poortwachter"));
    program.env_clear().stdin(Stdio::null());
    program
}

impl Place {
    /// A place with settings that `serve` takes.
    pub fn new() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let place = Self { folder: tempfile::tempdir().unwrap(), port };
        place.write("");
        place
    }

    /// Writes the settings again, with more at the end.
    pub fn write(&self, more: &str) {
        self.write_with_database(&format!("sqlite://{}", self.file("portal.db").display()), more);
    }

    /// Writes the settings again, with another database.
    pub fn write_with_database(&self, database: &str, more: &str) {
        let text = format!(
            "[server]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"{origin}\"\n\
             [database]\nurl = \"{database}\"\n[keys]\nfile = \"{keys}\"\n{more}",
            port = self.port,
            origin = self.origin(),
            keys = self.file("keys").display(),
        );
        std::fs::write(self.settings(), text).unwrap();
    }

    pub fn origin(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn settings(&self) -> PathBuf {
        self.file("portal.toml")
    }

    /// The names of all files, in order.
    pub fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs a command with these settings.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        program().args(arguments).arg("--config").arg(self.settings()).output().unwrap().into()
    }

    /// Writes our help texts into the folder `help`.
    pub fn help_export(&self) -> Ran {
        program().args(["help", "export"]).arg(self.file("help")).output().unwrap().into()
    }

    /// Runs `account` with a reason.
    pub fn account(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["account"], arguments, &["--reason", "ticket 12"]].concat())
    }

    /// Adds an account and takes its link from what was printed.
    pub fn add(&self, username: &str) -> String {
        let mail = format!("{username}@example.org");
        link(&self.account(&["add", username, "--name", "Bea Jansen", "--mail", &mail]).good())
    }

    /// What `account show --json` says.
    pub fn show(&self, username: &str) -> serde_json::Value {
        serde_json::from_str(&self.run(&["account", "show", username, "--json"]).good()).unwrap()
    }
}

/// The link in what a command printed, on a line of its own.
pub fn link(printed: &str) -> String {
    let line = printed.lines().find(|line| line.contains("?token=")).unwrap();
    line.trim().to_owned()
}
