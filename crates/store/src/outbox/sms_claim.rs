//! Claiming SMS, codes and notices alike: like mails, and what has outlived its use is closed instead of sent.

use credentials::ids::{AccountId, JourneyId};
use credentials::keyring::Purpose;
use jiff::Timestamp;
use journey::{Language, NoticeKind, SmsKind};
use zeroize::Zeroizing;

use super::claim::LEASE;
use super::queue::binding;
use super::sms_queue::taken_apart;
use super::unreadable::readable;
use super::{Channel, OutboxId};
use crate::db::{Row, values};
use crate::{Outcome, Store, StoreError};

/// What an SMS says.
#[derive(Clone)]
pub enum SmsContent {
    /// A code that a journey waits for.
    Code {
        /// What it is for.
        kind: SmsKind,
        /// Which journey.
        journey: JourneyId,
        /// The code.
        code: Zeroizing<String>,
    },
    /// What happened to the account (rule J9).
    Notice(NoticeKind),
}

impl SmsContent {
    /// A stable word for the log.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Code { kind, .. } => kind.as_str(),
            Self::Notice(kind) => kind.as_str(),
        }
    }
}

/// One SMS to send.
#[derive(Clone)]
pub struct SmsRow {
    /// Which message.
    pub id: OutboxId,
    /// About whose account.
    pub account: AccountId,
    /// What it says.
    pub content: SmsContent,
    /// In which language.
    pub language: Language,
    /// The number that it goes to (E.164).
    pub number: Zeroizing<String>,
    /// When it was ordered, or what it tells happened.
    pub at: Timestamp,
    /// From which address.
    pub address: Option<String>,
    /// From when on it is not sent any more.
    pub expires_at: Timestamp,
    /// How often it was claimed, this time included.
    pub attempts: u32,
}

impl SmsRow {
    /// The code, when it is one and not a notice.
    pub fn code(&self) -> Option<&str> {
        match &self.content {
            SmsContent::Code { code, .. } => Some(code.as_str()),
            SmsContent::Notice(_) => None,
        }
    }
}

impl std::fmt::Debug for SmsRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("SmsRow");
        shown.field("id", &self.id).field("kind", &self.content.as_str()).field("attempts", &self.attempts);
        shown.finish_non_exhaustive()
    }
}

impl Store {
    /// Takes at most `limit` messages that are due, the oldest first; two processes never get the same one within two minutes.
    ///
    /// One whose life is over is not among them: it is closed as expired, and number and code are forgotten.
    pub async fn claim_sms(&self, limit: u32, now: Timestamp) -> Result<Vec<SmsRow>, StoreError> {
        // Nearly always there is nothing: finding that out must not take the one writing connection of SQLite.
        let due = "SELECT id FROM outbox WHERE channel = 'sms' AND sent_at IS NULL AND failed_at IS NULL \
                   AND (not_before <= $1 OR expires_at <= $1) LIMIT 1";
        if self.db.fetch_optional(due, &values![now]).await?.is_none() {
            return Ok(Vec::new());
        }
        let mut tx = self.db.write().await?;
        let expired = "UPDATE outbox SET failed_at = $1, last_error = 'expired', delivery = 'expired', \
                       payload_sealed = NULL WHERE channel = 'sms' AND sent_at IS NULL AND failed_at IS NULL \
                       AND expires_at <= $1";
        let expired = tx.execute(expired, &values![now]).await?;
        // The plus keeps SQLite from sorting everything that is due: the index in the order of time stops at the limit.
        let sql = "UPDATE outbox SET attempts = attempts + 1, not_before = $2 \
                   WHERE id IN (SELECT id FROM outbox WHERE channel = 'sms' AND sent_at IS NULL \
                   AND failed_at IS NULL AND +not_before <= $1 ORDER BY created_at, id LIMIT $3) \
                   AND not_before <= $1 AND sent_at IS NULL AND failed_at IS NULL \
                   RETURNING id, account_id, journey_id, kind, payload_sealed, at, address, expires_at, attempts, \
                   (SELECT language FROM accounts WHERE accounts.id = outbox.account_id) AS language";
        let claimed = tx.fetch_all(sql, &values![now, now + LEASE, limit]).await?;
        let mut rows = readable(&mut tx, &claimed, |row| self.read_sms(row)).await?;
        tx.commit().await?;
        self.tally.message(Channel::Sms, Outcome::Expired, expired);
        rows.sort_by_key(|row| (row.at, row.id));
        Ok(rows)
    }

    fn read_sms(&self, row: &Row) -> Result<SmsRow, StoreError> {
        let (id, account) = (row.uuid("id")?, row.account("account_id")?);
        let plain = self.keyring.open(Purpose::Outbox, &binding(id, account), &row.sealed("payload_sealed")?)?;
        let (number, code) = taken_apart(&plain).ok_or(StoreError::Row { column: "payload_sealed" })?;
        Ok(SmsRow {
            id: OutboxId(id),
            account,
            content: content(row, code)?,
            language: row.word("language", Language::parse)?,
            number,
            at: row.time("at")?,
            address: row.text_opt("address")?,
            expires_at: row.time("expires_at")?,
            attempts: u32::try_from(row.int("attempts")?).map_err(|_| StoreError::Row { column: "attempts" })?,
        })
    }
}

fn content(row: &Row, code: Zeroizing<String>) -> Result<SmsContent, StoreError> {
    let Some(journey) = row.uuid_opt("journey_id")? else {
        return Ok(SmsContent::Notice(row.word("kind", NoticeKind::parse)?));
    };
    Ok(SmsContent::Code { kind: row.word("kind", SmsKind::parse)?, journey: JourneyId::from_uuid(journey), code })
}
