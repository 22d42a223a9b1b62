//! `/forgot`: a mail for somebody who does not know the password or the username (rule J12, requirements FP-01 to FP-06).
//!
//! Asking looks at no account: it counts, writes one row and says the same to everybody. The mail comes of `requests`, in the background.

pub mod link;
pub mod password;
pub mod username;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use journey::throttle::CounterKind;
use journey::{AuditEvent, Refusal, RequestKind, Target, audit::names};
use store::NewRequest;

use crate::ctx::Ctx;
use crate::flow::{self, Again, Stop, query_to};
use crate::http::csrf::Bound;
use crate::http::fields::Fields;
use crate::http::peer;
use crate::http::reply::{self, Framed, redirect};
use crate::pages::{Forgot, ForgotPage, ForgotSentPage};

/// Where the person was going, as the address says it.
fn target_in(ctx: &Ctx, query: Option<&str>) -> Target {
    let fields = query.and_then(Fields::parse).unwrap_or_default();
    ctx.app.settings.target(fields.some("to"))
}

/// A frame whose forms carry along where the person was going.
fn framed(ctx: &Ctx, target: &Target) -> Framed {
    let mut framed = reply::frame(ctx, Bound::Visit);
    framed.frame.to = Some(ctx.app.settings.to(target).unwrap_or_default());
    framed
}

/// The page that asks.
fn page(ctx: &Ctx, forgot: Forgot, (typed, target): (&str, &Target), again: Option<Again>) -> Result<Response, Stop> {
    let mut framed = framed(ctx, target);
    let status = framed.refused(again);
    let typed = typed.chars().take(username::LONGEST).collect();
    let page = ForgotPage { frame: framed.frame.clone(), forgot, typed, query: query_to(target) };
    Ok(framed.show(status.unwrap_or(StatusCode::OK), &page)?)
}

/// The page that says the same to everybody.
fn sent_page(ctx: &Ctx, forgot: Forgot, query: Option<&str>) -> Response {
    let framed = reply::frame(ctx, Bound::Visit);
    let query = query_to(&target_in(ctx, query));
    let page = ForgotSentPage { frame: framed.frame.clone(), forgot, query };
    framed.show(StatusCode::OK, &page).unwrap_or_else(|fault| reply::fault(ctx, &fault))
}

/// Counts, writes the row, and leads to the page that says the same to everybody.
async fn ask(ctx: &Ctx, kind: RequestKind, typed: &str, target: &Target) -> Result<Response, Stop> {
    let to = ctx.app.settings.to(target);
    let request = NewRequest {
        kind,
        typed,
        target: to.as_deref(),
        source: &peer::source(ctx.address),
        source_limit: flow::raised_to(ctx, CounterKind::RequestSource),
    };
    if let Err(blocked) = ctx.app.store.place_request(&request, &ctx.context()).await? {
        ctx.audit(None, AuditEvent::refused(names::RATE_LIMIT, CounterKind::RequestSource.as_str())).await;
        return Err(Stop::Refused("", Refusal::AskedOften { retry_at: blocked.retry_at }));
    }
    Ok(redirect(&format!("/forgot/{}/sent{}", kind.as_str(), query_to(target))).into_response())
}
