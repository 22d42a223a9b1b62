//! The operator: `poortwachter account …` beside a running portal, with a settings file of its own.

use std::path::Path;
use std::process::Command;

/// Somebody on the server's command line.
pub struct Operator {
    /// The settings file.
    pub settings: String,
}

impl Operator {
    /// Writes the settings file; the database and the keys lie where the demo keeps them too.
    pub fn of(folder: &Path, port: u16, applications: &str) -> Self {
        let three = [("verzuim", "Verzuimsysteem"), ("rooster", "Rooster"), ("stil", "Stille applicatie")];
        let named = three.iter().filter(|_| !applications.is_empty());
        let named = named.map(|(id, name)| {
            format!("[[applications]]\nid = \"{id}\"\nname = \"{name}\"\nurl = \"{applications}/{id}\"\n")
        });
        let more: String = named.collect();
        Self::at(folder, port, &format!("public_url = \"http://localhost:{port}\"\n{more}"))
    }

    /// The same with a public address behind a proxy on this machine.
    pub fn behind_a_proxy(folder: &Path, port: u16, public_url: &str) -> Self {
        Self::at(folder, port, &format!("public_url = \"{public_url}\"\ntrusted_proxies = [\"127.0.0.1\"]\n"))
    }

    /// The same where passkeys are offered.
    pub fn with_passkeys(folder: &Path, port: u16) -> Self {
        Self::at(folder, port, &format!("public_url = \"http://localhost:{port}\"\n[factors]\npasskey = true\n"))
    }

    /// The settings of an example, with the database and the keys of this folder.
    pub fn with_example(folder: &Path, example: &str) -> Self {
        let file = folder.join("poortwachter.toml");
        let folder = folder.display();
        let text = format!(
            "database.url = \"sqlite://{folder}/demo.db\"\nkeys.file = \"{folder}/keys\"\nlog.level = \"warn\"\n{example}"
        );
        std::fs::write(&file, text).expect("the settings can be written");
        Self { settings: file.to_string_lossy().into_owned() }
    }

    /// Closes an account, or opens it again.
    pub fn switch(&self, username: &str, word: &str) {
        self.account(&[word, username, "--reason", "a test"]);
    }

    /// The same where the portal may call applications on this machine.
    pub fn with_local_applications(folder: &Path, port: u16) -> Self {
        let networks = "private_networks = [\"127.0.0.0/8\", \"::1/128\"]";
        Self::at(folder, port, &format!("public_url = \"http://localhost:{port}\"\n[oidc]\n{networks}\n"))
    }

    /// `server` goes on in the table of the server.
    fn at(folder: &Path, port: u16, server: &str) -> Self {
        let file = folder.join("poortwachter.toml");
        let folder = folder.display();
        let text = format!(
            "database.url = \"sqlite://{folder}/demo.db\"\nkeys.file = \"{folder}/keys\"\nlog.level = \"warn\"\n\
             recovery = {{ help_desk_delay_users_hours = 0, help_desk_delay_privileged_hours = 0 }}\n\
             [server]\nlisten = \"127.0.0.1:{port}\"\n{server}"
        );
        std::fs::write(&file, text).expect("the settings can be written");
        Self { settings: file.to_string_lossy().into_owned() }
    }

    /// Adds an account and returns its activation link.
    pub fn add_account(&self, username: &str) -> String {
        let mail = format!("{username}@example.org");
        self.link(&["add", username, "--name", "Piet de Vries", "--mail", &mail, "--reason", "a test"])
    }

    /// Returns the link with which this person sets up the second factor again (rule J6c).
    pub fn reset_factor(&self, username: &str) -> String {
        self.link(&["reset-factor", username, "--reason", "a test"])
    }

    /// Adds an account whose link is on a letter.
    pub fn letter(&self, username: &str, lang: &str, file: &Path) {
        let file = file.to_string_lossy();
        let name = "Jolanda van den Berg-Jansen";
        let arguments = ["add", username, "--name", name, "--lang", lang, "--letter", &file, "--reason", "a test"];
        let mut command = Command::new(env!("CARGO_BIN_EXE_poortwachter"));
        let output = command.arg("account").args(arguments).args(["--config", &self.settings]).output();
        let output = output.expect("the binary starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// What `poortwachter account …` prints.
    fn account(&self, arguments: &[&str]) -> String {
        self.run("account", arguments)
    }

    /// What `poortwachter client …` prints.
    pub fn client(&self, arguments: &[&str]) -> String {
        self.run("client", &[arguments, &["--reason", "a test"]].concat())
    }

    fn run(&self, subject: &str, arguments: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_poortwachter"));
        let output = command.arg(subject).args(arguments).args(["--config", &self.settings]).output();
        let output = output.expect("the binary starts");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// The link in what `poortwachter account …` prints.
    fn link(&self, arguments: &[&str]) -> String {
        let said = self.account(arguments);
        let link = said.split_whitespace().find(|word| word.contains("?token="));
        link.unwrap_or_else(|| panic!("{arguments:?}: {said}")).to_owned()
    }
}
