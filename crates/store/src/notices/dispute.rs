//! What is disputed of an account, for whoever speaks with its owner.

use credentials::ids::AccountId;
use jiff::Timestamp;

use super::former::FormerField;
use crate::db::values;
use crate::{FactorLine, Store, StoreError};

/// What somebody objected to, and what a reinstatement would do about it. Holds personal data, and so has no `Debug`.
#[derive(Clone)]
pub struct Dispute {
    /// When the first objection was made.
    pub at: Timestamp,
    /// From which moment on everything is disputed.
    pub since: Timestamp,
    /// The factors that would be destroyed.
    pub factors: Vec<FactorLine>,
    /// The addresses that would be as they were.
    pub addresses: Vec<DisputedAddress>,
    /// Whether the password would be the one before.
    pub password: bool,
    /// Whether the first password itself is disputed: there would be none, and an activation link is due.
    pub first_password: bool,
}

/// One address that was changed since.
#[derive(Clone)]
pub struct DisputedAddress {
    /// Which one.
    pub field: FormerField,
    /// What it was; `None` when there was none.
    pub before: Option<String>,
}

impl Store {
    /// What is disputed of an account; `None` when nothing is.
    pub async fn find_dispute(&self, account: AccountId) -> Result<Option<Dispute>, StoreError> {
        let sql = "SELECT disputed_at, disputed_since, first_password_at FROM accounts \
                   WHERE id = $1 AND disputed_at IS NOT NULL";
        let Some(row) = self.db.fetch_optional(sql, &values![account]).await? else { return Ok(None) };
        let since = row.time("disputed_since")?;
        let first_password = row.time_opt("first_password_at")?.is_some_and(|at| at >= since);
        let sql = "SELECT replaced_at FROM former_passwords \
                   WHERE account_id = $1 AND disputed_at IS NOT NULL LIMIT 1";
        let replaced = self.db.fetch_optional(sql, &values![account]).await?.is_some();
        Ok(Some(Dispute {
            at: row.time("disputed_at")?,
            since,
            factors: self.list_factors(account).await?.into_iter().filter(FactorLine::is_disputed).collect(),
            addresses: self.disputed_addresses(account).await?,
            password: replaced && !first_password,
            first_password,
        }))
    }

    /// For each field what it was before the first disputed change.
    async fn disputed_addresses(&self, account: AccountId) -> Result<Vec<DisputedAddress>, StoreError> {
        let sql = "SELECT id, account_id, field, value_sealed, tell_until, disputed_at FROM former_addresses \
                   WHERE account_id = $1 AND disputed_at IS NOT NULL ORDER BY replaced_at, id";
        let mut found: Vec<DisputedAddress> = Vec::new();
        for row in self.db.fetch_all(sql, &values![account]).await? {
            let former = self.read_former(&row)?;
            if found.iter().all(|known| known.field != former.field) {
                found.push(DisputedAddress { field: former.field, before: former.value });
            }
        }
        Ok(found)
    }
}
