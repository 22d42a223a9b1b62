//! The recovery code of an account as its owner may see it: never the code.

use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::CodeStatus;

use crate::db::values;
use crate::{Store, StoreError};

/// What is known of the newest recovery code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeLine {
    /// Where it is in its life.
    pub status: CodeStatus,
    /// When it was shown.
    pub made_at: Timestamp,
    /// When it was typed back.
    pub confirmed_at: Option<Timestamp>,
}

impl Store {
    /// The newest recovery code of an account, if one was ever made.
    pub async fn newest_code(&self, account: AccountId) -> Result<Option<CodeLine>, StoreError> {
        let sql = "SELECT status, made_at, confirmed_at FROM recovery_codes WHERE account_id = $1 \
                   ORDER BY made_at DESC, id DESC LIMIT 1";
        let Some(row) = self.db.fetch_optional(sql, &values![account]).await? else { return Ok(None) };
        Ok(Some(CodeLine {
            status: row.word("status", CodeStatus::parse)?,
            made_at: row.time("made_at")?,
            confirmed_at: row.time_opt("confirmed_at")?,
        }))
    }
}
