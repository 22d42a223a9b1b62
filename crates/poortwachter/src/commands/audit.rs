//! `audit`: verifies, shows and exports the audit log, beside a running portal.
//!
//! Whoever reads it stands in it afterwards (requirement LO-06): the entry is written first, so that a reader who breaks off stands there too.

mod export;
mod head;
mod list;
mod review;
pub(super) mod verify;

use journey::AuditEvent;
use journey::audit::names;
use store::{AuditEntry, AuditRange};

use super::account::desk::{self, Desk};
use crate::cli::audit::{Audit, Range};
use crate::complaint::{Complaint, Complaints, disturbs, quoted};

/// The most characters of a reason.
const REASON: usize = 500;

/// Does what was asked.
pub fn run(command: &Audit) -> Result<(), Complaints> {
    super::block_on(async {
        match command {
            Audit::Verify(verify) => verify::run(verify).await,
            Audit::Head(head) => head::run(head).await,
            Audit::List(list) => list::run(list).await,
            Audit::Export(export) => export::run(export).await,
            Audit::Review(review) => review::run(review).await,
        }
    })
}

/// Writes down that the log is read, by whom, how, which part and why (requirement LO-06).
pub(super) async fn note_reading(
    desk: &Desk,
    how: &'static str,
    what: &str,
    reason: Option<&str>,
) -> Result<(), Complaint> {
    if let Some(reason) = reason.filter(|reason| reason.chars().count() > REASON || reason.chars().any(disturbs)) {
        let advice = format!("say why in one line of at most {REASON} characters");
        return Err(Complaint::new(quoted(reason), advice).about("--reason"));
    }
    let said =
        [Some(what), reason].into_iter().flatten().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ");
    let entry = AuditEntry::new(AuditEvent::success(names::SENSITIVE_READ).because(how));
    let entry = if said.is_empty() { entry } else { entry.saying(&said) };
    desk.store.audit(entry, &desk.ctx).await.map_err(desk::fault)
}

impl Desk {
    /// What an operator asked for, as the store reads it, and in words for the log.
    async fn audit_range(&self, asked: &Range) -> Result<(AuditRange, String), Complaint> {
        let (now, zone) = (self.ctx.now, &self.settings.locale.time_zone.0);
        let account = match &asked.account {
            Some(name) => Some(self.find(name).await?),
            None => None,
        };
        if let Some(event) = asked.event.as_ref().filter(|event| event.len() > 64 || event.chars().any(disturbs)) {
            return Err(Complaint::new(quoted(event), "write the name of one event").about("--event"));
        }
        let range = AuditRange {
            since: asked.since.map(|when| when.begin(now, zone)),
            until: asked.until.map(|when| when.end(now, zone)),
            account: account.as_ref().map(|account| account.id),
            event: asked.event.clone(),
        };
        let words = [
            range.since.map(|at| format!("since {at}")),
            range.until.map(|at| format!("until {at}")),
            // The id and not the name: the log stays as it is when the account is erased.
            range.account.map(|account| format!("account {account}")),
            range.event.as_ref().map(|event| format!("event {event}")),
        ];
        Ok((range, words.into_iter().flatten().collect::<Vec<_>>().join(", ")))
    }
}
