//! S5: what every kind of new factor does around its proof.

use axum::response::{IntoResponse, Response};
use credentials::witness::{FactorVerified, FirstProof};
use journey::throttle::{CounterKey, CounterKind, Tally, TryTaken};
use journey::{Ending, Event, Licence, NewFactor, Purpose, Refusal, State};

use crate::ctx::Ctx;
use crate::flow::{self, Lanes, Loaded, Stop};
use crate::http::csrf::Bound;
use crate::http::reply::{self, Framed, redirect};

/// A new factor that has proven itself.
pub(super) struct Proven {
    pub(super) witness: FactorVerified,
    pub(super) row: NewFactor,
    /// The try that was reserved, for kinds whose proof can be guessed.
    pub(super) tried: Option<TryTaken>,
}

/// The first proof of the journey, to which a new factor is bound.
pub(super) fn first(loaded: &Loaded) -> Result<FirstProof, Stop> {
    let carried = loaded.journey.state.carried();
    carried.map(|carried| carried.first.clone()).ok_or_else(|| Stop::elsewhere(redirect("/login")))
}

/// The frame of S5; an act in the account has no step bar (rule J14).
pub(super) fn framed(ctx: &Ctx, loaded: &Loaded) -> Framed {
    let mut framed = reply::frame(ctx, Bound::Visit);
    framed.frame.wizard = !matches!(purpose(loaded), Purpose::Account(_));
    framed
}

/// What the journey is for.
pub(super) fn purpose(loaded: &Loaded) -> Purpose {
    loaded.journey.state.carried().map(|carried| carried.purpose).unwrap_or_default()
}

/// Reserves one try: a code that went to somebody else's number could be guessed (requirement SM-01).
pub(super) async fn reserve(ctx: &Ctx, loaded: &Loaded, field: &'static str) -> Result<(TryTaken, Tally), Stop> {
    let account = loaded.facts.account;
    let lane = Lanes::of(ctx, account).await?.lane;
    let key = CounterKey { kind: CounterKind::SecondFactor, subject: account.to_string(), lane };
    flow::reserve(ctx, field, key).await
}

/// Counts the wrong try, and says what was wrong; the fifth ends the journey.
pub(super) async fn wrong(
    ctx: &Ctx,
    loaded: Loaded,
    tally: Tally,
    at: (&'static str, Refusal),
) -> Result<Response, Stop> {
    let next = flow::count_wrong(ctx, loaded, |_| Event::NewFactorWrong { tally }).await?;
    if let State::Ended(target, ending) = &next.state {
        return Err(flow::ended(ctx, target, *ending).await?);
    }
    Err(Stop::Refused(at.0, at.1))
}

/// Stores the factor; S6 follows, or the session when it was a further one.
pub(super) async fn store(ctx: &Ctx, loaded: &Loaded, proven: Proven, field: &'static str) -> Result<Response, Stop> {
    let code = if code_is_due(loaded) {
        let seed = flow::code_seed(ctx, loaded.facts.account).await;
        Some(seed.map_err(|stop| at_field(stop, field))?)
    } else {
        None
    };
    let new = flow::new_session(ctx);
    let event = Event::NewFactorProven {
        witness: proven.witness,
        row: proven.row,
        facts: loaded.facts.clone(),
        code,
        session: new.seed.clone(),
        tried: proven.tried,
    };
    let next = match flow::advance(ctx, loaded, event).await {
        Err(Stop::Lost(store::KEY_KNOWN)) => return Err(Stop::Refused(field, Refusal::KeyKnown)),
        other => other?,
    };
    let to = super::recovery_code::onwards(ctx, &next, &new).await?;
    Ok(match &next.state {
        State::Ended(_, Ending::LoggedIn { .. }) => to.flash("enrolled").into_response(),
        _ => to.into_response(),
    })
}

fn code_is_due(loaded: &Loaded) -> bool {
    match &loaded.journey.state {
        State::EnrolFactor(_, Licence::Presented(_) | Licence::FirstLogin { .. }, _) => true,
        State::EnrolFactor(_, Licence::Replacing(_), _) => loaded.facts.needs_code(),
        _ => false,
    }
}

fn at_field(stop: Stop, field: &'static str) -> Stop {
    match stop {
        Stop::Refused(_, refusal) => Stop::Refused(field, refusal),
        other => other,
    }
}
