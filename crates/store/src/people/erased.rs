//! What is left of an account that was erased: a row that nobody can be known by, and the audit log, which names that row.
//!
//! The account's id stays, so that it is never given to anybody else (it is what applications know as `sub`) and the audit log, in which nothing is
//! ever changed, stays whole: where it shows a name it shows the pseudonym. Of addresses and browsers in the log the log's own retention takes care (LO-08).

use credentials::ids::AccountId;
use credentials::keyring::MacPurpose;
use journey::audit::names;
use journey::{AuditEvent, Username};

use crate::db::{Value, values};
use crate::work::Work;
use crate::{Account, AuditEntry, Context, Store, StoreError};

/// Every table with rows of an account, and what destroys what is personal in them; `$1` is the account. A test holds this list and [`KEPT`] against the
/// schema, so that whoever adds a table has to decide.
pub const ERASED: &[(&str, &str)] = &[
    ("journeys", "DELETE FROM journeys WHERE account_id = $1"),
    ("known_browsers", "DELETE FROM known_browsers WHERE account_id = $1"),
    ("password_links", "DELETE FROM password_links WHERE account_id = $1"),
    ("address_changes", "DELETE FROM address_changes WHERE account_id = $1"),
    ("former_addresses", "DELETE FROM former_addresses WHERE account_id = $1"),
    ("former_passwords", "DELETE FROM former_passwords WHERE account_id = $1"),
    ("objections", "DELETE FROM objections WHERE account_id = $1"),
    ("outbox", "DELETE FROM outbox WHERE account_id = $1"),
    ("forward_sessions", "DELETE FROM forward_sessions WHERE account_id = $1"),
    ("consents", "DELETE FROM consents WHERE account_id = $1"),
    (
        "access_tokens",
        "DELETE FROM access_tokens WHERE family_id IN (SELECT id FROM token_families WHERE account_id = $1)",
    ),
    (
        "refresh_tokens",
        "DELETE FROM refresh_tokens WHERE family_id IN (SELECT id FROM token_families WHERE account_id = $1)",
    ),
    (
        "authorization_codes",
        "DELETE FROM authorization_codes WHERE family_id IN (SELECT id FROM token_families WHERE account_id = $1)",
    ),
    ("token_families", "DELETE FROM token_families WHERE account_id = $1"),
    ("grants", "UPDATE grants SET pin = NULL WHERE account_id = $1"),
    // The history stays: which kinds there were, from when to when.
    (
        "factors",
        "UPDATE factors SET label = '', bound_from = NULL, last_used_from = NULL, credential_hash = NULL WHERE account_id = $1",
    ),
    (
        "recovery_codes",
        "UPDATE recovery_codes SET status = 'void', hash_sealed = NULL, cancel_hash = NULL \
         WHERE account_id = $1 AND hash_sealed IS NOT NULL",
    ),
];

/// Tables that keep rows of an account that was erased, and why.
pub const KEPT: &[(&str, &str)] = &[
    ("audit", "nothing in it is ever changed; it names the account, whose name is a pseudonym"),
    ("sessions", "none is left: they end when the account is closed"),
    ("logout_outbox", "applications still have to hear that the session ended; it holds no more than the account's id"),
];

/// How an account is called once it was erased.
pub fn erased_name(id: AccountId) -> String {
    format!("erased-{}", id.as_uuid().simple())
}

impl Store {
    /// Erases an account that is closed; `false` when there is no such account, it is open, or it was erased already.
    pub async fn erase_account(&self, id: AccountId, ctx: &Context) -> Result<bool, StoreError> {
        let Some(account) = self.account(id).await? else { return Ok(false) };
        let numbers = self.numbers_of(id).await?;
        let mut work = self.begin(ctx).await?;
        if !work.take_for_erasure(id).await? {
            return Ok(false);
        }
        work.end_everything(id, "erased").await?;
        work.forget_counters(&account, &numbers).await?;
        work.destroy_factors(id).await?;
        for (_, sql) in ERASED {
            work.tx.execute(sql, &values![id]).await?;
        }
        work.keep_name(&account).await?;
        work.empty_account(id).await?;
        work.audit(AuditEntry::new(AuditEvent::success(names::ADMIN).because("account-erased")).about(id)).await?;
        work.commit().await?;
        Ok(true)
    }

    fn erased_hashes(&self, username: &Username) -> Vec<Vec<u8>> {
        let hashes = self.keyring.blind_all(MacPurpose::ErasedName, &[username.as_str().as_bytes()]);
        hashes.iter().map(|hash| hash.to_vec()).collect()
    }
}

impl Work<'_> {
    /// Refuses the username of somebody who was erased: applications that know people by it would take the new one for the old one.
    pub(crate) async fn refuse_erased_name(&mut self, username: &Username) -> Result<(), StoreError> {
        for hash in self.store.erased_hashes(username) {
            let sql = "SELECT erased_at FROM erased_names WHERE name_hash = $1";
            if self.tx.fetch_optional(sql, &[Value::Bytes(Some(hash))]).await?.is_some() {
                return Err(StoreError::UsernameErased);
            }
        }
        Ok(())
    }

    /// Destroys what a restored backup brought back of somebody who was erased since.
    pub(crate) async fn erase_again(&mut self, id: AccountId) -> Result<(), StoreError> {
        self.tx.execute("UPDATE accounts SET status = 'disabled' WHERE id = $1", &values![id]).await?;
        self.destroy_factors(id).await?;
        for (_, sql) in ERASED {
            self.tx.execute(sql, &values![id]).await?;
        }
        self.empty_account(id).await?;
        self.audit(AuditEntry::new(AuditEvent::success(names::ADMIN).because("account-erased")).about(id)).await
    }

    async fn take_for_erasure(&mut self, id: AccountId) -> Result<bool, StoreError> {
        let sql = "UPDATE accounts SET epoch = epoch + 1 WHERE id = $1 AND status = 'disabled' AND erased_at IS NULL";
        Ok(self.tx.execute(sql, &values![id]).await? == 1)
    }

    async fn destroy_factors(&mut self, id: AccountId) -> Result<(), StoreError> {
        let sql = "UPDATE factors SET secret_sealed = NULL, wiped_at = $2, wiped_reason = 'erased' \
                   WHERE account_id = $1 AND wiped_at IS NULL";
        self.tx.execute(sql, &values![id, self.ctx.now]).await.map(|_| ())
    }

    async fn keep_name(&mut self, account: &Account) -> Result<(), StoreError> {
        let Some(hash) = self.store.erased_hashes(&account.username).into_iter().next() else { return Ok(()) };
        let sql = "INSERT INTO erased_names (name_hash, erased_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
        self.tx.execute(sql, &[Value::Bytes(Some(hash)), self.ctx.now.into()]).await.map(|_| ())
    }

    async fn empty_account(&mut self, id: AccountId) -> Result<(), StoreError> {
        let sql = "UPDATE accounts SET username = $2, display_name = '', mail = NULL, notice_mail = NULL, \
                   phone_sealed = NULL, groups = '[]', role = 'user', status_reason = 'erased', password_sealed = NULL, \
                   recovered_at = NULL, disputed_at = NULL, disputed_since = NULL, mail_confirmed_at = NULL, erase_at = NULL, \
                   erased_at = $3, updated_at = $3 WHERE id = $1";
        self.tx.execute(sql, &values![id, erased_name(id), self.ctx.now]).await.map(|_| ())
    }
}
