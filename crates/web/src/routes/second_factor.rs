//! S2: the second factor.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::totp::{TotpAccepted, TotpCode, TotpRefusal, verify_totp};
use journey::throttle::{CounterKey, CounterKind, Tally};
use journey::{Event, Refusal, State};

use super::login::target_name;
use crate::ctx::Ctx;
use crate::flow::{self, Again, Lanes, Loaded, Stop};
use crate::http::body::Form;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::SecondFactorPage;

/// S2; from S3 this is the way back.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

/// Checks the code; the right one opens the session, or leads to S6 when a recovery code is due.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let ctx = ctx.toward(&fields);
    let result = try_code(&ctx, &fields).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

async fn try_code(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    let code = TotpCode::parse(fields.get("code")).map_err(|typo| Stop::Refused("code", Refusal::FactorTypo(typo)))?;
    let account = loaded.facts.account;
    let lane = Lanes::of(ctx, account).await?.lane;
    let key = CounterKey { kind: CounterKind::SecondFactor, subject: account.to_string(), lane };
    let (tried, tally) = flow::reserve(ctx, "code", key).await?;
    let accepted = match check(ctx, &loaded, code).await? {
        Ok(accepted) => accepted,
        Err(refusal) => return wrong(ctx, loaded, tally, &refusal).await,
    };
    let code = if loaded.facts.needs_code() { Some(flow::code_seed(ctx, account).await?) } else { None };
    let new = flow::new_session(ctx);
    let event = Event::FactorProven {
        witness: accepted.witness,
        step: accepted.step,
        facts: loaded.facts.clone(),
        session: new.seed.clone(),
        code,
        tried,
    };
    let next = match flow::advance(ctx, &loaded, event).await {
        // Somebody used the same code in between: it is a used code now (requirement TO-03).
        Err(Stop::Lost(_)) => return wrong(ctx, loaded, tally, &TotpRefusal::Replayed).await,
        other => other?,
    };
    Ok(super::recovery_code::onwards(ctx, &next, &new).await?.into_response())
}

/// The code against every app of the account; an old code gets its own sentence.
async fn check(ctx: &Ctx, loaded: &Loaded, code: TotpCode) -> Result<Result<TotpAccepted, TotpRefusal>, Stop> {
    let mut refusal = TotpRefusal::Wrong;
    for row in ctx.app.store.load_totp(loaded.facts.account).await? {
        match verify_totp(&row, &code, &ctx.app.keyring, loaded.journey.id, ctx.now) {
            Ok(accepted) => return Ok(Ok(accepted)),
            Err(TotpRefusal::Sealed(error)) => return Err(error.into()),
            Err(TotpRefusal::Wrong) => {}
            Err(other) => refusal = other,
        }
    }
    Ok(Err(refusal))
}

async fn wrong(ctx: &Ctx, loaded: Loaded, tally: Tally, refusal: &TotpRefusal) -> Result<Response, Stop> {
    let replayed = *refusal == TotpRefusal::Replayed;
    let next = flow::count_wrong(ctx, loaded, |_| Event::FactorWrong { tally, replayed }).await?;
    if let State::Ended(target, ending) = &next.state {
        return Err(flow::ended(ctx, target, *ending).await?);
    }
    // A used code and a wrong one share a sentence (requirement TO-06).
    let refusal = if *refusal == TotpRefusal::Expired { Refusal::FactorExpired } else { Refusal::FactorWrong };
    Err(Stop::Refused("code", refusal))
}

/// The journey at S2; from S3 it goes back first, and its counts stay (rule J11).
async fn at_this_screen(ctx: &Ctx) -> Result<Loaded, Stop> {
    let loaded = flow::load(ctx).await?;
    let loaded = match &loaded.journey.state {
        State::AwaitingRecoveryCode(_) => {
            let journey = flow::advance(ctx, &loaded, Event::LeaveRecovery { facts: loaded.facts.clone() }).await?;
            Loaded { journey, facts: loaded.facts }
        }
        _ => loaded,
    };
    match &loaded.journey.state {
        State::AwaitingFactor(_) => Ok(loaded),
        other => Err(Stop::elsewhere(redirect(flow::path_of(other)))),
    }
}

async fn page(ctx: &Ctx, again: Option<Again>) -> Result<Response, Stop> {
    let loaded = at_this_screen(ctx).await?;
    let mut framed = reply::frame(ctx, Bound::Visit).going(ctx, &loaded.journey);
    let status = framed.refused(again);
    let page = SecondFactorPage {
        frame: framed.frame.clone(),
        application: target_name(ctx, &loaded),
        reset_instead: loaded.journey.state.carried().is_some_and(|carried| carried.reset_link.is_some()),
    };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}
