//! Settings that were read, and read again while the portal serves.
//!
//! What a new reading holds is compared key by key with what is in force. Keys that a running portal can take over ([`takes`]) get their new value,
//! the others keep the old one until a restart, and the whole is held against the same rules as at a start. Variables are those of the start:
//! nobody can change the environment of a running process.

use std::path::{Path, PathBuf};

use figment::Figment;
use figment::value::{Dict, Value};

use super::checks::{Checks, Places};
use super::load::Layer;
use super::takes::{self, Takes};
use super::tree::Settings;
use super::variables::leaves;
use crate::complaint::{Complaint, Complaints};

/// Settings in force, with what is needed to read them again.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What is in force.
    pub settings: Settings,
    file: PathBuf,
    variables: Vec<(String, String)>,
    holds: Dict,
}

/// What came of reading again.
#[derive(Clone, Debug)]
pub struct Reread {
    /// What is to be in force from now on.
    pub reading: Reading,
    /// The names of the keys that changed and count at once.
    pub taken: Vec<String>,
    /// The names of the keys that changed and wait for a restart, each with the reason.
    pub waiting: Vec<(String, &'static str)>,
}

impl Reading {
    /// Reads the file and lays the variables over it.
    pub fn load(file: &Path, variables: Vec<(String, String)>) -> Result<Self, Complaints> {
        let settings = Settings::load(file, &variables)?;
        let holds = Settings::dict(&file.display().to_string(), &super::file::text(file)?, &variables)?;
        Ok(Self { settings, file: file.to_owned(), variables, holds })
    }

    /// Reads them again; complaints when they are wrong by themselves, or together with what only a restart changes.
    pub fn again(&self) -> Result<Reread, Complaints> {
        let fresh = Self::load(&self.file, self.variables.clone())?;
        let (mut holds, mut taken, mut waiting) = (fresh.holds, Vec::new(), Vec::new());
        for leaf in leaves() {
            let (before, now) = (find(&self.holds, &leaf.path).cloned(), find(&holds, &leaf.path));
            if before.as_ref() == now {
                continue;
            }
            let name = leaf.path.join(".");
            match takes::of(&leaf.path) {
                Some(Takes::Reload) => taken.push(name),
                Some(Takes::Restart(why)) => {
                    waiting.push((name, why));
                    put(&mut holds, &leaf.path, before);
                }
                None => waiting.push((name, "nobody decided about it")),
            }
        }
        let settings = if waiting.is_empty() { fresh.settings } else { self.together(&holds)? };
        let reading = Self { settings, file: self.file.clone(), variables: self.variables.clone(), holds };
        Ok(Reread { reading, taken, waiting })
    }

    /// Settings of which a part is new, held against the rules that bind several keys.
    fn together(&self, holds: &Dict) -> Result<Settings, Complaints> {
        let file = self.file.display().to_string();
        let mut settings: Settings = Figment::from(Layer(holds.clone())).extract().map_err(|error| {
            Complaint::new("a value that cannot be used before a restart", "start the portal again")
                .at(&file)
                .about(error.path.join("."))
        })?;
        // Secrets of no gateway were complained about when the file was read.
        settings.sms.take_secrets(&self.variables);
        let mut checks = Checks::new(Vec::new(), Places::new(), &file);
        settings.check(&mut checks);
        Complaints(checks.into_complaints()).none_or()?;
        Ok(settings)
    }
}

fn find<'a>(dict: &'a Dict, path: &[&str]) -> Option<&'a Value> {
    let (name, rest) = path.split_first()?;
    let value = dict.get(*name)?;
    if rest.is_empty() { Some(value) } else { find(value.as_dict()?, rest) }
}

