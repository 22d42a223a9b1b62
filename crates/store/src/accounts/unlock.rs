//! Reopening what tries have closed (decision D9).

use credentials::ids::{AccountId, CodeId};
use journey::AuditEvent;
use journey::audit::names;

use super::Account;
use crate::db::values;
use crate::work::Work;
use crate::{AuditEntry, Context, Store, StoreError};

impl Store {
    /// Forgets every counter of the account in every lane: the password's (under the hashed username), the second factor's and the
    /// account's own of codes by SMS (under the account's id), those of its mobile number (under a keyed hash) and those of its
    /// recovery codes (under the code's id). What the installation has spent on SMS stays spent.
    ///
    /// `false` when there is no such account.
    pub async fn reset_counters(&self, id: AccountId, reason: &str, ctx: &Context) -> Result<bool, StoreError> {
        let Some(account) = self.account(id).await? else { return Ok(false) };
        let numbers = self.numbers_of(id).await?;
        let mut work = self.begin(ctx).await?;
        work.forget_counters(&account, &numbers).await?;
        let event = AuditEvent::success(names::ADMIN).because("account-unlocked");
        work.audit(AuditEntry::new(event).about(id).saying(reason)).await?;
        work.commit().await?;
        Ok(true)
    }

    /// The subjects under which the mobile numbers of an account are counted.
    pub(crate) async fn numbers_of(&self, id: AccountId) -> Result<Vec<String>, StoreError> {
        let mut subjects = Vec::new();
        for row in self.load_phones(id).await? {
            subjects.push(self.number_subject(row.open(&self.keyring)?.as_e164()));
        }
        Ok(subjects)
    }
}

impl Work<'_> {
    /// Forgets the counters with the rest of a unit of work.
    pub(crate) async fn forget_counters(&mut self, account: &Account, numbers: &[String]) -> Result<(), StoreError> {
        let id = account.id;
        let mut subjects = vec![self.store.username_subject(account.username.as_str()), id.to_string()];
        subjects.extend_from_slice(numbers);
        // Counters name their subject in text, identifiers are stored as such: the two databases write them differently.
        for row in self.tx.fetch_all("SELECT id FROM recovery_codes WHERE account_id = $1", &values![id]).await? {
            subjects.push(CodeId::from_uuid(row.uuid("id")?).to_string());
        }
        for subject in subjects {
            self.tx.execute("DELETE FROM counters WHERE subject = $1", &values![subject]).await?;
        }
        Ok(())
    }
}
