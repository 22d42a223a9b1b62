//! Where the planted bugs are that are not in the loader's reading or in the commit: in the facts, around `step`, and after the commit.

use credentials::ids::JourneyId;
use jiff::Timestamp;
use journey::{AccountFacts, Admission, Carried, CodeStatus, Effect, Event, Journey, Licence, Outcome, State, admit};

use super::form::Form;
use super::load::Request;
use super::world::Model;
use crate::house::bug::Bug;
use crate::house::database::{AccountRows, SessionRow, does};
use crate::house::secrets::{Secrets, factor_id, grant_id};

/// Whether a loaded journey may be used.
pub fn is_admitted(bug: Bug, journey: &Journey, facts: &AccountFacts, now: Timestamp) -> bool {
    match admit(journey, facts, now) {
        Admission::Live => true,
        Admission::Expired => bug == Bug::NoExpiry,
        Admission::Superseded => bug == Bug::NoEpochCheck,
    }
}

/// The facts as the loader gives them to a step of this journey.
pub fn facts(bug: Bug, journey: &Journey, mut facts: AccountFacts) -> AccountFacts {
    if bug == Bug::NoEpochCheck && journey.account.is_some() {
        facts.epoch = journey.epoch;
    }
    let at_s3 = matches!(journey.state, State::AwaitingRecoveryCode(_));
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
    let mut outcome = journey::step(journey, event, &model.policy, clock)?;
    match (bug, request.form) {
        (Bug::CountsResetBySwitching, Form::OpenRecovery | Form::LeaveRecovery) => forget_counts(&mut outcome),
        (Bug::EnrolWithoutGrant, Form::Login(_)) => open_wizard(&mut outcome),
        (Bug::NobodyIsTold, _) => outcome.effects.retain(|effect| !matches!(effect, Effect::Notify(_))),
        _ => {}
    }
    Some(outcome)
}

fn forget_counts(outcome: &mut Outcome) {
    if let State::AwaitingFactor(carried) | State::AwaitingRecoveryCode(carried) = &mut outcome.journey.state {
        *carried = Carried { wrong_factors: 0, wrong_codes: 0, ..carried.clone() };
    }
}

fn open_wizard(outcome: &mut Outcome) {
    if let State::NoGrant(carried, _) = &outcome.journey.state {
        let licence = Licence::FirstLogin { grant: grant_id(u32::MAX) };
        outcome.journey.state = State::EnrolIntroduction(carried.clone(), licence);
    }
}

/// Sessions that a bug opens without asking `step`.
pub fn after_commit(bug: Bug, rows: &mut AccountRows, outcome: &Outcome) {
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
    SessionRow { id: seed.id, factor: factor_id(0), journey, epoch: rows.epoch }
}
