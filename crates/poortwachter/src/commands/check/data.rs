//! The database and the key file, and whether they belong together.

use std::path::Path;

use credentials::keyring::Keyring;
use jiff::Timestamp;
use store::{Database, Inspection, Schema};

use super::report::Report;
use crate::complaint::Complaint;
use crate::settings::Settings;
use crate::{keyfile, wiring};

/// Times that are known from elsewhere than this machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct Times {
    /// Of the newest entry of the audit log.
    pub newest_entry: Option<Timestamp>,
    /// Of the database's server, now.
    pub server: Option<Timestamp>,
}

/// Looks at both.
pub async fn look(settings: &Settings, report: &mut Report) -> Times {
    let seen = Database::inspect(settings.database.url.expose()).await;
    let seen = seen.map_err(|error| wiring::database_complaint(settings, &error));
    database(settings, &seen, report);
    let Ok(seen) = seen else {
        report.warn("key file", "not looked at, because the database comes first");
        return Times::default();
    };
    key_file(&settings.keys.file, seen.as_ref(), report);
    seen.map_or_else(Times::default, |seen| Times { newest_entry: seen.newest_entry, server: seen.clock })
}

fn database(settings: &Settings, seen: &Result<Option<Inspection>, Complaint>, report: &mut Report) {
    let (topic, shown) = ("database", settings.database.url.shown());
    match seen {
        Err(complaint) => report.wrong(topic, &complaint.to_string()),
        Ok(None) => missing(&shown, report),
        Ok(Some(seen)) => {
            let schema = match seen.schema {
                Schema::Missing => "empty; the first start fills it".to_owned(),
                Schema::Behind { found, newest } => format!("schema {found}; the next start brings it to {newest}"),
                Schema::Current(found) => format!("schema {found}, up to date"),
            };
            report.ok(topic, &format!("{shown}: {}, {schema}", seen.engine));
        }
    }
}

/// SQLite makes a file, but no folder.
fn missing(shown: &str, report: &mut Report) {
    let file = Path::new(shown.trim_start_matches("sqlite://"));
    if folder_of(file).is_dir() {
        report.ok("database", &format!("{shown} is not there yet; the first start makes it"));
    } else {
        let text = format!("{shown} has no folder; make it for the portal's user, or change database.url");
        report.wrong("database", &text);
    }
}

fn key_file(file: &Path, seen: Option<&Inspection>, report: &mut Report) {
    let topic = "key file";
    let keyring = match keyfile::read(file) {
        Ok(Some(text)) => wiring::parse_keys(file, &text),
        Ok(None) => return no_key_file(file, seen, report),
        Err(complaint) => Err(complaint),
    };
    match keyring {
        Err(complaint) => report.wrong(topic, &complaint.to_string()),
        Ok(keyring) => {
            report.ok(topic, &format!("{} with the active key {}", file.display(), keyring.active_key_id()));
            belongs(&keyring, seen, report);
        }
    }
}

fn no_key_file(file: &Path, seen: Option<&Inspection>, report: &mut Report) {
    let shown = file.display();
    if seen.is_some_and(|seen| !seen.is_empty()) {
        let text = format!("{shown} is missing while there is data; put it back from the backup, or change keys.file");
        report.wrong("key file", &text);
    } else if folder_of(file).is_dir() {
        report.ok("key file", &format!("{shown} is not there yet; the first start makes it"));
    } else {
        report.wrong("key file", &format!("{shown} has no folder; make it for the portal's user, or change keys.file"));
    }
}

fn belongs(keyring: &Keyring, seen: Option<&Inspection>, report: &mut Report) {
    let topic = "key and database";
    match seen {
        None => report.ok(topic, "the database will belong to this key"),
        Some(seen) if seen.is_empty() => report.ok(topic, "the database will belong to this key"),
        Some(seen) if seen.takes(keyring) => report.ok(topic, "they belong together"),
        Some(_) => report.wrong(
            topic,
            "the key file is not the one of this database; put the right one back from the backup, or change keys.file",
        ),
    }
}

fn folder_of(file: &Path) -> &Path {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
