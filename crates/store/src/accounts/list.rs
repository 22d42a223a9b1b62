//! Listing accounts, page by page, by username.

use journey::{AccountStatus, Role, Username};

use super::{AccountFilter, AccountLine};
use crate::db::{Row, values};
use crate::{Store, StoreError};

impl Store {
    /// At most `limit` accounts whose username comes after `after`, in order of their bytes; those that were erased are no people.
    pub async fn list_accounts(
        &self,
        after: Option<&str>,
        limit: u32,
        filter: &AccountFilter,
    ) -> Result<Vec<AccountLine>, StoreError> {
        let sql = "SELECT a.id, a.username, a.display_name, a.role, a.status, \
                   a.first_password_at IS NOT NULL AS password_set, \
                   (SELECT COUNT(*) FROM factors f WHERE f.account_id = a.id AND f.wiped_at IS NULL) AS factors \
                   FROM accounts a WHERE a.username > $1 AND a.erased_at IS NULL \
                   AND ($2 IS NULL OR a.status = $2) \
                   AND ($3 IS NULL OR SUBSTR(a.username, 1, LENGTH($3)) = $3) \
                   ORDER BY a.username LIMIT $4";
        let status = filter.status.map(AccountStatus::as_str);
        let parameters = values![after.unwrap_or_default(), status, filter.username_prefix.as_deref(), limit];
        let rows = self.db.fetch_all(sql, &parameters).await?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<AccountLine, StoreError> {
    Ok(AccountLine {
        id: row.account("id")?,
        username: row.word("username", Username::parse)?,
        display_name: row.text("display_name")?,
        role: row.word("role", Role::parse)?,
        status: row.word("status", AccountStatus::parse)?,
        factors: u32::try_from(row.int("factors")?).map_err(|_| StoreError::Row { column: "factors" })?,
        password_set: row.bool("password_set")?,
    })
}
