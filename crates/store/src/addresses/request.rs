//! Asking for another mail address: a link goes to the new one, and nothing changes yet.

use credentials::token::TokenHash;
use jiff::{SignedDuration, Timestamp};
use journey::audit::names;
use journey::{AuditEvent, MailAddress, NoticeKind};

use super::AddressField;
use crate::db::values;
use crate::outbox::Link;
use crate::work::Work;
use crate::{Acting, AuditEntry, Context, Store, StoreError};

/// Mails that one account may have sent to new addresses within 24 hours: they go to whoever is typed.
const A_DAY: i64 = 5;

/// Which address is to become which.
#[derive(Clone, Copy)]
pub struct AddressRequest<'a> {
    /// Who asks.
    pub acting: Acting<'a>,
    /// Which address.
    pub field: AddressField,
    /// The new one.
    pub address: &'a MailAddress,
    /// The hash of the link's secret.
    pub token: TokenHash,
    /// The whole link, for the mail.
    pub link: &'a str,
}

impl AddressRequest<'_> {
    /// How long the link works.
    pub const LIFE: SignedDuration = SignedDuration::from_hours(24);
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressAsked {
    /// The mail is on its way; an older link for this address is dead.
    Sent,
    /// It is one of the account's addresses already.
    Known,
    /// Nothing can be changed before this time (requirement RC-09).
    Cooling(Timestamp),
    /// Too many mails were sent today.
    TooMany,
    /// The account is closed or the session is over.
    NotAllowed,
}

impl Store {
    /// Sends a link to the new address. Nothing of the account changes.
    pub async fn request_address_change(
        &self,
        request: &AddressRequest<'_>,
        ctx: &Context,
    ) -> Result<AddressAsked, StoreError> {
        let account = request.acting.account;
        let mut work = self.begin(ctx).await?;
        if !work.take_acting(&request.acting).await? {
            return Ok(AddressAsked::NotAllowed);
        }
        let Some(own) = work.own_addresses(account).await? else { return Ok(AddressAsked::NotAllowed) };
        if let Some(until) = own.cooling_until {
            return Ok(AddressAsked::Cooling(until));
        }
        if own.holds(request.address.as_str()) {
            return Ok(AddressAsked::Known);
        }
        if work.asked_today(request).await? >= A_DAY {
            return Ok(AddressAsked::TooMany);
        }
        work.kill_address_links(account, request.field).await?;
        work.insert_address_change(request).await?;
        work.commit().await?;
        Ok(AddressAsked::Sent)
    }
}

impl Work<'_> {
    async fn asked_today(&mut self, request: &AddressRequest<'_>) -> Result<i64, StoreError> {
        let sql = "SELECT COUNT(*) AS asked FROM address_changes WHERE account_id = $1 AND requested_at > $2";
        let since = self.ctx.now - SignedDuration::from_hours(24);
        let found = self.tx.fetch_optional(sql, &values![request.acting.account, since]).await?;
        found.map_or(Ok(0), |row| row.int("asked"))
    }

    async fn insert_address_change(&mut self, request: &AddressRequest<'_>) -> Result<(), StoreError> {
        let sql = "INSERT INTO address_changes (token_hash, account_id, field, address, epoch, requested_at, expires_at) \
                   SELECT $2, id, $3, $4, epoch, $5, $6 FROM accounts WHERE id = $1";
        let (account, address) = (request.acting.account, request.address.as_str());
        let expires_at = self.ctx.now + AddressRequest::LIFE;
        let parameters = values![account, &request.token, request.field.as_str(), address, self.ctx.now, expires_at];
        self.tx.execute(sql, &parameters).await?;
        let link = Link { address: request.link, expires_at: Some(expires_at) };
        self.queue(account, address, NoticeKind::AddressLink, Some(&link)).await?;
        let event = AuditEvent::success(names::ADDRESS_ASKED).because(request.field.as_str());
        self.audit(AuditEntry::new(event).about(account).in_session(request.acting.session)).await
    }
}
