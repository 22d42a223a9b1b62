//! Queueing mails: notices, whose recipients `notices::notify` finds, and links.

use credentials::ids::AccountId;
use credentials::keyring::{Binding, Purpose};
use jiff::Timestamp;
use journey::NoticeKind;
use uuid::Uuid;

use super::OutboxId;
use crate::StoreError;
use crate::db::values;
use crate::work::Work;

/// The channel of notices and links; codes by SMS have their own, beside it in `sms_queue`.
pub(super) const MAIL: &str = "mail";

/// The place to which a waiting link is sealed.
pub(crate) fn binding(row: Uuid, account: AccountId) -> Binding {
    Binding { table: "outbox", column: "payload_sealed", row, account }
}

/// A link that is mailed.
#[derive(Clone, Copy)]
pub(crate) struct Link<'a> {
    /// The whole of it, or the token that the sender puts into one.
    pub(crate) address: &'a str,
    /// When it stops working; the mail is not sent any more from then on.
    pub(crate) expires_at: Option<Timestamp>,
}

impl Work<'_> {
    /// Tells the account's first address only; how many mails were queued.
    pub(crate) async fn tell_first(&mut self, account: AccountId, kind: NoticeKind) -> Result<u32, StoreError> {
        self.supersede_links(account).await?;
        let Some(recipient) = self.first_address(account).await? else { return Ok(0) };
        self.queue(account, &recipient, kind, None).await?;
        Ok(1)
    }

    /// Sends a link to the account's first address only: a second one is for notices; how many mails were queued.
    ///
    /// A mail with an older link that did not go out yet never will: its link died with this one.
    pub(crate) async fn queue_link(
        &mut self,
        account: AccountId,
        kind: NoticeKind,
        link: &Link<'_>,
    ) -> Result<u32, StoreError> {
        self.supersede_links(account).await?;
        let Some(recipient) = self.first_address(account).await? else { return Ok(0) };
        self.queue(account, &recipient, kind, Some(link)).await?;
        Ok(1)
    }

    async fn first_address(&mut self, account: AccountId) -> Result<Option<String>, StoreError> {
        let sql = "SELECT mail FROM accounts WHERE id = $1";
        let found = self.tx.fetch_optional(sql, &values![account]).await?;
        Ok(found.map(|row| row.text_opt("mail")).transpose()?.flatten())
    }

    /// A mail whose link died never goes out, also when it was given up and could be put back.
    pub(crate) async fn supersede_links(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET failed_at = COALESCE(failed_at, $2), last_error = 'superseded', payload_sealed = NULL \
                   WHERE account_id = $1 AND channel = 'mail' AND kind IN ($3, $4, $5) \
                   AND sent_at IS NULL AND (failed_at IS NULL OR payload_sealed IS NOT NULL)";
        let links = [NoticeKind::ActivationLink, NoticeKind::ResetLink, NoticeKind::SetUpLink].map(NoticeKind::as_str);
        self.tx.execute(sql, &values![account, self.ctx.now, links[0], links[1], links[2]]).await.map(|_| ())
    }

    /// Lets one mail wait; it is sent after the commit.
    pub(crate) async fn queue(
        &mut self,
        account: AccountId,
        recipient: &str,
        kind: NoticeKind,
        link: Option<&Link<'_>>,
    ) -> Result<(), StoreError> {
        let (now, rng) = (self.ctx.now, self.store.rng.as_ref());
        let id = OutboxId::generate(now, rng);
        let seal = |link: &Link<'_>| {
            self.store.keyring.seal(Purpose::Outbox, &binding(id.0, account), link.address.as_bytes(), rng)
        };
        let (payload, expires_at) = (link.map(seal), link.and_then(|link| link.expires_at));
        let sql = "INSERT INTO outbox (id, account_id, channel, recipient, kind, payload_sealed, at, address, \
                   created_at, not_before, attempts, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $7, $7, 0, $9)";
        let from = self.ctx.origin.address.as_deref();
        let parameters =
            values![id.0, account, MAIL, recipient, kind.as_str(), payload.as_ref(), now, from, expires_at];
        self.tx.execute(sql, &parameters).await.map(|_| ())
    }
}
