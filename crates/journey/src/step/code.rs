//! S6: the recovery code is typed back, and only then is there a session (rule J5).

use credentials::recovery_code::RecoveryCode;
use jiff::Timestamp;

use super::Move;
use super::second_factor::{closed, open_session};
use crate::account::{AccountFacts, AccountStatus};
use crate::audit::{AuditEvent, names};
use crate::effect::Effect;
use crate::event::SessionSeed;
use crate::notice::{Notice, NoticeKind};
use crate::state::{Ending, State};

pub(super) fn typed_back(
    state: &State,
    typed: &RecoveryCode,
    facts: &AccountFacts,
    session: SessionSeed,
    now: Timestamp,
) -> Move {
    let State::EnrolRecoveryCode(carried, factor, shown) = state else { return None };
    if facts.status != AccountStatus::Active {
        return Some(closed(carried, facts));
    }
    if !shown.code.same_as(typed) || !facts.holds(factor.factor()) {
        return None;
    }
    let ending = Ending::LoggedIn { session: session.id, at: now };
    let mut effects = vec![
        Effect::ConfirmCode { code: shown.id },
        Effect::Audit(AuditEvent::success(names::CODE_CONFIRMED)),
        Effect::Notify(Notice { kind: NoticeKind::RecoveryCodeIssued }),
    ];
    effects.extend(open_session(carried, factor.clone(), session)?);
    Some((State::Ended(carried.target.clone(), ending), effects))
}
