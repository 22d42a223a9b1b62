//! Whom a change of address is told: every address of the account, and for 30 days the one that it was before (rule J9).

use credentials::ids::AccountId;
use journey::NoticeKind;

use super::AddressField;
use crate::work::Work;
use crate::{FormerField, StoreError};

impl Work<'_> {
    /// Keeps what the address was, so that it is told and can be restored, and tells everybody. The one place where an address becomes a former one.
    pub(super) async fn tell_address_change(
        &mut self,
        account: AccountId,
        field: AddressField,
        before: Option<&str>,
    ) -> Result<(), StoreError> {
        let field = match field {
            AddressField::Mail => FormerField::Mail,
            AddressField::NoticeMail => FormerField::NoticeMail,
        };
        self.keep_former_address(account, field, before).await?;
        self.notify(account, NoticeKind::AddressChanged).await
    }
}
