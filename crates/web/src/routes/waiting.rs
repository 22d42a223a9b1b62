//! A recovery that waits: the page that says so, and the link in its notices that stops it (requirement RC-10).
//!
//! The link opens nothing. GET changes nothing, and its secret leaves the address at once; the button acts once.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use journey::{Ending, Policy, State};

use super::activate::take_token;
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::Form;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::reply::{self, redirect};
use crate::look::Texts;
use crate::pages::{CancelRecoveryPage, Cancelling, WaitingPage};

/// Says until when, what to do then and what stops it; for anybody else the start.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

async fn page(ctx: &Ctx) -> Result<Response, Stop> {
    let start = || Stop::elsewhere(redirect("/login"));
    let token = ctx.cookies.secret(Cookie::Journey).ok_or_else(start)?;
    let found = ctx.app.store.load_journey(&token.hash()).await?.ok_or_else(start)?;
    let State::Ended(_, Ending::RecoveryWaiting { until, by_link }) = found.journey.state else { return Err(start()) };
    let framed = reply::frame(ctx, Bound::Visit);
    let page = WaitingPage {
        frame: framed.frame.clone(),
        from: words(ctx, until),
        until: words(ctx, until + Policy::RECOVERY),
        by_link,
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}

fn words(ctx: &Ctx, at: Timestamp) -> String {
    Texts::of(ctx.lang).date_time(at, &ctx.app.settings.zone)
}

/// The page behind the link.
pub async fn ask(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    if let Some(to) = take_token(query.as_deref(), "/recovery/cancel", Cookie::Link) {
        return to.into_response();
    }
    let result = asked(&ctx).await;
    flow::answer(&ctx, result, async |_| asked(&ctx).await).await
}

async fn asked(ctx: &Ctx) -> Result<Response, Stop> {
    let found = match ctx.cookies.secret(Cookie::Link) {
        Some(secret) => ctx.app.store.find_waiting_recovery(&secret.hash()).await?,
        None => None,
    };
    match found {
        Some(waiting) => say(ctx, StatusCode::OK, Cancelling::Waiting(words(ctx, waiting.effective_at))),
        None => say(ctx, StatusCode::GONE, Cancelling::Nothing),
    }
}

/// Stops the recovery.
pub async fn stop(ctx: Ctx, _form: Form) -> Response {
    let result = async {
        let stopped = match ctx.cookies.secret(Cookie::Link) {
            Some(secret) => ctx.app.store.cancel_waiting_recovery(&secret.hash(), &ctx.context()).await?,
            None => false,
        };
        if stopped {
            say(&ctx, StatusCode::OK, Cancelling::Stopped)
        } else {
            say(&ctx, StatusCode::GONE, Cancelling::Nothing)
        }
    };
    flow::answer(&ctx, result.await, async |_| asked(&ctx).await).await
}

fn say(ctx: &Ctx, status: StatusCode, state: Cancelling) -> Result<Response, Stop> {
    let framed = reply::frame(ctx, Bound::Visit);
    let page = CancelRecoveryPage { frame: framed.frame.clone(), state };
    Ok(framed.show(status, &page)?)
}
