//! The link in the mail to the new address was used: the address changes.

use credentials::ids::AccountId;
use credentials::token::TokenHash;
use jiff::Timestamp;
use journey::audit::names;
use journey::{AccountStatus, AuditEvent};

use super::AddressField;
use crate::db::values;
use crate::work::Work;
use crate::{AuditEntry, Context, Store, StoreError};

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressConfirmed {
    /// The address is the account's now.
    Done(AddressField),
    /// The link was used before, is too old or was replaced, or the account changed in between.
    Dead,
    /// The account was recovered in between: nothing can be changed before this time (requirement RC-09).
    Cooling(Timestamp),
}

/// Uses the link up: one statement that decides which of two clicks counts.
const CONFIRM: &str = "UPDATE address_changes SET confirmed_at = $2 WHERE token_hash = $1 AND confirmed_at IS NULL \
                       AND killed_at IS NULL AND expires_at > $2 AND epoch = (SELECT accounts.epoch FROM accounts \
                       WHERE accounts.id = address_changes.account_id) RETURNING field, address";

impl Store {
    /// Sets the address; the old one is told as well as the new. A mailed link for a forgotten password dies, since it went to the old one.
    pub async fn confirm_address_change(
        &self,
        token: &TokenHash,
        ctx: &Context,
    ) -> Result<AddressConfirmed, StoreError> {
        let sql = "SELECT account_id FROM address_changes WHERE token_hash = $1";
        let Some(row) = self.db.fetch_optional(sql, &values![token]).await? else { return Ok(AddressConfirmed::Dead) };
        let account = row.account("account_id")?;
        let mut work = self.begin(ctx).await?;
        if work.lock_account(account).await? != Some(AccountStatus::Active) {
            return Ok(AddressConfirmed::Dead);
        }
        let Some(own) = work.own_addresses(account).await? else { return Ok(AddressConfirmed::Dead) };
        if let Some(until) = own.cooling_until {
            return Ok(AddressConfirmed::Cooling(until));
        }
        let Some(row) = work.tx.fetch_optional(CONFIRM, &values![token, ctx.now]).await? else {
            return Ok(AddressConfirmed::Dead);
        };
        let field = row.word("field", AddressField::parse)?;
        work.store_address(account, field, Some(&row.text("address")?)).await?;
        work.kill_password_links(account).await?;
        let event = AuditEvent::success(names::ADDRESS_CHANGED).because(field.as_str());
        work.audit(AuditEntry::new(event).about(account)).await?;
        work.tell_address_change(account, field, own.of(field)).await?;
        work.commit().await?;
        Ok(AddressConfirmed::Done(field))
    }
}

impl Work<'_> {
    pub(super) async fn store_address(
        &mut self,
        account: AccountId,
        field: AddressField,
        address: Option<&str>,
    ) -> Result<(), StoreError> {
        let sql = match field {
            // The link that leads here was mailed to it.
            AddressField::Mail => {
                "UPDATE accounts SET mail = $2, updated_at = $3, \
                 mail_confirmed_at = CASE WHEN $2 IS NULL THEN NULL ELSE $3 END WHERE id = $1"
            }
            AddressField::NoticeMail => "UPDATE accounts SET notice_mail = $2, updated_at = $3 WHERE id = $1",
        };
        self.tx.execute(sql, &values![account, address, self.ctx.now]).await.map(|_| ())
    }
}
