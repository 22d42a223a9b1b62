//! A new password inside a journey, and the quiet time after a recovery (requirements PW-09 and RC-09, rule J12).

use credentials::hashing::SealedPassword;

use super::apply::{Step, must};
use crate::db::values;
use crate::{CommitError, StoreError};

impl Step<'_> {
    /// Stores the password; every mailed link is dead with it. The epoch was raised when the account's row was taken (rule J13).
    pub(super) async fn set_password(&mut self, row: &SealedPassword) -> Result<(), CommitError> {
        must(row.account == self.account, "password")?;
        self.work.keep_former_password(self.account).await?;
        let sql = "UPDATE accounts SET password_sealed = $2, password_set_at = $3, \
                   first_password_at = COALESCE(first_password_at, $3), must_change_password = $4, updated_at = $3 \
                   WHERE id = $1";
        self.work.tx.execute(sql, &values![self.account, &row.sealed, self.work.ctx.now, false]).await?;
        self.work.kill_password_links(self.account).await?;
        Ok(())
    }

    /// From now on addresses and numbers stay as they are for 72 hours.
    pub(super) async fn begin_cooling(&mut self) -> Result<(), StoreError> {
        let sql = "UPDATE accounts SET recovered_at = $2 WHERE id = $1";
        self.work.tx.execute(sql, &values![self.account, self.work.ctx.now]).await.map(|_| ())
    }
}
