//! `client logouts`: what an application was told of sessions that ended, and what it answered (OP-19).

use serde_json::{Value, json};
use store::LogoutLine;

use super::super::account::desk::{self, Desk};
use super::find;
use crate::cli::client::Show;
use crate::commands::output::{columns, plain};
use crate::complaint::Complaints;

/// How many are shown.
const MOST: u32 = 100;

/// Prints the newest ones.
pub async fn run(show: &Show) -> Result<(), Complaints> {
    desk::work(&show.settings, None, async |desk| {
        let id = find(desk, &show.id).await?.client.id;
        let lines = desk.store.list_logouts(Some(&id), MOST).await.map_err(desk::fault)?;
        Ok(match (show.json, lines.is_empty()) {
            (true, _) => format!("{:#}\n", Value::from(lines.iter().map(object).collect::<Vec<_>>())),
            (false, true) => format!("{id} had nothing to hear of yet.\n"),
            (false, false) => table(desk, &lines),
        })
    })
    .await
}

fn object(line: &LogoutLine) -> Value {
    json!({
        "account": line.account.to_string(),
        "ended_at": line.ended_at,
        "state": state(line),
        "tries": line.attempts,
        "told_at": line.sent_at,
        "given_up_at": line.failed_at,
        "result": line.result,
    })
}

fn state(line: &LogoutLine) -> &'static str {
    match (line.sent_at, line.failed_at) {
        (Some(_), _) => "told",
        (None, Some(_)) => "given up",
        (None, None) => "waiting",
    }
}

fn table(desk: &Desk, lines: &[LogoutLine]) -> String {
    let head = ["ENDED", "STATE", "TRIES", "ACCOUNT", "LAST ANSWER"].map(str::to_owned).to_vec();
    let rows = lines.iter().map(|line| {
        vec![
            desk.time(line.ended_at),
            state(line).to_owned(),
            line.attempts.to_string(),
            line.account.to_string(),
            plain(line.result.as_deref().unwrap_or("")),
        ]
    });
    columns(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}
