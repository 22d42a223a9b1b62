//! Acts in the account that go by way of a journey (rule J14): one more factor, another in its place, another recovery code.
//!
//! Each has a page that says what will happen, and a button that begins the journey; S5 or S6 follows. The session stays as it is.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::ids::{FactorId, JourneyId};
use credentials::token::SecretToken;
use journey::{AccountAct, AccountPlace, Event, Journey};

use super::confirm::{Confirmed, confirmed};
use super::{held_factor, named_factor, nothing};
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::SessionForm;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, redirect};
use crate::pages::{Act, ActPage, Method};

/// One more factor.
pub async fn show_add(ctx: Ctx) -> Response {
    show(&ctx, Some(AccountPlace::AddFactor)).await
}

/// Begins it.
pub async fn add(ctx: Ctx, _form: SessionForm) -> Response {
    begin(&ctx, Some(AccountAct::AddFactor)).await
}

/// Another factor in the place of the one that the address names.
pub async fn show_replace(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    let fields = query.as_deref().and_then(Fields::parse);
    let factor = fields.as_ref().and_then(named_factor);
    show(&ctx, factor.map(AccountPlace::ReplaceFactor)).await
}

/// Begins it.
pub async fn replace(ctx: Ctx, SessionForm(fields): SessionForm) -> Response {
    begin(&ctx, named_factor(&fields).map(AccountAct::ReplaceFactor)).await
}

/// Another recovery code.
pub async fn show_code(ctx: Ctx) -> Response {
    show(&ctx, Some(AccountPlace::NewCode)).await
}

/// Begins it.
pub async fn code(ctx: Ctx, _form: SessionForm) -> Response {
    begin(&ctx, Some(AccountAct::NewCode)).await
}

async fn show(ctx: &Ctx, place: Option<AccountPlace>) -> Response {
    let result = page(ctx, place).await;
    flow::answer(ctx, result, async |_| page(ctx, place).await).await
}

async fn page(ctx: &Ctx, place: Option<AccountPlace>) -> Result<Response, Stop> {
    let held = confirmed(ctx, place.unwrap_or_default()).await?;
    let act = match place {
        Some(AccountPlace::AddFactor) => Act::Add,
        Some(AccountPlace::ReplaceFactor(factor)) => replaced(ctx, &held, factor).await?,
        Some(AccountPlace::NewCode) => Act::NewCode,
        _ => return Err(nothing()),
    };
    let framed = reply::frame(ctx, Bound::Session).in_session(ctx, held.view());
    let page = ActPage { frame: framed.frame.clone(), act };
    Ok(framed.show(StatusCode::OK, &page)?)
}

async fn replaced(ctx: &Ctx, held: &Confirmed, factor: FactorId) -> Result<Act, Stop> {
    let line = held_factor(ctx, held.view(), factor).await?;
    Ok(Act::Replace { factor: factor.to_string(), kind: Method::of(line.kind).name_key(), label: line.label })
}

async fn begin(ctx: &Ctx, act: Option<AccountAct>) -> Response {
    let result = begun(ctx, act).await;
    flow::answer(ctx, result, async |_| page(ctx, act.map(place_of)).await).await
}

/// The place that leads to an act.
fn place_of(act: AccountAct) -> AccountPlace {
    match act {
        AccountAct::AddFactor => AccountPlace::AddFactor,
        AccountAct::ReplaceFactor(factor) => AccountPlace::ReplaceFactor(factor),
        AccountAct::NewCode => AccountPlace::NewCode,
    }
}

async fn begun(ctx: &Ctx, act: Option<AccountAct>) -> Result<Response, Stop> {
    let held = confirmed(ctx, act.map(place_of).unwrap_or_default()).await?;
    let act = act.ok_or_else(nothing)?;
    let account = held.view().session.account;
    let journey = Journey::begin(JourneyId::generate(ctx.now, &*ctx.app.rng), ctx.now);
    let witness = held.witness(ctx, journey.id).ok_or_else(nothing)?;
    let facts = ctx.app.store.facts(account).await?.ok_or_else(nothing)?;
    let code = if act == AccountAct::NewCode { Some(flow::code_seed(ctx, account).await?) } else { None };
    let token = SecretToken::generate(&*ctx.app.rng);
    let event = Event::ActBegun { witness, act, facts, code };
    let next = flow::begin(ctx, &journey, event, &token).await?;
    Ok(redirect(flow::path_of(&next.state)).set(Cookie::Journey, &token.expose()).into_response())
}
