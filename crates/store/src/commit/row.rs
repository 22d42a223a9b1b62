//! The two rows that every step takes first: the account's and the journey's.

use credentials::token::TokenHash;
use journey::{Epoch, Journey, codec};

use super::apply::Step;
use crate::db::values;
use crate::{CommitError, StoreError};

impl Step<'_> {
    /// Takes the account's row at the expected epoch, and raises it when the step says so (rule J13).
    pub(super) async fn take_account(&mut self, expected: Epoch, raise: bool) -> Result<(), CommitError> {
        let sql = "UPDATE accounts SET epoch = epoch + $3 WHERE id = $1 AND epoch = $2 RETURNING epoch";
        let parameters = values![self.account, expected.0, i64::from(raise)];
        let taken = self.work.tx.fetch_optional(sql, &parameters).await?;
        taken.map(|_| ()).ok_or(CommitError::Stale)
    }

    /// Makes the row: the first thing that is stored of a journey.
    pub(super) async fn insert_journey(&mut self, token: Option<TokenHash>) -> Result<(), CommitError> {
        let token = token.ok_or(CommitError::Lost("journey token"))?;
        let next = &self.outcome.journey;
        let sql = "INSERT INTO journeys (id, account_id, token_hash, epoch, revision, state_sealed, grant_id, \
                   created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) \
                   ON CONFLICT (id) DO NOTHING";
        let sealed = codec::seal(next, &self.work.store.keyring, self.work.store.rng.as_ref());
        let parameters = values![
            next.id,
            self.account,
            &token,
            next.epoch.0,
            next.revision.0,
            &sealed.map_err(StoreError::from)?,
            next.state.grant(),
            self.work.ctx.now,
            next.timing.expires_at(),
        ];
        match self.work.tx.execute(sql, &parameters).await? {
            0 => Err(CommitError::Raced),
            _ => Ok(()),
        }
    }

    /// Replaces the state, if nobody did so since it was loaded.
    pub(super) async fn advance_journey(&mut self, before: &Journey) -> Result<(), CommitError> {
        let next = &self.outcome.journey;
        let sql = "UPDATE journeys SET epoch = $4, revision = $5, state_sealed = $6, grant_id = $7, expires_at = $8 \
                   WHERE id = $1 AND account_id = $2 AND revision = $3 RETURNING id";
        let sealed = codec::seal(next, &self.work.store.keyring, self.work.store.rng.as_ref());
        let parameters = values![
            before.id,
            self.account,
            before.revision.0,
            next.epoch.0,
            next.revision.0,
            &sealed.map_err(StoreError::from)?,
            next.state.grant(),
            next.timing.expires_at(),
        ];
        let advanced = self.work.tx.fetch_optional(sql, &parameters).await?;
        advanced.map(|_| ()).ok_or(CommitError::Raced)
    }
}
