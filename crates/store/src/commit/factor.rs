//! Factors: burning a time step, storing, wiping.

use credentials::ids::FactorId;
use credentials::totp::SealedTotp;
use journey::FactorKind;

use super::apply::{Step, must};
use crate::db::values;
use crate::{CommitError, StoreError};

impl Step<'_> {
    /// Uses a time step up: one statement that decides which of two equal codes counts (requirement TO-03).
    pub(super) async fn burn_totp_step(&mut self, factor: FactorId, step: i64) -> Result<(), CommitError> {
        let sql = "UPDATE factors SET last_step = $3 WHERE id = $1 AND account_id = $2 AND wiped_at IS NULL \
                   AND (last_step IS NULL OR last_step < $3) RETURNING id";
        let burnt = self.work.tx.fetch_optional(sql, &values![factor, self.account, step]).await?;
        must(burnt.is_some(), "time step")
    }

    /// Stores a proven factor; its last step is the one that proved it.
    pub(super) async fn store_factor(&mut self, kind: FactorKind, row: &SealedTotp) -> Result<(), CommitError> {
        must(row.account == self.account, "factor")?;
        let sql = "INSERT INTO factors (id, account_id, kind, label, secret_sealed, last_step, bound_at, bound_from) \
                   VALUES ($1, $2, $3, '', $4, $5, $6, $7)";
        let ctx = self.work.ctx;
        let from = ctx.origin.address.as_deref();
        let parameters = values![row.factor, row.account, kind.as_str(), &row.sealed, row.last_step, ctx.now, from];
        self.work.tx.execute(sql, &parameters).await?;
        Ok(())
    }

    /// Destroys the secrets; the history stays (requirement SF-06).
    pub(super) async fn wipe_factors(&mut self) -> Result<(), StoreError> {
        let sql = "UPDATE factors SET secret_sealed = NULL, wiped_at = $2, wiped_reason = 'reset' \
                   WHERE account_id = $1 AND wiped_at IS NULL";
        self.work.tx.execute(sql, &values![self.account, self.work.ctx.now]).await.map(|_| ())
    }
}
