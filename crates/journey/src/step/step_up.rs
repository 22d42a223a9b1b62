//! Password and factor once more, for a session that there is (rule J14). The login itself does not count.

use credentials::ids::SessionId;
use credentials::witness::{FactorVerified, FullyAuthenticated, PasswordVerified};
use jiff::Timestamp;

use super::Move;
use super::recovery::cancel_waiting;
use super::second_factor::closed;
use crate::account::{AccountFacts, AccountStatus, FactorKind};
use crate::audit::{AuditEvent, names};
use crate::effect::Effect;
use crate::event::SessionSeed;
use crate::factors::Asked;
use crate::policy::Policy;
use crate::purpose::{AccountPlace, Purpose};
use crate::state::{Carried, Ending, State, Target};
use crate::throttle::TryTaken;

/// The password is right; the factor comes next as ever.
pub(super) fn begun(
    state: &State,
    (witness, tries): (PasswordVerified, Vec<TryTaken>),
    facts: &AccountFacts,
    purpose: Purpose,
    (policy, now): (&Policy, Timestamp),
) -> Move {
    let State::AwaitingPassword = state else { return None };
    let carried = Carried { tries, ..Carried::begin(witness.into(), purpose, Target::Account) };
    if facts.status != AccountStatus::Active {
        return Some(closed(&carried, facts));
    }
    let asked = Asked::first(&purpose.before_proving(facts, now), &policy.kinds, now)?;
    let audit = AuditEvent::success(names::PASSWORD_PROVEN).because("step-up");
    Some((State::AwaitingFactor(carried, asked), vec![Effect::Audit(audit)]))
}

/// The session of this browser is confirmed and gets another cookie (requirement SE-03).
pub(super) fn done(
    carried: Carried,
    (witness, kind): (FactorVerified, FactorKind),
    facts: &AccountFacts,
    ((session, back), seed): ((SessionId, AccountPlace), SessionSeed),
    now: Timestamp,
) -> Move {
    let proof = FullyAuthenticated::join(carried.first.password()?.clone(), witness).ok()?;
    let mut effects = cancel_waiting(facts, now);
    effects.extend([
        Effect::StepUp { proof, session, token: seed.token },
        Effect::GiveBack(carried.tries),
        Effect::Audit(AuditEvent::success(names::STEP_UP).because(back.word()).with_factor(kind)),
    ]);
    Some((State::Ended(carried.target, Ending::SteppedUp { session, back }), effects))
}
