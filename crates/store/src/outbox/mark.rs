//! What became of a message.

use jiff::Timestamp;

use super::OutboxId;
use crate::db::values;
use crate::{Store, StoreError};

impl Store {
    /// It was sent; a link that it carried is forgotten.
    pub async fn mark_sent(&self, id: OutboxId, now: Timestamp) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET sent_at = $2, payload_sealed = NULL, last_error = NULL \
                   WHERE id = $1 AND sent_at IS NULL";
        self.db.execute(sql, &values![id.0, now]).await.map(|_| ())
    }

    /// It could not be sent: try again at `retry_at`, or never. The error must hold no secret. What was given up meanwhile stays so.
    pub async fn mark_failed(
        &self,
        id: OutboxId,
        error: &str,
        retry_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET last_error = $2, not_before = COALESCE($3, not_before), \
                   failed_at = CASE WHEN $3 IS NULL THEN $4 END, \
                   payload_sealed = CASE WHEN $3 IS NULL THEN NULL ELSE payload_sealed END \
                   WHERE id = $1 AND sent_at IS NULL AND failed_at IS NULL";
        self.db.execute(sql, &values![id.0, error, retry_at, now]).await.map(|_| ())
    }

    /// How many messages wait; for the tests that expect none at the end, and for a gauge.
    pub async fn count_outbox(&self) -> Result<u64, StoreError> {
        let sql = "SELECT COUNT(*) AS waiting FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL";
        let row = self.db.fetch_optional(sql, &[]).await?.ok_or(StoreError::Row { column: "waiting" })?;
        u64::try_from(row.int("waiting")?).map_err(|_| StoreError::Row { column: "waiting" })
    }
}
