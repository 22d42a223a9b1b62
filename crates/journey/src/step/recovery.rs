//! S3: the recovery code, and the reset that the help desk started (rules J3, J4 and J6c, requirements RC-10 and FP-08).

use credentials::grant::GrantKind;
use credentials::ids::CodeId;
use credentials::witness::RecoveryCodeVerified;
use jiff::Timestamp;

use super::Move;
use super::second_factor::closed;
use crate::account::{AccountFacts, AccountStatus, CodeStatus};
use crate::audit::{AuditEvent, names};
use crate::effect::Effect;
use crate::event::{GrantSeed, NewGrant};
use crate::factors::Asked;
use crate::notice::{Notice, NoticeKind};
use crate::policy::Policy;
use crate::purpose::Purpose;
use crate::state::{Carried, Ending, Entitled, NoGrantReason, State};
use crate::throttle::{CODE_TRIES_PER_JOURNEY, CODE_TRIES_VOID, Tally, TryTaken};

pub(super) struct Proof {
    pub(super) witness: RecoveryCodeVerified,
    pub(super) facts: AccountFacts,
    pub(super) seed: GrantSeed,
    pub(super) tried: TryTaken,
}

/// From S2, or from the no-grant page while a recovery is open (rule J3).
pub(super) fn open(state: &State, facts: &AccountFacts, now: Timestamp) -> Move {
    match state {
        // A live session that is confirmed, or used for an act, is not the place to lose it.
        State::AwaitingFactor(Carried { purpose: Purpose::StepUp { .. } | Purpose::Account(_), .. }, _) => None,
        State::AwaitingFactor(carried, asked) => {
            Some((State::AwaitingRecoveryCode(carried.clone(), Some(asked.clone())), Vec::new()))
        }
        State::NoGrant(carried, NoGrantReason::RecoveryOpen) if facts.open_recovery(now).is_some() => {
            Some((State::AwaitingRecoveryCode(carried.clone(), None), Vec::new()))
        }
        _ => None,
    }
}

/// Back to where S3 was reached from; the counts of this journey stay. Without a factor that is the no-grant page.
pub(super) fn leave(state: &State, facts: &AccountFacts, policy: &Policy, now: Timestamp) -> Move {
    let State::AwaitingRecoveryCode(carried, asked) = state else { return None };
    // What was sent out for S2 before is still good there.
    let asked = asked.clone().filter(|_| facts.has_factor()).or_else(|| Asked::first(facts, &policy.kinds, now));
    if let Some(asked) = asked {
        return Some((State::AwaitingFactor(carried.clone(), asked), Vec::new()));
    }
    Some((State::NoGrant(carried.clone(), NoGrantReason::RecoveryOpen), Vec::new()))
}

/// The first acceptance wipes, at once or after the delay of the account's role; entering the same code again only replaces the
/// grant (rule J4). Nothing of it opens a session.
pub(super) fn proven(state: &State, proof: Proof, policy: &Policy, now: Timestamp) -> Move {
    let State::AwaitingRecoveryCode(carried, _) = state else { return None };
    if proof.facts.status != AccountStatus::Active {
        return Some(closed(carried, &proof.facts));
    }
    let (facts, code) = (&proof.facts, proof.witness.code());
    let mut carried = carried.clone();
    carried.tries.push(proof.tried.clone());
    if facts.active_code().is_some_and(|active| active.id == code) {
        let delay = policy.recovery_delay.of(facts.role);
        return if delay.is_positive() {
            Some(wait(carried, begin_waiting(code, now + delay), now + delay))
        } else {
            take_up(carried, proof, now)
        };
    }
    if let Some((_, until)) = facts.waiting_recovery(now).filter(|(waiting, _)| waiting.id == code) {
        return Some(wait(carried, Vec::new(), until));
    }
    if facts.due_recovery(now).is_some_and(|due| due.id == code) {
        return take_up(carried, proof, now);
    }
    let open = facts.open_recovery(now).is_some_and(|open| open.id == code) && carried.purpose == Purpose::LogIn;
    open.then(|| recovered(carried, go_on(code), proof.seed, now))
}

/// Accepts the code now; behind a mailed link only together with the new password (requirement FP-08).
fn take_up(carried: Carried, proof: Proof, now: Timestamp) -> Move {
    match carried.purpose {
        Purpose::LogIn => {
            let effects = accept(proof.witness.code(), &proof.facts, now);
            Some(recovered(carried, effects, proof.seed, now))
        }
        Purpose::NewPassword => Some((State::AwaitingNewPassword(carried, Entitled::Code(proof.witness)), Vec::new())),
        Purpose::StepUp { .. } | Purpose::Account(_) => None,
    }
}

fn recovered(carried: Carried, mut effects: Vec<Effect>, seed: GrantSeed, now: Timestamp) -> (State, Vec<Effect>) {
    effects.extend(grant(seed, now));
    effects.push(Effect::GiveBack(carried.tries));
    (State::Ended(carried.target, Ending::Recovered), effects)
}

/// The grant of a recovery (rule J6a).
pub(super) fn grant(seed: GrantSeed, now: Timestamp) -> [Effect; 2] {
    let expires_at = now + Policy::RECOVERY_GRANT;
    [
        Effect::IssueGrant(NewGrant { seed, kind: GrantKind::RecoveryCode, expires_at }),
        Effect::Audit(AuditEvent::success(names::GRANT_ISSUED).because("recovery-code")),
    ]
}

/// Accepts an active code, or a waiting one whose delay is over, and wipes.
pub(super) fn accept(code: CodeId, facts: &AccountFacts, now: Timestamp) -> Vec<Effect> {
    if facts.code.as_ref().is_some_and(|known| known.status == CodeStatus::Waiting) {
        return take_effect(code, now);
    }
    let mut effects = vec![Effect::AcceptCode { code, until: now + Policy::RECOVERY }];
    effects.extend(accepted());
    effects
}

