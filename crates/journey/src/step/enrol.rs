//! S4 and S5: the introduction, the choice, and the proof of the new factor (rules J5, J6 and J14).

use credentials::grant::GrantKind;
use credentials::witness::FactorVerified;
use jiff::Timestamp;

use super::Move;
use super::account;
use super::second_factor::{arrive, closed, issue_code, why_due};
use crate::account::{AccountFacts, AccountStatus, FactorKind};
use crate::audit::{AuditEvent, names};
use crate::effect::Effect;
use crate::event::{CodeSeed, SessionSeed};
use crate::factors::{Kinds, NewFactor, Pending, PendingFactor, Standing};
use crate::notice::{Notice, NoticeKind};
use crate::policy::Policy;
use crate::state::{Carried, Ending, IssueReason, Licence, State};
use crate::throttle::{FACTOR_TRIES_NOTICE, FACTOR_TRIES_PER_JOURNEY, Tally, TryTaken};

pub(super) struct Proof {
    pub(super) witness: FactorVerified,
    pub(super) row: NewFactor,
    pub(super) facts: AccountFacts,
    pub(super) code: Option<CodeSeed>,
    pub(super) session: SessionSeed,
    pub(super) tried: Option<TryTaken>,
}

pub(super) fn go_on(state: &State) -> Move {
    let State::EnrolIntroduction(carried, licence) = state else { return None };
    Some((State::EnrolFactor(carried.clone(), licence.clone(), None), Vec::new()))
}

/// Begins to set a method up; one that is under way already and not too old stays, so that a double click does not change the
/// QR code or forget the code that is on its way.
pub(super) fn method_chosen(
    state: &State,
    pending: PendingFactor,
    facts: &AccountFacts,
    policy: &Policy,
    now: Timestamp,
) -> Move {
    let State::EnrolFactor(carried, licence, shown) = state else { return None };
    let kind = pending.kind();
    if !policy.kinds.may_add(kind, &carried.purpose.before_adding(facts), now) {
        return None;
    }
    let same = |shown: &Pending| shown.is_fresh(now) && shown.factor.is_under_way() && shown.factor.kind() == kind;
    let shown = shown.clone().filter(same).unwrap_or(Pending { factor: pending, made_at: now });
    Some((State::EnrolFactor(carried.clone(), licence.clone(), Some(shown)), Vec::new()))
}

pub(super) fn choose_again(state: &State) -> Move {
    let State::EnrolFactor(carried, licence, Some(_)) = state else { return None };
    Some((State::EnrolFactor(carried.clone(), licence.clone(), None), Vec::new()))
}

/// A code that was guessed, or a key that did not answer well: five in one journey end it (requirement SM-01), and a key's
/// challenge is used up (requirement WA-02).
pub(super) fn wrong(state: &State, tally: Tally) -> Move {
    let State::EnrolFactor(carried, licence, Some(pending)) = state else { return None };
    let (mut carried, mut pending) = (carried.clone(), pending.clone());
    let kind = pending.factor.kind();
    if let Some(role) = kind.key_role() {
        pending.factor = PendingFactor::of_key(role, None);
    }
    carried.wrong_factors = carried.wrong_factors.saturating_add(1);
    let mut effects = vec![Effect::Audit(AuditEvent::refused(names::LOGIN_FAIL, "enrolment").with_factor(kind))];
    if tally.in_window == FACTOR_TRIES_NOTICE {
        effects.push(Effect::Notify(Notice { kind: NoticeKind::SecondFactorAttack }));
    }
    if carried.wrong_factors >= FACTOR_TRIES_PER_JOURNEY {
        effects.push(Effect::Audit(AuditEvent::refused(names::LOGIN_FAIL_MAX, "enrolment")));
        return Some((State::Ended(carried.target, Ending::FactorTriesUsed), effects));
    }
    Some((State::EnrolFactor(carried, licence.clone(), Some(pending)), effects))
}

/// The new factor is proven: what else belongs to it is the licence's.
pub(super) fn proven(state: &State, proof: Proof, policy: &Policy, now: Timestamp) -> Move {
    let State::EnrolFactor(carried, licence, Some(pending)) = state else { return None };
    if proof.facts.status != AccountStatus::Active {
        return Some(closed(carried, &proof.facts));
    }
    let ours = pending.factor.awaits_proof()
        && pending.factor.kind() == proof.row.kind()
        && pending.factor.factor() == Some(proof.row.factor())
        && proof.witness.factor() == proof.row.factor();
    let seen = carried.purpose.before_adding(&proof.facts);
    if !ours || !pending.is_fresh(now) || !policy.kinds.may_add(proof.row.kind(), &seen, now) {
        return None;
    }
    let mut carried = carried.clone();
    carried.tries.extend(proof.tried.clone());
    match licence {
        Licence::Presented(_) | Licence::FirstLogin { .. } => first(carried, licence, proof, now),
        Licence::Second(held) => second(carried, held, proof, now),
        Licence::Replacing(held) => replace(carried, held, proof, &policy.kinds, now),
        Licence::SteppedUp(session) => account::factor_added(carried, session, proof.row, &proof.facts, now),
    }
}

