//! Reopening what tries have closed (decision D9).

use credentials::ids::{AccountId, CodeId};
use journey::AuditEvent;
use journey::audit::names;

use crate::db::values;
use crate::{AuditEntry, Context, Store, StoreError};

impl Store {
    /// Forgets every counter of the account in every lane: the password's (under the hashed username), the second factor's and the
    /// account's own of codes by SMS (under the account's id), those of its mobile number (under a keyed hash) and those of its
    /// recovery codes (under the code's id). What the installation has spent on SMS stays spent.
    ///
    /// `false` when there is no such account.
    pub async fn reset_counters(&self, id: AccountId, reason: &str, ctx: &Context) -> Result<bool, StoreError> {
        let Some(account) = self.account(id).await? else { return Ok(false) };
        let by_name = self.username_subject(account.username.as_str());
        let mut work = self.begin(ctx).await?;
        let mut subjects = vec![by_name, id.to_string()];
        for row in self.load_phones(id).await? {
            subjects.push(self.number_subject(row.open(&self.keyring)?.as_e164()));
        }
        // Counters name their subject in text, identifiers are stored as such: the two databases write them differently.
        for row in work.tx.fetch_all("SELECT id FROM recovery_codes WHERE account_id = $1", &values![id]).await? {
            subjects.push(CodeId::from_uuid(row.uuid("id")?).to_string());
        }
        for subject in subjects {
            work.tx.execute("DELETE FROM counters WHERE subject = $1", &values![subject]).await?;
        }
        let event = AuditEvent::success(names::ADMIN).because("account-unlocked");
        work.audit(AuditEntry::new(event).about(id).saying(reason)).await?;
        work.commit().await?;
        Ok(true)
    }
}
