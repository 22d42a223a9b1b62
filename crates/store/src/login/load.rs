//! What S1 needs to know about a username.

use credentials::hashing::SealedPassword;
use credentials::ids::AccountId;
use journey::{AccountFacts, Language, Username};

use super::load_facts;
use crate::db::values;
use crate::{Store, StoreError};

/// An account that somebody wants to log in to.
#[derive(Clone, Debug)]
pub struct LoginRow {
    /// Which account.
    pub account: AccountId,
    /// The password; `None` before the first one was set.
    pub password: Option<SealedPassword>,
    /// The account at this moment.
    pub facts: AccountFacts,
    /// In which language the person is written to.
    pub language: Language,
}

impl Store {
    /// Looks a username up; runs the same statements whether it exists or not (requirement EN-02).
    pub async fn load_login(&self, username: &Username) -> Result<Option<LoginRow>, StoreError> {
        let mut tx = self.db.read().await?;
        let sql = "SELECT id, password_sealed, language FROM accounts WHERE username = $1";
        let found = tx.fetch_optional(sql, &values![username.as_str()]).await?;
        let account = found.as_ref().map_or(Ok(AccountId::NOBODY), |row| row.account("id"))?;
        let facts = load_facts(&mut tx, account).await?;
        tx.roll_back().await?;
        let (Some(row), Some(facts)) = (found, facts) else { return Ok(None) };
        let password = row.sealed_opt("password_sealed")?.map(|sealed| SealedPassword { account, sealed });
        Ok(Some(LoginRow { account, password, facts, language: row.word("language", Language::parse)? }))
    }
}
