//! `backup`: makes a backup beside a running portal, and checks one without any database. What they share with `restore` is here.

mod check;
mod make;
mod secret;

use std::path::Path;

use store::{BackupError, BackupReader, BackupSummary};

use crate::backup_file::{Closed, Opened, no_backup};
use crate::cli::backup::{Backup, BackupCommand, Opening};
use crate::complaint::{Complaint, Complaints};

/// Does what was asked.
pub fn run(backup: &Backup) -> Result<(), Complaints> {
    match (&backup.command, &backup.make) {
        (Some(BackupCommand::Check(check)), _) => check::run(check),
        (None, Some(make)) => make::run(make),
        (None, None) => Err(Complaint::new("no file", "name the new file, or see `poortwachter backup --help`").into()),
    }
}

/// Opens a backup as far as its first line.
pub(super) fn open(opening: &Opening) -> Result<BackupReader<Opened>, Complaint> {
    let closed = Closed::look(&opening.file)?;
    let key = secret::key(opening, closed.locked())?;
    let inside = closed.open(key)?;
    BackupReader::open(inside).map_err(|error| complaint(&opening.file, &error))
}

/// What is wrong with a backup, in plain words.
pub(super) fn complaint(file: &Path, error: &BackupError) -> Complaint {
    let another = "take another copy of it, or an older backup";
    let (found, advice) = match error {
        BackupError::NotABackup => return no_backup(file),
        BackupError::Newer { program } => (
            format!("a backup that version {program} made, which is newer than this program"),
            "use that version".to_owned(),
        ),
        BackupError::Cut => ("a backup that is cut off".to_owned(), another.to_owned()),
        BackupError::Damaged(how) => (format!("a backup that is damaged or cut ({how})"), another.to_owned()),
        BackupError::WrongKey => (
            "a backup that belongs to another key file".to_owned(),
            "put the key file of that installation at keys.file; without it nobody could log in".to_owned(),
        ),
        BackupError::Forged => (
            "a backup that nobody with the key file of its installation made".to_owned(),
            "find out who could change it, and take an older one".to_owned(),
        ),
        other => (format!("a backup that could not be used ({other})"), "nothing was changed; try again".to_owned()),
    };
    Complaint::new(found, advice).in_file(file)
}

/// What is in it, in a few words.
pub(super) fn contents(summary: &BackupSummary) -> String {
    let of = |table: &str| summary.rows.get(table).copied().unwrap_or_default();
    format!(
        "{} accounts, {} second factors, {} applications, {} entries of the audit log",
        of("accounts"),
        of("factors"),
        of("clients"),
        of("audit")
    )
}
