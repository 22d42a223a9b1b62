//! A recovery that waits, and the link in its notices that cancels it (requirement RC-10). The link opens nothing.

use credentials::ids::AccountId;
use credentials::token::{SecretToken, TokenHash};
use jiff::Timestamp;
use journey::audit::names;
use journey::{AuditEvent, NoticeKind};

use crate::db::values;
use crate::work::Work;
use crate::{AuditEntry, Context, Store, StoreError};

/// What a link that cancels is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingRecovery {
    /// Whose recovery.
    pub account: AccountId,
    /// When it would take effect.
    pub effective_at: Timestamp,
}

impl Store {
    /// The recovery that the link with this token would cancel; changes nothing.
    pub async fn find_waiting_recovery(&self, token: &TokenHash) -> Result<Option<WaitingRecovery>, StoreError> {
        let sql = "SELECT account_id, effective_at FROM recovery_codes WHERE cancel_hash = $1 AND status = 'waiting'";
        let found = self.db.fetch_optional(sql, &values![token]).await?;
        let read = |row: crate::db::Row| {
            Ok(WaitingRecovery { account: row.account("account_id")?, effective_at: row.time("effective_at")? })
        };
        found.map(read).transpose()
    }

    /// Cancels it: the code is void and the next full login shows another. `false` when nothing waits any more.
    pub async fn cancel_waiting_recovery(&self, token: &TokenHash, ctx: &Context) -> Result<bool, StoreError> {
        let Some(waiting) = self.find_waiting_recovery(token).await? else { return Ok(false) };
        let mut work = self.begin(ctx).await?;
        // A login that is being committed, which may let the recovery take effect, finishes first.
        work.lock_account(waiting.account).await?;
        let sql = "UPDATE recovery_codes SET status = 'void', hash_sealed = NULL, ended_at = $2 \
                   WHERE cancel_hash = $1 AND status = 'waiting' RETURNING id";
        if work.tx.fetch_optional(sql, &values![token, ctx.now]).await?.is_none() {
            return Ok(false);
        }
        let event = AuditEvent::success(names::RECOVERY_CANCELLED).because("link");
        work.audit(AuditEntry::new(event).about(waiting.account)).await?;
        work.notify(waiting.account, NoticeKind::RecoveryCancelled).await?;
        work.commit().await?;
        Ok(true)
    }
}

impl Work<'_> {
    /// Makes the token with which the account's waiting recovery is cancelled; `None` when none waits.
    pub(crate) async fn arm_cancelling(&mut self, account: AccountId) -> Result<Option<SecretToken>, StoreError> {
        let token = SecretToken::generate(self.store.rng.as_ref());
        let sql =
            "UPDATE recovery_codes SET cancel_hash = $2 WHERE account_id = $1 AND status = 'waiting' RETURNING id";
        let armed = self.tx.fetch_optional(sql, &values![account, &token.hash()]).await?;
        Ok(armed.map(|_| token))
    }
}
