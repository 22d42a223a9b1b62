//! The second step of a request: the real verifiers are asked, outside any transaction.

use std::sync::Arc;

use credentials::ids::FactorId;
use credentials::security_key::{KeyRefusal, KeyRole};
use credentials::sms::{PendingSms, SentSms};
use credentials::witness::{FactorVerified, GrantPresented, PasswordVerified, RecoveryCodeVerified};
use jiff::Timestamp;
use journey::{Burn, CodeStatus, NewFactor, Pending, PendingFactor, State, Wrong};

use super::form::Form;
use super::ghost::WrongTry;
use super::load::{Loaded, Request};
use super::world::{Model, World, message_of};
use crate::house::bug::Bug;
use crate::house::keys::Touch;
use crate::house::secrets::{Secrets, Who, factor_id};

const WRONG: Verdict = Verdict::Wrong(Wrong::NotRight);

/// What the verifiers said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    Password(PasswordVerified, Option<GrantPresented>),
    Factor(FactorVerified, Burn),
    NewFactor(Box<(FactorVerified, NewFactor)>),
    Code(RecoveryCodeVerified),
    Wrong(Wrong),
    /// There was no secret in the form, or nothing to hold it against.
    Plain,
}

/// Verifies the request of a tab, and writes down what was really typed.
pub fn verify(model: &Model, world: &mut World, tab: usize) {
    let Some(request) = world.requests[tab].take() else { return };
    let verdict = ask(model, request.form, &request.loaded, world.now);
    if model.scenario.bug == Bug::CountedTooLate {
        count(world, &request);
    }
    note(world, &request, &verdict);
    let mut verified = Arc::unwrap_or_clone(request);
    verified.verdict = Some(verdict);
    world.requests[tab] = Some(Arc::new(verified));
}

fn count(world: &mut World, request: &Request) {
    if let Some(tried) = &request.tried {
        let counters = &mut world.db.account_mut(request.loaded.who).counters;
        counters.insert(tried.taken.key.clone(), tried.counter.clone());
    }
}

fn note(world: &mut World, request: &Request, verdict: &Verdict) {
    let id = request.loaded.journey.id;
    if matches!(verdict, Verdict::Wrong(_)) {
        world.wrongs = world.wrongs.saturating_add(1);
    }
    let ghost = world.ghost_mut();
    match (verdict, request.form) {
        (Verdict::Password(..), Form::Login(typed)) => ghost.proofs.entry(id).or_default().password = Some(typed),
        (Verdict::Password(..), Form::Confirm) => ghost.proofs.entry(id).or_default().password = Some(Who::A),
        (Verdict::Factor(..) | Verdict::NewFactor(_), Form::Sms(message)) => {
            let factor = ghost.messages.iter().find(|sent| sent.name == message).map(|sent| sent.factor);
            ghost.prove(id, factor);
        }
        (Verdict::Factor(..), Form::Factor(typed) | Form::Touch(typed)) => ghost.prove(id, Some(typed)),
        (Verdict::NewFactor(proven), _) => ghost.prove(id, Some(proven.1.factor())),
        (Verdict::Code(right), _) => {
            ghost.right_codes.push(right.code());
            ghost.proofs.entry(id).or_default().code = Some(right.code());
        }
        (Verdict::Wrong(_), _) => {
            let tried = request.tried.iter().map(|tried| &tried.taken);
            ghost.wrong.extend(tried.map(|taken| WrongTry { key: taken.key.clone(), journey: id, at: taken.at }));
            ghost.wrong.sort_unstable();
        }
        _ => {}
    }
}

/// Asks the verifier that belongs to the form about the rows that were loaded.
pub fn ask(model: &Model, form: Form, loaded: &Loaded, now: Timestamp) -> Verdict {
    match form {
        Form::Login(typed) => password(model, typed, loaded, now),
        Form::Confirm => password(model, Who::A, loaded, now),
        Form::Factor(typed) => factor(model, typed, loaded, now),
        Form::FactorSlip => factor(model, factor_id(0), loaded, now),
        Form::Code(typed) => {
            let row = loaded.facts.code.as_ref().filter(|code| has_hash(code.status)).map(|code| code.id);
            let carried = loaded.journey.state.carried();
            let (Some(row), Some(carried)) = (row, carried) else { return WRONG };
            let right = model.secrets.verify_code((row, loaded.who), typed, &carried.first, now);
            right.map_or(WRONG, Verdict::Code)
        }
        Form::Sms(message) => sms(model, message, loaded, now),
        Form::Touch(key) => touch(model, (key, true), loaded, now),
        Form::TouchLocked(key) => touch(model, (key, model.scenario.bug == Bug::UnverifiedPasskeyCounts), loaded, now),
        Form::NewFactor => new_factor(model, loaded, now),
        Form::NewSlip => WRONG,
        _ => Verdict::Plain,
    }
}

/// A code that is shown and not confirmed has one too: the state machine has to refuse it.
fn has_hash(status: CodeStatus) -> bool {
    matches!(status, CodeStatus::Shown | CodeStatus::Active | CodeStatus::Waiting | CodeStatus::Accepted)
}

