//! S7: who am I, my factor, this session; and logging out. What needs a confirmed session stands below it.

pub mod acts;
pub mod confirm;

use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use store::{FactorLine, SessionView};

use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::SessionForm;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::reply::{self, redirect};
use crate::look::Texts;
use crate::pages::{AccountFactor, AccountPage, Method};

/// The live session of this browser. A session is all that opens a page behind the login (requirement SF-01).
pub(super) async fn session(ctx: &Ctx) -> Result<Option<SessionView>, Stop> {
    let Some(secret) = ctx.cookies.secret(Cookie::Session) else { return Ok(None) };
    let found = ctx.app.store.load_session(&secret.hash(), ctx.now, &ctx.app.settings.policy.session).await?;
    if let Some(view) = &found {
        ctx.app.store.touch_session(&view.session, ctx.now).await?;
    }
    Ok(found)
}

/// The live session, or the way to S1.
pub(super) async fn needed(ctx: &Ctx) -> Result<SessionView, Stop> {
    if let Some(view) = session(ctx).await? {
        return Ok(view);
    }
    let start = redirect("/login");
    let had_one = ctx.cookies.get(Cookie::Session).is_some();
    Err(Stop::elsewhere(if had_one { start.clear(Cookie::Session).flash("session-ended-idle") } else { start }))
}

/// S7.
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx).await;
    flow::answer(&ctx, result, async |_| page(&ctx).await).await
}

/// Ends the session: the row, the cookie, and what the browser kept of our pages (requirements SE-06 and SE-07).
pub async fn log_out(ctx: Ctx, _form: SessionForm) -> Response {
    let result = async {
        let view = needed(&ctx).await?;
        ctx.app.store.end_session(view.session.id, "logout", &ctx.context()).await?;
        let to = redirect("/login").clear(Cookie::Session).clear(Cookie::Journey).flash("logged-out");
        let mut response = to.into_response();
        let name = HeaderName::from_static("clear-site-data");
        response.headers_mut().insert(name, HeaderValue::from_static("\"cache\", \"storage\""));
        Ok(response)
    };
    flow::answer(&ctx, result.await, async |_| page(&ctx).await).await
}

async fn page(ctx: &Ctx) -> Result<Response, Stop> {
    let view = needed(ctx).await?;
    let lines = ctx.app.store.list_factors(view.session.account).await?;
    let framed = reply::frame(ctx, Bound::Session);
    let (texts, zone) = (Texts::of(ctx.lang), &ctx.app.settings.zone);
    let page = AccountPage {
        display_name: view.display_name.clone(),
        username: view.username.to_string(),
        factors: lines.iter().filter(|line| line.wiped_at.is_none()).map(|line| factor(ctx, line)).collect(),
        session_started: texts.date_time(view.session.created_at, zone),
        session_ends: texts.date_time(view.session.expires_at, zone),
        frame: framed.frame.clone(),
    };
    Ok(framed.show(StatusCode::OK, &page)?)
}

fn factor(ctx: &Ctx, line: &FactorLine) -> AccountFactor {
    let (texts, zone) = (Texts::of(ctx.lang), &ctx.app.settings.zone);
    AccountFactor {
        method: Method::of(line.kind),
        name: line.label.clone(),
        since: texts.date(line.bound_at, zone),
        last_used: line.last_used_at.map(|at| texts.date_time(at, zone)),
    }
}
