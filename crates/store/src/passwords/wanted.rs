//! A password that has to be changed at the next login (requirement PW-09): on evidence that somebody else knows it, never by age.

use credentials::ids::AccountId;
use journey::AuditEvent;
use journey::audit::names;

use crate::db::values;
use crate::{AuditEntry, Context, Store, StoreError};

impl Store {
    /// Wants another password of the account; `false` when there is no such account or it never had one.
    ///
    /// The epoch is raised: a login that was decided before does not end in a session with the old password (rule J13).
    pub async fn require_new_password(&self, id: AccountId, reason: &str, ctx: &Context) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let sql = "UPDATE accounts SET must_change_password = $2, epoch = epoch + 1, updated_at = $3 \
                   WHERE id = $1 AND first_password_at IS NOT NULL";
        if work.tx.execute(sql, &values![id, true, ctx.now]).await? == 0 {
            return Ok(false);
        }
        let event = AuditEvent::success(names::ADMIN).because("new-password-required");
        work.audit(AuditEntry::new(event).about(id).saying(reason)).await?;
        work.commit().await?;
        Ok(true)
    }
}
