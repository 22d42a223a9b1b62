//! A new password inside a journey: forgotten (rule J12), lost together with the factor (requirement FP-08), or wanted by policy
//! (requirement PW-09). What entitles to it was proven in this journey.

use credentials::hashing::SealedPassword;
use credentials::witness::{FactorVerified, LinkPresented, RecoveryCodeVerified};
use jiff::Timestamp;

use super::Move;
use super::recovery::{accept, grant};
use super::second_factor::{closed, open_session};
use crate::account::{AccountFacts, AccountStatus};
use crate::audit::{AuditEvent, names};
use crate::effect::Effect;
use crate::event::{GrantSeed, SessionSeed};
use crate::factors::Asked;
use crate::notice::{Notice, NoticeKind};
use crate::policy::Policy;
use crate::purpose::Purpose;
use crate::state::{Carried, Ending, Entitled, NoGrantReason, State, Target};
use crate::throttle::TryTaken;

pub(super) struct Chosen {
    pub(super) row: SealedPassword,
    pub(super) facts: AccountFacts,
    pub(super) session: SessionSeed,
    pub(super) grant: GrantSeed,
}

/// A mailed link: S2 comes next, and on an account without a factor nothing does (rule J12).
pub(super) fn link_followed(
    state: &State,
    (witness, tries, target): (LinkPresented, Vec<TryTaken>, Target),
    facts: &AccountFacts,
    policy: &Policy,
    now: Timestamp,
) -> Move {
    let State::AwaitingPassword = state else { return None };
    let carried = Carried { tries, ..Carried::begin(witness.into(), Purpose::NewPassword, target) };
    if facts.status != AccountStatus::Active {
        return Some(closed(&carried, facts));
    }
    if let Some(asked) = Asked::first(facts, &policy.kinds, now) {
        let audit = AuditEvent::success(names::PASSWORD_LINK_FOLLOWED);
        return Some((State::AwaitingFactor(carried, asked), vec![Effect::Audit(audit)]));
    }
    let audit = AuditEvent::refused(names::PASSWORD_LINK_FOLLOWED, "no-factor");
    Some((State::NoGrant(carried, NoGrantReason::LinkWithoutFactor), vec![Effect::Audit(audit)]))
}

/// What goes with the new password depends on what the journey is for and what was proven in it.
pub(super) fn chosen(state: &State, chosen: Chosen, now: Timestamp) -> Move {
    let State::AwaitingNewPassword(carried, entitled) = state else { return None };
    if chosen.facts.status != AccountStatus::Active {
        return Some(closed(carried, &chosen.facts));
    }
    let carried = carried.clone();
    match (carried.purpose, entitled) {
        (Purpose::LogIn, Entitled::Factor(factor)) => changed(carried, factor.clone(), chosen, now),
        (Purpose::NewPassword, Entitled::Factor(factor)) => reset(carried, factor, chosen),
        (Purpose::NewPassword, Entitled::Code(code)) => recovered(carried, code, chosen, now),
        _ => None,
    }
}

/// A change that is wanted, at the end of a login: the password and the session in one step; every other session ends.
fn changed(carried: Carried, factor: FactorVerified, chosen: Chosen, now: Timestamp) -> Move {
    let kind = chosen.facts.kind_of(factor.factor())?;
    let mut effects = set(chosen.row, "wanted", NoticeKind::PasswordChanged);
    let (state, more) = open_session(carried, (factor, kind), chosen.session, now)?;
    effects.extend(more);
    Some((state, effects))
}

/// A forgotten password, with the factor (requirement FP-03): no session, log in again.
fn reset(carried: Carried, factor: &FactorVerified, chosen: Chosen) -> Move {
    chosen.facts.holds(factor.factor()).then_some(())?;
    let mut effects = vec![Effect::SpendLink { link: carried.first.link()?.link() }];
    effects.extend(set(chosen.row, "forgotten", NoticeKind::PasswordReset));
    effects.extend([Effect::BeginCooling, Effect::GiveBack(carried.tries)]);
    Some((State::Ended(carried.target, Ending::PasswordReset), effects))
}

/// Both lost (requirement FP-08): the code is accepted only now, and everything happens in this one step.
fn recovered(carried: Carried, code: &RecoveryCodeVerified, chosen: Chosen, now: Timestamp) -> Move {
    let facts = &chosen.facts;
    let good = facts.active_code().or_else(|| facts.due_recovery(now)).is_some_and(|known| known.id == code.code());
    if !good || !facts.has_factor() {
        return None;
    }
    let mut effects = vec![Effect::SpendLink { link: carried.first.link()?.link() }];
    effects.extend(accept(code.code(), facts, now));
    effects.extend(set(chosen.row, "forgotten", NoticeKind::PasswordReset));
    effects.extend(grant(chosen.grant, now));
    effects.push(Effect::GiveBack(carried.tries));
    Some((State::Ended(carried.target, Ending::Recovered), effects))
}

/// The password; whoever used the old one is out, and everybody is told.
fn set(row: SealedPassword, reason: &'static str, notice: NoticeKind) -> Vec<Effect> {
    vec![
        Effect::SetPassword(row),
        Effect::EndSessions { except: None, reason: "password-changed" },
        Effect::Audit(AuditEvent::success(names::PASSWORD_CHANGE).because(reason)),
        Effect::Notify(Notice { kind: notice }),
    ]
}
