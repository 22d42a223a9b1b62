//! A new cookie for a session whose newest one never arrived: the double click on the last button (rule J11).

use credentials::ids::SessionId;
use credentials::token::TokenHash;
use jiff::{SignedDuration, Timestamp};

use super::load::read_sealing;
use crate::db::values;
use crate::{Store, StoreError};

/// How long after its making, or its confirming, a session may get another cookie.
const WINDOW: SignedDuration = SignedDuration::from_secs(30);

impl Store {
    /// Replaces the newest cookie of a session, when that was never used and is less than 30 seconds old; it is dead then.
    pub async fn reissue_unused_session(
        &self,
        id: SessionId,
        token: TokenHash,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(row) = self.db.fetch_optional("SELECT * FROM sessions WHERE id = $1", &values![id]).await? else {
            return Ok(false);
        };
        let mut sealing = read_sealing(&row)?;
        if !sealing.verify(&self.keyring, &row.text("mac")?) {
            return Ok(false);
        }
        let old = std::mem::replace(&mut sealing.token, token);
        let mac = sealing.make(&self.keyring);
        let sql = "UPDATE sessions SET token_hash = $3, mac = $4 \
                   WHERE id = $1 AND token_hash = $2 AND used_at IS NULL \
                   AND COALESCE(stepped_up_at, created_at) > $5";
        let parameters = values![id, &old, &token, mac.as_str(), now - WINDOW];
        Ok(self.db.execute(sql, &parameters).await? == 1)
    }
}
