//! `client list`.

use serde_json::{Value, json};
use store::ClientLine;

use super::super::account::desk::{self, Desk};
use super::{of_settings, warnings};
use crate::cli::ListAll;
use crate::commands::output::{columns, plain};
use crate::complaint::Complaints;

/// Prints all applications, by id, and what deserves a thought below.
pub async fn run(list: &ListAll) -> Result<(), Complaints> {
    desk::work(&list.settings, None, async |desk| {
        let policy = &crate::wiring::policy(&desk.settings, false).session;
        let clients = desk.store.list_clients(policy, desk.ctx.now).await.map_err(desk::fault)?;
        if list.json {
            let clients: Vec<Value> = clients.iter().map(|line| object(desk, line)).collect();
            return Ok(format!("{:#}\n", Value::from(clients)));
        }
        Ok(table(desk, &clients))
    })
    .await
}

/// One application as JSON; `show` adds to it.
pub fn object(desk: &Desk, line: &ClientLine) -> Value {
    json!({
        "id": line.client.id.as_str(),
        "name": line.client.name,
        "enabled": line.client.enabled,
        "from_settings": of_settings(desk, line),
        "auth": line.client.auth.as_str(),
        "live_grants": line.live_grants,
        "created_at": line.created_at,
        "last_used_at": line.last_used_at,
        "warnings": warnings::of(line, desk.ctx.now),
    })
}

fn table(desk: &Desk, clients: &[ClientLine]) -> String {
    if clients.is_empty() {
        return "No applications yet; `poortwachter client add` registers one.\n".to_owned();
    }
    let head = ["CLIENT", "STATUS", "AUTHENTICATION", "LOGINS", "LAST USED", "NAME"].map(str::to_owned).to_vec();
    let rows = clients.iter().map(|line| {
        vec![
            line.client.id.to_string(),
            if line.client.enabled { "enabled" } else { "disabled" }.to_owned(),
            line.client.auth.as_str().to_owned(),
            line.live_grants.to_string(),
            line.last_used_at.map_or_else(|| "never".to_owned(), |at| desk.time(at)),
            plain(&line.client.name),
        ]
    });
    let warned = clients.iter().flat_map(|line| {
        warnings::of(line, desk.ctx.now).into_iter().map(|text| format!("warning: {} {text}.\n", line.client.id))
    });
    columns(&std::iter::once(head).chain(rows).collect::<Vec<_>>()) + &warned.collect::<String>()
}
