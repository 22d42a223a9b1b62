//! Which effect is written how; every effect is named here, and there is no "anything else".

use credentials::ids::AccountId;
use journey::session::SessionPolicy;
use journey::{AuditEvent, Effect, Outcome};

use crate::tries::give_back_in;
use crate::work::Work;
use crate::{AuditEntry, CommitError, StoreError};

/// A step that is being written.
pub(super) struct Step<'a> {
    pub(super) work: Work<'a>,
    pub(super) account: AccountId,
    pub(super) sessions: &'a SessionPolicy,
    pub(super) outcome: &'a Outcome,
}

impl Step<'_> {
    /// Writes one effect.
    pub(super) async fn apply(&mut self, effect: &Effect) -> Result<(), CommitError> {
        let account = self.account;
        match effect {
            Effect::OpenSession { proof, seed } => {
                must(proof.account() == account, "session")?;
                self.work.open_session(proof, seed, self.sessions).await?;
            }
            Effect::BurnTotpStep { factor, step } => self.burn_totp_step(*factor, *step).await?,
            Effect::AdvanceSignCount { factor, sign_count } => self.advance_sign_count(*factor, *sign_count).await?,
            Effect::StepUp { proof, session, token } => {
                must(proof.account() == account, "session")?;
                self.work.step_up(proof, *session, token, self.sessions).await?;
            }
            Effect::RequireSession { session } => {
                self.work.require_session(account, *session, self.sessions).await?;
            }
            Effect::SetPassword(row) => self.set_password(row).await?,
            Effect::SpendLink { link } => must(self.work.spend_password_link(account, *link).await?, "password link")?,
            Effect::BeginCooling => self.begin_cooling().await?,
            Effect::StoreFactor { row, bound_by } => self.store_factor(row, *bound_by).await?,
            Effect::ReplaceFactor { old, new, session } => self.replace_factor(*old, *new, *session).await?,
            Effect::RemoveKinds { kinds, reason } => self.remove_kinds(kinds, reason).await?,
            Effect::SendSms { seed, kind } => self.send_sms(seed, *kind).await?,
            Effect::WipeFactors => self.wipe_factors().await?,
            Effect::EndSessions { except, reason } => {
                self.work.end_sessions(account, *except, reason).await?;
            }
            Effect::ForgetBrowsers => self.work.forget_browsers(account).await?,
            Effect::AcceptCode { code, until } => self.accept_code(*code, *until).await?,
            Effect::BeginWaiting { code, effective_at } => self.begin_waiting(*code, *effective_at).await?,
            Effect::AcceptWaiting { code, until } => self.accept_waiting(*code, *until).await?,
            Effect::CancelWaiting { code } => self.cancel_waiting(*code).await?,
            Effect::ContinueRecovery { code } => self.continue_recovery(*code).await?,
            Effect::SpendCode { code } => self.spend_code(*code).await?,
            Effect::IssueCode { row } => self.issue_code(row).await?,
            Effect::ConfirmCode { code } => self.confirm_code(*code).await?,
            Effect::VoidCode { code } => self.void_code(*code).await?,
            Effect::IssueGrant(grant) => self.work.issue_grant(account, grant).await?,
            Effect::SpendGrant { grant } => must(self.work.spend_grant(account, *grant).await?, "grant")?,
            Effect::ExtendGrant { grant, until } => {
                must(self.work.extend_grant(account, *grant, *until).await?, "grant")?;
            }
            Effect::GiveBack(tries) => give_back_in(&mut self.work.tx, tries, self.work.ctx.now).await?,
            Effect::Notify(notice) => self.work.notify(account, notice.kind).await?,
            Effect::Audit(event) => self.write_audit(event).await?,
        }
        Ok(())
    }

    async fn write_audit(&mut self, event: &AuditEvent) -> Result<(), StoreError> {
        let opened = self.outcome.effects.iter().find_map(|effect| match effect {
            Effect::OpenSession { seed, .. } => Some(seed.id),
            Effect::StepUp { session, .. } | Effect::RequireSession { session } => Some(*session),
            _ => None,
        });
        let mut entry = AuditEntry::new(event.clone()).about(self.account).in_journey(self.outcome.journey.id);
        entry.session = opened;
        self.work.audit(entry).await
    }
}

/// Turns "no row" of a conditional statement into the end of the step.
pub(super) fn must(found: bool, what: &'static str) -> Result<(), CommitError> {
    if found { Ok(()) } else { Err(CommitError::Lost(what)) }
}
