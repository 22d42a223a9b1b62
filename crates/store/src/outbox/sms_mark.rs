//! What a gateway answered to a code.

use jiff::Timestamp;

use super::{Channel, OutboxId};
use crate::db::values;
use crate::{Outcome, Store, StoreError};

impl Store {
    /// A gateway took it, perhaps under an id of its own; number and code are forgotten, and it is never sent again.
    ///
    /// Also true of a code that was superseded or expired while the gateway thought about it.
    pub async fn mark_sms_accepted(
        &self,
        id: OutboxId,
        gateway: &str,
        message: Option<&str>,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET sent_at = $4, gateway = $2, gateway_message = $3, delivery = 'accepted', \
                   payload_sealed = NULL, last_error = NULL \
                   WHERE id = $1 AND channel = 'sms' AND sent_at IS NULL";
        let rows = self.db.execute(sql, &values![id.0, gateway, message, now]).await?;
        self.tally.message(Channel::Sms, Outcome::Sent, rows);
        match message {
            Some(message) => self.settle_receipt(gateway, message).await,
            None => Ok(()),
        }
    }

    /// Nobody took it so far: try again at `retry_at`. The reason must hold no number and no code.
    ///
    /// `false` when that is of no use: it was superseded, expired or accepted in between.
    pub async fn retry_sms(&self, id: OutboxId, reason: &str, retry_at: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE outbox SET last_error = $2, not_before = $3 \
                   WHERE id = $1 AND channel = 'sms' AND sent_at IS NULL AND failed_at IS NULL";
        let rows = self.db.execute(sql, &values![id.0, reason, retry_at]).await?;
        self.tally.message(Channel::Sms, Outcome::Later, rows);
        Ok(rows > 0)
    }

    /// It is given up; number and code are forgotten. The reason must hold neither. A notice keeps its number, sealed, as long as it lives: the
    /// operator may put it back.
    pub async fn mark_sms_failed(&self, id: OutboxId, reason: &str, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE outbox SET last_error = $2, failed_at = $3, delivery = 'failed', \
                   payload_sealed = CASE WHEN journey_id IS NULL AND expires_at > $3 THEN payload_sealed END \
                   WHERE id = $1 AND channel = 'sms' AND sent_at IS NULL AND failed_at IS NULL";
        let rows = self.db.execute(sql, &values![id.0, reason, now]).await?;
        self.tally.message(Channel::Sms, Outcome::GivenUp, rows);
        Ok(rows > 0)
    }
}
