//! Making an account, with the activation link by which its owner sets a password (rule J6b).

use credentials::ids::AccountId;
use journey::audit::names;
use journey::{AccountStatus, AuditEvent};

use super::NewAccount;
use super::personal::groups_text;
use crate::db::values;
use crate::work::Work;
use crate::{AuditEntry, Context, LinkKind, LinkOrder, Store, StoreError};

impl Store {
    /// Makes an account without a password and issues its activation link.
    ///
    /// [`StoreError::UsernameTaken`] and [`StoreError::UsernameErased`] are the expected refusals.
    pub async fn insert_account(
        &self,
        new: &NewAccount,
        activation: &LinkOrder,
        ctx: &Context,
    ) -> Result<AccountId, StoreError> {
        let id = AccountId::generate(ctx.now, self.rng.as_ref());
        let mut work = self.begin(ctx).await?;
        work.insert_row(id, new).await?;
        work.audit(AuditEntry::new(AuditEvent::success(names::ADMIN).because("account-added")).about(id)).await?;
        work.issue_link(id, LinkKind::Activation, activation).await?;
        work.commit().await?;
        Ok(id)
    }
}

impl Work<'_> {
    pub(crate) async fn insert_row(&mut self, id: AccountId, new: &NewAccount) -> Result<(), StoreError> {
        self.refuse_erased_name(&new.username).await?;
        let sql = "INSERT INTO accounts (id, username, display_name, mail, notice_mail, phone_sealed, groups, role, \
                   language, status, epoch, created_at, updated_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $11) \
                   ON CONFLICT (username) DO NOTHING";
        let phone = self.store.seal_phone(id, new.phone.as_deref());
        let parameters = values![
            id,
            new.username.as_str(),
            &new.display_name,
            new.mail.as_deref(),
            new.notice_mail.as_deref(),
            phone.as_ref(),
            groups_text(&new.groups),
            new.role.as_str(),
            new.language.as_str(),
            AccountStatus::Active.as_str(),
            self.ctx.now,
        ];
        match self.tx.execute(sql, &parameters).await? {
            0 => Err(StoreError::UsernameTaken),
            _ => Ok(()),
        }
    }
}
