//! What the database that is replaced knows of and a backup does not: set aside before, carried over after.
//!
//! Everything goes in one direction: used up, closed, destroyed, fewer rights. Nothing that a backup does not have comes to life by it, so that
//! a database in which somebody meddled can close things at most. What is missing there was taken away since only if that database goes on from the
//! backup; in one that is older, or went another way, it may not have been added yet. The statements read the tables that [`set_aside`] makes.

use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::audit::names;

use crate::StoreError;
use crate::db::{Tx, values};
use crate::work::Work;

/// How many things were carried over, by what was done to them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// Whether the database goes on from the backup. If not, what is missing in it may have been added later, so only what happens once is carried over.
    pub goes_on: bool,
    /// Recovery codes that are used up or void.
    pub codes: u64,
    /// Second factors that are gone.
    pub factors: u64,
    /// Accounts that are closed or suspended.
    pub closed: u64,
    /// Accounts that are erased.
    pub erased: u64,
    /// Accounts with fewer rights.
    pub roles: u64,
    /// Accounts whose password was changed since: the old one counts once more, and has to be changed.
    pub passwords: u64,
    /// Security keys whose count is higher.
    pub counts: u64,
    /// Applications that are switched off.
    pub applications: u64,
    /// Secrets, keys, addresses and consents of applications that are gone.
    pub registrations: u64,
    /// Keys for signing tokens that are gone, or their private half.
    pub signing_keys: u64,
    /// Ends of sessions of which applications will be told.
    pub logouts: u64,
    /// Messages that were waiting to be sent, and are not.
    pub waiting: u64,
}

/// Each name, and what is kept under it until the end of the transaction.
const ASIDE: &[(&str, &str)] = &[
    (
        "aside_accounts",
        "SELECT id, status, status_reason, epoch, role, password_set_at, recovered_at, disputed_at, disputed_since, \
         erase_at, erased_at FROM accounts",
    ),
    ("aside_factors", "SELECT id, last_step, sign_count, wiped_at, wiped_reason, disputed_at FROM factors"),
    ("aside_codes", "SELECT id, status, accepted_at, accepted_until, ended_at FROM recovery_codes"),
    ("aside_counters", "SELECT * FROM counters"),
    ("aside_budgets", "SELECT * FROM sms_budgets"),
    ("aside_assertions", "SELECT * FROM assertion_jtis"),
    ("aside_names", "SELECT * FROM erased_names"),
    ("aside_clients", "SELECT id, disabled_at FROM clients"),
    ("aside_secrets", "SELECT hash, expires_at FROM client_secrets"),
    ("aside_client_keys", "SELECT client_id, thumbprint FROM client_keys"),
    ("aside_uris", "SELECT client_id, kind, uri FROM client_uris"),
    ("aside_consents", "SELECT account_id, client_id FROM consents"),
    ("aside_signing_keys", "SELECT id, private_sealed FROM signing_keys"),
    (
        "aside_logouts",
        "SELECT session_id, client_id, account_id FROM logout_outbox WHERE sent_at IS NULL AND failed_at IS NULL \
         UNION SELECT f.session_id, f.client_id, f.account_id FROM token_families f JOIN sessions s ON s.id = f.session_id \
         JOIN clients c ON c.id = f.client_id WHERE f.last_used_at IS NOT NULL AND c.disabled_at IS NULL \
         AND c.back_channel_logout_uri IS NOT NULL",
    ),
];

const CODES: &str = "UPDATE recovery_codes SET status = a.status, hash_sealed = NULL, cancel_hash = NULL, ended_at = a.ended_at \
    FROM aside_codes a WHERE a.id = recovery_codes.id AND a.status IN ('spent', 'void') \
    AND recovery_codes.hash_sealed IS NOT NULL";
/// A recovery that is under way goes on; the code's first acceptance was that one (rule J4).
const ACCEPTED: &str = "UPDATE recovery_codes SET status = 'accepted', accepted_at = a.accepted_at, \
    accepted_until = a.accepted_until FROM aside_codes a WHERE a.id = recovery_codes.id AND a.status = 'accepted' \
    AND recovery_codes.status IN ('shown', 'active')";
const STEPS: &str = "UPDATE factors SET last_step = a.last_step FROM aside_factors a WHERE a.id = factors.id \
    AND factors.last_step < a.last_step";
