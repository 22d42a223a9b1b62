//! `key list`: where each key is in its life, and how much it still holds.

use credentials::keyring::{KeyLine, KeyStage};
use serde_json::{Value, json};
use store::{Holding, NodeKeys};

use crate::cli::ListAll;
use crate::commands::account::desk::{self, Desk};
use crate::commands::output::columns;
use crate::complaint::Complaints;

/// Prints all keys and the portals that run.
pub async fn run(wanted: &ListAll) -> Result<(), Complaints> {
    desk::work(&wanted.settings, None, async |desk| {
        let mut keys = Vec::new();
        for line in desk.store.keyring().lines() {
            let held = desk.store.key_holdings(&line.id, desk.ctx.now).await.map_err(desk::fault)?;
            keys.push((line, held));
        }
        let nodes = desk.store.nodes(desk.ctx.now).await.map_err(desk::fault)?;
        Ok(if wanted.json { as_json(&keys, &nodes) } else { table(desk, &keys, &nodes) })
    })
    .await
}

fn table(desk: &Desk, keys: &[(KeyLine, Vec<Holding>)], nodes: &[NodeKeys]) -> String {
    let mut rows = vec![["ID", "STAGE", "SINCE", "HOLDS", "PORTALS"].map(str::to_owned).to_vec()];
    for (line, held) in keys {
        let since = match line.stage {
            KeyStage::Retired { since: Some(since) } => desk.time(since),
            _ => String::new(),
        };
        let having = nodes.iter().filter(|node| node.keys.contains(&line.id)).count();
        let portals = format!("{having} of {}", nodes.len());
        rows.push(vec![line.id.clone(), word(line.stage).to_owned(), since, total(held).to_string(), portals]);
    }
    columns(&rows)
}

fn as_json(keys: &[(KeyLine, Vec<Holding>)], nodes: &[NodeKeys]) -> String {
    let object = |(line, held): &(KeyLine, Vec<Holding>)| {
        let since = match line.stage {
            KeyStage::Retired { since } => since,
            _ => None,
        };
        let places: Vec<Value> =
            held.iter().map(|h| json!({ "table": h.table, "column": h.column, "values": h.values })).collect();
        json!({ "id": line.id, "stage": word(line.stage), "retired_at": since, "values": total(held), "places": places })
    };
    let keys: Vec<Value> = keys.iter().map(object).collect();
    let nodes: Vec<Value> =
        nodes.iter().map(|node| json!({ "active": node.active, "keys": node.keys, "at": node.at })).collect();
    format!("{:#}\n", json!({ "keys": keys, "portals": nodes }))
}

fn word(stage: KeyStage) -> &'static str {
    match stage {
        KeyStage::Next => "next",
        KeyStage::Active => "active",
        KeyStage::Retired { .. } => "retired",
        KeyStage::Remembered => "gone",
    }
}

/// How much a key holds in all.
pub fn total(held: &[Holding]) -> u64 {
    held.iter().map(|holding| holding.values).sum()
}
