//! How many sessions an account has.

use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::session::SessionPolicy;

use crate::db::values;
use crate::{Store, StoreError};

impl Store {
    /// How many sessions of an account are alive at `now`.
    pub async fn count_sessions(
        &self,
        account: AccountId,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> Result<i64, StoreError> {
        let sql =
            "SELECT COUNT(*) AS alive FROM sessions WHERE account_id = $1 AND expires_at > $2 AND last_seen_at > $3";
        let found = self.db.fetch_optional(sql, &values![account, now, now - policy.idle]).await?;
        found.map_or(Ok(0), |row| row.int("alive"))
    }
}
