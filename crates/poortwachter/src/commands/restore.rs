//! `restore FILE`: a backup in the place of what is in the database, or in an empty one, of either kind.
//!
//! The keys come first: a backup that the key file does not open is refused before the database is touched, and a key file that was in the backup
//! is on the disk before any row is.

mod report;

use std::path::Path;
use std::sync::Arc;

use credentials::keyring::Keyring;
use credentials::rng::Rng;
use store::{BackupError, BackupReader, Database, OpenOptions};
use zeroize::Zeroizing;

use super::account::desk;
use super::{backup, block_on, output};
use crate::backup_file::Opened;
use crate::cli::backup::Restore;
use crate::complaint::{Complaint, Complaints};
use crate::os_rng::OsRng;
use crate::settings::Settings;
use crate::{keyfile, wiring};

/// Restores it and says what came of it.
pub fn run(restore: &Restore) -> Result<(), Complaints> {
    block_on(async {
        let (settings, ctx) = desk::prepare(&restore.because.settings, Some(&restore.because))?;
        let file = &restore.opening.file;
        let reader = backup::open(&restore.opening)?;
        let keyring = keys(file, &settings, &reader)?;
        let alone = wiring::take_for_serving(&settings)?;
        let about = |error| wiring::database_complaint(&settings, &error);
        let options = OpenOptions { max_connections: 1 };
        let database = Database::open(settings.database.url.expose(), options).await.map_err(about)?;
        let keys = (Arc::new(keyring), Arc::new(OsRng) as Arc<dyn Rng>);
        let restored = database.restore(reader, keys, restore.replace, &ctx).await;
        database.close().await;
        drop(alone);
        let restored = restored.map_err(|error| refused(file, &settings, &error))?;
        Ok(output::print(&report::text(&restored, &settings))?)
    })
}

fn refused(file: &Path, settings: &Settings, error: &BackupError) -> Complaint {
    let database = settings.database.url.shown();
    match error {
        BackupError::NotEmpty => Complaint::new(
            format!("data in {database}"),
            "make a backup of that first, then say --replace; what was used up, closed or erased there since stays so",
        )
        .about("database.url"),
        BackupError::InUse(others) => Complaint::new(
            format!("{database}, to which a portal or command is connected ({others} connections)"),
            "stop every node first",
        )
        .about("database.url"),
        BackupError::Store(error) => wiring::database_complaint(settings, error),
        other => backup::complaint(file, other),
    }
}

/// The key file that is there; else the one in the backup, which is put there.
fn keys(file: &Path, settings: &Settings, reader: &BackupReader<Opened>) -> Result<Keyring, Complaint> {
    let place = &settings.keys.file;
    let (text, is_new) = match (keyfile::read(place)?, reader.keys()) {
        (Some(text), _) => (text, false),
        (None, Some(text)) => (Zeroizing::new(text.to_owned()), true),
        (None, None) => {
            let advice = "put the key file of the installation there that the backup is of, with mode 0600";
            return Err(Complaint::new("no key file, and none in the backup", advice)
                .in_file(place)
                .about("keys.file"));
        }
    };
    let keyring = wiring::parse_keys(place, &text)?;
    reader.check_keys(&keyring).map_err(|error| backup::complaint(file, &error))?;
    if is_new {
        keyfile::put_back(place, &text)?;
    }
    Ok(keyring)
}
