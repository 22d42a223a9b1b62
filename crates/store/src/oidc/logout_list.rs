//! What became of the news that a session ended, for the operator (OP-19: the result is visible).

use credentials::ids::AccountId;
use jiff::Timestamp;
use oidc::client::ClientId;

use crate::db::{Row, values};
use crate::{Store, StoreError};

/// One application that was, or has to be, told of the end of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutLine {
    /// Which application.
    pub client: ClientId,
    /// Whose session.
    pub account: AccountId,
    /// When it ended.
    pub ended_at: Timestamp,
    /// How often telling was tried.
    pub attempts: u64,
    /// When the next try may be; of use only while it waits.
    pub not_before: Timestamp,
    /// When it was told.
    pub sent_at: Option<Timestamp>,
    /// When it was given up.
    pub failed_at: Option<Timestamp>,
    /// What the last try came to.
    pub result: Option<String>,
}

const LIST: &str = "SELECT * FROM logout_outbox WHERE $1 IS NULL OR client_id = $1 \
                    ORDER BY ended_at DESC, session_id DESC, client_id LIMIT $2";

impl Store {
    /// The newest rows, of one client if given.
    pub async fn list_logouts(&self, client: Option<&ClientId>, limit: u32) -> Result<Vec<LogoutLine>, StoreError> {
        self.db.fetch_all(LIST, &values![client, limit]).await?.iter().map(read).collect()
    }

    /// How many rows wait; for a gauge, and for the tests that expect none.
    pub async fn count_logouts(&self) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS waiting FROM logout_outbox WHERE sent_at IS NULL AND failed_at IS NULL";
        let row = self.db.fetch_optional(sql, &[]).await?.ok_or(StoreError::Row { column: "waiting" })?;
        row.count("waiting")
    }
}

fn read(row: &Row) -> Result<LogoutLine, StoreError> {
    Ok(LogoutLine {
        client: row.client("client_id")?,
        account: row.account("account_id")?,
        ended_at: row.time("ended_at")?,
        attempts: row.count("attempts")?,
        not_before: row.time("not_before")?,
        sent_at: row.time_opt("sent_at")?,
        failed_at: row.time_opt("failed_at")?,
        result: row.text_opt("result")?,
    })
}
