//! Storing the same password with the parameters or the key of today.

use credentials::hashing::SealedPassword;
use jiff::Timestamp;

use crate::db::values;
use crate::{Store, StoreError};

impl Store {
    /// Replaces a stored password by another hash of the same one; `false` when it has changed since it was read.
    ///
    /// It raises no epoch: nothing changes for its owner.
    pub async fn rehash_password(
        &self,
        old: &SealedPassword,
        new: &SealedPassword,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        if old.account != new.account {
            return Ok(false);
        }
        let sql = "UPDATE accounts SET password_sealed = $3, updated_at = $4 WHERE id = $1 AND password_sealed = $2";
        Ok(self.db.execute(sql, &values![old.account, &old.sealed, &new.sealed, now]).await? == 1)
    }
}
