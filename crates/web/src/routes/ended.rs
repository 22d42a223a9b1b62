//! The page for an account that is closed: said only after the right password (requirement EN-04).

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::ctx::Ctx;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::reply::{self, Fault, redirect};
use crate::look::Message;
use crate::pages::MessagePage;
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
    closed(&ctx).unwrap_or_else(|fault| reply::fault(&ctx, &fault))
}

fn closed(ctx: &Ctx) -> Result<Response, Fault> {
    let framed = reply::frame(ctx, Bound::Visit);
    let (title, text) = (Message::new("account-suspended-title"), Message::new("account-suspended"));
    let page = MessagePage::new(framed.frame.clone(), title, vec![text]).calling();
    framed.show(StatusCode::FORBIDDEN, &page)
}