/// A waiting recovery whose delay is over takes effect: the wipe, and from now on its 24 hours (rule J4, requirement RC-10).
pub(super) fn take_effect(code: CodeId, now: Timestamp) -> Vec<Effect> {
    let mut effects = vec![Effect::AcceptWaiting { code, until: now + Policy::RECOVERY }];
    effects.extend(accepted());
    effects
}

fn accepted() -> Vec<Effect> {
    let mut effects = wipe("recovery");
    effects.push(Effect::Audit(AuditEvent::success(names::RECOVERY_ACCEPTED)));
    effects.push(Effect::Notify(Notice { kind: NoticeKind::RecoveryDone }));
    effects
}

fn begin_waiting(code: CodeId, effective_at: Timestamp) -> Vec<Effect> {
    vec![
        Effect::BeginWaiting { code, effective_at },
        Effect::Audit(AuditEvent::success(names::RECOVERY_WAITING)),
        Effect::Notify(Notice { kind: NoticeKind::RecoveryWaiting }),
    ]
}

/// Nothing has changed but the code: the old factor works on.
fn wait(carried: Carried, mut effects: Vec<Effect>, until: Timestamp) -> (State, Vec<Effect>) {
    effects.push(Effect::GiveBack(carried.tries));
    let by_link = carried.purpose == Purpose::NewPassword;
    (State::Ended(carried.target, Ending::RecoveryWaiting { until, by_link }), effects)
}

/// Password and factor were given: whoever holds both needs no recovery (requirement RC-10). One that nobody took up in time is
/// over all the same, and nobody is alarmed by it.
pub(super) fn cancel_waiting(facts: &AccountFacts, now: Timestamp) -> Vec<Effect> {
    let Some(code) = facts.code.as_ref().filter(|code| code.status == CodeStatus::Waiting) else { return Vec::new() };
    let live = facts.waiting_recovery(now).is_some() || facts.due_recovery(now).is_some();
    let reason = if live { "second-factor" } else { "lapsed" };
    let mut effects = vec![
        Effect::CancelWaiting { code: code.id },
        Effect::Audit(AuditEvent::success(names::RECOVERY_CANCELLED).because(reason)),
    ];
    if live {
        effects.push(Effect::Notify(Notice { kind: NoticeKind::RecoveryCancelled }));
    }
    effects
}

fn go_on(code: CodeId) -> Vec<Effect> {
    vec![
        Effect::ContinueRecovery { code },
        Effect::Audit(AuditEvent::success(names::RECOVERY_AGAIN)),
        Effect::Notify(Notice { kind: NoticeKind::RecoveryAgain }),
    ]
}

/// Everything that stood for the old factor goes (rule J3).
fn wipe(reason: &'static str) -> Vec<Effect> {
    vec![
        Effect::WipeFactors,
        Effect::EndSessions { except: None, reason },
        Effect::ForgetBrowsers,
        Effect::BeginCooling,
        Effect::Audit(AuditEvent::success(names::FACTORS_WIPED).because(reason)),
    ]
}

pub(super) fn wrong(state: &State, facts: &AccountFacts, tally: Tally) -> Move {
    let State::AwaitingRecoveryCode(carried, asked) = state else { return None };
    let mut carried = carried.clone();
    carried.wrong_codes = carried.wrong_codes.saturating_add(1);
    let mut effects = vec![Effect::Audit(AuditEvent::refused(names::RECOVERY_FAIL, "wrong-code"))];
    if tally.consecutive == 1 {
        effects.push(Effect::Notify(Notice { kind: NoticeKind::WrongRecoveryCode }));
    }
    // An accepted code is not voided: its factors are gone already, and its owner would be locked out (rule J4).
    if tally.consecutive >= CODE_TRIES_VOID && facts.active_code().is_some() {
        effects.extend(void(facts));
        return Some((State::Ended(carried.target, Ending::CodeVoid), effects));
    }
    if carried.wrong_codes >= CODE_TRIES_PER_JOURNEY {
        effects.push(Effect::Audit(AuditEvent::refused(names::LOGIN_FAIL_MAX, "recovery-code")));
        return Some((State::Ended(carried.target, Ending::CodeTriesUsed), effects));
    }
    Some((State::AwaitingRecoveryCode(carried, asked.clone()), effects))
}

fn void(facts: &AccountFacts) -> Vec<Effect> {
    let Some(code) = facts.active_code() else { return Vec::new() };
    vec![
        Effect::VoidCode { code: code.id },
        Effect::Audit(AuditEvent::refused(names::RECOVERY_VOID, "ten-wrong")),
        Effect::Notify(Notice { kind: NoticeKind::RecoveryCodeVoided }),
    ]
}

/// Redeems a help-desk link: the wipe happens now, and the link stays good for the login that follows (rule J6c).
pub(super) fn reset_by_link(state: &State, facts: &AccountFacts, now: Timestamp) -> Move {
    let State::AwaitingFactor(Carried { reset_link: Some(link), target, .. }, _) = state else { return None };
    if facts.status != AccountStatus::Active || !facts.has_factor() || now >= link.expires_at() {
        return None;
    }
    let until = link.expires_at().max(now + Policy::RECOVERY_GRANT);
    let mut effects = vec![Effect::ExtendGrant { grant: link.grant(), until }];
    effects.extend(wipe("help-desk"));
    effects.push(Effect::Notify(Notice { kind: NoticeKind::ResetByHelpDesk }));
    Some((State::Ended(target.clone(), Ending::ResetByLink), effects))
}
