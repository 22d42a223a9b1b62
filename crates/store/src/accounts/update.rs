//! Changing what is known of an account, except its status and its secrets.

use credentials::ids::AccountId;
use journey::audit::names;
use journey::{AuditEvent, NoticeKind};

use super::personal::groups_text;
use super::{Account, AccountChange};
use crate::db::values;
use crate::work::Work;
use crate::{AuditEntry, Context, Store, StoreError};

impl Store {
    /// Changes an account and writes `reason` to the audit log; `false` when there is no such account. A change of an address is told at the old
    /// and at the new one (rule J9).
    pub async fn update_account(
        &self,
        id: AccountId,
        change: &AccountChange,
        reason: &str,
        ctx: &Context,
    ) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        if !work.change_account(id, change, reason).await? {
            return Ok(false);
        }
        work.commit().await?;
        Ok(true)
    }
}

fn apply(mut account: Account, change: &AccountChange) -> Account {
    fn put<T: Clone>(field: &mut T, new: Option<&T>) {
        if let Some(new) = new {
            field.clone_from(new);
        }
    }
    put(&mut account.display_name, change.display_name.as_ref());
    put(&mut account.mail, change.mail.as_ref());
    put(&mut account.notice_mail, change.notice_mail.as_ref());
    put(&mut account.phone, change.phone.as_ref());
    put(&mut account.groups, change.groups.as_ref());
    put(&mut account.role, change.role.as_ref());
    put(&mut account.language, change.language.as_ref());
    account
}

impl Work<'_> {
    /// The same with the rest of a unit of work.
    pub(crate) async fn change_account(
        &mut self,
        id: AccountId,
        change: &AccountChange,
        reason: &str,
    ) -> Result<bool, StoreError> {
        if self.lock_account(id).await?.is_none() {
            return Ok(false);
        }
        let sql = "SELECT * FROM accounts WHERE id = $1 AND erased_at IS NULL";
        let Some(row) = self.tx.fetch_optional(sql, &values![id]).await? else { return Ok(false) };
        let before = self.store.read_account(&row)?;
        let changed = apply(before.clone(), change);
        // Before the first password nobody uses the account: what is put right then was a slip of the pen.
        let in_use = before.password_set_at.is_some();
        let moved = in_use && self.keep_former_addresses(&before, &changed).await?;
        self.write_account(&changed).await?;
        if moved {
            self.notify(id, NoticeKind::AddressChanged).await?;
        }
        let event = AuditEvent::success(names::ADMIN).because("account-changed");
        self.audit(AuditEntry::new(event).about(id).saying(reason)).await?;
        Ok(true)
    }

    async fn write_account(&mut self, account: &Account) -> Result<(), StoreError> {
        let sql = "UPDATE accounts SET display_name = $2, mail = $3, notice_mail = $4, phone_sealed = $5, groups = $6, \
                   role = $7, language = $8, updated_at = $9, \
                   mail_confirmed_at = CASE WHEN mail = $3 THEN mail_confirmed_at END WHERE id = $1";
        let phone = self.store.seal_phone(account.id, account.phone.as_deref());
        let parameters = values![
            account.id,
            &account.display_name,
            account.mail.as_deref(),
            account.notice_mail.as_deref(),
            phone.as_ref(),
            groups_text(&account.groups),
            account.role.as_str(),
            account.language.as_str(),
            self.ctx.now,
        ];
        self.tx.execute(sql, &parameters).await.map(|_| ())
    }
}
