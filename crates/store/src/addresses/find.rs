//! What the page behind the link says; it changes nothing (requirement FP-04).

use credentials::token::TokenHash;
use jiff::Timestamp;

use super::AddressField;
use crate::db::values;
use crate::{Store, StoreError};

/// How a link for another address stands.
#[derive(Clone, PartialEq, Eq)]
pub enum AddressLink {
    /// It can be used.
    Live {
        /// Which address it is for.
        field: AddressField,
        /// The new one.
        address: String,
    },
    /// It was used.
    Used,
    /// It is too old, was replaced, or never was one.
    Dead,
}

impl Store {
    /// The link with this token.
    pub async fn find_address_change(&self, token: &TokenHash, now: Timestamp) -> Result<AddressLink, StoreError> {
        let sql = "SELECT c.field, c.address, c.expires_at, c.confirmed_at, c.killed_at, c.epoch, a.epoch AS epoch_now, \
                   a.status FROM address_changes c JOIN accounts a ON a.id = c.account_id WHERE c.token_hash = $1";
        let Some(row) = self.db.fetch_optional(sql, &values![token]).await? else { return Ok(AddressLink::Dead) };
        if row.time_opt("confirmed_at")?.is_some() {
            return Ok(AddressLink::Used);
        }
        let open = row.time_opt("killed_at")?.is_none() && row.time("expires_at")? > now;
        let same = row.int("epoch")? == row.int("epoch_now")? && row.text("status")? == "active";
        if !open || !same {
            return Ok(AddressLink::Dead);
        }
        Ok(AddressLink::Live { field: row.word("field", AddressField::parse)?, address: row.text("address")? })
    }
}
