//! `account end-sessions`.

use journey::AuditEvent;
use journey::audit::names;
use store::AuditEntry;

use super::desk;
use crate::cli::account::Change;
use crate::complaint::Complaints;

/// Ends every session of the account.
pub async fn end(change: &Change) -> Result<(), Complaints> {
    desk::work(&change.because.settings, Some(&change.because), async |desk| {
        let account = desk.find(&change.username).await?;
        let ended = desk.store.end_sessions(account.id, None, "operator", &desk.ctx).await.map_err(desk::fault)?;
        // Each session has its own entry; this one says that somebody asked, also when there was none.
        let entry = AuditEntry::new(AuditEvent::success(names::ADMIN).because("sessions-ended")).about(account.id);
        desk.store.audit(entry, &desk.ctx).await.map_err(desk::fault)?;
        let sessions = if ended == 1 { "session" } else { "sessions" };
        Ok(format!("Ended {ended} {sessions} of {}. The next login asks for both factors.\n", account.username))
    })
    .await
}
