//! Writing one account of an import: the account, its password from elsewhere and its link, in one transaction.

use credentials::hashing::ForeignHash;
use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::audit::names;
use journey::{AccountStatus, AuditEvent, NoticeKind};

use crate::accounts::{AccountChange, NewAccount};
use crate::db::values;
use crate::work::Work;
use crate::{AuditEntry, Context, LinkKind, LinkOrder, Store, StoreError};

/// A link that is made with an account of an import.
#[derive(Clone)]
pub struct ImportLink {
    /// What it is for: activation, or, with a password from elsewhere, setting up the second factor behind it (rule J6).
    pub kind: LinkKind,
    /// The link.
    pub order: LinkOrder,
    /// When its mail goes out, where many go out one after the other.
    pub send_at: Option<Timestamp>,
}

/// An account of an import that does not exist yet.
#[derive(Clone)]
pub struct ImportedAccount {
    /// The account.
    pub new: NewAccount,
    /// Whether it is closed in the system that it comes from; then it has no link.
    pub disabled: bool,
    /// The password that the other system kept.
    pub password: Option<ForeignHash>,
    /// Whether its owner has to change it at the first login (requirement PW-09).
    pub new_password: bool,
    /// The link with which its owner goes on.
    pub link: Option<ImportLink>,
}

/// What an import changes of an account that exists.
#[derive(Clone, Default)]
pub struct ImportedChange {
    /// The profile.
    pub change: Option<AccountChange>,
    /// A password from elsewhere, for an account that never had one.
    pub password: Option<ForeignHash>,
    /// Whether its owner has to change it at the first login.
    pub new_password: bool,
    /// A link with which its owner goes on.
    pub link: Option<ImportLink>,
}

impl Store {
    /// Makes an account with everything that the import has of it, or nothing.
    ///
    /// [`StoreError::UsernameTaken`] and [`StoreError::UsernameErased`] are the expected refusals.
    pub async fn import_account(&self, wanted: &ImportedAccount, ctx: &Context) -> Result<AccountId, StoreError> {
        let id = AccountId::generate(ctx.now, self.rng.as_ref());
        let mut work = self.begin(ctx).await?;
        work.insert_row(id, &wanted.new).await?;
        work.audit(AuditEntry::new(AuditEvent::success(names::ADMIN).because("account-imported")).about(id)).await?;
        if let Some(password) = &wanted.password {
            work.take_password_over(id, password, wanted.new_password).await?;
        }
        if wanted.disabled {
            work.close_imported(id).await?;
        } else if let Some(link) = &wanted.link {
            work.send_import_link(id, link).await?;
        }
        work.commit().await?;
        Ok(id)
    }

    /// Changes an account that exists; the change of an address is told as [`Store::update_account`] does it. `false` when there is no such account.
    ///
    /// A password that was ever set stays as it is, whatever the file says.
    pub async fn import_change(
        &self,
        id: AccountId,
        wanted: &ImportedChange,
        ctx: &Context,
    ) -> Result<bool, StoreError> {
        let reason = ctx.because.as_deref().unwrap_or("import");
        let mut work = self.begin(ctx).await?;
        let there = match &wanted.change {
            Some(change) => work.change_account(id, change, reason).await?,
            None => work.lock_account(id).await?.is_some(),
        };
        if !there {
            return Ok(false);
        }
        if let Some(password) = &wanted.password
            && work.take_password_over(id, password, wanted.new_password).await?
        {
            // A link that was to set the first password is dead now.
            work.kill_grants(id).await?;
            work.supersede_links(id).await?;
            work.notify(id, NoticeKind::PasswordSet).await?;
        }
        if let Some(link) = &wanted.link {
            work.send_import_link(id, link).await?;
        }
        work.commit().await?;
        Ok(true)
    }
}

impl Work<'_> {
    /// Stores a password from elsewhere where none ever was; whether it did.
    async fn take_password_over(
        &mut self,
        id: AccountId,
        password: &ForeignHash,
        change_it: bool,
    ) -> Result<bool, StoreError> {
        let row = password.seal(id, &self.store.keyring, self.store.rng.as_ref());
        let sql = "UPDATE accounts SET password_sealed = $2, password_set_at = $3, first_password_at = $3, \
                   must_change_password = $4, updated_at = $3, epoch = epoch + 1 \
                   WHERE id = $1 AND password_sealed IS NULL AND first_password_at IS NULL AND erased_at IS NULL";
        if self.tx.execute(sql, &values![id, &row.sealed, self.ctx.now, change_it]).await? == 0 {
            return Ok(false);
        }
        let event = AuditEvent::success(names::PASSWORD_CHANGE).because("imported");
        self.audit(AuditEntry::new(event).about(id)).await?;
        Ok(true)
    }

    async fn close_imported(&mut self, id: AccountId) -> Result<(), StoreError> {
        let sql = "UPDATE accounts SET status = $2, status_reason = $3 WHERE id = $1";
        let reason = self.ctx.because.as_deref().unwrap_or("import");
        self.tx.execute(sql, &values![id, AccountStatus::Disabled.as_str(), reason]).await?;
        let event = AuditEvent::success(names::ADMIN).because("account-disabled");
        self.audit(AuditEntry::new(event).about(id)).await
    }

    async fn send_import_link(&mut self, id: AccountId, link: &ImportLink) -> Result<(), StoreError> {
        self.issue_link(id, link.kind, &link.order).await?;
        let Some(send_at) = link.send_at else { return Ok(()) };
        let sql = "UPDATE outbox SET not_before = $2 WHERE account_id = $1 AND channel = 'mail' AND kind = $3 \
                   AND sent_at IS NULL AND failed_at IS NULL AND attempts = 0";
        self.tx.execute(sql, &values![id, send_at, link.kind.notice().as_str()]).await.map(|_| ())
    }
}