const COUNTS: &str = "UPDATE factors SET sign_count = a.sign_count FROM aside_factors a WHERE a.id = factors.id \
    AND factors.sign_count < a.sign_count";
const FACTORS: &str = "UPDATE factors SET secret_sealed = NULL, credential_hash = NULL, wiped_at = a.wiped_at, \
    wiped_reason = a.wiped_reason FROM aside_factors a WHERE a.id = factors.id AND a.wiped_at IS NOT NULL \
    AND factors.wiped_at IS NULL";
const DISPUTED: &str = "UPDATE factors SET disputed_at = a.disputed_at FROM aside_factors a WHERE a.id = factors.id \
    AND a.disputed_at IS NOT NULL AND factors.disputed_at IS NULL AND factors.wiped_at IS NULL";
const CLOSED: &str = "UPDATE accounts SET status = a.status, status_reason = a.status_reason, erase_at = a.erase_at, \
    disputed_at = a.disputed_at, disputed_since = a.disputed_since FROM aside_accounts a WHERE a.id = accounts.id \
    AND a.status <> 'active' AND a.erased_at IS NULL AND accounts.erased_at IS NULL \
    AND (accounts.status <> a.status OR COALESCE(accounts.erase_at, 0) <> COALESCE(a.erase_at, 0))";
/// Downwards only: from administrator to anything else, from anything else to user.
const ROLES: &str = "UPDATE accounts SET role = a.role FROM aside_accounts a WHERE a.id = accounts.id \
    AND a.role <> accounts.role AND accounts.role <> 'user' AND (a.role = 'user' OR accounts.role = 'administrator')";
const PASSWORDS: &str = "UPDATE accounts SET must_change_password = TRUE FROM aside_accounts a WHERE a.id = accounts.id \
    AND a.password_set_at > accounts.password_set_at";
const RECOVERED: &str = "UPDATE accounts SET recovered_at = a.recovered_at FROM aside_accounts a WHERE a.id = accounts.id \
    AND a.recovered_at > COALESCE(accounts.recovered_at, 0)";
const EPOCHS: &str = "UPDATE accounts SET epoch = a.epoch + 1 FROM aside_accounts a WHERE a.id = accounts.id \
    AND a.epoch >= accounts.epoch";
const APPLICATIONS: &str = "UPDATE clients SET disabled_at = a.disabled_at FROM aside_clients a WHERE a.id = clients.id \
    AND a.disabled_at IS NOT NULL AND clients.disabled_at IS NULL";
const EXPIRING: &str = "UPDATE client_secrets SET expires_at = a.expires_at FROM aside_secrets a \
    WHERE a.hash = client_secrets.hash AND a.expires_at < COALESCE(client_secrets.expires_at, 9223372036854775807)";
/// Of applications and accounts that were there: what was taken away from them since.
const REGISTRATIONS: [&str; 4] = [
    "DELETE FROM client_secrets WHERE client_id IN (SELECT id FROM aside_clients) \
     AND hash NOT IN (SELECT hash FROM aside_secrets)",
    "DELETE FROM client_keys WHERE client_id IN (SELECT id FROM aside_clients) AND NOT EXISTS (SELECT 1 FROM \
     aside_client_keys a WHERE a.client_id = client_keys.client_id AND a.thumbprint = client_keys.thumbprint)",
    "DELETE FROM client_uris WHERE client_id IN (SELECT id FROM aside_clients) AND NOT EXISTS (SELECT 1 FROM \
     aside_uris a WHERE a.client_id = client_uris.client_id AND a.kind = client_uris.kind AND a.uri = client_uris.uri)",
    "DELETE FROM consents WHERE account_id IN (SELECT id FROM aside_accounts) AND NOT EXISTS (SELECT 1 FROM \
     aside_consents a WHERE a.client_id = consents.client_id AND a.account_id = consents.account_id)",
];
const SIGNING_KEYS: &str = "DELETE FROM signing_keys WHERE id NOT IN (SELECT id FROM aside_signing_keys)";
const PRIVATE_HALVES: &str = "UPDATE signing_keys SET private_sealed = NULL WHERE private_sealed IS NOT NULL \
    AND id IN (SELECT id FROM aside_signing_keys WHERE private_sealed IS NULL)";
