//! The third step of a request: the real `step` is taken and written, or everything is undone.
//!
//! A request that lost a race is dropped, and its person sees the page that is due. Only a wrong try is stepped again from the row as it is
//! then: it has to stand in the journey.

use std::sync::Arc;

use credentials::ids::GrantId;
use credentials::totp::TotpAccepted;
use jiff::Timestamp;
use journey::{Effect, Event, Outcome, SessionSeed, Target};

use super::form::Form;
use super::load::{Request, load_journey};
use super::planted;
use super::verify::Verdict;
use super::world::{Model, World, made_in};
use crate::house::bug::Bug;
use crate::house::secrets::{Secrets, code_id, factor_id, grant_id};

/// Steps and commits the request of a tab.
pub fn commit(model: &Model, world: &mut World, tab: usize) {
    let Some(request) = world.requests[tab].take() else { return };
    let Some(mut outcome) = take_step(model, &request, world.now) else { return };
    outcome.journey = model.through_the_seal(&outcome.journey);
    let loaded = &request.loaded;
    let before = world.db.account(loaded.who).clone();
    if world.db.commit(&loaded.journey, &outcome, model.scenario.bug).is_err() {
        world.requests[tab] = again(model, world, &request).map(Arc::new);
        return;
    }
    planted::after_commit(model.scenario.bug, world.db.account_mut(loaded.who), &outcome);
    let (now, after) = (world.now, world.db.account(loaded.who).clone());
    world.ghost_mut().watch(&loaded.journey, &outcome, (&before, &after), now);
    remember_steps(world, &request);
    set_cookies(world, &request, &outcome);
}

/// The event of a request, stepped; `None` when the state machine refuses it.
pub fn take_step(model: &Model, request: &Request, now: Timestamp) -> Option<Outcome> {
    let event = event_of(model, request)?;
    planted::step(model, request, event, now)
}

fn event_of(model: &Model, request: &Request) -> Option<Event> {
    match (request.verdict.clone()?, request.form) {
        (Verdict::Plain, form) => plain_event(form, request),
        (Verdict::Wrong { replayed }, form) => wrong_event(form, request, replayed),
        (right, _) => proven_event(model, request, right),
    }
}

fn proven_event(model: &Model, request: &Request, verdict: Verdict) -> Option<Event> {
    let (loaded, number) = (&request.loaded, number_of(request));
    let facts = loaded.facts.clone();
    let tried = request.tried.as_ref().map(|tried| tried.taken.clone());
    let seed = Secrets::grant_seed(grant_id(number));
    let code = || model.secrets.code_seed(code_id(number), loaded.who);
    Some(match verdict {
        Verdict::Password(witness, grant) => {
            let target = Target::Account;
            Event::PasswordProven { witness, facts, grant, seed, tries: vec![tried?], target }
        }
        Verdict::Factor(TotpAccepted { witness, step }) => {
            let (code, session) = (facts.needs_code().then(code), session_of(request));
            Event::FactorProven { witness, step, facts, session, code, tried: tried? }
        }
        Verdict::NewFactor(proven) => {
            Event::NewFactorProven { witness: proven.witness, row: proven.row, facts, code: code() }
        }
        Verdict::Code(witness) => Event::CodeProven { witness, facts, seed, tried: tried? },
        Verdict::Wrong { .. } | Verdict::Plain => return None,
    })
}

fn wrong_event(form: Form, request: &Request, replayed: bool) -> Option<Event> {
    let tally = request.tried.as_ref()?.tally;
    match form {
        Form::Factor(_) | Form::FactorSlip => Some(Event::FactorWrong { tally, replayed }),
        Form::Code(_) => Some(Event::CodeWrong { facts: request.loaded.facts.clone(), tally }),
        _ => None,
    }
}

fn plain_event(form: Form, request: &Request) -> Option<Event> {
    let facts = request.loaded.facts.clone();
    Some(match form {
        Form::OpenRecovery => Event::OpenRecovery { facts },
        Form::LeaveRecovery => Event::LeaveRecovery { facts },
        Form::ResetByLink => Event::ResetByLink { facts },
        Form::Continue => Event::ContinueEnrolment,
        Form::ChooseApp => Event::AppChosen { pending: Secrets::pending(factor_id(number_of(request))) },
        Form::ChooseAgain => Event::ChooseAgain,
        Form::TypeBack => {
            let typed = Secrets::code(facts.code.as_ref()?.id);
            Event::CodeTypedBack { typed, facts, session: session_of(request) }
        }
        Form::Cancel => Event::Cancel,
        Form::Login(_) | Form::Factor(_) | Form::FactorSlip | Form::Code(_) | Form::NewFactor => return None,
    })
}

/// The number of whatever this tab makes in this journey.
fn number_of(request: &Request) -> u32 {
    made_in(request.loaded.journey.id, request.loaded.place)
}

fn session_of(request: &Request) -> SessionSeed {
    Secrets::session_seed(number_of(request), u8::try_from(request.loaded.browser).unwrap())
}

/// A wrong try that lost a race, loaded anew.
fn again(model: &Model, world: &World, request: &Request) -> Option<Request> {
    let is_wrong = matches!(request.verdict, Some(Verdict::Wrong { .. }));
    if !is_wrong || model.scenario.bug == Bug::LostWrongIsForgotten {
        return None;
    }
    let loaded = load_journey(model, world, (request.loaded.browser, request.loaded.place))?;
    (loaded.journey.id == request.loaded.journey.id).then(|| Request { loaded, ..request.clone() })
}

fn remember_steps(world: &mut World, request: &Request) {
    match &request.verdict {
        Some(Verdict::Factor(right)) => world.ghost_mut().count_step(right.witness.factor(), right.step),
        Some(Verdict::NewFactor(proven)) => world.ghost_mut().count_step(proven.row.factor, proven.step),
        _ => {}
    }
}

fn set_cookies(world: &mut World, request: &Request, outcome: &Outcome) {
    let cookies = &mut world.browsers[request.loaded.browser];
    if matches!(request.form, Form::Login(_)) {
        cookies.journey = Some(outcome.journey.id);
    }
    let issued: Option<GrantId> = outcome.effects.iter().find_map(|effect| match effect {
        Effect::IssueGrant(grant) => Some(grant.seed.id),
        _ => None,
    });
    if matches!(request.form, Form::Code(_)) && issued.is_some() {
        cookies.grant = issued;
    }
}
