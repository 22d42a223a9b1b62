//! The settings' file as a file: what can be wrong with it before its text is looked at, and who else may read the secrets in it.

use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use toml_edit::{Document, Item, TableLike};

use super::key::{Key, Kind};
use super::tree::Settings;
use crate::complaint::Complaint;

/// The most bytes that settings may have; hundreds of applications fit.
const MOST: u64 = 1024 * 1024;

/// What some editors put before a text in UTF-8, and what begins one in UTF-16.
const BOM: &str = "\u{feff}";
const UTF_16: [&[u8]; 2] = [&[0xff, 0xfe], &[0xfe, 0xff]];

/// The text of the file, without a mark of byte order.
pub fn text(file: &Path) -> Result<String, Complaint> {
    let bytes = bytes(file).map_err(|error| unreadable(file, &error))?;
    if bytes.len() as u64 > MOST {
        let advice = "give the path of the settings, which have at most 1 MiB";
        return Err(Complaint::new("a file of more than 1 MiB", advice).in_file(file));
    }
    if UTF_16.iter().any(|mark| bytes.starts_with(mark)) {
        return Err(Complaint::new("a text in UTF-16", "save the file as UTF-8").in_file(file));
    }
    let line = |until: usize| bytes.iter().take(until).filter(|byte| **byte == b'\n').count() + 1;
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        let place = format!("{} line {}", file.display(), line(at));
        return Err(Complaint::new("a NUL character", "remove it; settings are plain text in UTF-8").at(place));
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(text.strip_prefix(BOM).unwrap_or(text).to_owned()),
        Err(error) => {
            let place = format!("{} line {}", file.display(), line(error.valid_up_to()));
            Err(Complaint::new("a character that is not UTF-8", "save the file as UTF-8").at(place))
        }
    }
}

/// One byte more than may be there, so that a file without an end is noticed too.
fn bytes(file: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(file)?.take(MOST + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(file: &Path, error: &io::Error) -> Complaint {
    let advice = match error.kind() {
        io::ErrorKind::PermissionDenied => {
            "let the portal's group read it: `chown root:poortwachter` and `chmod 640`, with a folder that it may enter"
        }
        io::ErrorKind::IsADirectory => "give the path of the file in it",
        _ => "give the path of the settings; `poortwachter config example` prints some to begin with",
    };
    Complaint::new(format!("a file that cannot be read ({error})"), advice).in_file(file)
}

/// Secrets that stand in the file although everybody on this machine may read it.
pub fn secrets_for_everybody(file: &Path) -> Option<Complaint> {
    let mode = std::fs::metadata(file).ok()?.permissions().mode() & 0o777;
    if mode & 0o004 == 0 {
        return None;
    }
    let text = text(file).ok()?;
    let mut found = Vec::new();
    secrets("", Settings::KEYS, Document::parse(text.as_str()).ok()?.as_table(), &mut found);
    if found.is_empty() {
        return None;
    }
    let advice = format!(
        "run `chmod 640 {0}` and `chown root:poortwachter {0}`, or give them in the environment; then change them, since others could have read them",
        file.display()
    );
    Some(
        Complaint::new(format!("secrets in a file that everybody here may read (mode {mode:04o})"), advice)
            .in_file(file)
            .about(found.join(", ")),
    )
}

fn secrets(path: &str, keys: &'static [Key], table: &dyn TableLike, found: &mut Vec<String>) {
    for key in keys {
        let Some(item) = table.get(key.name) else { continue };
        let path = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
        match &key.kind {
            Kind::Section(keys) => {
                if let Some(table) = item.as_table_like() {
                    secrets(&path, keys, table, found);
                }
            }
            Kind::Rows(keys) => {
                for table in item.as_array_of_tables().into_iter().flatten() {
                    secrets(&path, keys, table, found);
                }
            }
            Kind::Secret { .. } if is_secret(item) => found.push(path),
            Kind::SecretTexts { .. } => found.push(path),
            _ => {}
        }
    }
}

/// The address of a database is one only when there is a password in it.
fn is_secret(item: &Item) -> bool {
    let Some(text) = item.as_str() else { return false };
    match text.split_once("://") {
        None => !text.is_empty(),
        Some(("sqlite", _)) => false,
        Some((_, rest)) => {
            rest.contains("password=") || rest.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
        }
    }
}
