//! Queueing the mail that answers a request: to one address, about the moment at which somebody asked.

use credentials::ids::AccountId;
use credentials::keyring::Purpose;
use jiff::Timestamp;
use journey::NoticeKind;

use super::OutboxId;
use super::queue::{MAIL, binding};
use crate::StoreError;
use crate::db::values;
use crate::work::Work;

/// A mail that answers a request.
pub(crate) struct Reply<'a> {
    /// About whose account.
    pub(crate) account: AccountId,
    /// The address as the account has it, never as somebody typed it.
    pub(crate) recipient: &'a str,
    /// What it says.
    pub(crate) kind: NoticeKind,
    /// When somebody asked.
    pub(crate) at: Timestamp,
    /// What it carries, and from when on that is of no use any more.
    pub(crate) payload: Option<(&'a str, Option<Timestamp>)>,
}

impl Work<'_> {
    /// Queues it. An older one of the kind that did not go out yet never will: the newest says all that it said, and its link died.
    pub(crate) async fn queue_reply(&mut self, reply: &Reply<'_>) -> Result<(), StoreError> {
        let (now, rng) = (self.ctx.now, self.store.rng.as_ref());
        let sql = "UPDATE outbox SET failed_at = COALESCE(failed_at, $3), last_error = 'superseded', payload_sealed = NULL \
                   WHERE account_id = $1 AND kind = $2 AND sent_at IS NULL \
                   AND (failed_at IS NULL OR payload_sealed IS NOT NULL)";
        self.tx.execute(sql, &values![reply.account, reply.kind.as_str(), now]).await?;
        let id = OutboxId::generate(now, rng);
        let place = binding(id.0, reply.account);
        let payload =
            reply.payload.map(|(text, _)| self.store.keyring.seal(Purpose::Outbox, &place, text.as_bytes(), rng));
        let sql = "INSERT INTO outbox (id, account_id, channel, recipient, kind, payload_sealed, at, address, \
                   created_at, not_before, attempts, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 0, $10)";
        let parameters = values![
            id.0,
            reply.account,
            MAIL,
            reply.recipient,
            reply.kind.as_str(),
            payload.as_ref(),
            reply.at,
            self.ctx.origin.address.as_deref(),
            now,
            reply.payload.and_then(|(_, end)| end),
        ];
        self.tx.execute(sql, &parameters).await.map(|_| ())
    }
}
