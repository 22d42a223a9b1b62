//! Where the planted bugs are that are not in the loader's reading or in the commit: in the facts, around `step`, and after the commit.

use std::sync::Arc;

use credentials::ids::{FactorId, JourneyId};
use jiff::Timestamp;
use journey::{
    AccountFacts, Admission, Carried, CodeStatus, Effect, Entitled, Event, FactorKind, Journey, Kinds, Licence,
    Outcome, Policy, RecoveryDelay, State, admit,
};

use super::form::Form;
use super::load::Request;
use super::world::{Model, World};
use crate::house::bug::Bug;
use crate::house::database::{AccountRows, FactorRow, SessionRow, does};
use crate::house::secrets::{Secrets, Who, factor_id, grant_id, journey_id};

/// Whether a loaded journey may be used.
pub fn is_admitted(bug: Bug, journey: &Journey, facts: &AccountFacts, now: Timestamp) -> bool {
    match admit(journey, facts, now) {
        Admission::Live => true,
        Admission::Expired => bug == Bug::NoExpiry,
        Admission::Superseded => bug == Bug::NoEpochCheck,
    }
}

/// The facts as the loader gives them to a step of this journey.
pub fn facts(model: &Model, journey: &Journey, mut facts: AccountFacts) -> AccountFacts {
    let bug = model.scenario.bug;
    if bug == Bug::SwitchedOffIsNoFactor {
        facts.factors.retain(|factor| model.scenario.offered.contains(&factor.kind));
        facts.ever_enrolled = facts.has_factor();
    }
    if bug == Bug::NoEpochCheck && journey.account.is_some() {
        facts.epoch = journey.epoch;
    }
    if bug == Bug::ForcedChangeSkipped {
        facts.must_change_password = false;
    }
    let at_s3 = matches!(journey.state, State::AwaitingRecoveryCode(..));
    if let Some(code) = &mut facts.code {
        let wrongly_active = match bug {
            Bug::ShownCodeCounts => code.status == CodeStatus::Shown && !at_s3,
            Bug::CodeAcceptedTwice => code.status == CodeStatus::Accepted && at_s3,
            _ => false,
        };
        if wrongly_active {
            code.status = CodeStatus::Active;
        }
    }
    facts
}

/// The real step, with what the bug does to its clock or to what comes of it.
pub fn step(model: &Model, request: &Request, event: Event, now: Timestamp) -> Option<Outcome> {
    let (bug, journey) = (model.scenario.bug, &request.loaded.journey);
    let clock = if bug == Bug::NoExpiry && journey.account.is_some() { journey.timing.stepped_at } else { now };
    let everything_on = Policy { kinds: Kinds::default(), ..model.policy.clone() };
    let at_once = Policy { recovery_delay: RecoveryDelay::default(), ..model.policy.clone() };
    let policy = match bug {
        Bug::SwitchedOffLogsIn => &everything_on,
        Bug::DelaySkipped => &at_once,
        _ => &model.policy,
    };
    let mut outcome = journey::step(journey, event, policy, clock)?;
    match (bug, request.form) {
        (Bug::ChallengeSurvives, Form::FactorSlip | Form::Touch(_)) => keep_challenge(journey, &mut outcome),
        (Bug::LicenceOfAnotherJourney, Form::Login(_)) => lend_licence(model, request, &mut outcome, now),
        (Bug::CountsResetBySwitching, Form::OpenRecovery | Form::LeaveRecovery)
        | (Bug::SwitchingKindsResetsCounts, Form::ChooseKind(_)) => forget_counts(&mut outcome),
        (Bug::EnrolWithoutGrant, Form::Login(_)) | (Bug::LinkOpensWizard, Form::FollowLink) => {
            open_wizard(&mut outcome);
        }
        (Bug::LinkAloneSetsPassword, Form::FollowLink) | (Bug::ForcedChangeBeforeFactor, Form::Login(_)) => {
            skip_factor(model, request, &mut outcome, now);
        }
        (Bug::ConfirmingKeepsEpoch, Form::TypeBack) => outcome.journey.epoch = journey.epoch,
        (Bug::NobodyIsTold, _) => outcome.effects.retain(|effect| !matches!(effect, Effect::Notify(_))),
        _ => {}
    }
    Some(outcome)
}

fn forget_counts(outcome: &mut Outcome) {
    let state = &mut outcome.journey.state;
    if let State::AwaitingFactor(carried, _) | State::AwaitingRecoveryCode(carried, _) = state {
        *carried = Carried { wrong_factors: 0, wrong_codes: 0, ..carried.clone() };
    }
}