/// Counters and budgets as they were a moment ago.
const AS_THEY_WERE: [&str; 4] = [
    "DELETE FROM counters",
    "INSERT INTO counters SELECT * FROM aside_counters",
    "DELETE FROM sms_budgets",
    "INSERT INTO sms_budgets SELECT * FROM aside_budgets",
];
/// Assertions that were used, and names that nobody gets again.
const BURNT: [&str; 2] = [
    "INSERT INTO assertion_jtis SELECT * FROM aside_assertions WHERE TRUE ON CONFLICT DO NOTHING",
    "INSERT INTO erased_names SELECT * FROM aside_names WHERE TRUE ON CONFLICT DO NOTHING",
];
const LOGOUTS: &str = "INSERT INTO logout_outbox (session_id, client_id, account_id, ended_at, not_before, attempts) \
    SELECT a.session_id, a.client_id, a.account_id, $1, $1, 0 FROM aside_logouts a JOIN clients c ON c.id = a.client_id \
    JOIN accounts p ON p.id = a.account_id WHERE c.disabled_at IS NULL AND c.back_channel_logout_uri IS NOT NULL \
    ON CONFLICT DO NOTHING";
const ERASED: &str = "SELECT accounts.id AS id FROM accounts JOIN aside_accounts a ON a.id = accounts.id \
    WHERE a.erased_at IS NOT NULL AND accounts.erased_at IS NULL";

/// Keeps what may be carried over; the tables are this transaction's own.
pub(super) async fn set_aside(tx: &mut Tx) -> Result<(), StoreError> {
    for (name, sql) in ASIDE {
        tx.run(format!("CREATE TEMPORARY TABLE {name} AS {sql}"), &[]).await?;
    }
    Ok(())
}

impl Work<'_> {
    /// Whether the database that is there was this one when the backup was taken: its log has the entry that was written for it.
    pub(super) async fn goes_on_from(&mut self, taken_at: Timestamp) -> Result<bool, StoreError> {
        let sql = "SELECT 1 AS found FROM audit WHERE (at = $1 AND event = $2 AND reason = 'backup') \
                   OR NOT EXISTS (SELECT 1 FROM audit WHERE at <= $1) LIMIT 1";
        Ok(self.tx.fetch_optional(sql, &values![taken_at, names::SENSITIVE_READ]).await?.is_some())
    }

    /// Carries over, after everything was restored.
    pub(super) async fn carry_over(&mut self, goes_on: bool) -> Result<Carried, StoreError> {
        let mut carried = self.carry_people().await?;
        carried.goes_on = goes_on;
        for sql in BURNT {
            self.tx.execute(sql, &[]).await?;
        }
        carried.applications = self.tx.execute(APPLICATIONS, &[]).await?;
        self.tx.execute(EXPIRING, &[]).await?;
        carried.signing_keys = self.tx.execute(PRIVATE_HALVES, &[]).await?;
        if goes_on {
            carried.roles = self.tx.execute(ROLES, &[]).await?;
            for sql in AS_THEY_WERE {
                self.tx.execute(sql, &[]).await?;
            }
            for sql in REGISTRATIONS {
                carried.registrations += self.tx.execute(sql, &[]).await?;
            }
            carried.signing_keys += self.tx.execute(SIGNING_KEYS, &[]).await?;
        }
        carried.logouts = self.tx.execute(LOGOUTS, &values![self.ctx.now]).await?;
        for (name, _) in ASIDE {
            self.tx.run(format!("DROP TABLE {name}"), &[]).await?;
        }
        Ok(carried)
    }

    async fn carry_people(&mut self) -> Result<Carried, StoreError> {
        let erased = self.tx.fetch_all(ERASED, &[]).await?;
        let erased: Vec<AccountId> = erased.iter().map(|row| row.account("id")).collect::<Result<_, _>>()?;
        for id in &erased {
            self.erase_again(*id).await?;
        }
        let codes = self.tx.execute(CODES, &[]).await?;
        let factors = self.tx.execute(FACTORS, &[]).await?;
        let counts = self.tx.execute(COUNTS, &[]).await?;
        let closed = self.tx.execute(CLOSED, &[]).await?;
        let passwords = self.tx.execute(PASSWORDS, &[]).await?;
        for sql in [ACCEPTED, STEPS, DISPUTED, RECOVERED, EPOCHS] {
            self.tx.execute(sql, &[]).await?;
        }
        Ok(Carried { codes, factors, closed, erased: erased.len() as u64, passwords, counts, ..Carried::default() })
    }
}
