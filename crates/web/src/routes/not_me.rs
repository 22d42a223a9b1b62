//! `/not-me`: "that was not me" (requirement RC-08, rule J9).
//!
//! The link's secret leaves the address at once; looking changes nothing, and the button acts once. Nobody has to be logged in for it, since it only ever
//! closes: whoever holds somebody's mail can do no more with it than lock them out until the help desk has spoken with them.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use store::{Objected, Objection, ObjectionState};

use super::activate::take_token;
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::Form;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::reply::{self, Framed, redirect};
use crate::outbox::subject_key;
use crate::pages::{NotMePage, NotMeState, ObjectedEvent};

/// What happened, and what the button does; or how it stands since.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    if let Some(to) = take_token(query.as_deref(), "/not-me", Cookie::Objection) {
        return to.into_response();
    }
    let result = page(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

/// Closes the account.
pub async fn submit(ctx: Ctx, Form(_): Form) -> Response {
    let result = object(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

async fn object(ctx: &Ctx) -> Result<Response, Stop> {
    let to = redirect("/not-me");
    let Some(secret) = ctx.cookies.secret(Cookie::Objection) else { return Ok(to.into_response()) };
    let to = match ctx.app.store.object(&secret.hash(), &ctx.context()).await? {
        Objected::Done => {
            ctx.app.courier.wake();
            to.flash("not-me-done")
        }
        Objected::Already => to.flash("not-me-already"),
        Objected::Dead => to,
    };
    Ok(to.into_response())
}

async fn page(ctx: &Ctx) -> Result<Response, Stop> {
    let framed = reply::frame(ctx, Bound::Visit);
    let found = match ctx.cookies.secret(Cookie::Objection) {
        Some(secret) => ctx.app.store.find_objection(&secret.hash(), ctx.now).await?,
        None => ObjectionState::Dead,
    };
    let (status, state) = match found {
        ObjectionState::Live(objection) => (StatusCode::OK, NotMeState::Ask(event(ctx, &framed, &objection))),
        ObjectionState::Used { open: true } => (StatusCode::OK, NotMeState::Done),
        ObjectionState::Used { open: false } => (StatusCode::OK, NotMeState::Settled),
        ObjectionState::Dead => (StatusCode::GONE, NotMeState::Dead),
    };
    let page = NotMePage { frame: framed.frame.clone(), state };
    Ok(framed.show(status, &page)?)
}

fn event(ctx: &Ctx, framed: &Framed, objection: &Objection) -> ObjectedEvent {
    let frame = &framed.frame;
    let when = frame.texts.date_time(objection.event_at, &ctx.app.settings.zone);
    let occasion = match &objection.event_from {
        Some(place) => frame.filled("not-me-when-where", &[("when", when.into()), ("place", place.into())]),
        None => frame.tx("not-me-when", "when", &when),
    };
    ObjectedEvent { key: subject_key(objection.kind), occasion }
}
