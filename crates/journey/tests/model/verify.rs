//! The second step of a request: the real verifiers are asked, outside any transaction.

use std::sync::Arc;

use credentials::ids::FactorId;
use credentials::totp::{TotpAccepted, TotpProven};
use credentials::witness::{GrantPresented, PasswordVerified, RecoveryCodeVerified};
use jiff::Timestamp;
use journey::{CodeStatus, State};

use super::form::Form;
use super::ghost::WrongTry;
use super::load::{Loaded, Request};
use super::world::{Model, World};
use crate::house::bug::Bug;
use crate::house::secrets::{Secrets, Who, factor_id};

/// What the verifiers said.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    Password(PasswordVerified, Option<GrantPresented>),
    Factor(TotpAccepted),
    NewFactor(Box<TotpProven>),
    Code(RecoveryCodeVerified),
    Wrong {
        replayed: bool,
    },
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
    if matches!(verdict, Verdict::Wrong { .. }) {
        world.wrongs = world.wrongs.saturating_add(1);
    }
    let ghost = world.ghost_mut();
    match (verdict, request.form) {
        (Verdict::Password(..), Form::Login(typed)) => ghost.proofs.entry(id).or_default().password = Some(typed),
        (Verdict::Factor(_), Form::Factor(typed)) => ghost.proofs.entry(id).or_default().factor = Some(typed),
        (Verdict::NewFactor(proven), _) => ghost.proofs.entry(id).or_default().factor = Some(proven.row.factor),
        (Verdict::Code(right), _) => ghost.right_codes.push(right.code()),
        (Verdict::Wrong { .. }, _) => {
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
        Form::Factor(typed) => factor(model, typed, loaded, now),
        Form::FactorSlip => factor(model, factor_id(0), loaded, now),
        Form::Code(typed) => {
            let row = loaded.facts.code.as_ref().filter(|code| has_hash(code.status)).map(|code| code.id);
            let carried = loaded.journey.state.carried();
            let (Some(row), Some(carried)) = (row, carried) else { return Verdict::Wrong { replayed: false } };
            let right = model.secrets.verify_code((row, loaded.who), typed, &carried.password, now);
            right.map_or(Verdict::Wrong { replayed: false }, Verdict::Code)
        }
        Form::NewFactor => {
            let State::EnrolFactor(carried, _, Some(pending)) = &loaded.journey.state else { return Verdict::Plain };
            let proven = model.secrets.prove_app(pending.totp.factor, &carried.password, now);
            proven.map_or(Verdict::Wrong { replayed: false }, |proven| Verdict::NewFactor(Box::new(proven)))
        }
        _ => Verdict::Plain,
    }
}

/// A code that is shown and not confirmed has one too: the state machine has to refuse it.
fn has_hash(status: CodeStatus) -> bool {
    matches!(status, CodeStatus::Shown | CodeStatus::Active | CodeStatus::Accepted)
}

fn password(model: &Model, typed: Who, loaded: &Loaded, now: Timestamp) -> Verdict {
    let Some(right) = model.secrets.verify_password(loaded.who, typed, loaded.journey.id, now) else {
        return Verdict::Wrong { replayed: false };
    };
    let standing_still = model.scenario.bug == Bug::NoExpiry;
    let grant = loaded.grant.and_then(|(id, kind, expires_at)| {
        let now = if standing_still { now.min(expires_at - jiff::SignedDuration::from_secs(1)) } else { now };
        Secrets::present_grant(loaded.who, id, kind, expires_at, now)
    });
    Verdict::Password(right, grant)
}

fn factor(model: &Model, typed: FactorId, loaded: &Loaded, now: Timestamp) -> Verdict {
    let Some((id, last_step)) = loaded.app else { return Verdict::Wrong { replayed: false } };
    let of_somebody = typed != factor_id(0);
    let typed = if model.scenario.bug == Bug::FactorOfAnotherAccount && of_somebody { id } else { typed };
    let row = (id, loaded.who, last_step);
    match model.secrets.verify_app(row, (typed, loaded.typed_step), loaded.journey.id, now) {
        Ok(accepted) => Verdict::Factor(accepted),
        Err(replayed) => Verdict::Wrong { replayed },
    }
}
