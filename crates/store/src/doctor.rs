//! The word by which the portal knows the doctor of its installation, and when the last backup was begun.
//!
//! The word is a secret of one use that lies in `meta` as a hash, for two minutes: whoever shows it at the portal's public address can write to its
//! database, and may learn what the portal saw of the request. One place, so two doctors at once take it from one another and ask again.

use credentials::token::{SecretToken, TokenHash};
use jiff::{SignedDuration, Timestamp};
use journey::audit::names;

use crate::db::values;
use crate::{Store, StoreError};

/// Under which name the word stands in `meta`.
const WORD: &str = "doctor";
/// How long it is good.
const GOOD_FOR: SignedDuration = SignedDuration::from_mins(2);
/// The reason of the audit entry with which a backup begins.
const BACKUP: &str = "backup";

impl Store {
    /// Leaves a word for the portal; an earlier one is gone.
    pub async fn leave_word(&self, word: &SecretToken, now: Timestamp) -> Result<(), StoreError> {
        let sql =
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        self.db.execute(sql, &values![WORD, written(&word.hash(), now + GOOD_FOR)]).await.map(|_| ())
    }

    /// Takes the word away; whether it was this one, and in time. A wrong one takes nothing and writes nothing.
    pub async fn take_word(&self, word: &SecretToken, now: Timestamp) -> Result<bool, StoreError> {
        let found = self.db.fetch_optional("SELECT value FROM meta WHERE key = $1", &values![WORD]).await?;
        let Some(found) = found.map(|row| row.text("value")).transpose()? else { return Ok(false) };
        let until = found.rsplit_once(' ').and_then(|(_, until)| until.parse().ok());
        let until = until.and_then(|until| Timestamp::from_microsecond(until).ok());
        let Some(until) = until.filter(|until| now < *until) else { return Ok(false) };
        // This statement decides: of two who show it at once one gets a row.
        let sql = "DELETE FROM meta WHERE key = $1 AND value = $2 RETURNING key";
        if found != written(&word.hash(), until) {
            return Ok(false);
        }
        Ok(self.db.fetch_optional(sql, &values![WORD, found]).await?.is_some())
    }

    /// When the last backup was begun, as the audit log has it; `None` when it knows of none.
    pub async fn last_backup(&self) -> Result<Option<Timestamp>, StoreError> {
        let sql = "SELECT at FROM audit WHERE event = $1 AND reason = $2 ORDER BY at DESC LIMIT 1";
        let found = self.db.fetch_optional(sql, &values![names::SENSITIVE_READ, BACKUP]).await?;
        found.map(|row| row.time("at")).transpose()
    }
}

/// The hash and the end of its time, as `meta` holds them.
fn written(hash: &TokenHash, until: Timestamp) -> String {
    use std::fmt::Write as _;
    let mut text = String::with_capacity(84);
    for byte in hash.as_bytes() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    let _ = write!(text, " {}", until.as_microsecond());
    text
}
