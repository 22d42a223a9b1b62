//! Taking the second address away. The first one stays: links go there.

use jiff::Timestamp;
use journey::AuditEvent;
use journey::audit::names;

use super::AddressField;
use crate::{Acting, AuditEntry, Context, Store, StoreError};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeAddressRemoved {
    /// It is gone.
    Gone,
    /// There was none.
    None,
    /// Nothing can be changed before this time (requirement RC-09).
    Cooling(Timestamp),
    /// The account is closed or the session is over.
    NotAllowed,
}

impl Store {
    /// Removes the second address and kills a link that would set another one; it is told there too.
    pub async fn remove_notice_address(
        &self,
        acting: &Acting<'_>,
        ctx: &Context,
    ) -> Result<NoticeAddressRemoved, StoreError> {
        let (account, field) = (acting.account, AddressField::NoticeMail);
        let mut work = self.begin(ctx).await?;
        if !work.take_acting(acting).await? {
            return Ok(NoticeAddressRemoved::NotAllowed);
        }
        let Some(own) = work.own_addresses(account).await? else { return Ok(NoticeAddressRemoved::NotAllowed) };
        if let Some(until) = own.cooling_until {
            return Ok(NoticeAddressRemoved::Cooling(until));
        }
        if own.of(field).is_none() {
            return Ok(NoticeAddressRemoved::None);
        }
        work.kill_address_links(account, field).await?;
        work.store_address(account, field, None).await?;
        let event = AuditEvent::success(names::ADDRESS_CHANGED).because("notice-mail-removed");
        work.audit(AuditEntry::new(event).about(account).in_session(acting.session)).await?;
        work.tell_address_change(account, field, own.of(field)).await?;
        work.commit().await?;
        Ok(NoticeAddressRemoved::Gone)
    }
}
