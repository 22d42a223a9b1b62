//! Queueing a code by SMS.

use credentials::ids::{AccountId, JourneyId};
use credentials::keyring::Purpose;
use jiff::Timestamp;
use journey::SmsKind;
use zeroize::Zeroizing;

use super::OutboxId;
use super::queue::binding;
use crate::StoreError;
use crate::db::values;
use crate::work::Work;

/// The channel of codes by SMS.
const SMS: &str = "sms";
/// Between number and code in the sealed text; stands in neither.
const BETWEEN: char = '\n';

/// One code to send.
#[derive(Clone, Copy)]
pub struct SmsOrder<'a> {
    /// What the code is for.
    pub kind: SmsKind,
    /// The number that it goes to, in the form of E.164 with the plus.
    pub number: &'a str,
    /// The code.
    pub code: &'a str,
    /// The journey that waits for it.
    pub about: JourneyId,
    /// The end of the code's life; it is not sent any more from then on.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for SmsOrder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SmsOrder").field("kind", &self.kind).field("about", &self.about).finish_non_exhaustive()
    }
}

impl Work<'_> {
    /// Queues a code with the rest of the unit of work, and makes every older one of the same journey that did not go out dead at once.
    pub(crate) async fn queue_sms(&mut self, account: AccountId, order: &SmsOrder<'_>) -> Result<(), StoreError> {
        self.supersede_sms(order.about).await?;
        let (now, rng) = (self.ctx.now, self.store.rng.as_ref());
        let id = OutboxId::generate(now, rng);
        // Number and code together: neither stands in plain anywhere (requirement SM-08).
        let plain = put_together(order.number, order.code);
        let payload = self.store.keyring.seal(Purpose::Outbox, &binding(id.0, account), plain.as_bytes(), rng);
        let sql = "INSERT INTO outbox (id, account_id, channel, recipient, kind, payload_sealed, at, address, \
                   created_at, not_before, attempts, journey_id, expires_at, delivery) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, $7, 0, $9, $10, 'waiting')";
        let from = self.ctx.origin.address.as_deref();
        let (kind, masked) = (order.kind.as_str(), masked(order.number));
        let parameters = values![id.0, account, SMS, masked, kind, &payload, now, from, order.about, order.expires_at];
        self.tx.execute(sql, &parameters).await.map(|_| ())
    }

    async fn supersede_sms(&mut self, journey: JourneyId) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET failed_at = $2, last_error = 'superseded', delivery = 'superseded', \
                   payload_sealed = NULL \
                   WHERE journey_id = $1 AND channel = 'sms' AND sent_at IS NULL AND failed_at IS NULL";
        self.tx.execute(sql, &values![journey, self.ctx.now]).await.map(|_| ())
    }
}

/// Number and code as one text; the code of a notice is empty.
pub(super) fn put_together(number: &str, code: &str) -> Zeroizing<String> {
    Zeroizing::new(format!("{number}{BETWEEN}{code}"))
}

/// Number and code of the opened text.
pub(super) fn taken_apart(plain: &[u8]) -> Option<(Zeroizing<String>, Zeroizing<String>)> {
    let (number, code) = std::str::from_utf8(plain).ok()?.split_once(BETWEEN)?;
    Some((Zeroizing::new(number.to_owned()), Zeroizing::new(code.to_owned())))
}

/// What may be seen of a number: its last two digits (requirement SM-08).
pub(super) fn masked(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let last = digits.get(digits.len().saturating_sub(2)..).unwrap_or_default();
    format!("***{}", last.iter().collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sm_08_two_digits_are_seen_of_a_number() {
        assert_eq!((masked("+31612345678"), masked("1"), masked("")), ("***78".into(), "***1".into(), "***".into()));
    }

    #[test]
    fn sm_08_an_order_shows_neither_number_nor_code() {
        let expires_at = Timestamp::UNIX_EPOCH;
        let about = JourneyId::from_uuid(uuid::Uuid::nil());
        let order = SmsOrder { kind: SmsKind::LoginCode, number: "+31612345678", code: "123456", about, expires_at };
        let shown = format!("{order:?}");
        assert!(!shown.contains("12345"), "{shown}");
    }

    #[test]
    fn what_is_sealed_comes_apart_again() {
        let (number, code) = taken_apart(b"+31612345678\n123456").unwrap();
        assert_eq!((number.as_str(), code.as_str()), ("+31612345678", "123456"));
        assert!(taken_apart(b"+31612345678").is_none());
    }
}
