//! S2: the second factor (rules J2, J5 and J8).

use credentials::witness::{FactorVerified, FullyAuthenticated};
use jiff::Timestamp;

use super::Move;
use crate::account::{AccountFacts, AccountStatus, CodeStatus, FactorKind};
use crate::audit::{AuditEvent, names};
use crate::effect::Effect;
use crate::event::{CodeSeed, SessionSeed};
use crate::notice::{Notice, NoticeKind};
use crate::state::{Carried, Ending, IssueReason, ShownCode, State};
use crate::throttle::{FACTOR_TRIES_NOTICE, FACTOR_TRIES_PER_JOURNEY, Tally, TryTaken};

pub(super) struct Proof {
    pub(super) witness: FactorVerified,
    pub(super) step: i64,
    pub(super) facts: AccountFacts,
    pub(super) session: SessionSeed,
    pub(super) code: Option<CodeSeed>,
    pub(super) tried: TryTaken,
}

pub(super) fn proven(state: &State, proof: Proof, now: Timestamp) -> Move {
    let State::AwaitingFactor(carried) = state else { return None };
    let Proof { witness, step, facts, session, code, tried } = proof;
    if facts.status != AccountStatus::Active {
        return Some(closed(carried, &facts));
    }
    if !facts.holds(witness.factor()) {
        return None;
    }
    let mut carried = carried.clone();
    carried.tries.push(tried);
    let burn = Effect::BurnTotpStep { factor: witness.factor(), step };
    if facts.needs_code() {
        let reason = why_due(&facts);
        return Some(issue_code(carried, witness, (code?, reason), burn, now));
    }
    let ending = Ending::LoggedIn { session: session.id, at: now };
    let mut effects = vec![burn];
    effects.extend(open_session(&carried, witness, session)?);
    Some((State::Ended(carried.target, ending), effects))
}

/// Both factors are proven: the session, the tries given back, the audit entries.
pub(super) fn open_session(carried: &Carried, factor: FactorVerified, seed: SessionSeed) -> Option<Vec<Effect>> {
    let proof = FullyAuthenticated::join(carried.password.clone(), factor).ok()?;
    Some(vec![
        Effect::OpenSession { proof, seed },
        Effect::GiveBack(carried.tries.clone()),
        Effect::Audit(AuditEvent::success(names::LOGIN_SUCCESS).with_factor(FactorKind::Totp)),
        Effect::Audit(AuditEvent::success(names::SESSION_CREATED)),
    ])
}

fn why_due(facts: &AccountFacts) -> IssueReason {
    match facts.code.as_ref().map(|code| code.status) {
        Some(CodeStatus::Void) => IssueReason::Voided,
        _ => IssueReason::NotConfirmed,
    }
}

/// A code is due: S6 comes before the session (rules J5 and J8).
fn issue_code(
    carried: Carried,
    factor: FactorVerified,
    (code, reason): (CodeSeed, IssueReason),
    burn: Effect,
    now: Timestamp,
) -> (State, Vec<Effect>) {
    let shown = ShownCode { id: code.id, code: code.code, made_at: now, reason };
    let effects = vec![
        burn,
        Effect::IssueCode { row: code.row },
        Effect::Audit(AuditEvent::success(names::CODE_ISSUED).because("none-active")),
    ];
    (State::EnrolRecoveryCode(carried, factor, shown), effects)
}

pub(super) fn wrong(state: &State, tally: Tally, replayed: bool) -> Move {
    let State::AwaitingFactor(carried) = state else { return None };
    let mut carried = carried.clone();
    carried.wrong_factors = carried.wrong_factors.saturating_add(1);
    let name = if replayed { names::OTP_REPLAY } else { names::LOGIN_FAIL };
    let mut effects = vec![Effect::Audit(AuditEvent::refused(name, "second-factor").with_factor(FactorKind::Totp))];
    if tally.in_window == FACTOR_TRIES_NOTICE {
        effects.push(Effect::Notify(Notice { kind: NoticeKind::SecondFactorAttack }));
    }
    if carried.wrong_factors >= FACTOR_TRIES_PER_JOURNEY {
        effects.push(Effect::Audit(AuditEvent::refused(names::LOGIN_FAIL_MAX, "second-factor")));
        return Some((State::Ended(carried.target, Ending::FactorTriesUsed), effects));
    }
    Some((State::AwaitingFactor(carried), effects))
}

pub(super) fn closed(carried: &Carried, facts: &AccountFacts) -> (State, Vec<Effect>) {
    let audit = Effect::Audit(AuditEvent::refused(names::LOGIN_FAIL, facts.status.as_str()));
    (State::Ended(carried.target.clone(), Ending::AccountClosed), vec![audit])
}
