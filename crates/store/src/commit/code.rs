//! The life of a recovery code (rules J4 and J5): each passage is one conditional statement.

use credentials::ids::CodeId;
use credentials::recovery_code::SealedRecoveryCode;
use jiff::Timestamp;

use super::apply::{Step, must};
use crate::db::values;
use crate::{CommitError, StoreError};

impl Step<'_> {
    /// `active → accepted`: only the first acceptance passes, and so only it wipes (rule J4).
    pub(super) async fn accept_code(&mut self, code: CodeId, until: Timestamp) -> Result<(), CommitError> {
        let sql = "UPDATE recovery_codes SET status = 'accepted', accepted_at = $3, accepted_until = $4 \
                   WHERE id = $1 AND account_id = $2 AND status = 'active' RETURNING id";
        let parameters = values![code, self.account, self.work.ctx.now, until];
        must(self.work.tx.fetch_optional(sql, &parameters).await?.is_some(), "recovery code")
    }

    /// `active → waiting`; nothing but the code changes yet (requirement RC-10).
    pub(super) async fn begin_waiting(&mut self, code: CodeId, effective_at: Timestamp) -> Result<(), CommitError> {
        let sql = "UPDATE recovery_codes SET status = 'waiting', accepted_at = $3, effective_at = $4 \
                   WHERE id = $1 AND account_id = $2 AND status = 'active' RETURNING id";
        let parameters = values![code, self.account, self.work.ctx.now, effective_at];
        must(self.work.tx.fetch_optional(sql, &parameters).await?.is_some(), "recovery code")
    }

    /// `waiting → accepted`, when the delay is over: one statement that decides between this and a cancelling.
    pub(super) async fn accept_waiting(&mut self, code: CodeId, until: Timestamp) -> Result<(), CommitError> {
        let sql = "UPDATE recovery_codes SET status = 'accepted', accepted_until = $4, cancel_hash = NULL \
                   WHERE id = $1 AND account_id = $2 AND status = 'waiting' AND effective_at <= $3 RETURNING id";
        let parameters = values![code, self.account, self.work.ctx.now, until];
        must(self.work.tx.fetch_optional(sql, &parameters).await?.is_some(), "recovery code")
    }

    /// `waiting → void`; when it no longer waits there is nothing left to cancel, and the step stands.
    pub(super) async fn cancel_waiting(&mut self, code: CodeId) -> Result<(), StoreError> {
        let sql = "UPDATE recovery_codes SET status = 'void', hash_sealed = NULL, ended_at = $3 \
                   WHERE id = $1 AND account_id = $2 AND status = 'waiting'";
        self.work.tx.execute(sql, &values![code, self.account, self.work.ctx.now]).await.map(|_| ())
    }

    /// The recovery is still open.
    pub(super) async fn continue_recovery(&mut self, code: CodeId) -> Result<(), CommitError> {
        let sql = "SELECT id FROM recovery_codes \
                   WHERE id = $1 AND account_id = $2 AND status = 'accepted' AND accepted_until > $3";
        let parameters = values![code, self.account, self.work.ctx.now];
        must(self.work.tx.fetch_optional(sql, &parameters).await?.is_some(), "recovery code")
    }

    /// `accepted → spent`; the hash goes.
    pub(super) async fn spend_code(&mut self, code: CodeId) -> Result<(), CommitError> {
        let sql = "UPDATE recovery_codes SET status = 'spent', hash_sealed = NULL, ended_at = $3 \
                   WHERE id = $1 AND account_id = $2 AND status = 'accepted' RETURNING id";
        let parameters = values![code, self.account, self.work.ctx.now];
        must(self.work.tx.fetch_optional(sql, &parameters).await?.is_some(), "recovery code")
    }

    /// `shown → active`.
    pub(super) async fn confirm_code(&mut self, code: CodeId) -> Result<(), CommitError> {
        let sql = "UPDATE recovery_codes SET status = 'active', confirmed_at = $3 \
                   WHERE id = $1 AND account_id = $2 AND status = 'shown' RETURNING id";
        let parameters = values![code, self.account, self.work.ctx.now];
        must(self.work.tx.fetch_optional(sql, &parameters).await?.is_some(), "recovery code")
    }

    /// `active → void`; when it no longer is active there is nothing left to void, and the step stands.
    pub(super) async fn void_code(&mut self, code: CodeId) -> Result<(), StoreError> {
        let sql = "UPDATE recovery_codes SET status = 'void', hash_sealed = NULL, ended_at = $3 \
                   WHERE id = $1 AND account_id = $2 AND status = 'active'";
        self.work.tx.execute(sql, &values![code, self.account, self.work.ctx.now]).await.map(|_| ())
    }

    /// Stores a code as shown; every older one is dead at this moment (rule J5).
    pub(super) async fn issue_code(&mut self, row: &SealedRecoveryCode) -> Result<(), CommitError> {
        must(row.account == self.account, "recovery code")?;
        let sql = "UPDATE recovery_codes SET hash_sealed = NULL, ended_at = $2, \
                   status = CASE WHEN status = 'accepted' THEN 'spent' ELSE 'void' END \
                   WHERE account_id = $1 AND hash_sealed IS NOT NULL";
        self.work.tx.execute(sql, &values![self.account, self.work.ctx.now]).await?;
        let sql = "INSERT INTO recovery_codes (id, account_id, status, format, hash_sealed, made_at) \
                   VALUES ($1, $2, 'shown', $3, $4, $5)";
        let parameters = values![row.id, row.account, row.format.as_str(), &row.sealed, self.work.ctx.now];
        self.work.tx.execute(sql, &parameters).await?;
        Ok(())
    }
}
