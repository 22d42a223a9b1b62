//! The link that is under way, for whoever answers the telephone: how it went and when it works; nothing of its secret.

use credentials::grant::GrantKind;
use credentials::ids::AccountId;
use jiff::Timestamp;

use crate::db::values;
use crate::{Store, StoreError};

/// A link that was sent and not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingLink {
    /// What it is for.
    pub kind: GrantKind,
    /// `mail`, `letter` or `shown`.
    pub sent_by: String,
    /// When it was made.
    pub issued_at: Timestamp,
    /// From when on it works, when that is not at once.
    pub not_before: Option<Timestamp>,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// How many wrong numbers it has seen; `None` when it wants none.
    pub pin_tries: Option<u32>,
}

impl Store {
    /// The live link of an account, if it is one that was sent and not the grant of a browser.
    pub async fn pending_link(&self, account: AccountId, now: Timestamp) -> Result<Option<PendingLink>, StoreError> {
        let sql = "SELECT kind, sent_by, issued_at, not_before, expires_at, pin IS NOT NULL AS has_pin, pin_tries \
                   FROM grants WHERE account_id = $1 AND sent_by IS NOT NULL \
                   AND spent_at IS NULL AND killed_at IS NULL AND expires_at > $2";
        let Some(row) = self.db.fetch_optional(sql, &values![account, now]).await? else { return Ok(None) };
        let tries = u32::try_from(row.int("pin_tries")?).map_err(|_| StoreError::Row { column: "pin_tries" })?;
        Ok(Some(PendingLink {
            kind: row.word("kind", GrantKind::parse)?,
            sent_by: row.text("sent_by")?,
            issued_at: row.time("issued_at")?,
            not_before: row.time_opt("not_before")?,
            expires_at: row.time("expires_at")?,
            pin_tries: row.bool("has_pin")?.then_some(tries),
        }))
    }
}
