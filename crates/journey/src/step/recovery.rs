//! S3: the recovery code, and the reset that the help desk started (rules J3, J4 and J6c).

use credentials::grant::GrantKind;
use credentials::witness::RecoveryCodeVerified;
use jiff::Timestamp;

use super::Move;
use super::second_factor::closed;
use crate::account::{AccountFacts, AccountStatus};
use crate::audit::{AuditEvent, names};
use crate::effect::Effect;
use crate::event::{GrantSeed, NewGrant};
use crate::factors::Asked;
use crate::notice::{Notice, NoticeKind};
use crate::policy::Policy;
use crate::state::{Carried, Ending, NoGrantReason, State};
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

/// The first acceptance wipes; entering the same code again only replaces the grant (rule J4). Neither opens a session.
pub(super) fn proven(state: &State, proof: Proof, now: Timestamp) -> Move {
    let State::AwaitingRecoveryCode(carried, _) = state else { return None };
    let Proof { witness, facts, seed, tried } = proof;
    if facts.status != AccountStatus::Active {
        return Some(closed(carried, &facts));
    }
    let mut effects = if facts.active_code().is_some_and(|code| code.id == witness.code()) {
        accept(&witness, now)
    } else if facts.open_recovery(now).is_some_and(|code| code.id == witness.code()) {
        go_on(&witness)
    } else {
        return None;
    };
    let expires_at = now + Policy::RECOVERY_GRANT;
    effects.push(Effect::IssueGrant(NewGrant { seed, kind: GrantKind::RecoveryCode, expires_at }));
    effects.push(Effect::Audit(AuditEvent::success(names::GRANT_ISSUED).because("recovery-code")));
    let mut tries = carried.tries.clone();
    tries.push(tried);
    effects.push(Effect::GiveBack(tries));
    Some((State::Ended(carried.target.clone(), Ending::Recovered), effects))
}

fn accept(witness: &RecoveryCodeVerified, now: Timestamp) -> Vec<Effect> {
    let mut effects = vec![Effect::AcceptCode { code: witness.code(), until: now + Policy::RECOVERY }];
    effects.extend(wipe("recovery"));
    effects.push(Effect::Audit(AuditEvent::success(names::RECOVERY_ACCEPTED)));
    effects.push(Effect::Notify(Notice { kind: NoticeKind::RecoveryDone }));
    effects
}

fn go_on(witness: &RecoveryCodeVerified) -> Vec<Effect> {
    vec![
        Effect::ContinueRecovery { code: witness.code() },
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