/// Storing the first factor, spending the grant, ending the recovery and issuing the code are one step (rule J6).
fn first(carried: Carried, licence: &Licence, proof: Proof, now: Timestamp) -> Move {
    if proof.facts.has_factor() {
        return None;
    }
    let mut effects = vec![Effect::SpendGrant { grant: licence.grant()? }];
    effects.extend(end_recovery(licence, &proof.facts, now)?);
    effects.extend(stored(proof.row, None));
    let (state, more) = issue_code(carried, Some(proof.witness), (proof.code?, IssueReason::Enrolment), now);
    effects.extend(more);
    Some((state, effects))
}

/// A further one, in the same wizard; the session is opened with the first, which was proven by the book.
fn second(carried: Carried, held: &FactorVerified, proof: Proof, now: Timestamp) -> Move {
    let kind = proof.facts.kind_of(held.factor())?;
    let mut effects = stored(proof.row, None);
    let (state, more) = arrive(carried, (held.clone(), kind), &proof.facts, proof.session, now)?;
    effects.extend(more);
    Some((state, effects))
}

/// A factor in the place of those whose kind is switched off: they go in the same step (requirement SM-03).
fn replace(carried: Carried, held: &FactorVerified, proof: Proof, kinds: &Kinds, now: Timestamp) -> Move {
    let Proof { witness, row, facts, code, session, .. } = proof;
    // A second factor is held to its journey by the session that comes of it; here the session is the new factor's.
    if !facts.holds(held.factor()) || held.journey() != carried.first.journey() {
        return None;
    }
    let off =
        |kind: &FactorKind| facts.holds_kind(*kind) && kinds.standing(*kind, facts.role, now) != Standing::Offered;
    let mut effects = removed(Kinds::ALL.into_iter().filter(off).collect());
    let kind = row.kind();
    effects.extend(stored(row, None));
    let (state, more) = if facts.needs_code() {
        issue_code(carried, Some(witness), (code?, why_due(&facts)), now)
    } else {
        arrive(carried, (witness, kind), &facts, session, now)?
    };
    effects.extend(more);
    Some((state, effects))
}

/// Nothing when every kind was switched on again in between.
fn removed(gone: Vec<FactorKind>) -> Vec<Effect> {
    if gone.is_empty() {
        return Vec::new();
    }
    let audit = |kind: &FactorKind| {
        Effect::Audit(AuditEvent::success(names::FACTOR_REMOVED).because("switched-off").with_factor(*kind))
    };
    let mut effects: Vec<Effect> = gone.iter().map(audit).collect();
    effects.push(Effect::RemoveKinds { kinds: gone, reason: "switched-off" });
    effects.push(Effect::Notify(Notice { kind: NoticeKind::FactorRemoved }));
    effects
}

/// The row, and everybody is told.
pub(super) fn stored(row: NewFactor, bound_by: Option<FactorKind>) -> Vec<Effect> {
    let kind = row.kind();
    vec![
        Effect::StoreFactor { row, bound_by },
        Effect::Audit(AuditEvent::success(names::FACTOR_ADDED).with_factor(kind)),
        Effect::Notify(Notice { kind: NoticeKind::FactorAdded }),
    ]
}

/// A grant from a recovery is good only while that recovery is open; any open recovery ends with the new factor (rule J4).
fn end_recovery(licence: &Licence, facts: &AccountFacts, now: Timestamp) -> Option<Vec<Effect>> {
    match (licence.kind()?, facts.open_recovery(now)) {
        (_, Some(code)) => {
            Some(vec![Effect::SpendCode { code: code.id }, Effect::Audit(AuditEvent::success(names::RECOVERY_DONE))])
        }
        (GrantKind::RecoveryCode, None) => None,
        (GrantKind::Activation | GrantKind::HelpDesk | GrantKind::FirstLogin, None) => Some(Vec::new()),
    }
}

/// After S6 the advice was taken: the wizard once more, for another factor.
pub(super) fn second_wanted(state: &State, facts: &AccountFacts, policy: &Policy, now: Timestamp) -> Move {
    let State::EnrolSecond(carried, held) = state else { return None };
    let possible = facts.holds(held.factor()) && !policy.kinds.to_add(facts, now).is_empty();
    possible.then(|| (State::EnrolFactor(carried.clone(), Licence::Second(held.clone()), None), Vec::new()))
}

/// No second factor now, said at once or after a look at the methods.
pub(super) fn second_declined(state: &State, facts: &AccountFacts, session: SessionSeed, now: Timestamp) -> Move {
    let (State::EnrolSecond(carried, held) | State::EnrolFactor(carried, Licence::Second(held), _)) = state else {
        return None;
    };
    if facts.status != AccountStatus::Active {
        return Some(closed(carried, facts));
    }
    let kind = facts.kind_of(held.factor())?;
    arrive(carried.clone(), (held.clone(), kind), facts, session, now)
}
