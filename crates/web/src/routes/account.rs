//! S7, "Mijn account": the session that every page of it needs, and logging out. One file per page below it.
//!
//! Begin reading at `overview.rs`. What is dangerous asks for a confirmed session (`confirm.rs`, rule J14): factors, code, password, addresses, the export, trying
//! the code, and ending other sessions. A name and a language are no danger.

pub mod activity;
pub mod acts;
pub mod addresses;
pub mod applications;
pub mod confirm;
pub mod export;
pub mod language;
pub mod overview;
pub mod password;
pub mod remove_factor;
pub mod rename_factor;
pub mod sessions;
pub mod stay;
pub mod try_code;
mod words;

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use credentials::ids::FactorId;
use journey::{AccountPlace, Target};
use store::{Acting, FactorLine, SessionView};

use crate::ctx::Ctx;
use crate::flow::{self, Stop};
use crate::http::body::SessionForm;
use crate::http::cookies::{self, Cookie};
use crate::http::fields::Fields;
use crate::http::reply::redirect;

/// The live session of this browser. A session is all that opens a page behind the login (requirement SF-01).
pub(super) async fn session(ctx: &Ctx) -> Result<Option<SessionView>, Stop> {
    let Some(secret) = ctx.cookies.secret(Cookie::Session) else { return Ok(None) };
    let mut found = ctx.app.store.load_session(&secret.hash(), ctx.now, &ctx.app.settings.policy.session).await?;
    if let Some(view) = &mut found {
        view.session.last_seen_at = ctx.app.store.touch_session(&view.session, ctx.now).await?;
    }
    Ok(found)
}

/// The live session, or the way to S1.
pub(super) async fn needed(ctx: &Ctx) -> Result<SessionView, Stop> {
    needed_for(ctx, &Target::Account).await
}

/// The live session, or the way to S1 and from there to where the person is going (rule J11).
pub(super) async fn needed_for(ctx: &Ctx, target: &Target) -> Result<SessionView, Stop> {
    if let Some(view) = session(ctx).await? {
        return Ok(view);
    }
    let start = redirect(&format!("/login{}", flow::query_to(target)));
    let had_one = ctx.cookies.get(Cookie::Session).is_some();
    Err(Stop::elsewhere(if had_one { start.clear(Cookie::Session).flash("session-ended-idle") } else { start }))
}

/// A thing that is not there, or an address without one, leads back to the account.
fn nothing() -> Stop {
    Stop::elsewhere(redirect("/account").flash("journey-other-step"))
}

/// The factor that a form or an address names.
fn named_factor(fields: &Fields) -> Option<FactorId> {
    // The words of a place hold the one form of a factor's id.
    AccountPlace::parse(&format!("remove-factor.{}", fields.get("factor")))?.factor()
}

/// A factor of the account that counts.
async fn held_factor(ctx: &Ctx, view: &SessionView, factor: FactorId) -> Result<FactorLine, Stop> {
    let lines = ctx.app.store.list_factors(view.session.account).await?;
    lines.into_iter().find(|line| line.id == factor && line.wiped_at.is_none()).ok_or_else(nothing)
}

/// Who acts, for the store.
pub(super) fn acting<'a>(ctx: &'a Ctx, view: &SessionView) -> Acting<'a> {
    Acting { account: view.session.account, session: view.session.id, policy: &ctx.app.settings.policy.session }
}

/// Ends the session: the row, the cookie, and what the browser kept of our pages (requirements SE-06 and SE-07).
pub async fn log_out(ctx: Ctx, _form: SessionForm) -> Response {
    let result = async {
        let view = needed(&ctx).await?;
        ctx.app.store.end_session(view.session.id, "logout", &ctx.context()).await?;
        Ok(logged_out(redirect("/login").flash("logged-out").into_response()))
    };
    flow::answer(&ctx, result.await, async |_| overview::page(&ctx).await).await
}

/// An answer with which the browser forgets the session, and what it kept of our pages.
pub(super) fn logged_out(mut response: Response) -> Response {
    let headers = response.headers_mut();
    for cookie in [Cookie::Session, Cookie::Journey] {
        headers.append(header::SET_COOKIE, cookies::clear(cookie));
    }
    let name = HeaderName::from_static("clear-site-data");
    headers.insert(name, HeaderValue::from_static("\"cache\", \"storage\""));
    response
}
