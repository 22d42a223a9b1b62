//! `key`: lists, rotates and retires the root keys in the key file, beside running portals (decision D8).
//!
//! A new key opens only at first. It is made active when every portal that runs has it, and then everything is sealed again under it. The older key goes
//! when it holds nothing. Each step is in the audit log with the operator and `--reason`, and each can be repeated. Begin reading at [`rotate`].

mod list;
mod retire;
mod rewrap;
mod rotate;

use credentials::keyring::Keyring;
use zeroize::Zeroizing;

use super::account::desk::Desk;
use crate::cli::Key;
use crate::complaint::{Complaint, Complaints};
use crate::{keyfile, wiring};

/// Does what was asked.
pub fn run(command: &Key) -> Result<(), Complaints> {
    super::block_on(async {
        match command {
            Key::List(wanted) => list::run(wanted).await,
            Key::Rotate(wanted) => rotate::run(wanted).await,
            Key::Rewrap(settings) => rewrap::run(settings).await,
            Key::Retire(wanted) => retire::run(wanted).await,
        }
    })
}

/// The key file as it is now, and its text.
fn read(desk: &Desk) -> Result<(Keyring, Zeroizing<String>), Complaint> {
    let file = &desk.settings.keys.file;
    let gone = || Complaint::new("no key file any more", "try again").in_file(file).about("keys.file");
    let text = keyfile::read(file)?.ok_or_else(gone)?;
    Ok((wiring::parse_keys(file, &text)?, text))
}

/// Writes other keys over the file, unless somebody else changed it since it was read, and goes on with them.
fn write(desk: &Desk, before: &str, after: &Keyring) -> Result<(), Complaint> {
    keyfile::replace(&desk.settings.keys.file, before, &after.text())?;
    desk.store.keyring().replace(after);
    Ok(())
}
