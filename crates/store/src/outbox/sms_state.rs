//! What a page can say about a code that was ordered.

use credentials::ids::JourneyId;

use crate::db::values;
use crate::{Store, StoreError};

/// How far the newest code of a journey is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmsState {
    /// Nobody took it yet.
    Waiting,
    /// A gateway took it.
    Accepted,
    /// It is on the telephone.
    Delivered,
    /// A gateway took it and could not deliver it.
    Undelivered,
    /// No gateway took it.
    Failed,
    /// It was not sent within the code's life.
    Expired,
}

impl SmsState {
    fn parse(text: &str) -> Option<Self> {
        Some(match text {
            "waiting" => Self::Waiting,
            "accepted" => Self::Accepted,
            "delivered" => Self::Delivered,
            "undelivered" => Self::Undelivered,
            "failed" => Self::Failed,
            "expired" => Self::Expired,
            _ => return None,
        })
    }

    /// Whether it is certain that this code does not arrive (requirement SM-10).
    pub fn is_lost(self) -> bool {
        matches!(self, Self::Undelivered | Self::Failed | Self::Expired)
    }
}

impl Store {
    /// How far the newest code of this journey is; `None` when none was ordered.
    pub async fn sms_state(&self, journey: JourneyId) -> Result<Option<SmsState>, StoreError> {
        let sql = "SELECT delivery FROM outbox WHERE journey_id = $1 AND channel = 'sms' \
                   AND delivery <> 'superseded' ORDER BY created_at DESC, id DESC LIMIT 1";
        let row = self.db.fetch_optional(sql, &values![journey]).await?;
        row.map(|row| row.word("delivery", SmsState::parse)).transpose()
    }
}
