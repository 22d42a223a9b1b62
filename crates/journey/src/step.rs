//! The pure function: a journey, an event and the time give the next journey and its effects.
//!
//! One file per screen below this one. The outer match names every event; inside, every state that does not await the event gives `None`, and
//! nothing changes. Checks that hold for every event (expiry, epoch, whose witness it is) stand here, once.

mod account;
mod code;
mod enrol;
mod new_password;
mod password;
mod recovery;
mod second_factor;
mod sms;
mod step_up;

use credentials::ids::{AccountId, JourneyId};
use jiff::Timestamp;

use crate::account::{AccountFacts, Epoch};
use crate::effect::{Effect, raises_epoch};
use crate::event::Event;
use crate::policy::Policy;
use crate::purpose::Purpose;
use crate::state::{Ending, Journey, Revision, State, Timing};

/// What a step gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The next journey; its revision and epoch are the ones that it has after the commit.
    pub journey: Journey,
    /// What belongs to it.
    pub effects: Vec<Effect>,
}

/// Whether a stored journey may still be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Admission {
    /// Go on.
    Live,
    /// Its time is over (rule J1).
    Expired,
    /// The account changed since: a wipe, a first factor, a password, a suspension (rule J13).
    Superseded,
}

/// Decides whether a journey that was loaded with `facts` may still be used at `now`.
pub fn admit(journey: &Journey, facts: &AccountFacts, now: Timestamp) -> Admission {
    if journey.account != Some(facts.account) || journey.epoch != facts.epoch {
        return Admission::Superseded;
    }
    if now >= journey.timing.expires_at() {
        return Admission::Expired;
    }
    Admission::Live
}

/// Takes one step; `None` when the event does not fit the journey, and then nothing changes.
pub fn step(journey: &Journey, event: Event, policy: &Policy, now: Timestamp) -> Option<Outcome> {
    if journey.account.is_some() && now >= journey.timing.expires_at() {
        return None;
    }
    if !belongs(journey, &event) {
        return None;
    }
    let (account, epoch) = whose(journey, &event);
    let (state, effects) = transition(journey, event, policy, now)?;
    Some(settle(Journey { account, epoch, ..journey.clone() }, journey.account.is_none(), (state, effects), now))
}

/// The account and epoch of the journey; the first proof gives it both.
fn whose(journey: &Journey, event: &Event) -> (Option<AccountId>, Epoch) {
    match event {
        Event::PasswordProven { facts, .. }
        | Event::StepUpBegun { facts, .. }
        | Event::LinkFollowed { facts, .. }
        | Event::ActBegun { facts, .. } => (Some(facts.account), facts.epoch),
        _ => (journey.account, journey.epoch),
    }
}

type Move = Option<(State, Vec<Effect>)>;

fn transition(journey: &Journey, event: Event, policy: &Policy, now: Timestamp) -> Move {
    let state = &journey.state;
    match event {
        Event::PasswordProven { witness, facts, grant, seed, tries, target } => {
            let arrival = password::Arrival { witness, facts, grant, seed, tries, target };
            password::proven(state, arrival, policy, now)
        }
        Event::StepUpBegun { witness, facts, session, back, least, tries } => {
            let purpose = Purpose::StepUp { session, back, least };
            step_up::begun(state, (witness, tries), &facts, purpose, (policy, now))
        }
        Event::LinkFollowed { witness, facts, tries, target } => {
            new_password::link_followed(state, (witness, tries, target), &facts, policy, now)
        }
        Event::ActBegun { witness, act, facts, code } => {
            account::begun(state, (witness, act), &facts, code, (policy, now))
        }
        Event::PasswordChosen { row, facts, session, grant } => {
            new_password::chosen(state, new_password::Chosen { row, facts, session, grant }, now)
        }
        Event::FactorProven { witness, burn, facts, session, code, tried, holds } => {
            let proof = second_factor::Proof { witness, burn, facts, session, code, tried, holds };
            second_factor::proven(state, proof, policy, now)
        }
        Event::FactorWrong { kind, tally, how } => second_factor::wrong(state, kind, tally, how),
        Event::FactorChosen { kind, facts } => second_factor::chosen(state, kind, &facts, policy, now),
        Event::SmsSent { seed, facts, tried } => sms::sent(state, seed, tried, &facts, policy, now),
        Event::KeyAsked { challenge, facts } => second_factor::key_asked(state, challenge, &facts, policy, now),
        Event::OpenRecovery { facts } => recovery::open(state, &facts, now),
        Event::LeaveRecovery { facts } => recovery::leave(state, &facts, policy, now),
        Event::CodeProven { witness, facts, seed, tried } => {
            recovery::proven(state, recovery::Proof { witness, facts, seed, tried }, policy, now)
        }
        Event::CodeWrong { facts, tally } => recovery::wrong(state, &facts, tally),
        Event::ResetByLink { facts } => recovery::reset_by_link(state, &facts, now),
        Event::ContinueEnrolment => enrol::go_on(state),
        Event::MethodChosen { pending, facts } => enrol::method_chosen(state, pending, &facts, policy, now),
        Event::NumberAgain => sms::number_again(state),
        Event::ChooseAgain => enrol::choose_again(state),
        Event::NewFactorWrong { tally } => enrol::wrong(state, tally),
        Event::NewFactorProven { witness, row, facts, code, session, tried } => {
            enrol::proven(state, enrol::Proof { witness, row, facts, code, session, tried }, policy, now)
        }
        Event::CodeTypedBack { typed, facts, session } => {
            code::typed_back(state, &typed, &facts, session, (policy, now))
        }
        Event::SecondWanted { facts } => enrol::second_wanted(state, &facts, policy, now),
        Event::SecondDeclined { facts, session } => enrol::second_declined(state, &facts, session, now),
        Event::Cancel => cancel(state),
    }
}

