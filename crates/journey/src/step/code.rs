//! S6: the recovery code is typed back, and only then is there a session (rule J5), or is the act in the account done (rule J14).

use credentials::recovery_code::RecoveryCode;
use jiff::Timestamp;

use super::Move;
use super::account::code_confirmed;
use super::second_factor::{arrive, closed};
use crate::account::{AccountFacts, AccountStatus};
use crate::audit::{AuditEvent, names};
use crate::effect::Effect;
use crate::event::SessionSeed;
use crate::notice::{Notice, NoticeKind};
use crate::policy::Policy;
use crate::state::{IssueReason, State};

pub(super) fn typed_back(
    state: &State,
    typed: &RecoveryCode,
    facts: &AccountFacts,
    session: SessionSeed,
    (policy, now): (&Policy, Timestamp),
) -> Move {
    let State::EnrolRecoveryCode(carried, factor, shown) = state else { return None };
    if facts.status != AccountStatus::Active {
        return Some(closed(carried, facts));
    }
    if !shown.code.same_as(typed) {
        return None;
    }
    let mut effects = vec![
        Effect::ConfirmCode { code: shown.id },
        Effect::Audit(AuditEvent::success(names::CODE_CONFIRMED)),
        Effect::Notify(Notice { kind: NoticeKind::RecoveryCodeIssued }),
    ];
    let Some(factor) = factor else { return code_confirmed(carried, effects) };
    let kind = facts.kind_of(factor.factor())?;
    // Somebody who just set up a factor is advised to set up another; everybody else is on their way somewhere.
    if shown.reason == IssueReason::Enrolment && !policy.kinds.to_add(facts, now).is_empty() {
        return Some((State::EnrolSecond(carried.clone(), factor.clone()), effects));
    }
    let (state, more) = arrive(carried.clone(), (factor.clone(), kind), facts, session, now)?;
    effects.extend(more);
    Some((state, effects))
}
