//! S2: what every kind of factor does before and after it is verified (rule J8).

use axum::response::{IntoResponse, Response};
use credentials::ids::{FactorId, SessionId};
use credentials::security_key::KeyRefusal;
use credentials::witness::FactorVerified;
use journey::throttle::{CounterKey, CounterKind, Tally, TryTaken};
use journey::{Burn, Event, FactorKind, Purpose, Refusal, State, Wrong};

use crate::ctx::Ctx;
use crate::flow::{self, Lanes, Loaded, Stop};
use crate::http::cookies::Cookie;
use crate::http::reply::redirect;
use crate::routes::account;

/// A factor that was verified, and what it uses up.
pub(super) struct Proven {
    pub(super) witness: FactorVerified,
    pub(super) burn: Burn,
}

/// Reserves one try of a second factor.
pub(super) async fn reserve(ctx: &Ctx, loaded: &Loaded) -> Result<(TryTaken, Tally), Stop> {
    let account = loaded.facts.account;
    let lane = Lanes::of(ctx, account).await?.lane;
    let key = CounterKey { kind: CounterKind::SecondFactor, subject: account.to_string(), lane };
    flow::reserve(ctx, "code", key).await
}

/// The session, or S6; `lost` says what it was if somebody used the same thing up in between.
pub(super) async fn right(
    ctx: &Ctx,
    loaded: Loaded,
    proven: Proven,
    (tried, tally): (TryTaken, Tally),
    lost: (FactorKind, Wrong),
) -> Result<Response, Stop> {
    let due = loaded.facts.needs_code();
    let code = if due { Some(flow::code_seed(ctx, loaded.facts.account).await?) } else { None };
    let (new, factor) = (flow::new_session(ctx), proven.witness.factor());
    let event = Event::FactorProven {
        witness: proven.witness,
        burn: proven.burn,
        facts: loaded.facts.clone(),
        session: new.seed.clone(),
        code,
        tried: tried.clone(),
        holds: holds(ctx, &loaded).await?,
    };
    let next = match flow::advance(ctx, &loaded, event).await {
        Err(Stop::Lost(store::SESSION_GONE)) => {
            return Err(Stop::elsewhere(redirect("/login").clear(Cookie::Journey).flash("session-ended-idle")));
        }
        // Somebody used the same code in between: it is a used code now (requirement TO-03). A key that answered twice with one
        // count does not count upwards any more (requirement WA-07).
        Err(Stop::Lost(_)) => return wrong(ctx, loaded, lost, (tried, tally), used(lost.0, factor)).await,
        other => other?,
    };
    Ok(crate::routes::recovery_code::onwards(ctx, &next, &new).await?.into_response())
}

/// The session that this browser holds, where that is what is being confirmed (rule J14).
async fn holds(ctx: &Ctx, loaded: &Loaded) -> Result<Option<SessionId>, Stop> {
    match loaded.journey.state.carried().map(|carried| carried.purpose) {
        Some(Purpose::StepUp { .. }) => Ok(account::session(ctx).await?.map(|view| view.session.id)),
        _ => Ok(None),
    }
}

fn used(kind: FactorKind, factor: FactorId) -> Refusal {
    match kind {
        FactorKind::Totp => Refusal::FactorWrong,
        FactorKind::Sms => Refusal::SmsWrong,
        FactorKind::SecurityKey => Refusal::Key(KeyRefusal::CounterNotGreater { factor }),
        FactorKind::Passkey => Refusal::Passkey(KeyRefusal::CounterNotGreater { factor }),
    }
}

/// Counts the wrong try, and says what was wrong; the fifth ends the journey.
pub(super) async fn wrong(
    ctx: &Ctx,
    loaded: Loaded,
    (kind, how): (FactorKind, Wrong),
    (_, tally): (TryTaken, Tally),
    refusal: Refusal,
) -> Result<Response, Stop> {
    let next = flow::count_wrong(ctx, loaded, |_| Event::FactorWrong { kind, tally, how }).await?;
    if let State::Ended(target, ending) = &next.state {
        return Err(flow::ended(ctx, target, *ending).await?);
    }
    let field = if kind.key_role().is_some() { "answer" } else { "code" };
    Err(Stop::Refused(field, refusal))
}
