//! What happened on an account, as its owner sees it.

use std::sync::LazyLock;

use credentials::ids::AccountId;
use jiff::{SignedDuration, Timestamp};
use journey::audit::names;

use super::list::{AuditLine, read};
use crate::db::values;
use crate::{Store, StoreError};

/// How far the owner can look back.
const LOOK_BACK: SignedDuration = SignedDuration::from_hours(90 * 24);

/// The right password is told only where it led to no login: each login begins with one.
static ACTIVITY: LazyLock<String> = LazyLock::new(|| {
    format!(
        "SELECT * FROM audit WHERE account_id = $1 AND at > $2 AND id < $3 AND event IN ('{}') \
         AND NOT (event = '{proven}' AND (reason = 'step-up' OR EXISTS (SELECT 1 FROM audit later \
         WHERE later.account_id = $1 AND later.id > audit.id AND later.journey_id = audit.journey_id \
         AND later.event = '{login}'))) ORDER BY id DESC LIMIT $4",
        names::FOR_OWNER.join("', '"),
        proven = names::PASSWORD_PROVEN,
        login = names::LOGIN_SUCCESS,
    )
});

impl Store {
    /// What the owner may know of the last 90 days, newest first: at most `limit` entries before the number `before`.
    pub async fn list_activity(
        &self,
        account: AccountId,
        before: Option<i64>,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<AuditLine>, StoreError> {
        let parameters = values![account, now - LOOK_BACK, before.unwrap_or(i64::MAX), limit];
        let sql: &'static str = &ACTIVITY;
        self.db.fetch_all(sql, &parameters).await?.iter().map(read).collect()
    }
}
