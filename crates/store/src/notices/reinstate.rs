//! Opening an account again after an objection (rule J9), once the help desk knows who its owner is.
//!
//! It destroys the disputed factors, restores addresses and password, wants a new password at the next login, and gives a link with which the second
//! factor is set up (grant c). All of it or nothing.

use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::audit::names;
use journey::{AccountStatus, AuditEvent, NoticeKind};

use crate::db::values;
use crate::work::Work;
use crate::{AuditEntry, Context, LinkKind, LinkOrder, Store, StoreError};

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reinstated {
    /// Whether the account is active: an administrator may have closed it besides, and then it stays closed and has no link.
    pub active: bool,
    /// How many mails with the link were queued.
    pub mailed: u32,
}

impl Store {
    /// Reinstates an account with the reason of `ctx`, and issues a link; `None` when it is neither suspended nor disputed.
    ///
    /// [`Dispute::first_password`](super::Dispute::first_password) says which kind of link it has to be.
    pub async fn reinstate(
        &self,
        account: AccountId,
        kind: LinkKind,
        order: &LinkOrder,
        ctx: &Context,
    ) -> Result<Option<Reinstated>, StoreError> {
        let mut work = self.begin(ctx).await?;
        let Some((status, since)) = work.open_again(account).await? else { return Ok(None) };
        work.end_everything(account, "reinstated").await?;
        work.destroy_disputed_factors(account).await?;
        work.restore_addresses(account).await?;
        work.restore_password(account, since).await?;
        work.settle_objections(account).await?;
        let event = AuditEvent::success(names::REINSTATED).because("account-reinstated");
        work.audit(AuditEntry::new(event).about(account)).await?;
        work.notify(account, NoticeKind::AccountReinstated).await?;
        let active = status == AccountStatus::Active;
        let mailed = if active { work.issue_link(account, kind, order).await? } else { 0 };
        work.commit().await?;
        Ok(Some(Reinstated { active, mailed }))
    }
}

impl Work<'_> {
    /// Takes the account's row; its status from now on, and since when things were disputed.
    async fn open_again(
        &mut self,
        account: AccountId,
    ) -> Result<Option<(AccountStatus, Option<Timestamp>)>, StoreError> {
        self.lock_account(account).await?;
        let sql = "SELECT disputed_since FROM accounts WHERE id = $1";
        let row = self.tx.fetch_optional(sql, &values![account]).await?;
        let since = row.map(|row| row.time_opt("disputed_since")).transpose()?.flatten();
        let sql = "UPDATE accounts SET epoch = epoch + 1, updated_at = $2, must_change_password = TRUE, \
                   status = CASE WHEN status = 'suspended' THEN 'active' ELSE status END, \
                   status_reason = CASE WHEN status = 'suspended' THEN NULL ELSE status_reason END, \
                   disputed_at = NULL, disputed_since = NULL \
                   WHERE id = $1 AND (disputed_at IS NOT NULL OR status = 'suspended') RETURNING status";
        let Some(row) = self.tx.fetch_optional(sql, &values![account, self.ctx.now]).await? else { return Ok(None) };
        Ok(Some((row.word("status", AccountStatus::parse)?, since)))
    }

    /// The numbers among them are told nothing from here on: they are not the owner's (requirement SF-06: the history stays).
    async fn destroy_disputed_factors(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "UPDATE factors SET secret_sealed = NULL, credential_hash = NULL, wiped_at = $2, \
                   wiped_reason = 'disputed' WHERE account_id = $1 AND wiped_at IS NULL AND disputed_at IS NOT NULL";
        self.tx.execute(sql, &values![account, self.ctx.now]).await.map(|_| ())
    }

    /// Every other link about the same affair has been answered.
    async fn settle_objections(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "UPDATE objections SET used_at = $2 WHERE account_id = $1 AND used_at IS NULL";
        self.tx.execute(sql, &values![account, self.ctx.now]).await.map(|_| ())
    }
}
