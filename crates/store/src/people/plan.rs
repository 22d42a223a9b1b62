//! What an import wants to know before it decides, in one statement for each account.

use journey::Username;

use crate::accounts::Account;
use crate::db::values;
use crate::{Context, Store, StoreError};

/// An account that an import meets.
#[derive(Clone)]
pub struct ImportState {
    /// The account.
    pub account: Account,
    /// Whether a password was ever set: an import never changes it.
    pub password_set: bool,
    /// Whether a factor was ever set up: an import sends such a person nothing.
    pub ever_enrolled: bool,
    /// Whether a link or the grant of a browser is under way.
    pub under_way: bool,
}

impl Store {
    /// The account of that name, as an import sees it.
    pub async fn import_state(&self, username: &Username, ctx: &Context) -> Result<Option<ImportState>, StoreError> {
        let sql = "SELECT a.*, \
                   EXISTS (SELECT 1 FROM factors f WHERE f.account_id = a.id) AS ever_enrolled, \
                   EXISTS (SELECT 1 FROM grants g WHERE g.account_id = a.id AND g.spent_at IS NULL \
                   AND g.killed_at IS NULL AND g.expires_at > $2) AS under_way \
                   FROM accounts a WHERE a.username = $1";
        let found = self.db.fetch_optional(sql, &values![username.as_str(), ctx.now]).await?;
        let Some(row) = found else { return Ok(None) };
        Ok(Some(ImportState {
            account: self.read_account(&row)?,
            password_set: row.time_opt("first_password_at")?.is_some(),
            ever_enrolled: row.bool("ever_enrolled")?,
            under_way: row.bool("under_way")?,
        }))
    }

    /// At most `limit` usernames after `after`, in order of their bytes.
    pub async fn usernames(&self, after: &str, limit: u32) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT username FROM accounts WHERE username > $1 ORDER BY username LIMIT $2";
        let rows = self.db.fetch_all(sql, &values![after, limit]).await?;
        rows.iter().map(|row| row.text("username")).collect()
    }
}
