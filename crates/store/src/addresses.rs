//! Mail addresses that their owner changes: asked for in a confirmed session, confirmed from the new address, told at the old one.
//!
//! Nothing changes before the link in the mail to the new address is used. The newest link of each address only, once, for 24 hours, and not after the
//! account was wiped, got another password or was suspended in between. For 72 hours after a recovery nothing can be changed (requirement RC-09).

mod confirm;
mod find;
mod former;
mod remove;
mod request;

use credentials::ids::AccountId;
use jiff::Timestamp;

use crate::StoreError;
use crate::db::values;
use crate::work::Work;

pub use confirm::AddressConfirmed;
pub use find::AddressLink;
pub use remove::NoticeAddressRemoved;
pub use request::{AddressAsked, AddressRequest};

/// Which mail address of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressField {
    /// The first one, where links and notices go.
    Mail,
    /// The second one, for notices only (requirement RC-07).
    NoticeMail,
}

impl AddressField {
    /// The stable text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::NoticeMail => "notice-mail",
        }
    }

    /// Reads the stable text form; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Mail, Self::NoticeMail].into_iter().find(|field| field.as_str() == text)
    }
}

/// The addresses of an account while a unit of work holds its row.
struct Addresses {
    mail: Option<String>,
    notice_mail: Option<String>,
    cooling_until: Option<Timestamp>,
}

impl Addresses {
    fn of(&self, field: AddressField) -> Option<&str> {
        match field {
            AddressField::Mail => self.mail.as_deref(),
            AddressField::NoticeMail => self.notice_mail.as_deref(),
        }
    }

    /// Any of them.
    fn holds(&self, address: &str) -> bool {
        let known = self.mail.iter().chain(&self.notice_mail);
        known.into_iter().any(|known| known.to_lowercase() == address.to_lowercase())
    }
}

impl Work<'_> {
    async fn own_addresses(&mut self, account: AccountId) -> Result<Option<Addresses>, StoreError> {
        let sql = "SELECT mail, notice_mail, recovered_at FROM accounts WHERE id = $1";
        let Some(row) = self.tx.fetch_optional(sql, &values![account]).await? else { return Ok(None) };
        let until = row.time_opt("recovered_at")?.map(|at| at + journey::Policy::COOLING);
        Ok(Some(Addresses {
            mail: row.text_opt("mail")?,
            notice_mail: row.text_opt("notice_mail")?,
            cooling_until: until.filter(|until| self.ctx.now < *until),
        }))
    }

    /// Kills the link of a change that was not confirmed, and the mail with it if that did not go out yet.
    async fn kill_address_links(&mut self, account: AccountId, field: AddressField) -> Result<(), StoreError> {
        let sql = "UPDATE address_changes SET killed_at = $3 WHERE account_id = $1 AND field = $2 \
                   AND confirmed_at IS NULL AND killed_at IS NULL RETURNING address";
        let dead = self.tx.fetch_all(sql, &values![account, field.as_str(), self.ctx.now]).await?;
        for row in dead {
            let sql = "UPDATE outbox SET failed_at = $3, last_error = 'superseded', payload_sealed = NULL \
                       WHERE account_id = $1 AND recipient = $2 AND kind = $4 \
                       AND sent_at IS NULL AND failed_at IS NULL";
            let kind = journey::NoticeKind::AddressLink.as_str();
            self.tx.execute(sql, &values![account, row.text("address")?, self.ctx.now, kind]).await?;
        }
        Ok(())
    }
}
