//! `key rotate`: a new key, known to everybody before it is used.

use std::time::Duration;

use credentials::keyring::{KeyStage, Keyring};
use jiff::Timestamp;
use store::NodeKeys;
use web::Clock as _;

use super::{read, rewrap, write};
use crate::cli::key::Rotate;
use crate::commands::account::desk::{self, Desk};
use crate::complaint::{Complaint, Complaints};
use crate::os_rng::OsRng;
use crate::system_clock::SystemClock;

/// How many seconds a portal beside this command has to take up the changed file, at which it looks every two.
const TAKEN_UP: u32 = 5;

/// Goes through all steps of a rotation; one that was begun goes on.
pub async fn run(wanted: &Rotate) -> Result<(), Complaints> {
    desk::work(&wanted.because.settings, Some(&wanted.because), async |desk| {
        let id = added(desk).await?;
        await_portals(desk, &id, wanted.wait).await?;
        activate(desk, &id).await?;
        await_use(desk, &id).await?;
        let sealed = rewrap::everything(desk).await?;
        let older = older(desk.store.keyring());
        Ok(format!(
            "{id} is the active key now. {sealed}\
             Keep a copy of the key file, and take it to every other node. A day from now `poortwachter key retire {older}` removes the older key.\n"
        ))
    })
    .await
}

/// The key that waits; a new one when none does.
async fn added(desk: &Desk) -> Result<String, Complaint> {
    let (keyring, text) = read(desk)?;
    if let Some(waiting) = keyring.lines().into_iter().find(|line| line.stage == KeyStage::Next) {
        desk.store.keyring().replace(&keyring);
        return Ok(waiting.id);
    }
    let again =
        |error| Complaint::new(format!("keys that cannot be rotated ({error})"), "look at `poortwachter key list`");
    let (added, id) = keyring.with_next(&OsRng).map_err(again)?;
    write(desk, &text, &added)?;
    desk.store.note_key_added(&id, &desk.ctx).await.map_err(desk::fault)?;
    Ok(id)
}

async fn activate(desk: &Desk, id: &str) -> Result<(), Complaint> {
    let (keyring, text) = read(desk)?;
    let active = keyring.with_active(id, desk.ctx.now).map_err(|error| {
        let found = format!("a key {id} that somebody else changed at this moment ({error})");
        Complaint::new(found, "look at `poortwachter key list`")
    })?;
    write(desk, &text, &active)?;
    desk.store.note_key_active(id, &desk.ctx).await.map_err(desk::fault)
}

/// Waits a moment until the portals that read this file seal with the key too; others do so when they get the file.
async fn await_use(desk: &Desk, id: &str) -> Result<(), Complaint> {
    for _ in 0..TAKEN_UP {
        if running(desk, SystemClock.now()).await?.iter().all(|node| node.active == id) {
            break;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    Ok(())
}

/// Waits until every portal that runs has a key.
pub async fn await_portals(desk: &Desk, id: &str, seconds: u16) -> Result<(), Complaint> {
    let mut left = seconds;
    loop {
        let lacking = lacking(desk, id).await?;
        if lacking.is_empty() {
            return Ok(());
        }
        if left == 0 {
            let found = format!("{} running portals without the key {id}", lacking.len());
            let advice = "copy the key file to every node, which reads it within seconds; then run the same command again, which goes on. \
                          A portal that has just crashed counts for two minutes";
            return Err(Complaint::new(found, advice).in_file(&desk.settings.keys.file).about("keys.file"));
        }
        left -= 1;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn lacking(desk: &Desk, id: &str) -> Result<Vec<NodeKeys>, Complaint> {
    let mut nodes = running(desk, SystemClock.now()).await?;
    nodes.retain(|node| !node.keys.iter().any(|key| key == id));
    Ok(nodes)
}

/// The portals that run.
pub async fn running(desk: &Desk, now: Timestamp) -> Result<Vec<NodeKeys>, Complaint> {
    desk.store.nodes(now).await.map_err(desk::fault)
}

fn older(keyring: &Keyring) -> String {
    let older = keyring.lines().into_iter().find(|line| matches!(line.stage, KeyStage::Retired { .. }));
    older.map(|line| line.id).unwrap_or_default()
}
