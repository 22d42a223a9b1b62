//! What is known of a person, for the claims that an application may have.

use std::collections::BTreeSet;

use credentials::ids::AccountId;
use oidc::claims::Person;

use crate::accounts::parse_groups;
use crate::db::{Row, values};
use crate::{Store, StoreError};

impl Store {
    /// The person behind an account; `None` when there is none. The phone number is decrypted only when it is asked for.
    ///
    /// A mail address counts as verified when its owner last used a link that was mailed to it; a number, when it is enrolled for codes
    /// by SMS.
    pub async fn person(&self, account: AccountId, with_phone: bool) -> Result<Option<Person>, StoreError> {
        let sql = "SELECT username, display_name, mail, mail_confirmed_at, phone_sealed, language, groups, updated_at, \
                   recovered_at FROM accounts WHERE id = $1";
        let Some(row) = self.db.fetch_optional(sql, &values![account]).await? else { return Ok(None) };
        let phone = if with_phone { self.open_phone(account, row.sealed_opt("phone_sealed")?.as_ref())? } else { None };
        let phone_verified = match &phone {
            Some(phone) => self.is_enrolled_number(account, phone).await?,
            None => false,
        };
        read(account, &row, (phone, phone_verified)).map(Some)
    }

    async fn is_enrolled_number(&self, account: AccountId, number: &str) -> Result<bool, StoreError> {
        for phone in self.load_phones(account).await? {
            if phone.open(&self.keyring)?.as_e164() == number {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn read(account: AccountId, row: &Row, (phone, phone_verified): (Option<String>, bool)) -> Result<Person, StoreError> {
    Ok(Person {
        account,
        username: row.text("username")?,
        display_name: Some(row.text("display_name")?).filter(|name| !name.is_empty()),
        email: row.text_opt("mail")?,
        email_verified: row.time_opt("mail_confirmed_at")?.is_some(),
        phone,
        phone_verified,
        locale: Some(row.text("language")?),
        groups: parse_groups(&row.text("groups")?)?.into_iter().collect::<BTreeSet<_>>(),
        updated_at: Some(row.time("updated_at")?),
        recovered_at: row.time_opt("recovered_at")?,
    })
}
