//! The page for an account that is closed: said only after the right password (requirement EN-04).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::ctx::Ctx;
use crate::http::cookies::Cookie;
use crate::http::reply::{self, redirect};
use journey::{Ending, State};

/// Says whom to call; for anybody else the start.
pub async fn show(ctx: Ctx) -> Response {
    let Some(token) = ctx.cookies.secret(Cookie::Journey) else { return redirect("/login").into_response() };
    let found = match ctx.app.store.load_journey(&token.hash()).await {
        Ok(found) => found,
        Err(error) => return reply::fault(&ctx, &error.into()),
    };
    let state = found.map(|found| found.journey.state);
    if !matches!(state, Some(State::Ended(_, Ending::AccountClosed))) {
        return redirect("/login").into_response();
    }
    reply::message(&ctx, StatusCode::FORBIDDEN, "account-suspended-title", "account-suspended")
        .unwrap_or_else(|fault| reply::fault(&ctx, &fault))
}
