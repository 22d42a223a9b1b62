//! Finding one account.

use credentials::ids::AccountId;
use journey::{AccountStatus, Epoch, Language, Role, Username};

use super::{Account, parse_groups};
use crate::db::{Row, values};
use crate::{Store, StoreError};

impl Store {
    /// The account of that name.
    pub async fn find_account(&self, username: &Username) -> Result<Option<Account>, StoreError> {
        let sql = "SELECT * FROM accounts WHERE username = $1";
        let found = self.db.fetch_optional(sql, &values![username.as_str()]).await?;
        found.map(|row| self.read_account(&row)).transpose()
    }

    /// The account of that id.
    pub async fn account(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let found = self.db.fetch_optional("SELECT * FROM accounts WHERE id = $1", &values![id]).await?;
        found.map(|row| self.read_account(&row)).transpose()
    }

    pub(crate) fn read_account(&self, row: &Row) -> Result<Account, StoreError> {
        let id = row.account("id")?;
        Ok(Account {
            id,
            username: row.word("username", Username::parse)?,
            display_name: row.text("display_name")?,
            mail: row.text_opt("mail")?,
            notice_mail: row.text_opt("notice_mail")?,
            phone: self.open_phone(id, row.sealed_opt("phone_sealed")?.as_ref())?,
            groups: parse_groups(&row.text("groups")?)?,
            role: row.word("role", Role::parse)?,
            language: row.word("language", Language::parse)?,
            status: row.word("status", AccountStatus::parse)?,
            status_reason: row.text_opt("status_reason")?,
            epoch: Epoch(row.int("epoch")?),
            password_set_at: row.time_opt("password_set_at")?,
            recovered_at: row.time_opt("recovered_at")?,
            created_at: row.time("created_at")?,
            updated_at: row.time("updated_at")?,
            erase_at: row.time_opt("erase_at")?,
            erased_at: row.time_opt("erased_at")?,
        })
    }
}
