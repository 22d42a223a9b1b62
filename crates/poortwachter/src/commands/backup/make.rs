//! `backup FILE`: everything of this moment in one encrypted file, while the portal serves.

use std::path::Path;

use super::{contents, secret};
use crate::backup_file::{Lock, NewFile};
use crate::cli::SettingsFile;
use crate::cli::backup::Make;
use crate::commands::account::desk;
use crate::commands::block_on;
use crate::complaint::{Complaint, Complaints};
use crate::keyfile;

/// Makes it, and says where the key file is.
pub fn run(make: &Make) -> Result<(), Complaints> {
    let lock = secret::lock(make)?;
    let settings = SettingsFile { config: make.config.clone() };
    block_on(desk::work(&settings, None, async |desk| {
        let key_file = &desk.settings.keys.file;
        let keys = if make.with_keys { keyfile::read(key_file)? } else { None };
        let mut file = NewFile::begin(&make.file, &lock)?;
        let keys = keys.as_ref().map(|keys| keys.as_str());
        let version = env!("CARGO_PKG_VERSION");
        let summary = desk.store.write_backup(&mut file, version, keys, &desk.ctx).await.map_err(|error| {
            let advice = "look at the disk and the database, and try again";
            Complaint::new(format!("a backup that could not be finished ({error})"), advice).in_file(&make.file)
        })?;
        let bytes = file.finish()?;
        let place = make.file.display();
        let locked = match &lock {
            Lock::Passphrase(_) => "encrypted with the passphrase".to_owned(),
            Lock::Recipients(recipients) => format!("encrypted for {}", count(recipients.len())),
        };
        let about_keys = about_keys(make.with_keys, key_file);
        Ok(format!("{place}: {}; {bytes} bytes, {locked}.\n{about_keys}", contents(&summary)))
    }))
}

fn count(recipients: usize) -> String {
    if recipients == 1 { "1 recipient".to_owned() } else { format!("{recipients} recipients") }
}

fn about_keys(inside: bool, file: &Path) -> String {
    if inside {
        return "The key file is in it: whoever opens it has everything. Keep it as you would keep the keys.\n"
            .to_owned();
    }
    format!(
        "The key file is not in it. It is {}: keep a copy of that too, and in another place. Without it nobody can log in after restoring.\n",
        file.display()
    )
}
