//! `outbox list`: one line for each message, without what it holds.

use serde_json::{Value, json};
use store::{MessageLine, MessageQuery, MessageState, Which};

use super::super::account::desk::{self, Desk};
use crate::cli::outbox::List;
use crate::commands::output::{columns, plain};
use crate::complaint::Complaints;

/// Prints them.
pub(super) async fn run(wanted: &List) -> Result<(), Complaints> {
    let which = match (wanted.waiting, wanted.all) {
        (true, _) => Which::Waiting,
        (false, true) => Which::All,
        (false, false) => Which::GivenUp,
    };
    desk::work(&wanted.settings, None, async |desk| {
        let query = MessageQuery { which, channel: wanted.channel.map(store::Channel::from), limit: wanted.limit };
        let lines = desk.store.list_messages(query, desk.ctx.now).await.map_err(desk::fault)?;
        Ok(match (wanted.json, lines.is_empty()) {
            (true, _) => format!("{:#}\n", Value::from(lines.iter().map(object).collect::<Vec<_>>())),
            (false, true) => none(which).to_owned(),
            (false, false) => table(desk, &lines),
        })
    })
    .await
}

fn none(which: Which) -> &'static str {
    match which {
        Which::Waiting => "No message waits.\n",
        Which::GivenUp => "No message was given up. (`--waiting` lists those that wait, `--all` all that are kept.)\n",
        Which::All => "No message is kept.\n",
    }
}

/// The word of a state, and its time.
fn state(line: &MessageLine) -> (&'static str, jiff::Timestamp) {
    match line.state {
        MessageState::Waiting(at) => ("waiting", at),
        MessageState::Sent(at) => ("sent", at),
        MessageState::GivenUp(at) => ("given up", at),
    }
}

fn object(line: &MessageLine) -> Value {
    let (state, at) = state(line);
    json!({
        "id": line.id.to_string(),
        "channel": line.channel.as_str(),
        "kind": line.kind,
        "account": line.account.to_string(),
        "username": line.username,
        "recipient": line.recipient,
        "created_at": line.created_at,
        "tries": line.tries,
        "state": state,
        "at": at,
        "last_error": line.last_error,
        "can_retry": line.can_retry,
    })
}

fn table(desk: &Desk, lines: &[MessageLine]) -> String {
    let head = ["ID", "WAY", "ABOUT", "USERNAME", "TO", "SINCE", "TRIES", "STATE", "WHEN", "RETRY", "LAST ANSWER"];
    let rows = lines.iter().map(|line| {
        let (state, at) = state(line);
        vec![
            line.id.to_string(),
            line.channel.as_str().to_owned(),
            line.kind.clone(),
            plain(line.username.as_deref().unwrap_or("-")),
            plain(&line.recipient),
            desk.time(line.created_at),
            line.tries.to_string(),
            state.to_owned(),
            desk.time(at),
            if line.can_retry { "yes" } else { "no" }.to_owned(),
            plain(line.last_error.as_deref().unwrap_or("")),
        ]
    });
    columns(&std::iter::once(head.map(str::to_owned).to_vec()).chain(rows).collect::<Vec<_>>())
}
