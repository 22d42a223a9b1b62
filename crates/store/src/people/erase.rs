//! Erasing an account (AVG article 17, requirement NL-01): closed now, erased after a term, by the portal itself.
//!
//! Between order and erasure nothing of the person is lost, so that a slip can be taken back; nobody logs in meanwhile.

use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::audit::names;
use journey::{AccountStatus, AuditEvent};

use crate::db::values;
use crate::{AuditEntry, Context, Store, StoreError};

/// What came of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErasureOrder {
    /// Closed, and to be erased at this time.
    Ordered(Timestamp),
    /// No such account, or it was erased already.
    NotThere,
}

impl Store {
    /// Closes an account, ends its sessions, journeys and links, and lets it be erased at `erase_at`; a second order moves the time.
    pub async fn order_erasure(
        &self,
        id: AccountId,
        erase_at: Timestamp,
        ctx: &Context,
    ) -> Result<ErasureOrder, StoreError> {
        let mut work = self.begin(ctx).await?;
        let sql = "UPDATE accounts SET status = $2, status_reason = $3, erase_at = $4, epoch = epoch + 1, updated_at = $5 \
                   WHERE id = $1 AND erased_at IS NULL";
        let closed = AccountStatus::Disabled.as_str();
        if work.tx.execute(sql, &values![id, closed, ctx.because.as_deref(), erase_at, ctx.now]).await? == 0 {
            return Ok(ErasureOrder::NotThere);
        }
        work.audit(AuditEntry::new(AuditEvent::success(names::ADMIN).because("erasure-ordered")).about(id)).await?;
        work.end_everything(id, closed).await?;
        work.commit().await?;
        Ok(ErasureOrder::Ordered(erase_at))
    }

    /// Takes an order back; the account stays closed. `false` when there was none.
    pub async fn cancel_erasure(&self, id: AccountId, ctx: &Context) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let sql = "UPDATE accounts SET erase_at = NULL, updated_at = $2 WHERE id = $1 AND erase_at IS NOT NULL";
        if work.tx.execute(sql, &values![id, ctx.now]).await? == 0 {
            return Ok(false);
        }
        work.audit(AuditEntry::new(AuditEvent::success(names::ADMIN).because("erasure-cancelled")).about(id)).await?;
        work.commit().await?;
        Ok(true)
    }

    /// At most `limit` accounts whose time has come. One that was opened again in between is none of them.
    pub async fn due_erasures(&self, now: Timestamp, limit: u32) -> Result<Vec<AccountId>, StoreError> {
        let sql = "SELECT id FROM accounts WHERE erase_at <= $1 AND status = 'disabled' ORDER BY erase_at, id LIMIT $2";
        let rows = self.db.fetch_all(sql, &values![now, limit]).await?;
        rows.iter().map(|row| row.account("id")).collect()
    }
}
