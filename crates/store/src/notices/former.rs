//! What an account's addresses and password were before: whom to tell for another 30 days, and what to restore when the change is disputed.
//!
//! Whoever changes a mail address, a telephone number or a password calls [`Work::keep_former_address`] or [`Work::keep_former_password`] in the same
//! unit of work, before the change. The number of an SMS factor moves here when the factor goes, since its own secret is destroyed then (requirement SF-06).

use credentials::ids::{AccountId, FactorId};
use credentials::keyring::{Binding, Purpose, Sealed};
use credentials::sms::SealedPhone;
use jiff::{SignedDuration, Timestamp};
use journey::FactorKind;
use uuid::Uuid;

use crate::accounts::Account;
use crate::db::{Row, values};
use crate::outbox::OutboxId;
use crate::work::Work;
use crate::{Store, StoreError};

/// How long somebody is told at an address that was replaced (requirement RC-06).
const TOLD: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long a password that was replaced can come back: as long as an objection to the change can be made.
const KEPT: SignedDuration = super::objection::LIFE;

/// Which address of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FormerField {
    /// The first mail address.
    Mail,
    /// The second one, for notices only.
    NoticeMail,
    /// The telephone number of the profile, which nobody has proven.
    Phone,
    /// The number of a second factor.
    Factor,
}

impl FormerField {
    /// The stable text form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::NoticeMail => "notice-mail",
            Self::Phone => "phone",
            Self::Factor => "factor",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [Self::Mail, Self::NoticeMail, Self::Phone, Self::Factor].into_iter().find(|field| field.as_str() == text)
    }
}

/// An address as it was.
pub(super) struct Former {
    pub(super) field: FormerField,
    /// `None` when there was none.
    pub(super) value: Option<String>,
    pub(super) tell_until: Timestamp,
    pub(super) disputed: bool,
}

pub(crate) fn binding(row: Uuid, account: AccountId) -> Binding {
    Binding { table: "former_addresses", column: "value_sealed", row, account }
}

impl Store {
    /// Reads a row with the columns `id`, `account_id`, `field`, `value_sealed`, `tell_until` and `disputed_at`.
    pub(super) fn read_former(&self, row: &Row) -> Result<Former, StoreError> {
        let place = binding(row.uuid("id")?, row.account("account_id")?);
        let open = |sealed: Sealed| self.keyring.open(Purpose::Personal, &place, &sealed);
        let value = row.sealed_opt("value_sealed")?.map(open).transpose()?;
        let text = |plain: &[u8]| std::str::from_utf8(plain).map(str::to_owned);
        Ok(Former {
            field: row.word("field", FormerField::parse)?,
            value: value
                .map(|plain| text(&plain))
                .transpose()
                .map_err(|_| StoreError::Row { column: "value_sealed" })?,
            tell_until: row.time("tell_until")?,
            disputed: row.time_opt("disputed_at")?.is_some(),
        })
    }
}

impl Store {
    /// What an address was, of a row of `former_addresses`.
    pub(crate) fn former_value(&self, row: &Row) -> Result<Option<String>, StoreError> {
        Ok(self.read_former(row)?.value)
    }
}

