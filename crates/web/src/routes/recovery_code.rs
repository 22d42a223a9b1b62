//! S6: the recovery code, shown once, saved, and typed back.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use credentials::recovery_code::RecoveryCode;
use journey::{Ending, Event, IssueReason, Journey, Refusal, ShownCode, State};

use super::account;
use super::reset::shape;
use crate::ctx::Ctx;
use crate::flow::{self, Again, Loaded, NewSession, Stop};
use crate::http::body::Form;
use crate::http::cookies::Cookie;
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::reply::{self, Redirect, redirect};
use crate::look::Texts;
use crate::pages::{FreshReason, RecoveryCodePage, RecoveryCodeText};

/// S6; a reload shows the same code (rule J5).
pub async fn show(ctx: Ctx) -> Response {
    let result = page(&ctx, None).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

/// The code typed back; then, and only then, the session.
pub async fn submit(ctx: Ctx, Form(fields): Form) -> Response {
    let ctx = ctx.toward(&fields);
    let result = confirm(&ctx, &fields).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

/// The code as a text file: works without JavaScript.
pub async fn download(ctx: Ctx) -> Response {
    let result = text(&ctx).await;
    flow::answer(&ctx, result, async |again| page(&ctx, Some(again)).await).await
}

async fn confirm(ctx: &Ctx, fields: &Fields) -> Result<Response, Stop> {
    let (loaded, shown) = at_this_screen(ctx).await?;
    let format = shown.code.format();
    let typed = RecoveryCode::parse(fields.get("typed"), format)
        .map_err(|typo| Stop::Refused("typed", Refusal::CodeTypo(typo, format)))?;
    if !shown.code.same_as(&typed) {
        return Err(Stop::Refused("typed", Refusal::TypedBackWrong));
    }
    let new = flow::new_session(ctx);
    let event = Event::CodeTypedBack { typed, facts: loaded.facts.clone(), session: new.seed.clone() };
    let next = flow::advance(ctx, &loaded, event).await?;
    let to = onwards(ctx, &next, &new).await?;
    let logged_in = matches!(next.state, State::Ended(_, Ending::LoggedIn { .. }));
    let done = logged_in && shown.reason == IssueReason::Enrolment;
    Ok(if done { to.flash("enrolled").into_response() } else { to.into_response() })
}

/// Where a step leads that may have opened the session: with its cookies to the target, else to the next page.
///
/// A session that this browser still had ends: its cookie is replaced (requirement SE-03).
pub(super) async fn onwards(ctx: &Ctx, next: &Journey, new: &NewSession) -> Result<Redirect, Stop> {
    let target = match &next.state {
        State::Ended(target, Ending::LoggedIn { .. }) => target,
        State::Ended(_, Ending::SteppedUp { back, .. }) => {
            return Ok(redirect(&flow::place(*back)).set(Cookie::Session, &new.session.expose()));
        }
        State::Ended(_, Ending::AccountDone(act)) => return Ok(redirect("/account").flash(flow::done(*act))),
        other => return Ok(redirect(flow::path_of(other))),
    };
    if let Some(old) = account::session(ctx).await? {
        ctx.app.store.end_session(old.session.id, "replaced", &ctx.context()).await?;
    }
    Ok(flow::arrive(ctx, target)
        .set(Cookie::Session, &new.session.expose())
        .set(Cookie::Browser, &new.browser.expose())
        .clear(Cookie::Grant)
        .clear(Cookie::Link))
}

async fn at_this_screen(ctx: &Ctx) -> Result<(Loaded, ShownCode), Stop> {
    let loaded = flow::load(ctx).await?;
    let State::EnrolRecoveryCode(_, _, shown) = &loaded.journey.state else {
        return Err(Stop::elsewhere(redirect(flow::path_of(&loaded.journey.state))));
    };
    let shown = shown.clone();
    Ok((loaded, shown))
}

async fn page(ctx: &Ctx, again: Option<Again>) -> Result<Response, Stop> {
    let (loaded, shown) = at_this_screen(ctx).await?;
    let mut framed = reply::frame(ctx, Bound::Visit).going(ctx, &loaded.journey);
    let status = framed.refused(again);
    let page = RecoveryCodePage {
        groups: shown.code.groups(),
        format: shape(shown.code.format()),
        made_on: made_on(ctx, &shown),
        fresh_reason: fresh_reason(shown.reason),
        frame: framed.frame.clone(),
    };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}

/// A code outside the wizard is there for a reason that the page tells.
fn fresh_reason(reason: IssueReason) -> Option<FreshReason> {
    match reason {
        IssueReason::Enrolment => None,
        IssueReason::NotConfirmed => Some(FreshReason::NotConfirmed),
        IssueReason::Voided => Some(FreshReason::Voided),
        IssueReason::Cancelled => Some(FreshReason::Cancelled),
        IssueReason::Asked => Some(FreshReason::Asked),
    }
}

async fn text(ctx: &Ctx) -> Result<Response, Stop> {
    let (_, shown) = at_this_screen(ctx).await?;
    let framed = reply::frame(ctx, Bound::Visit);
    let page = RecoveryCodeText {
        frame: framed.frame,
        groups: shown.code.groups(),
        made_on: made_on(ctx, &shown),
        login_url: ctx.app.settings.public_url.join("/login"),
    };
    let disposition = format!("attachment; filename=\"{}\"", Texts::of(ctx.lang).get("recovery-code-file"));
    let headers =
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((StatusCode::OK, headers, page.render()?).into_response())
}

fn made_on(ctx: &Ctx, shown: &ShownCode) -> String {
    Texts::of(ctx.lang).date(shown.made_at, &ctx.app.settings.zone)
}
