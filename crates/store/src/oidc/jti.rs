//! Client assertions work once (RFC 7523 section 3, OP-08).

use jiff::Timestamp;

use oidc::client_auth::JtiBurn;

use crate::db::values;
use crate::work::Work;
use crate::{Store, StoreError};

const BURN: &str = "INSERT INTO assertion_jtis (hash, until_at) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING";

impl Store {
    /// Uses an assertion up, on its own: one statement decides; `false` when it was used before.
    pub async fn burn_jti(&self, burn: &JtiBurn) -> Result<bool, StoreError> {
        Ok(self.db.execute(BURN, &values![&burn.hash, burn.until]).await? == 1)
    }

    /// Throws away those whose assertions are expired; how many.
    pub(super) async fn purge_jtis(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.db.execute("DELETE FROM assertion_jtis WHERE until_at <= $1", &values![now]).await
    }
}

impl Work<'_> {
    /// Uses an assertion up with the rest of the unit of work; a client without one has nothing to burn.
    pub(super) async fn burn_jti(&mut self, burn: Option<&JtiBurn>) -> Result<bool, StoreError> {
        let Some(burn) = burn else { return Ok(true) };
        Ok(self.tx.execute(BURN, &values![&burn.hash, burn.until]).await? == 1)
    }
}