/// Puts a value at its place, or leaves the place empty.
fn put(dict: &mut Dict, path: &[&str], value: Option<Value>) {
    let Some((name, rest)) = path.split_first() else { return };
    match (rest.is_empty(), value) {
        (true, Some(value)) => drop(dict.insert((*name).to_owned(), value)),
        (true, None) => drop(dict.remove(*name)),
        (false, value) => {
            let inner = dict.entry((*name).to_owned()).or_insert_with(|| Dict::new().into());
            if let Value::Dict(_, inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(file: &Path, text: &str) {
        std::fs::write(file, text).unwrap();
    }

    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("p.toml");
        (folder, file)
    }

    #[test]
    fn what_can_change_is_taken_and_the_rest_waits_with_its_reason() {
        let (_folder, file) = place();
        write(&file, "[server]\nlisten = \"127.0.0.1:1\"\n[database]\nurl = \"postgres://u:s3cret@h/d\"\n");
        let reading = Reading::load(&file, Vec::new()).unwrap();
        assert_eq!(reading.again().unwrap().taken, Vec::<String>::new(), "nothing changed");
        let text = "[server]\nlisten = \"127.0.0.1:2\"\npublic_url = \"https://login.example.org\"\n\
                    [database]\nurl = \"postgres://u:other@h/d\"\n[brand]\nproduct = \"New\"\n[mail]\nhost = \"m\"\nfrom = \"a@b.example\"\n\
                    [[applications]]\nid = \"a\"\nname = \"A\"\nurl = \"https://a.example.org\"\n";
        write(&file, text);
        let reread = reading.again().unwrap();
        assert_eq!(reread.taken, ["applications", "brand.product", "mail.host", "mail.from"]);
        let names: Vec<&str> = reread.waiting.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["server.listen", "server.public_url", "database.url"]);
        let settings = &reread.reading.settings;
        assert_eq!(settings.server, reading.settings.server);
        assert_eq!(settings.database, reading.settings.database);
        assert_eq!((settings.brand.product.as_str(), settings.applications.len()), ("New", 1));
        let third = reread.reading.again().unwrap();
        assert_eq!((third.taken.len(), third.waiting.len()), (0, 3), "what waits is said again");
    }

    #[test]
    fn every_single_key_is_kept_or_taken_as_the_table_says() {
        let (_folder, file) = place();
        write(&file, "");
        let reading = Reading::load(&file, Vec::new()).unwrap();
        for leaf in leaves() {
            let mut holds = reading.holds.clone();
            put(&mut holds, &leaf.path, Some("other".into()));
            assert_eq!(find(&holds, &leaf.path).and_then(Value::as_str), Some("other"), "{:?}", leaf.path);
            put(&mut holds, &leaf.path, find(&reading.holds, &leaf.path).cloned());
            assert_eq!(holds, reading.holds, "{:?}", leaf.path);
        }
    }

    #[test]
    fn wrong_settings_change_nothing_and_say_all_that_is_wrong() {
        let (_folder, file) = place();
        write(&file, "");
        let reading = Reading::load(&file, Vec::new()).unwrap();
        write(&file, "[brand]\nproduct = 3\n[session]\nidle_minutes = 0\n");
        assert_eq!(reading.again().unwrap_err().0.len(), 2);
        std::fs::remove_file(&file).unwrap();
        assert!(reading.again().unwrap_err().to_string().contains("cannot be read"));
    }

    #[test]
    fn what_fits_only_after_a_restart_is_refused_before_it() {
        let (_folder, file) = place();
        let head = "[server]\ntrusted_proxies = [\"127.0.0.1\"]\n";
        write(&file, &format!("{head}public_url = \"https://login.example.org\"\n"));
        let reading = Reading::load(&file, Vec::new()).unwrap();
        // An application on the host of the portal is refused; the portal moves away from that host only at a restart.
        let text = format!(
            "{head}public_url = \"https://portal.example.org\"\n\
             [[forward]]\nname = \"Old\"\nproxy = \"nginx\"\nhosts = [\"https://login.example.org\"]\n\
             rules = [{{ path = \"/\", access = \"logged-in\" }}]\n"
        );
        write(&file, &text);
        let refused = reading.again().unwrap_err().to_string();
        assert!(refused.contains("forward[1]"), "{refused}");
    }
}
