//! Closing, suspending and reopening an account (requirement SE-08, rules J9 and J13).

use credentials::ids::AccountId;
use journey::audit::names;
use journey::{AccountStatus, AuditEvent};

use crate::db::values;
use crate::work::Work;
use crate::{AuditEntry, Context, Store, StoreError};

impl Store {
    /// Sets the status and raises the epoch; anything but active also ends sessions, journeys and grants at that moment.
    ///
    /// Opening it takes an order to erase it back. `false` when there is no such account, or it was erased.
    pub async fn set_status(
        &self,
        id: AccountId,
        status: AccountStatus,
        reason: &str,
        ctx: &Context,
    ) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let sql = "UPDATE accounts SET status = $2, status_reason = $3, epoch = epoch + 1, updated_at = $4, \
             erase_at = CASE WHEN $2 = 'active' THEN NULL ELSE erase_at END WHERE id = $1 AND erased_at IS NULL";
        let shown = (status != AccountStatus::Active).then_some(reason);
        if work.tx.execute(sql, &values![id, status.as_str(), shown, ctx.now]).await? == 0 {
            return Ok(false);
        }
        work.audit(AuditEntry::new(AuditEvent::success(names::ADMIN).because(word(status))).about(id).saying(reason))
            .await?;
        if status != AccountStatus::Active {
            work.end_everything(id, status.as_str()).await?;
        }
        work.commit().await?;
        Ok(true)
    }
}

fn word(status: AccountStatus) -> &'static str {
    match status {
        AccountStatus::Active => "account-enabled",
        AccountStatus::Disabled => "account-disabled",
        AccountStatus::Suspended => "account-suspended",
    }
}

impl Work<'_> {
    /// Ends sessions, journeys, grants and known browsers.
    pub(crate) async fn end_everything(&mut self, id: AccountId, reason: &'static str) -> Result<(), StoreError> {
        self.end_sessions(id, None, reason).await?;
        self.kill_grants(id).await?;
        self.kill_password_links(id).await?;
        self.tx.execute("DELETE FROM journeys WHERE account_id = $1", &values![id]).await?;
        self.tx.execute("DELETE FROM known_browsers WHERE account_id = $1", &values![id]).await.map(|_| ())
    }
}
