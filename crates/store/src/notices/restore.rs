//! Putting addresses and password back to what they were before the first disputed change.

use credentials::ids::AccountId;
use jiff::Timestamp;

use super::former::FormerField;
use crate::StoreError;
use crate::db::values;
use crate::work::Work;

impl Work<'_> {
    pub(super) async fn restore_addresses(&mut self, account: AccountId) -> Result<(), StoreError> {
        let former = self.former_addresses(account).await?;
        // The latest comes first, so that the earliest disputed value is the one that stays.
        for disputed in former.iter().filter(|former| former.disputed) {
            self.write_address(account, disputed.field, disputed.value.as_deref()).await?;
        }
        let sql = "DELETE FROM former_addresses WHERE account_id = $1 AND disputed_at IS NOT NULL";
        self.tx.execute(sql, &values![account]).await.map(|_| ())
    }

    async fn write_address(
        &mut self,
        account: AccountId,
        field: FormerField,
        value: Option<&str>,
    ) -> Result<(), StoreError> {
        let mail = "UPDATE accounts SET mail = $2, \
                    mail_confirmed_at = CASE WHEN mail = $2 THEN mail_confirmed_at END WHERE id = $1";
        let notice_mail = "UPDATE accounts SET notice_mail = $2 WHERE id = $1";
        let phone = "UPDATE accounts SET phone_sealed = $2 WHERE id = $1";
        match field {
            FormerField::Mail => self.tx.execute(mail, &values![account, value]).await?,
            FormerField::NoticeMail => self.tx.execute(notice_mail, &values![account, value]).await?,
            FormerField::Phone => {
                let sealed = self.store.seal_phone(account, value);
                self.tx.execute(phone, &values![account, sealed.as_ref()]).await?
            }
            // A factor's secret is destroyed for good.
            FormerField::Factor => 0,
        };
        Ok(())
    }

    /// The password before the first disputed change comes back. When the very first one is disputed there is none, and nothing to change at the next login.
    pub(super) async fn restore_password(
        &mut self,
        account: AccountId,
        since: Option<Timestamp>,
    ) -> Result<(), StoreError> {
        let none = "UPDATE accounts SET password_sealed = NULL, password_set_at = NULL, first_password_at = NULL, \
                    must_change_password = FALSE WHERE id = $1 AND first_password_at >= $2";
        let removed = self.tx.execute(none, &values![account, since]).await? > 0;
        let before = "UPDATE accounts SET password_set_at = $2, password_sealed = (SELECT f.value_sealed \
                      FROM former_passwords f WHERE f.account_id = $1 AND f.disputed_at IS NOT NULL \
                      ORDER BY f.replaced_at LIMIT 1) \
                      WHERE id = $1 AND EXISTS (SELECT 1 FROM former_passwords f \
                      WHERE f.account_id = $1 AND f.disputed_at IS NOT NULL)";
        if !removed {
            self.tx.execute(before, &values![account, self.ctx.now]).await?;
        }
        let forget = "DELETE FROM former_passwords WHERE account_id = $1";
        self.tx.execute(forget, &values![account]).await.map(|_| ())
    }
}