/// Whether facts and witnesses of the event are about this journey's account, epoch and id (rule J13).
fn belongs(journey: &Journey, event: &Event) -> bool {
    let known = |facts: &AccountFacts| journey.account == Some(facts.account) && journey.epoch == facts.epoch;
    let ours = |account: AccountId, id: JourneyId| journey.account == Some(account) && journey.id == id;
    match event {
        Event::PasswordProven { witness, facts, grant, .. } => {
            witness.journey() == journey.id
                && witness.account() == facts.account
                && grant.as_ref().is_none_or(|grant| grant.account() == facts.account)
        }
        Event::StepUpBegun { witness, facts, .. } => {
            witness.journey() == journey.id && witness.account() == facts.account
        }
        Event::LinkFollowed { witness, facts, .. } => {
            witness.journey() == journey.id && witness.account() == facts.account
        }
        Event::ActBegun { witness, facts, .. } => witness.journey() == journey.id && witness.account() == facts.account,
        Event::PasswordChosen { row, facts, .. } => known(facts) && row.account == facts.account,
        Event::FactorProven { witness, facts, .. } => known(facts) && ours(witness.account(), witness.journey()),
        Event::NewFactorProven { witness, row, facts, .. } => {
            known(facts) && ours(witness.account(), witness.journey()) && row.account() == facts.account
        }
        Event::CodeProven { witness, facts, .. } => known(facts) && ours(witness.account(), witness.journey()),
        Event::OpenRecovery { facts }
        | Event::CodeWrong { facts, .. }
        | Event::ResetByLink { facts }
        | Event::LeaveRecovery { facts }
        | Event::FactorChosen { facts, .. }
        | Event::SmsSent { facts, .. }
        | Event::KeyAsked { facts, .. }
        | Event::MethodChosen { facts, .. }
        | Event::SecondWanted { facts }
        | Event::SecondDeclined { facts, .. }
        | Event::CodeTypedBack { facts, .. } => known(facts),
        Event::FactorWrong { .. }
        | Event::NewFactorWrong { .. }
        | Event::ContinueEnrolment
        | Event::NumberAgain
        | Event::ChooseAgain
        | Event::Cancel => journey.account.is_some(),
    }
}

fn cancel(state: &State) -> Move {
    let carried = state.carried()?;
    Some((State::Ended(carried.target.clone(), Ending::Cancelled), Vec::new()))
}

/// Makes the next journey: time, revision, and the epoch after the commit.
fn settle(mut journey: Journey, first: bool, moved: (State, Vec<Effect>), now: Timestamp) -> Outcome {
    let (state, effects) = moved;
    if first {
        journey.timing = Timing::begin(now);
    }
    journey.timing.stepped_at = now;
    if in_wizard(&state) && journey.timing.wizard_at.is_none() {
        journey.timing.wizard_at = Some(now);
    }
    if raises_epoch(&effects) {
        journey.epoch = journey.epoch.next();
    }
    journey.revision = Revision(journey.revision.0 + 1);
    journey.state = state;
    Outcome { journey, effects }
}

fn in_wizard(state: &State) -> bool {
    matches!(
        state,
        State::EnrolIntroduction(..) | State::EnrolFactor(..) | State::EnrolRecoveryCode(..) | State::EnrolSecond(..)
    )
}
