//! `audit list`: the newest entries, for people.

use store::{AuditRange, NamedAuditLine};

use super::note_reading;
use crate::audit_log::entry::cells;
use crate::cli::audit::List;
use crate::commands::account::desk::{self, Desk};
use crate::commands::output::columns;
use crate::complaint::{Complaint, Complaints};

/// How many entries are read at a time.
const PAGE: u32 = 1000;

/// Prints the newest entries of the range, the newest last.
pub async fn run(asked: &List) -> Result<(), Complaints> {
    desk::work(&asked.file, None, async |desk| {
        let (range, words) = desk.audit_range(&asked.range).await?;
        note_reading(desk, "audit-list", &words, asked.reason.as_deref()).await?;
        Ok(table(&newest(desk, &range, asked.limit as usize).await?, desk))
    })
    .await
}

/// The last ones of the range. Read from its beginning, since the range may hold conditions of every kind.
async fn newest(desk: &Desk, range: &AuditRange, limit: usize) -> Result<Vec<NamedAuditLine>, Complaint> {
    let (mut kept, mut after): (Vec<NamedAuditLine>, _) = (Vec::new(), 0);
    loop {
        let page = desk.store.read_audit(range, after, PAGE).await.map_err(desk::fault)?;
        let Some(last) = page.last() else { return Ok(kept) };
        after = last.line.id;
        kept.extend(page);
        kept.drain(..kept.len().saturating_sub(limit));
    }
}

fn table(entries: &[NamedAuditLine], desk: &Desk) -> String {
    let head =
        ["TIME", "EVENT", "OUTCOME", "REASON", "ACCOUNT", "ACTOR", "ADDRESS", "DETAIL"].map(str::to_owned).to_vec();
    let rows = entries.iter().map(|entry| {
        let cells = cells(entry);
        let [event, outcome, reason, actor, username, address, detail] =
            [3, 4, 5, 7, 10, 15, 17].map(|at| cells[at].clone());
        vec![desk.time(entry.line.at), event, outcome, reason, username, actor, address, detail]
    });
    columns(&std::iter::once(head).chain(rows).collect::<Vec<_>>())
}
