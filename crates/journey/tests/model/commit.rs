//! The third step of a request: the real `step` is taken and written, or everything is undone.
//!
//! A request that lost a race is dropped, and its person sees the page that is due. Only a wrong try is stepped again from the row as it is
//! then: it has to stand in the journey.

use std::sync::Arc;

use credentials::ids::{FactorId, GrantId};
use credentials::sms::PendingSms;
use jiff::Timestamp;
use journey::{
    AccountPlace, Burn, Effect, Event, FactorKind, Licence, NewFactor, Outcome, PendingFactor, SessionSeed, State,
    Target, Wrong,
};

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
    let newest = world.ghost.newest_message(request.loaded.journey.id);
    outcome.journey = model.through_the_seal(&outcome.journey);
    let loaded = &request.loaded;
    let before = world.db.account(loaded.who).clone();
    if world.db.commit(&loaded.journey, &outcome, model.scenario.bug).is_err() {
        world.requests[tab] = again(model, world, &request).map(Arc::new);
        return;
    }
    planted::after_commit(model.scenario.bug, world.db.account_mut(loaded.who), &outcome);
    let (now, after) = (world.now, world.db.account(loaded.who).clone());
    let holds = world.browsers[loaded.browser].session;
    let ghost = world.ghost_mut();
    ghost.watch(&loaded.journey, &outcome, (&before, &after), now);
    ghost.watch_kinds(model.scenario.offered, &outcome, (&before, &after));
    ghost.watch_answer(&request, newest);
    ghost.watch_acts(&request, &outcome, holds, (&before, &after), now);
    ghost.watch_sending(&outcome, message_name(&request), now);
    remember_steps(world, &request);
    set_cookies(world, &request, &outcome, model.scenario.confirms);
}

/// The event of a request, stepped; `None` when the state machine refuses it.
pub fn take_step(model: &Model, request: &Request, now: Timestamp) -> Option<Outcome> {
    let event = event_of(model, request, now)?;
    planted::step(model, request, event, now)
}

fn event_of(model: &Model, request: &Request, now: Timestamp) -> Option<Event> {
    match (request.verdict.clone()?, request.form) {
        (Verdict::Plain, form) => plain_event(form, request)
            .or_else(|| sending_event(model, request, now))
            .or_else(|| begin_event(model, request, now)),
        (Verdict::Wrong(how), form) => wrong_event(form, request, how),
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
        Verdict::Password(witness, _) if request.form == Form::Confirm => {
            let (session, back) = (loaded.session.as_ref()?.id, AccountPlace::Overview);
            Event::StepUpBegun { witness, facts, session, back, least: FactorKind::any(), tries: vec![tried?] }
        }
        Verdict::Password(witness, grant) => {
            let target = Target::Account;
            Event::PasswordProven { witness, facts, grant, seed, tries: vec![tried?], target }
        }
        Verdict::Factor(witness, burn) => {
            let (code, session) = (facts.needs_code().then(code), session_of(request));
            Event::FactorProven {
                witness,
                burn,
                facts,
                session,
                code,
                tried: tried?,
                holds: loaded.session.as_ref().map(|s| s.id),
            }
        }
        Verdict::NewFactor(proven) => {
            let (witness, row) = *proven;
            let (code, session) = (Some(code()), session_of(request));
            Event::NewFactorProven { witness, row, facts, code, session, tried }
        }
        Verdict::Code(witness) => Event::CodeProven { witness, facts, seed, tried: tried? },
        Verdict::Wrong(_) | Verdict::Plain => return None,
    })
}

fn wrong_event(form: Form, request: &Request, how: Wrong) -> Option<Event> {
    let tally = request.tried.as_ref()?.tally;
    let state = &request.loaded.journey.state;
    let asked = if let State::AwaitingFactor(_, asked) = state { asked.kind } else { FactorKind::Totp };
    let wrong = |kind| Some(Event::FactorWrong { kind, tally, how });
    match form {
        Form::Factor(_) => wrong(FactorKind::Totp),
        Form::Sms(_) if matches!(state, State::AwaitingFactor(..)) => wrong(FactorKind::Sms),
        Form::Touch(_) | Form::TouchLocked(_) => wrong(request.key_kind().unwrap_or(asked)),
        Form::FactorSlip => wrong(asked),
        Form::Sms(_) | Form::NewSlip | Form::NewFactor => Some(Event::NewFactorWrong { tally }),
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
        Form::ChooseKind(kind) => Event::FactorChosen { kind, facts },
        Form::ChooseMethod(kind) => Event::MethodChosen { pending: chosen(kind, new_factor_of(request)), facts },
        Form::NumberAgain => Event::NumberAgain,
        Form::TakeSecond => Event::SecondWanted { facts },
        Form::DeclineSecond => Event::SecondDeclined { facts, session: session_of(request) },
        Form::ChooseAgain => Event::ChooseAgain,
        Form::TypeBack => {
            let typed = Secrets::code(facts.code.as_ref()?.id);
            Event::CodeTypedBack { typed, facts, session: session_of(request) }
        }
        Form::Cancel => Event::Cancel,
        _ => return None,
    })
}

