//! Factors: using up what a proof used, storing, removing, wiping.

use credentials::ids::{FactorId, SessionId};
use credentials::keyring::Sealed;
use credentials::security_key::CredentialHash;
use journey::{FactorKind, NewFactor, SmsKind, SmsSeed};

use super::apply::{Step, must};
use crate::db::values;
use crate::outbox::SmsOrder;
use crate::sessions::Which;
use crate::{CommitError, StoreError};

/// A key or passkey that is enrolled already, on whichever account: the word of [`CommitError::Lost`].
pub const KEY_KNOWN: &str = "security key";

impl Step<'_> {
    /// Uses a time step up: one statement that decides which of two equal codes counts (requirement TO-03).
    pub(super) async fn burn_totp_step(&mut self, factor: FactorId, step: i64) -> Result<(), CommitError> {
        let sql = "UPDATE factors SET last_step = $3 WHERE id = $1 AND account_id = $2 AND wiped_at IS NULL \
                   AND (last_step IS NULL OR last_step < $3) RETURNING id";
        let burnt = self.work.tx.fetch_optional(sql, &values![factor, self.account, step]).await?;
        must(burnt.is_some(), "time step")
    }

    /// Takes a key's new count: one statement that decides which of two answers with one count holds (requirement WA-07).
    pub(super) async fn advance_sign_count(&mut self, factor: FactorId, count: u32) -> Result<(), CommitError> {
        let sql = "UPDATE factors SET sign_count = $3 WHERE id = $1 AND account_id = $2 AND wiped_at IS NULL \
                   AND (sign_count < $3 OR (sign_count = 0 AND $3 = 0)) RETURNING id";
        let advanced = self.work.tx.fetch_optional(sql, &values![factor, self.account, i64::from(count)]).await?;
        must(advanced.is_some(), "sign count")
    }

    /// Stores a proven factor: an app's last step is the one that proved it, a key is nobody else's. One statement decides which
    /// of two accounts gets a key that both show at the same moment (requirement WA-03).
    pub(super) async fn store_factor(
        &mut self,
        factor: &NewFactor,
        bound_by: Option<FactorKind>,
    ) -> Result<(), CommitError> {
        must(factor.account() == self.account, "factor")?;
        let sql = "INSERT INTO factors (id, account_id, kind, label, secret_sealed, last_step, credential_hash, \
                   sign_count, bound_at, bound_from, bound_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) \
                   ON CONFLICT DO NOTHING";
        let ctx = self.work.ctx;
        let columns = Columns::of(factor);
        let parameters = values![
            factor.factor(),
            factor.account(),
            factor.kind().as_str(),
            columns.label,
            columns.sealed,
            columns.last_step,
            columns.credential,
            columns.sign_count,
            ctx.now,
            ctx.origin.address.as_deref(),
            bound_by.map(FactorKind::as_str),
        ];
        must(self.work.tx.execute(sql, &parameters).await? == 1, KEY_KNOWN)
    }

    /// Destroys the secrets; the history stays (requirement SF-06), and a lost telephone is told for 30 days (RC-06). A key's id goes too: its owner may enrol it again.
    pub(super) async fn wipe_factors(&mut self) -> Result<(), StoreError> {
        self.work.keep_factor_numbers(self.account).await?;
        let sql = "UPDATE factors SET secret_sealed = NULL, credential_hash = NULL, wiped_at = $2, \
                   wiped_reason = 'reset' WHERE account_id = $1 AND wiped_at IS NULL";
        self.work.tx.execute(sql, &values![self.account, self.work.ctx.now]).await.map(|_| ())
    }

    /// One factor goes in favour of another that was just stored; the session that did it stays (rule J14).
    pub(super) async fn replace_factor(
        &mut self,
        old: FactorId,
        new: FactorId,
        session: SessionId,
    ) -> Result<(), CommitError> {
        self.work.keep_factor_number(self.account, old).await?;
        let sql = "UPDATE factors SET secret_sealed = NULL, credential_hash = NULL, wiped_at = $3, \
                   wiped_reason = 'replaced' WHERE id = $1 AND account_id = $2 AND wiped_at IS NULL RETURNING id";
        let gone = self.work.tx.fetch_optional(sql, &values![old, self.account, self.work.ctx.now]).await?;
        must(gone.is_some(), "factor")?;
        self.work.move_sessions(self.account, (old, new), session).await
    }

    /// The same for some kinds only, with the sessions that they opened: applications hear of their end (OP-19).
    pub(super) async fn remove_kinds(&mut self, kinds: &[FactorKind], reason: &str) -> Result<(), StoreError> {
        if kinds.contains(&FactorKind::Sms) {
            self.work.keep_factor_numbers(self.account).await?;
        }
        for kind in kinds {
            let sql = "UPDATE factors SET secret_sealed = NULL, credential_hash = NULL, wiped_at = $3, \
                       wiped_reason = $4 WHERE account_id = $1 AND kind = $2 AND wiped_at IS NULL RETURNING id";
            let parameters = values![self.account, kind.as_str(), self.work.ctx.now, reason];
            for gone in self.work.tx.fetch_all(sql, &parameters).await? {
                let opened = Which::OfFactor(self.account, FactorId::from_uuid(gone.uuid("id")?), None);
                self.work.delete_sessions(opened, Some("factor-removed")).await?;
            }
        }
        Ok(())
    }

    /// Lets a code wait in the outbox; it goes out after the commit.
    pub(super) async fn send_sms(&mut self, seed: &SmsSeed, kind: SmsKind) -> Result<(), StoreError> {
        let code = seed.code.digits();
        let order = SmsOrder {
            kind,
            number: seed.number.as_e164(),
            code: &code,
            about: self.outcome.journey.id,
            expires_at: seed.sent.expires_at(),
        };
        let account = self.account;
        self.work.queue_sms(account, &order).await
    }
}

/// What the kinds of factor store, each in its own columns.
struct Columns<'a> {
    label: &'a str,
    sealed: &'a Sealed,
    last_step: Option<i64>,
    credential: Option<&'a CredentialHash>,
    sign_count: Option<i64>,
}

impl<'a> Columns<'a> {
    fn of(factor: &'a NewFactor) -> Self {
        let only = |sealed| Self { label: "", sealed, last_step: None, credential: None, sign_count: None };
        match factor {
            NewFactor::Totp(row) => Self { last_step: row.last_step, ..only(&row.sealed) },
            NewFactor::Sms(row) => only(&row.sealed),
            NewFactor::Key(row, label) => Self {
                label,
                credential: Some(&row.credential),
                sign_count: Some(i64::from(row.sign_count)),
                ..only(&row.sealed)
            },
        }
    }
}
