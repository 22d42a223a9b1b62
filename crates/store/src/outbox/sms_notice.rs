//! Queueing a notice by SMS (rule J9): it belongs to no journey, lives for a day, and counts on nobody's login codes.

use credentials::ids::AccountId;
use credentials::keyring::Purpose;
use jiff::SignedDuration;
use journey::NoticeKind;

use super::OutboxId;
use super::queue::binding;
use super::sms_queue::{masked, put_together};
use crate::StoreError;
use crate::db::values;
use crate::work::Work;

/// After that it says nothing that still helps.
const LIFE: SignedDuration = SignedDuration::from_hours(24);
/// How many go out for one account in a day: whoever holds its password can cause some, and each costs money (requirement SM-07).
const MOST: i64 = 20;

impl Work<'_> {
    /// Queues one notice, unless the account's telephones had theirs for today. The caller holds the account's row.
    pub(crate) async fn queue_sms_notice(
        &mut self,
        account: AccountId,
        kind: NoticeKind,
        number: &str,
    ) -> Result<(), StoreError> {
        if self.sms_notices_today(account).await? >= MOST {
            tracing::warn!(kind = kind.as_str(), "an account's telephones had their notices for today");
            return Ok(());
        }
        let (now, rng) = (self.ctx.now, self.store.rng.as_ref());
        let id = OutboxId::generate(now, rng);
        let plain = put_together(number, "");
        let payload = self.store.keyring.seal(Purpose::Outbox, &binding(id.0, account), plain.as_bytes(), rng);
        let sql = "INSERT INTO outbox (id, account_id, channel, recipient, kind, payload_sealed, at, address, \
                   created_at, not_before, attempts, expires_at, delivery) \
                   VALUES ($1, $2, 'sms', $3, $4, $5, $6, $7, $6, $6, 0, $8, 'waiting')";
        let from = self.ctx.origin.address.as_deref();
        let parameters = values![id.0, account, masked(number), kind.as_str(), &payload, now, from, now + LIFE];
        self.tx.execute(sql, &parameters).await.map(|_| ())
    }

    async fn sms_notices_today(&mut self, account: AccountId) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) AS sent FROM outbox WHERE account_id = $1 AND channel = 'sms' \
                   AND journey_id IS NULL AND created_at > $2";
        let row = self.tx.fetch_optional(sql, &values![account, self.ctx.now - LIFE]).await?;
        row.ok_or(StoreError::Row { column: "sent" })?.int("sent")
    }
}
