//! S1: what the right password leads to (rules J2 and J6, requirement RC-10).

use credentials::grant::GrantKind;
use credentials::witness::{GrantPresented, PasswordVerified};
use jiff::Timestamp;

use super::Move;
use super::recovery::take_effect;
use crate::account::{AccountFacts, AccountStatus};
use crate::audit::{AuditEvent, names};
use crate::effect::Effect;
use crate::event::{GrantSeed, NewGrant};
use crate::factors::Asked;
use crate::policy::{FirstLogin, Policy};
use crate::purpose::Purpose;
use crate::state::{Carried, Ending, Licence, NoGrantReason, State, Target};
use crate::throttle::TryTaken;

pub(super) struct Arrival {
    pub(super) witness: PasswordVerified,
    pub(super) facts: AccountFacts,
    pub(super) grant: Option<GrantPresented>,
    pub(super) seed: GrantSeed,
    pub(super) tries: Vec<TryTaken>,
    pub(super) target: Target,
}

pub(super) fn proven(state: &State, arrival: Arrival, policy: &Policy, now: Timestamp) -> Move {
    let State::AwaitingPassword = state else { return None };
    let Arrival { witness, facts, grant, seed, tries, target } = arrival;
    if facts.status != AccountStatus::Active {
        let audit = AuditEvent::refused(names::LOGIN_FAIL, facts.status.as_str());
        return Some((State::Ended(target, Ending::AccountClosed), vec![Effect::Audit(audit)]));
    }
    let mut carried = Carried { tries, ..Carried::begin(witness.into(), Purpose::LogIn, target) };
    let audit = Effect::Audit(AuditEvent::success(names::PASSWORD_PROVEN));
    // The delay of a recovery is over: it takes effect with the first right password, and the code is entered once more for the grant.
    if let Some(due) = facts.due_recovery(now) {
        let effects = [audit].into_iter().chain(take_effect(due.id, now)).collect();
        return Some((State::NoGrant(carried, NoGrantReason::RecoveryOpen), effects));
    }
    if let Some(asked) = Asked::first(&facts, &policy.kinds, now) {
        carried.reset_link = grant.filter(|grant| grant.kind() == GrantKind::HelpDesk);
        return Some((State::AwaitingFactor(carried, asked), vec![audit]));
    }
    Some(without_factor(carried, &facts, grant, first_login(&facts, seed, policy, now), now, audit))
}

/// No factor: the wizard with a grant, else the page that says what to do.
fn without_factor(
    carried: Carried,
    facts: &AccountFacts,
    grant: Option<GrantPresented>,
    first: Option<NewGrant>,
    now: Timestamp,
    audit: Effect,
) -> (State, Vec<Effect>) {
    if let Some(grant) = grant {
        return (State::EnrolIntroduction(carried, Licence::Presented(grant)), vec![audit]);
    }
    if let Some(first) = first {
        let licence = Licence::FirstLogin { grant: first.seed.id };
        let issued = Effect::Audit(AuditEvent::success(names::GRANT_ISSUED).because("first-login"));
        return (State::EnrolIntroduction(carried, licence), vec![Effect::IssueGrant(first), issued, audit]);
    }
    let missing = Effect::Audit(AuditEvent::refused(names::GRANT_MISSING, "password-only"));
    (State::NoGrant(carried, reason(facts, now)), vec![audit, missing])
}

/// The grant of J6d, where the settings allow it: a history without any factor, 14 days from the first password.
fn first_login(facts: &AccountFacts, seed: GrantSeed, policy: &Policy, now: Timestamp) -> Option<NewGrant> {
    let since = facts.first_password_at?;
    let open = policy.first_login == FirstLogin::Password && !facts.ever_enrolled && now < since + Policy::FIRST_LOGIN;
    open.then(|| NewGrant { seed, kind: GrantKind::FirstLogin, expires_at: now + Policy::WIZARD })
}

fn reason(facts: &AccountFacts, now: Timestamp) -> NoGrantReason {
    if facts.open_recovery(now).is_some() {
        NoGrantReason::RecoveryOpen
    } else if facts.ever_enrolled {
        NoGrantReason::NeedsHelpDesk
    } else {
        NoGrantReason::NeedsActivation
    }
}