impl Work<'_> {
    /// Keeps what one address was, before it changes; `None` when there was none.
    pub(crate) async fn keep_former_address(
        &mut self,
        account: AccountId,
        field: FormerField,
        before: Option<&str>,
    ) -> Result<(), StoreError> {
        let id = OutboxId::generate(self.ctx.now, self.store.rng.as_ref()).0;
        self.keep_former(account, (field, id), before).await
    }

    async fn keep_former(
        &mut self,
        account: AccountId,
        (field, id): (FormerField, Uuid),
        before: Option<&str>,
    ) -> Result<(), StoreError> {
        let (now, rng) = (self.ctx.now, self.store.rng.as_ref());
        let seal = |text: &str| self.store.keyring.seal(Purpose::Personal, &binding(id, account), text.as_bytes(), rng);
        let sealed = before.map(seal);
        let sql = "INSERT INTO former_addresses (id, account_id, field, value_sealed, replaced_at, tell_until) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let parameters = values![id, account, field.as_str(), sealed.as_ref(), now, now + TOLD];
        self.tx.execute(sql, &parameters).await.map(|_| ())
    }

    /// Keeps every address that is about to change; whether there was one.
    pub(crate) async fn keep_former_addresses(
        &mut self,
        before: &Account,
        after: &Account,
    ) -> Result<bool, StoreError> {
        let changes = [
            (FormerField::Mail, &before.mail, &after.mail),
            (FormerField::NoticeMail, &before.notice_mail, &after.notice_mail),
            (FormerField::Phone, &before.phone, &after.phone),
        ];
        let mut any = false;
        for (field, old, new) in changes {
            if old != new {
                self.keep_former_address(before.id, field, old.as_deref()).await?;
                any = true;
            }
        }
        Ok(any)
    }

    /// Keeps the password that is about to be replaced, for as long as somebody can object to the change.
    pub(crate) async fn keep_former_password(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "INSERT INTO former_passwords (account_id, replaced_at, value_sealed, kept_until) \
                   SELECT id, $2, password_sealed, $3 FROM accounts WHERE id = $1 AND password_sealed IS NOT NULL \
                   ON CONFLICT DO NOTHING";
        self.tx.execute(sql, &values![account, self.ctx.now, self.ctx.now + KEPT]).await.map(|_| ())
    }

    /// Moves the numbers of SMS factors that are about to be wiped here, so that their owner hears of it at the lost telephone (requirement RC-06). The
    /// row has the factor's id, so that the number of one that turns out to be disputed can be found.
    ///
    /// A number that is disputed is somebody else's, and one that does not open with our keys is nobody's: neither holds the wipe up.
    pub(crate) async fn keep_factor_numbers(&mut self, account: AccountId) -> Result<(), StoreError> {
        self.keep_numbers(account, |_| true).await
    }

    /// The same for one factor that goes while others stay.
    pub(crate) async fn keep_factor_number(&mut self, account: AccountId, factor: FactorId) -> Result<(), StoreError> {
        self.keep_numbers(account, |other| other == factor).await
    }

    async fn keep_numbers(&mut self, account: AccountId, goes: impl Fn(FactorId) -> bool) -> Result<(), StoreError> {
        let held = self.own_numbers(account, self.ctx.now + SignedDuration::from_micros(1)).await?;
        for row in held.into_iter().filter(|row| goes(row.factor)) {
            match row.open(&self.store.keyring) {
                Ok(number) => {
                    let place = (FormerField::Factor, row.factor.as_uuid());
                    self.keep_former(account, place, Some(number.as_e164())).await?;
                }
                Err(error) => tracing::warn!(%error, "the number of a second factor is gone without a notice to it"),
            }
        }
        Ok(())
    }

    /// The SMS factors that count, are not disputed and were bound before `then`.
    pub(super) async fn own_numbers(
        &mut self,
        account: AccountId,
        then: Timestamp,
    ) -> Result<Vec<SealedPhone>, StoreError> {
        let sql = "SELECT id, secret_sealed FROM factors WHERE account_id = $1 AND kind = $2 AND wiped_at IS NULL \
                   AND disputed_at IS NULL AND bound_at < $3 ORDER BY bound_at, id";
        let rows = self.tx.fetch_all(sql, &values![account, FactorKind::Sms.as_str(), then]).await?;
        let read = |row: &Row| {
            let factor = FactorId::from_uuid(row.uuid("id")?);
            Ok(SealedPhone { factor, account, sealed: row.sealed("secret_sealed")? })
        };
        rows.iter().map(read).collect()
    }

    /// What the addresses of an account were, the latest first.
    pub(super) async fn former_addresses(&mut self, account: AccountId) -> Result<Vec<Former>, StoreError> {
        let sql = "SELECT id, account_id, field, value_sealed, tell_until, disputed_at FROM former_addresses \
                   WHERE account_id = $1 ORDER BY replaced_at DESC, id DESC";
        let rows = self.tx.fetch_all(sql, &values![account]).await?;
        rows.iter().map(|row| self.store.read_former(row)).collect()
    }
}
