//! `/reset-link`: the page behind a link that the help desk started (rule J6c).
//!
//! The link sets nothing and opens nothing: it is an enrolment grant that this browser holds from now on. It needs the password too, and the wipe happens when
//! it is redeemed at S2. Before its
//! time it only says so (requirement RC-11). Without a link there may be a letter: `/letter` takes its code.

use axum::extract::RawQuery;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use credentials::grant::GrantKind;
use store::LinkState;

use super::activate::take_token;
use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::reply::{self, redirect};
use crate::pages::{DeadLink, LinkDeadPage, ResetLinkPage};

/// Says what will happen and what is needed.
pub async fn show(ctx: Ctx, RawQuery(query): RawQuery) -> Response {
    if let Some(to) = take_token(query.as_deref(), "/reset-link", Cookie::Grant) {
        return to.into_response();
    }
    if ctx.cookies.get(Cookie::Grant).is_none() {
        return redirect("/letter").into_response();
    }
    let result = page(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

async fn page(ctx: &Ctx) -> Result<Response, Stop> {
    let framed = reply::frame(ctx, Bound::Visit);
    let state = match ctx.cookies.secret(Cookie::Grant) {
        Some(secret) => ctx.app.store.find_link(&secret.hash(), ctx.now).await?,
        None => LinkState::Dead,
    };
    let kind = match state {
        LinkState::Live(link) if link.row.kind == GrantKind::HelpDesk => {
            let waits_until = link.row.waits_until(ctx.now);
            let in_words = |at| framed.frame.texts.date_time(at, &ctx.app.settings.zone);
            let (waits_until, first) = (waits_until.map(in_words), !link.ever_enrolled);
            let page = ResetLinkPage { frame: framed.frame.clone(), waits_until, first };
            return Ok(framed.show(StatusCode::OK, &page)?);
        }
        LinkState::Used => DeadLink::ResetUsed,
        LinkState::Live(_) | LinkState::Dead => DeadLink::ResetOld,
    };
    let page = LinkDeadPage { frame: framed.frame.clone(), kind };
    Ok(framed.show(StatusCode::GONE, &page)?)
}
