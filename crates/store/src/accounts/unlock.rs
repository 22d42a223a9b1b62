//! Reopening what tries have closed (decision D9).

use credentials::ids::AccountId;
use journey::AuditEvent;
use journey::audit::names;

use crate::db::values;
use crate::{AuditEntry, Context, Store, StoreError};

impl Store {
    /// Forgets every counter of the account: those under its id and those under its hashed username.
    ///
    /// `false` when there is no such account.
    pub async fn reset_counters(&self, id: AccountId, reason: &str, ctx: &Context) -> Result<bool, StoreError> {
        let Some(account) = self.account(id).await? else { return Ok(false) };
        let by_name = self.username_subject(account.username.as_str());
        let mut work = self.begin(ctx).await?;
        let sql = "DELETE FROM counters WHERE subject = $1 OR subject = $2";
        work.tx.execute(sql, &values![by_name, id.to_string()]).await?;
        let event = AuditEvent::success(names::ADMIN).because("account-unlocked");
        work.audit(AuditEntry::new(event).about(id).saying(reason)).await?;
        work.commit().await?;
        Ok(true)
    }
}
