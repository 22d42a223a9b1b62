//! `--deep`: every invariant of docs/architecture.md that can be seen in the data, one line each.

use std::sync::Arc;

use store::{Database, Inspection, Proof, Schema, Store};
use web::Clock;

use super::report::Report;
use crate::complaint::Complaint;
use crate::os_rng::OsRng;
use crate::settings::Settings;
use crate::system_clock::SystemClock;
use crate::{keyfile, wiring};

const TOPIC: &str = "data";

/// Reads all data; what is wrong with settings, key file or schema has its own line and comes first.
pub async fn look(settings: &Settings, report: &mut Report) {
    match prove(settings).await {
        Ok(Some(proofs)) => proofs.iter().for_each(|proof| tell(proof, report)),
        Ok(None) => report.warn(TOPIC, "not looked at: an empty database, or one whose key or schema comes first"),
        Err(complaint) => report.wrong(TOPIC, &complaint.to_string()),
    }
}

async fn prove(settings: &Settings) -> Result<Option<Vec<Proof>>, Complaint> {
    let Some(store) = open(settings).await? else { return Ok(None) };
    let proofs = store.prove(SystemClock.now()).await;
    store.close().await;
    proofs.map(Some).map_err(|error| {
        let found = format!("data that could not all be read ({error})");
        Complaint::new(found, "look at the database's own log and at its disk, and check again")
    })
}

/// The store on a connection that cannot write.
async fn open(settings: &Settings) -> Result<Option<Store>, Complaint> {
    let about = |error| wiring::database_complaint(settings, &error);
    let url = settings.database.url.expose();
    let seen = Database::inspect(url).await.map_err(about)?;
    let Some(text) = keyfile::read(&settings.keys.file)? else { return Ok(None) };
    let keyring = wiring::parse_keys(&settings.keys.file, &text)?;
    let ready =
        |seen: &Inspection| matches!(seen.schema, Schema::Current(_)) && !seen.is_empty() && seen.takes(&keyring);
    if !seen.as_ref().is_some_and(ready) {
        return Ok(None);
    }
    let Some(database) = Database::open_to_read(url).await.map_err(about)? else { return Ok(None) };
    let store = database.into_store(Arc::new(keyring), Arc::new(OsRng)).await.map_err(about)?;
    Ok(Some(store.with_retention(settings.retention.terms())))
}

fn tell(proof: &Proof, report: &mut Report) {
    let (what, looked) = (proof.invariant, proof.looked_at);
    let said = format!("{}: {} ({}); {looked} looked at", what.name, what.says, what.see);
    match (&proof.broken, &proof.remark) {
        (Some(broken), _) => {
            let place = format!("{} {}", broken.table, broken.row);
            let advice = "keep this database as it is, and find out who or what wrote that";
            report.wrong(TOPIC, &format!("{said}; BROKEN first at {place}; {advice}"));
        }
        (None, Some(remark)) => report.warn(TOPIC, &format!("{said}; {remark}")),
        (None, None) => report.ok(TOPIC, &said),
    }
}
