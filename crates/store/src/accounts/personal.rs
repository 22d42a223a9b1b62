//! The sealed phone number, and the groups in their text form.

use credentials::ids::AccountId;
use credentials::keyring::{Binding, Purpose, Sealed};

use crate::{Store, StoreError};

pub(crate) const fn phone_binding(account: AccountId) -> Binding {
    Binding { table: "accounts", column: "phone_sealed", row: account.as_uuid(), account }
}

impl Store {
    pub(crate) fn seal_phone(&self, account: AccountId, phone: Option<&str>) -> Option<Sealed> {
        let seal = |phone: &str| {
            self.keyring.seal(Purpose::Personal, &phone_binding(account), phone.as_bytes(), self.rng.as_ref())
        };
        phone.map(seal)
    }

    pub(crate) fn open_phone(&self, account: AccountId, sealed: Option<&Sealed>) -> Result<Option<String>, StoreError> {
        let Some(sealed) = sealed else { return Ok(None) };
        let plain = self.keyring.open(Purpose::Personal, &phone_binding(account), sealed)?;
        let text = String::from_utf8(plain.to_vec()).map_err(|_| StoreError::Row { column: "phone_sealed" })?;
        Ok(Some(text))
    }
}

/// The groups as JSON, since a name may hold any separator.
pub(super) fn groups_text(groups: &[String]) -> String {
    serde_json::Value::from(groups.to_vec()).to_string()
}

/// Reads the groups back.
pub(crate) fn parse_groups(text: &str) -> Result<Vec<String>, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::Row { column: "groups" })
}