fn password(model: &Model, typed: Who, loaded: &Loaded, now: Timestamp) -> Verdict {
    let Some(right) = model.secrets.verify_password(loaded.who, typed, loaded.journey.id, now) else {
        return WRONG;
    };
    let standing_still = model.scenario.bug == Bug::NoExpiry;
    let grant = loaded.grant.and_then(|(id, kind, expires_at)| {
        let now = if standing_still { now.min(expires_at - jiff::SignedDuration::from_secs(1)) } else { now };
        Secrets::present_grant(loaded.who, id, kind, expires_at, now)
    });
    Verdict::Password(right, grant)
}

fn factor(model: &Model, typed: FactorId, loaded: &Loaded, now: Timestamp) -> Verdict {
    let Some((id, last_step)) = loaded.app else { return WRONG };
    let of_somebody = typed != factor_id(0);
    let typed = if model.scenario.bug == Bug::FactorOfAnotherAccount && of_somebody { id } else { typed };
    let row = (id, loaded.who, last_step);
    match model.secrets.verify_app(row, (typed, loaded.typed_step), loaded.journey.id, now) {
        Ok(accepted) => Verdict::Factor(accepted.witness, Burn::TotpStep(accepted.step)),
        Err(true) => Verdict::Wrong(Wrong::Replayed),
        Err(false) => WRONG,
    }
}

/// A code by SMS, against the newest of this journey; with the bug, against whichever of this journey it is.
fn sms(model: &Model, message: u32, loaded: &Loaded, now: Timestamp) -> Verdict {
    let id = loaded.journey.id;
    let any = model.scenario.bug == Bug::OldSmsAccepted && message_of(message) == id;
    let sent = |factor, newest: &SentSms| {
        if any { model.secrets.sms_seed(message, factor, id, now).sent } else { newest.clone() }
    };
    match &loaded.journey.state {
        State::AwaitingFactor(_, asked) => {
            let (Some(number), Some(newest)) = (loaded.number, &asked.sms) else { return WRONG };
            let row = (number, loaded.who);
            let right = model.secrets.verify_sms(row, &sent(number, newest), message, id, now);
            right.map_or(WRONG, |witness| Verdict::Factor(witness, Burn::SmsCode))
        }
        State::EnrolFactor(carried, _, Some(Pending { factor: PendingFactor::Sms(pending), .. })) => {
            let newest = pending.sent.as_ref().map(|(number, newest)| (number.clone(), sent(pending.factor, newest)));
            let pending = PendingSms { factor: pending.factor, sent: newest };
            let proven = model.secrets.prove_sms(&pending, &carried.first, message, now);
            proven.map_or(WRONG, |proven| new_one(proven.witness, NewFactor::Sms(proven.row)))
        }
        _ => WRONG,
    }
}

/// A security key counts once more than its row says; a passkey's device verified its user, or not.
fn touch(model: &Model, (key, verified): (FactorId, bool), loaded: &Loaded, now: Timestamp) -> Verdict {
    let State::AwaitingFactor(_, asked) = &loaded.journey.state else { return WRONG };
    let Some((_, role, counted)) = loaded.keys.iter().find(|(id, ..)| *id == key) else { return WRONG };
    let Some(challenge) = asked.challenge(*role) else { return WRONG };
    let touched = match role {
        KeyRole::SecurityKey => Touch::key(key, counted + 1),
        KeyRole::Passkey => Touch::passkey(key, verified),
    };
    let held = (loaded.who, loaded.keys.as_slice());
    match model.secrets.verify_key(challenge, held, touched, loaded.journey.id, now) {
        Ok(right) => Verdict::Factor(right.witness.clone(), Burn::from(&right)),
        Err(KeyRefusal::CounterNotGreater { .. }) => Verdict::Wrong(Wrong::KeyCounter),
        Err(_) => WRONG,
    }
}

/// The new app's first code, or the new key's answer.
fn new_factor(model: &Model, loaded: &Loaded, now: Timestamp) -> Verdict {
    let State::EnrolFactor(carried, _, Some(pending)) = &loaded.journey.state else { return Verdict::Plain };
    match &pending.factor {
        PendingFactor::App(app) => {
            let proven = model.secrets.prove_app(app.factor, &carried.first, now);
            proven.map_or(WRONG, |proven| new_one(proven.witness, NewFactor::Totp(proven.row)))
        }
        PendingFactor::Key(Some(key)) | PendingFactor::Passkey(Some(key)) => {
            let proven = model.secrets.prove_key(key, key.factor(), &carried.first, now);
            proven.map_or(WRONG, |proven| new_one(proven.witness, NewFactor::Key(proven.row, String::new())))
        }
        PendingFactor::Key(None) | PendingFactor::Passkey(None) | PendingFactor::Sms(_) => WRONG,
    }
}

fn new_one(witness: FactorVerified, row: NewFactor) -> Verdict {
    Verdict::NewFactor(Box::new((witness, row)))
}
