//! What a gateway reports later: whether the code reached the telephone.
//!
//! A report can come before our mark of the acceptance is written. So each side first writes down its own fact, in a transaction of its own, and
//! then looks for the other's: whoever comes second sees both.

use jiff::Timestamp;

use crate::db::values;
use crate::{Store, StoreError};

/// What became of a message that a gateway took; only final words are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// It is on the telephone.
    Delivered,
    /// It will never be.
    Undelivered,
}

impl Delivery {
    /// The stable text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::Undelivered => "undelivered",
        }
    }
}

impl Store {
    /// Writes down what a gateway reported of the message that it knows by this id. The last word of several counts, but nothing takes "delivered" back.
    pub async fn record_receipt(
        &self,
        gateway: &str,
        message: &str,
        delivery: Delivery,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO sms_receipts (gateway, message, delivery, at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (gateway, message) DO UPDATE SET \
                   delivery = CASE WHEN sms_receipts.delivery = 'delivered' THEN 'delivered' ELSE excluded.delivery END, \
                   at = excluded.at";
        self.db.execute(sql, &values![gateway, message, delivery.as_str(), now]).await?;
        self.settle_receipt(gateway, message).await
    }

    /// Brings a report and its message together, if both are there.
    pub(super) async fn settle_receipt(&self, gateway: &str, message: &str) -> Result<(), StoreError> {
        // Nearly always there is no report yet: seeing that must not take the one writing connection of SQLite.
        let waiting = "SELECT at FROM sms_receipts WHERE gateway = $1 AND message = $2";
        if self.db.fetch_optional(waiting, &values![gateway, message]).await?.is_none() {
            return Ok(());
        }
        let mut tx = self.db.write().await?;
        let take = "DELETE FROM sms_receipts WHERE gateway = $1 AND message = $2 RETURNING delivery, at";
        let Some(receipt) = tx.fetch_optional(take, &values![gateway, message]).await? else { return Ok(()) };
        let write = "UPDATE outbox SET delivered_at = $4, \
                     delivery = CASE WHEN delivery = 'delivered' THEN 'delivered' ELSE $3 END \
                     WHERE gateway = $1 AND gateway_message = $2 AND channel = 'sms'";
        let parameters = values![gateway, message, receipt.text("delivery")?, receipt.time("at")?];
        match tx.execute(write, &parameters).await? {
            // The message is not marked yet: the report waits for it.
            0 => tx.roll_back().await,
            _ => tx.commit().await,
        }
    }
}
