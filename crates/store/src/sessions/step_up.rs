//! Confirming a session, and what an act in the account asks of one (rule J14).

use credentials::ids::{AccountId, FactorId, SessionId};
use credentials::token::TokenHash;
use credentials::witness::FullyAuthenticated;
use journey::session::SessionPolicy;

use super::Which;
use super::load::read_sealing;
use super::mac::Sealing;
use crate::db::values;
use crate::work::Work;
use crate::{CommitError, StoreError};

/// A session that is over, or another account's: the word of [`CommitError::Lost`].
pub const SESSION_GONE: &str = "session";

/// A session of the account that is alive, as [`crate::Store::load_session`] asks it.
const ALIVE: &str = "UPDATE sessions SET last_seen_at = last_seen_at WHERE id = $1 AND account_id = $2 \
                     AND expires_at > $3 AND last_seen_at > $4 AND EXISTS (SELECT 1 FROM factors \
                     WHERE factors.id = sessions.factor_id AND factors.wiped_at IS NULL) RETURNING *";

impl Work<'_> {
    /// Confirms a session that is alive and gives it another cookie; the old one is dead (requirement SE-03).
    pub(crate) async fn step_up(
        &mut self,
        proof: &FullyAuthenticated,
        session: SessionId,
        token: &TokenHash,
        policy: &SessionPolicy,
    ) -> Result<(), CommitError> {
        self.use_factor(proof).await?;
        let mut sealing = self.live_session(proof.account(), session, policy).await?;
        sealing.token = *token;
        sealing.stepped_up = Some((proof.factor_at(), proof.factor()));
        // The new cookie was not used yet: a second click may get another one (rule J11).
        let sql = "UPDATE sessions SET used_at = NULL, last_seen_at = $2 WHERE id = $1";
        self.tx.execute(sql, &values![session, self.ctx.now]).await?;
        self.write_sealing(&sealing).await?;
        // As at a login: the factor is not lost (requirement RC-11).
        self.cancel_reset(proof.account()).await?;
        Ok(())
    }

    /// Takes the row of a session that is alive; whoever wants to end it waits for this unit of work.
    pub(crate) async fn require_session(
        &mut self,
        account: AccountId,
        session: SessionId,
        policy: &SessionPolicy,
    ) -> Result<(), CommitError> {
        self.live_session(account, session, policy).await.map(|_| ())
    }

    async fn live_session(
        &mut self,
        account: AccountId,
        session: SessionId,
        policy: &SessionPolicy,
    ) -> Result<Sealing, CommitError> {
        let now = self.ctx.now;
        let found = self.tx.fetch_optional(ALIVE, &values![session, account, now, now - policy.idle]).await?;
        let row = found.ok_or(CommitError::Lost(SESSION_GONE))?;
        let sealing = read_sealing(&row)?;
        let ours = sealing.verify(&self.store.keyring, &row.text("mac")?);
        if ours { Ok(sealing) } else { Err(CommitError::Lost(SESSION_GONE)) }
    }

    /// The sessions of a factor that went end, but for one, which goes on under the factor that came in its place. What was confirmed
    /// with the old one is no longer.
    pub(crate) async fn move_sessions(
        &mut self,
        account: AccountId,
        (old, new): (FactorId, FactorId),
        session: SessionId,
    ) -> Result<(), CommitError> {
        self.delete_sessions(Which::OfFactor(account, old, Some(session)), Some("factor-replaced")).await?;
        let sql = "SELECT * FROM sessions WHERE id = $1 AND account_id = $2";
        let found = self.tx.fetch_optional(sql, &values![session, account]).await?;
        let row = found.ok_or(CommitError::Lost(SESSION_GONE))?;
        let mut sealing = read_sealing(&row)?;
        if !sealing.verify(&self.store.keyring, &row.text("mac")?) {
            return Err(CommitError::Lost(SESSION_GONE));
        }
        if sealing.factor == old {
            sealing.factor = new;
        }
        sealing.stepped_up = sealing.stepped_up.filter(|(_, factor)| *factor != old);
        self.write_sealing(&sealing).await?;
        Ok(())
    }

    pub(super) async fn write_sealing(&mut self, sealing: &Sealing) -> Result<(), StoreError> {
        let sql = "UPDATE sessions SET token_hash = $2, factor_id = $3, stepped_up_at = $4, stepped_up_factor = $5, \
                   mac = $6 WHERE id = $1";
        let mac = sealing.make(&self.store.keyring);
        let (at, factor) = sealing.stepped_up.unzip();
        let parameters = values![sealing.id, &sealing.token, sealing.factor, at, factor, mac.as_str()];
        self.tx.execute(sql, &parameters).await.map(|_| ())
    }
}