/// Journeys that begin with no secret of a form, and the new password.
fn begin_event(model: &Model, request: &Request, now: Timestamp) -> Option<Event> {
    let (loaded, number) = (&request.loaded, number_of(request));
    let (id, facts) = (loaded.journey.id, loaded.facts.clone());
    Some(match request.form {
        Form::FollowLink => {
            let witness = Secrets::present_link(loaded.who, loaded.link?, id, now)?;
            Event::LinkFollowed { witness, facts, tries: Vec::new(), target: Target::Account }
        }
        Form::Begin(act) => {
            let witness = loaded.session.as_ref()?.confirmed(id, now)?;
            // The act that replaces is about the factor that the account began with.
            let code = Some(model.secrets.code_seed(code_id(number), loaded.who));
            Event::ActBegun { witness, act, facts, code }
        }
        Form::ChoosePassword => {
            let row = model.secrets.password_row(loaded.who);
            let (session, grant) = (session_of(request), Secrets::grant_seed(grant_id(number)));
            Event::PasswordChosen { row, facts, session, grant }
        }
        _ => return None,
    })
}

/// What is set up, before anything was typed or touched for it.
fn chosen(kind: FactorKind, factor: FactorId) -> PendingFactor {
    match kind {
        FactorKind::Totp => PendingFactor::App(Secrets::pending(factor)),
        FactorKind::Sms => PendingFactor::Sms(PendingSms { factor, sent: None }),
        FactorKind::SecurityKey => PendingFactor::Key(None),
        FactorKind::Passkey => PendingFactor::Passkey(None),
    }
}

/// What goes out: a code, or a challenge.
fn sending_event(model: &Model, request: &Request, now: Timestamp) -> Option<Event> {
    let (loaded, name) = (&request.loaded, ceremony_name(request));
    let facts = loaded.facts.clone();
    Some(match request.form {
        Form::SendCode => {
            let pending = match &loaded.journey.state {
                State::EnrolFactor(_, _, Some(pending)) => pending.factor.factor(),
                _ => None,
            };
            let seed =
                model.secrets.sms_seed(message_name(request), pending.or(loaded.number)?, loaded.journey.id, now);
            Event::SmsSent { seed, facts, tried: None }
        }
        Form::AskKey => {
            let State::AwaitingFactor(_, asked) = &loaded.journey.state else { return None };
            let held = (loaded.who, loaded.keys.as_slice());
            let challenge = model.secrets.challenge(name, asked.kind.key_role()?, held, now);
            Event::KeyAsked { challenge, facts }
        }
        Form::BeginKey => {
            let State::EnrolFactor(_, _, Some(pending)) = &loaded.journey.state else { return None };
            let role = pending.factor.kind().key_role()?;
            let key = model.secrets.begin_key(name, role, new_factor_of(request), now);
            Event::MethodChosen { pending: PendingFactor::of_key(role, Some(key)), facts }
        }
        _ => return None,
    })
}

/// The name of the message that this tab sends: the journey's number is its sixteenth part.
fn message_name(request: &Request) -> u32 {
    let sent = request.loaded.journey.state.carried().map_or(0, |carried| carried.sms_sent);
    4 * number_of(request) + u32::from(sent)
}

/// Every ceremony of a journey has its own.
fn ceremony_name(request: &Request) -> u32 {
    256 * number_of(request) + u32::try_from(request.loaded.journey.revision.0).unwrap()
}

/// The factor that this tab sets up; a second one in the same journey is another.
fn new_factor_of(request: &Request) -> FactorId {
    let beside = matches!(request.loaded.journey.state, State::EnrolFactor(_, Licence::Second(_), _));
    factor_id(number_of(request) + if beside { 2 } else { 0 })
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
    let is_wrong = matches!(request.verdict, Some(Verdict::Wrong(_)));
    if !is_wrong || model.scenario.bug == Bug::LostWrongIsForgotten {
        return None;
    }
    let loaded = load_journey(model, world, (request.loaded.browser, request.loaded.place))?;
    (loaded.journey.id == request.loaded.journey.id).then(|| Request { loaded, ..request.clone() })
}

fn remember_steps(world: &mut World, request: &Request) {
    match &request.verdict {
        Some(Verdict::Factor(right, Burn::TotpStep(step))) => world.ghost_mut().count_step(right.factor(), *step),
        // A passkey that does not count says zero each time.
        Some(Verdict::Factor(right, Burn::Key { sign_count, .. })) if *sign_count > 0 => {
            world.ghost_mut().count_step(right.factor(), i64::from(*sign_count));
        }
        Some(Verdict::NewFactor(proven)) => {
            if let NewFactor::Totp(row) = &proven.1 {
                world.ghost_mut().count_step(row.factor, row.last_step.unwrap());
            }
        }
        _ => {}
    }
}

fn set_cookies(world: &mut World, request: &Request, outcome: &Outcome, confirms: bool) {
    let cookies = &mut world.browsers[request.loaded.browser];
    if request.form.begins() {
        cookies.journey = Some(outcome.journey.id);
    }
    let opened = outcome.effects.iter().find_map(|effect| match effect {
        Effect::OpenSession { seed, .. } => Some(seed.id),
        _ => None,
    });
    if confirms && opened.is_some() {
        cookies.session = opened;
    }
    let issued: Option<GrantId> = outcome.effects.iter().find_map(|effect| match effect {
        Effect::IssueGrant(grant) => Some(grant.seed.id),
        _ => None,
    });
    if matches!(request.form, Form::Code(_) | Form::ChoosePassword) && issued.is_some() {
        cookies.grant = issued;
    }
}
