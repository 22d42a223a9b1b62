//! `key retire`: a key that holds nothing goes.

use credentials::keyring::KeyStage;
use jiff::SignedDuration;
use store::{Holding, Retirement, StoreError};

use super::rotate::running;
use super::{read, rewrap, write};
use crate::cli::key::Retire;
use crate::commands::account::desk::{self, Desk};
use crate::complaint::{Complaint, Complaints, quoted};

/// How long a key stays after it was the active one: forms that are open and commands that run still carry what it made.
const LINGER: SignedDuration = SignedDuration::from_hours(24);

/// Removes one key.
pub async fn run(wanted: &Retire) -> Result<(), Complaints> {
    desk::work(&wanted.because.settings, Some(&wanted.because), async |desk| {
        let stage = may_go(desk, wanted)?;
        nobody_seals_with(desk, &wanted.id).await?;
        if stage != KeyStage::Next {
            rewrap::everything(desk).await?;
        }
        let remove = || -> Result<(), Stopped> {
            let (keyring, text) = read(desk).map_err(Stopped::Complaint)?;
            let without = keyring.without(&wanted.id).map_err(|error| {
                Stopped::Complaint(Complaint::new(format!("{} ({error})", wanted.id), "look at `poortwachter key list`"))
            })?;
            write(desk, &text, &without).map_err(Stopped::Complaint)
        };
        match desk.store.retire_key(&wanted.id, wanted.unreadable, &desk.ctx, remove).await {
            Ok(Retirement::Gone) => Ok(format!(
                "{} is gone. Keep a copy of the key file, and take it to every other node; keep the older copies as long as backups that were made with them.\n",
                wanted.id
            )),
            Ok(Retirement::Holds(held)) => Err(holds(&wanted.id, &held)),
            Err(Stopped::Complaint(complaint)) => Err(complaint),
            Err(Stopped::Store(error)) => Err(desk::fault(error)),
        }
    })
    .await
}

/// Why nothing was removed.
enum Stopped {
    Complaint(Complaint),
    Store(StoreError),
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

fn may_go(desk: &Desk, wanted: &Retire) -> Result<KeyStage, Complaint> {
    let list = "look at `poortwachter key list`";
    match desk.store.keyring().stage(&wanted.id) {
        None => Err(Complaint::new(format!("no key {}", quoted(&wanted.id)), list).about("ID")),
        Some(KeyStage::Remembered) => Err(Complaint::new(format!("a key {} that is gone already", wanted.id), list)),
        Some(KeyStage::Active) => {
            let advice = "run `poortwachter key rotate` first, which makes another one active";
            Err(Complaint::new(format!("{}, the active key", wanted.id), advice).about("ID"))
        }
        Some(KeyStage::Retired { since: Some(since) }) if !wanted.now && since + LINGER > desk.ctx.now => {
            let found = format!("a key that was the active one until {}", desk.time(since));
            let advice = format!("wait until {}, or say --now when it must go at once", desk.time(since + LINGER));
            Err(Complaint::new(found, advice).about("ID"))
        }
        Some(stage) => Ok(stage),
    }
}

/// Every portal that runs seals with another key.
async fn nobody_seals_with(desk: &Desk, id: &str) -> Result<(), Complaint> {
    let active = desk.store.keyring().active_key_id();
    let nodes = running(desk, desk.ctx.now).await?;
    let behind = nodes.iter().filter(|node| node.active == id || !node.keys.contains(&active)).count();
    if behind == 0 {
        return Ok(());
    }
    let found = format!("{behind} running portals with an older key file");
    Err(Complaint::new(found, "copy the key file to every node, wait half a minute, and run the same command again"))
}

fn holds(id: &str, held: &[Holding]) -> Complaint {
    let places: Vec<String> = held.iter().map(|h| format!("{} in {}.{}", h.values, h.table, h.column)).collect();
    let found = format!("a key {id} that still holds values ({})", places.join(", "));
    let pins = held.iter().any(|holding| (holding.table, holding.column) == ("grants", "pin"));
    let advice = if pins {
        "links with a number cannot be sealed again: wait until they are used or over"
    } else {
        "run `poortwachter key rewrap` and try again; what nobody can read is left behind with --unreadable and its number"
    };
    Complaint::new(found, advice)
}
