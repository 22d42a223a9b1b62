//! S5, first half: which method.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::ids::FactorId;
use credentials::totp::{PendingTotp, TotpSecret};
use journey::{Event, Refusal, State};

use crate::ctx::Ctx;
use crate::flow::{self, Again, Stop};
use crate::http::body::Form;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::{ChooseMethodPage, Method};

/// The methods that this installation offers.
const OFFERED: [Method; 1] = [Method::App];

/// S5, the choice.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

/// Makes the secret of the chosen method.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let result = choose(&ctx, &fields).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

async fn choose(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let loaded = flow::load(ctx).await?;
    if !matches!(loaded.journey.state, State::EnrolFactor(..)) {
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    }
    let chosen = Method::parse(fields.get("method")).filter(|method| OFFERED.contains(method));
    let Some(Method::App) = chosen else { return Err(Stop::Refused("method", Refusal::MethodMissing)) };
    let next = flow::advance(ctx, &loaded, Event::AppChosen { pending: pending(ctx) }).await?;
    Ok(redirect(flow::path_of(&next.state)).into_response())
}

/// A fresh secret and the id of the factor that it will be.
pub(super) fn pending(ctx: &Ctx) -> PendingTotp {
    let rng = &*ctx.app.rng;
    PendingTotp { factor: FactorId::generate(ctx.now, rng), secret: TotpSecret::generate(rng) }
}

async fn page(ctx: &Ctx, again: Option<Again>) -> Result<Response, Stop> {
    let loaded = flow::load(ctx).await?;
    // Looking back at the choice is no step back: a secret that was scanned stays.
    if !matches!(loaded.journey.state, State::EnrolFactor(..)) {
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    }
    let mut framed = reply::frame(ctx, Bound::Visit);
    let status = framed.refused(again);
    let page = ChooseMethodPage { frame: framed.frame.clone(), methods: OFFERED.to_vec() };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}