fn open_wizard(outcome: &mut Outcome) {
    if let State::NoGrant(carried, _) = &outcome.journey.state {
        let licence = Licence::FirstLogin { grant: grant_id(u32::MAX) };
        outcome.journey.state = State::EnrolIntroduction(carried.clone(), licence);
    }
}

fn keep_challenge(before: &Journey, outcome: &mut Outcome) {
    if let (State::AwaitingFactor(_, before), State::AwaitingFactor(_, asked)) =
        (&before.state, &mut outcome.journey.state)
    {
        asked.key.clone_from(&before.key);
        asked.passkey.clone_from(&before.passkey);
    }
}

/// The factor of a journey that waits at the advice, or took it.
pub fn borrowed(bug: Bug, rows: &AccountRows) -> Option<FactorId> {
    let waiting = |journey: &Arc<Journey>| match &journey.state {
        State::EnrolSecond(_, held) | State::EnrolFactor(_, Licence::Second(held), _) => Some(held.factor()),
        _ => None,
    };
    let found = rows.journeys.values().find_map(waiting);
    found.filter(|_| bug == Bug::LicenceOfAnotherJourney)
}

/// Whoever looks the right up by the account finds the other journey's: here it is written as one of this journey.
fn lend_licence(model: &Model, request: &Request, outcome: &mut Outcome, now: Timestamp) {
    let (Some(factor), State::AwaitingFactor(carried, _)) = (request.loaded.borrowed, &outcome.journey.state) else {
        return;
    };
    let row = (factor, request.loaded.who, None);
    let shown = (factor, credentials::totp::step_at(now));
    let held = model.secrets.verify_app(row, shown, outcome.journey.id, now).unwrap().witness;
    outcome.journey.state = State::EnrolFactor(carried.clone(), Licence::Second(held), None);
}

/// S2 is left out: here it is written as if the factor had been proven in this journey.
fn skip_factor(model: &Model, request: &Request, outcome: &mut Outcome, now: Timestamp) {
    let State::AwaitingFactor(carried, _) = &outcome.journey.state else { return };
    let factor = request.loaded.facts.factors[0].id;
    let shown = (factor, credentials::totp::step_at(now));
    let row = (factor, request.loaded.who, None);
    let proven = model.secrets.verify_app(row, shown, outcome.journey.id, now).unwrap().witness;
    outcome.journey.state = State::AwaitingNewPassword(carried.clone(), Entitled::Factor(proven));
}

/// Whoever has the notice's link stops the recovery, and with the bug gets in by it.
pub fn cancel_recovery(bug: Bug, world: &mut World) {
    let rows = world.db.account_mut(Who::A);
    let Some(code) = rows.code.as_mut() else { return };
    code.status = CodeStatus::Void;
    let id = code.id;
    rows.notices.push(journey::NoticeKind::RecoveryCancelled);
    if bug == Bug::CancelLinkOpens {
        rows.sessions.push(session_without_factor(rows, journey_id(0)));
    }
    world.ghost_mut().cancelled.push(id);
}

/// What a bug writes without asking `step`: sessions, and a key whose ceremony has only begun.
pub fn after_commit(bug: Bug, rows: &mut AccountRows, outcome: &Outcome) {
    if let (Bug::PendingKeyCounts, State::EnrolFactor(_, _, Some(pending))) = (bug, &outcome.journey.state) {
        let begun = pending.factor.factor().filter(|_| pending.factor.kind() == FactorKind::SecurityKey);
        rows.factors.extend(begun.map(|id| FactorRow::enrolled(id, FactorKind::SecurityKey)));
    }
    let opens = match bug {
        Bug::SkipWizard => matches!(outcome.journey.state, State::NoGrant(..) | State::EnrolIntroduction(..)),
        Bug::CodeLogsIn => does(outcome, |effect| matches!(effect, Effect::AcceptCode { .. })),
        _ => false,
    };
    if opens {
        rows.sessions.push(session_without_factor(rows, outcome.journey.id));
    }
}

fn session_without_factor(rows: &AccountRows, journey: JourneyId) -> SessionRow {
    let seed = Secrets::session_seed(0, 0);
    SessionRow {
        id: seed.id,
        factor: factor_id(0),
        opened_by: factor_id(0),
        journey,
        epoch: rows.epoch,
        stepped_up: None,
    }
}
