//! Acts in the account, from a session that was just confirmed (rule J14). They open no session and raise none.

use credentials::ids::{FactorId, SessionId};
use credentials::witness::SteppedUp;
use jiff::Timestamp;

use super::Move;
use super::enrol::stored;
use super::second_factor::{closed, issue_code};
use crate::account::{AccountFacts, AccountStatus};
use crate::audit::{AuditEvent, names};
use crate::effect::Effect;
use crate::event::CodeSeed;
use crate::factors::NewFactor;
use crate::notice::{Notice, NoticeKind};
use crate::policy::Policy;
use crate::purpose::{AccountAct, Purpose};
use crate::state::{Carried, Ending, IssueReason, Licence, State, Target};

/// Straight to S5, or to S6 with a fresh code; the session is asked for again at the end.
pub(super) fn begun(
    state: &State,
    (witness, act): (SteppedUp, AccountAct),
    facts: &AccountFacts,
    code: Option<CodeSeed>,
    (policy, now): (&Policy, Timestamp),
) -> Move {
    let State::AwaitingPassword = state else { return None };
    let session = witness.session();
    let purpose = Purpose::Account(act);
    let carried = Carried::begin(witness.clone().into(), purpose, Target::Account);
    if facts.status != AccountStatus::Active {
        return Some(closed(&carried, facts));
    }
    // What it was confirmed with must still be there, and there must be something to do.
    facts.holds(witness.factor()).then_some(())?;
    match act {
        AccountAct::ReplaceFactor(old) if !facts.holds(old) => None,
        AccountAct::AddFactor | AccountAct::ReplaceFactor(_) => {
            let possible = !policy.kinds.to_add(&purpose.before_adding(facts), now).is_empty();
            let state = State::EnrolFactor(carried, Licence::SteppedUp(witness), None);
            possible.then(|| (state, vec![Effect::RequireSession { session }]))
        }
        AccountAct::NewCode => {
            // The code of now is dead from here on: a login that counted on it begins anew (rule J13).
            let old = facts.active_code().map(|old| Effect::VoidCode { code: old.id });
            let (state, more) = issue_code(carried, None, (code?, IssueReason::Asked), now);
            Some((state, [Effect::RequireSession { session }].into_iter().chain(old).chain(more).collect()))
        }
    }
}

/// Stores the factor for what the one that allowed it counts for; the session keeps its own.
pub(super) fn factor_added(
    carried: Carried,
    witness: &SteppedUp,
    row: NewFactor,
    facts: &AccountFacts,
    now: Timestamp,
) -> Move {
    let Purpose::Account(act) = carried.purpose else { return None };
    let session = witness.session();
    let allowed = facts.factor(witness.factor())?.level(now);
    let new = row.factor();
    let mut effects = vec![Effect::RequireSession { session }];
    effects.extend(stored(row, Some(allowed)));
    match act {
        AccountAct::AddFactor => {}
        AccountAct::ReplaceFactor(old) => effects.extend(replaced(old, new, session, facts)?),
        AccountAct::NewCode => return None,
    }
    Some(done(carried, act, effects))
}

/// The old factor goes in the same step (rule J14).
fn replaced(old: FactorId, new: FactorId, session: SessionId, facts: &AccountFacts) -> Option<[Effect; 3]> {
    let kind = facts.kind_of(old)?;
    Some([
        Effect::ReplaceFactor { old, new, session },
        Effect::Audit(AuditEvent::success(names::FACTOR_REMOVED).because("replaced").with_factor(kind)),
        Effect::Notify(Notice { kind: NoticeKind::FactorRemoved }),
    ])
}

/// The new recovery code was typed back; whoever lost the session in between is told the next time.
pub(super) fn code_confirmed(carried: &Carried, mut effects: Vec<Effect>) -> Move {
    let Purpose::Account(act @ AccountAct::NewCode) = carried.purpose else { return None };
    let session = carried.first.session()?.session();
    effects.insert(0, Effect::RequireSession { session });
    Some(done(carried.clone(), act, effects))
}

fn done(carried: Carried, act: AccountAct, mut effects: Vec<Effect>) -> (State, Vec<Effect>) {
    effects.push(Effect::GiveBack(carried.tries));
    (State::Ended(carried.target, Ending::AccountDone(act)), effects)
}
