//! Opening a session, from both proofs and nothing less.

use credentials::witness::FullyAuthenticated;
use journey::SessionSeed;
use journey::session::SessionPolicy;

use super::Which;
use super::mac::Sealing;
use crate::db::values;
use crate::work::Work;
use crate::{CommitError, StoreError};

impl Work<'_> {
    /// Stores the session, ends the oldest beyond the limit (requirement SE-10), notes that the factor was used, and cancels a reset that is
    /// under way (requirement RC-11).
    pub(crate) async fn open_session(
        &mut self,
        proof: &FullyAuthenticated,
        seed: &SessionSeed,
        policy: &SessionPolicy,
    ) -> Result<(), CommitError> {
        self.use_factor(proof).await?;
        self.make_room(proof, policy).await?;
        self.insert_session(proof, seed, policy).await?;
        self.remember_browser(proof.account(), &seed.browser).await?;
        self.cancel_reset(proof.account()).await?;
        Ok(())
    }

    /// Notes that the factor was used, if it is still there.
    pub(super) async fn use_factor(&mut self, proof: &FullyAuthenticated) -> Result<(), CommitError> {
        let sql = "UPDATE factors SET last_used_at = $3, last_used_from = $4 \
                   WHERE id = $1 AND account_id = $2 AND wiped_at IS NULL RETURNING id";
        let from = self.ctx.origin.address.as_deref();
        let parameters = values![proof.factor(), proof.account(), self.ctx.now, from];
        self.tx.fetch_optional(sql, &parameters).await?.map(|_| ()).ok_or(CommitError::Lost("factor"))
    }

    /// Leaves room for one more: those that are over go without a word, the oldest beyond the limit are ended.
    async fn make_room(&mut self, proof: &FullyAuthenticated, policy: &SessionPolicy) -> Result<(), StoreError> {
        let account = proof.account();
        self.delete_sessions(Which::Over(account, self.ctx.now - policy.idle), None).await?;
        let others = policy.max_per_account.saturating_sub(1);
        self.delete_sessions(Which::Beyond(account, others), Some("too-many")).await.map(|_| ())
    }

    async fn insert_session(
        &mut self,
        proof: &FullyAuthenticated,
        seed: &SessionSeed,
        policy: &SessionPolicy,
    ) -> Result<(), StoreError> {
        let sealing = Sealing {
            id: seed.id,
            account: proof.account(),
            factor: proof.factor(),
            token: seed.token,
            password_at: proof.password_at(),
            factor_at: proof.factor_at(),
            created_at: self.ctx.now,
            expires_at: self.ctx.now + policy.overall,
            stepped_up: None,
        };
        let sql = "INSERT INTO sessions (id, account_id, factor_id, token_hash, password_at, factor_at, created_at, \
                   last_seen_at, expires_at, address, user_agent, mac) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)";
        let parameters = values![
            sealing.id,
            sealing.account,
            sealing.factor,
            &sealing.token,
            sealing.password_at,
            sealing.factor_at,
            sealing.created_at,
            sealing.expires_at,
            self.ctx.origin.address.as_deref(),
            self.ctx.origin.user_agent.as_deref(),
            sealing.make(&self.store.keyring).as_str(),
        ];
        self.tx.execute(sql, &parameters).await.map(|_| ())
    }
}
