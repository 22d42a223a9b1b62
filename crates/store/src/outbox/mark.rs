//! What became of a message.

use jiff::Timestamp;

use super::{Channel, MAIL_LIFE, OutboxId};
use crate::db::values;
use crate::{Outcome, Store, StoreError};

impl Store {
    /// It was sent; a link that it carried is forgotten.
    pub async fn mark_sent(&self, id: OutboxId, now: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET sent_at = $2, payload_sealed = NULL, last_error = NULL \
                   WHERE id = $1 AND sent_at IS NULL";
        let rows = self.db.execute(sql, &values![id.0, now]).await?;
        self.tally.message(Channel::Mail, Outcome::Sent, rows);
        Ok(())
    }

    /// It could not be sent: try again at `retry_at`, or never. The error must hold no secret. What was given up meanwhile stays so.
    ///
    /// What is given up within its life keeps its link, sealed, until that is over: the operator may put it back.
    pub async fn mark_failed(
        &self,
        id: OutboxId,
        error: &str,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET last_error = $2, not_before = COALESCE($3, not_before), \
                   failed_at = CASE WHEN $3 IS NULL THEN $4 END, \
                   payload_sealed = CASE WHEN $3 IS NULL AND (expires_at <= $4 OR at <= $5) THEN NULL \
                   ELSE payload_sealed END \
                   WHERE id = $1 AND sent_at IS NULL AND failed_at IS NULL";
        let rows = self.db.execute(sql, &values![id.0, error, retry_at, now, now - MAIL_LIFE]).await?;
        let outcome = if retry_at.is_some() { Outcome::Later } else { Outcome::GivenUp };
        self.tally.message(Channel::Mail, outcome, rows);
        Ok(())
    }

    /// How many messages wait; for the tests that expect none at the end, and for a gauge.
    pub async fn count_outbox(&self) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS waiting FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL";
        let row = self.db.fetch_optional(sql, &[]).await?.ok_or(StoreError::Row { column: "waiting" })?;
        u64::try_from(row.int("waiting")?).map_err(|_| StoreError::Row { column: "waiting" })
    }
}
