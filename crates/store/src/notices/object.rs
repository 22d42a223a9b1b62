//! What "that was not me" does (requirement RC-08): it closes the account and marks what is disputed, in one transaction. It opens nothing.
//!
//! First the account's row is taken; then the link is used up, by the statement that decides between two clicks; then the epoch is raised, so that a login
//! that is under way commits nothing after it (rule J13), and everything ends that could act for the account.

use credentials::ids::AccountId;
use credentials::token::TokenHash;
use jiff::{SignedDuration, Timestamp};
use journey::audit::names;
use journey::{AccountStatus, AuditEvent, NoticeKind};

use super::objection::ObjectionState;
use crate::db::values;
use crate::work::Work;
use crate::{AuditEntry, Context, Store, StoreError};

/// The reason of a suspension by the owner, in `status_reason` and in the audit log.
const DISPUTED: &str = "disputed";
/// What belongs to one affair: a factor that was set up after others went, not longer ago than a recovery lasts (rule J4).
const AFFAIR: SignedDuration = journey::Policy::RECOVERY;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Objected {
    /// The account is closed now, and what was added since the event is disputed.
    Done,
    /// This link was used before, or what it was about has been settled.
    Already,
    /// Unknown or too old.
    Dead,
}

impl Store {
    /// Objects to the event of this link, once.
    pub async fn object(&self, token: &TokenHash, ctx: &Context) -> Result<Objected, StoreError> {
        let mut work = self.begin(ctx).await?;
        // The account's row comes first, as everywhere: two units of work never wait for each other.
        let found = "SELECT account_id FROM objections WHERE token_hash = $1";
        if let Some(row) = work.tx.fetch_optional(found, &values![token]).await? {
            work.lock_account(row.account("account_id")?).await?;
        }
        let Some((account, kind, event_at)) = work.spend_objection(token).await? else {
            drop(work);
            return Ok(match self.find_objection(token, ctx.now).await? {
                ObjectionState::Used { .. } => Objected::Already,
                ObjectionState::Live(_) | ObjectionState::Dead => Objected::Dead,
            });
        };
        work.close_disputed(account, kind, event_at).await?;
        work.commit().await?;
        Ok(Objected::Done)
    }
}

impl Work<'_> {
    async fn spend_objection(
        &mut self,
        token: &TokenHash,
    ) -> Result<Option<(AccountId, NoticeKind, Timestamp)>, StoreError> {
        let sql = "UPDATE objections SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2 \
                   RETURNING account_id, kind, event_at";
        let Some(row) = self.tx.fetch_optional(sql, &values![token, self.ctx.now]).await? else { return Ok(None) };
        Ok(Some((row.account("account_id")?, row.word("kind", NoticeKind::parse)?, row.time("event_at")?)))
    }

    async fn close_disputed(
        &mut self,
        account: AccountId,
        kind: NoticeKind,
        event_at: Timestamp,
    ) -> Result<(), StoreError> {
        let before = self.lock_account(account).await?;
        let since = self.beginning_of(account, event_at).await?;
        self.suspend(account, since).await?;
        self.end_everything(account, DISPUTED).await?;
        self.void_every_code(account).await?;
        self.mark_disputed(account, since).await?;
        let event = AuditEvent::success(names::DISPUTED).because(kind.as_str());
        self.audit(AuditEntry::new(event).about(account)).await?;
        // A second objection says more, and closes nothing that is closed.
        if before == Some(AccountStatus::Active) {
            self.notify(account, NoticeKind::AccountSuspended).await?;
            self.tell_help_desk(account).await?;
        }
        Ok(())
    }

    /// When the affair began that an event belongs to: whoever wipes a factor and then binds one of their own is disputed as a whole,
    /// whichever of the notices was answered.
    async fn beginning_of(&mut self, account: AccountId, event_at: Timestamp) -> Result<Timestamp, StoreError> {
        let sql =
            "SELECT MIN(wiped_at) AS since FROM factors WHERE account_id = $1 AND wiped_at <= $2 AND wiped_at > $3";
        let row = self.tx.fetch_optional(sql, &values![account, event_at, event_at - AFFAIR]).await?;
        Ok(row.map(|row| row.time_opt("since")).transpose()?.flatten().unwrap_or(event_at))
    }

    /// An account that an administrator closed stays closed by them: this opens nothing, also not by the way of a reinstatement.
    async fn suspend(&mut self, account: AccountId, since: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE accounts SET epoch = epoch + 1, updated_at = $2, \
                   status = CASE WHEN status = 'active' THEN 'suspended' ELSE status END, \
                   status_reason = CASE WHEN status = 'active' THEN 'disputed' ELSE status_reason END, \
                   disputed_at = COALESCE(disputed_at, $2), \
                   disputed_since = CASE WHEN disputed_since < $3 THEN disputed_since ELSE $3 END WHERE id = $1";
        self.tx.execute(sql, &values![account, self.ctx.now, since]).await.map(|_| ())
    }

    async fn void_every_code(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "UPDATE recovery_codes SET status = 'void', hash_sealed = NULL, ended_at = $2 \
                   WHERE account_id = $1 AND hash_sealed IS NOT NULL";
        self.tx.execute(sql, &values![account, self.ctx.now]).await.map(|_| ())
    }

    async fn mark_disputed(&mut self, account: AccountId, since: Timestamp) -> Result<(), StoreError> {
        let factors = "UPDATE factors SET disputed_at = $2 WHERE account_id = $1 AND wiped_at IS NULL \
                       AND disputed_at IS NULL AND bound_at >= $3";
        let addresses = "UPDATE former_addresses SET disputed_at = $2 WHERE account_id = $1 AND field <> 'factor' \
                         AND disputed_at IS NULL AND replaced_at >= $3";
        let passwords = "UPDATE former_passwords SET disputed_at = $2 WHERE account_id = $1 \
                         AND disputed_at IS NULL AND replaced_at >= $3";
        // The number of a factor that came and went since is somebody else's: it is told nothing from here on.
        let numbers = "DELETE FROM former_addresses WHERE account_id = $1 AND field = 'factor' \
                       AND id IN (SELECT id FROM factors WHERE account_id = $1 AND bound_at >= $2)";
        self.tx.execute(numbers, &values![account, since]).await?;
        for sql in [factors, addresses, passwords] {
            self.tx.execute(sql, &values![account, self.ctx.now, since]).await?;
        }
        Ok(())
    }

    /// Tells the help desk, when it has a mail address; no secret stands in that mail.
    async fn tell_help_desk(&mut self, account: AccountId) -> Result<(), StoreError> {
        let Some(address) = self.store.contacts.help_desk_mail.clone() else { return Ok(()) };
        self.queue(account, &address, NoticeKind::ObjectionForHelpDesk, None).await
    }
}
