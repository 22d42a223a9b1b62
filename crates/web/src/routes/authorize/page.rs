//! The page for a request that cannot be answered to anybody: whoever sent it is not known for certain, so the browser stays here
//! (RFC 9700 section 4.11), and the page says what to tell the application's administrator.

use axum::http::StatusCode;
use axum::response::IntoResponse;
use journey::{AuditEvent, audit::names};
use oidc::client::Client;
use store::AuditEntry;

use super::answer::admit_stranger;
use crate::ctx::Ctx;
use crate::flow::Stop;
use crate::http::csrf::Bound;
use crate::http::reply;
use crate::look::Texts;
use crate::pages::ApplicationErrorPage;
pub(super) use crate::pages::Trouble;

/// Shows the page and writes the refusal down, for as long as the network has room for that.
pub(super) async fn trouble(ctx: &Ctx, client: Option<&Client>, trouble: Trouble) -> Stop {
    if let Err(stop) = admit_stranger(ctx) {
        return stop;
    }
    let client = client.filter(|client| client.enabled);
    let entry = AuditEntry::new(AuditEvent::refused(names::AUTHZ_FAIL, trouble.word()));
    ctx.audit_entry(AuditEntry { client: client.map(|client| client.id.to_string()), ..entry }).await;
    let framed = reply::frame(ctx, Bound::Visit);
    let page = ApplicationErrorPage {
        frame: framed.frame.clone(),
        application: client.map(|client| client.name.clone()),
        trouble,
        number: ctx.number.clone(),
        at: Texts::of(ctx.lang).date_time(ctx.now, &ctx.app.settings.zone),
    };
    Stop::answer(framed.show(StatusCode::BAD_REQUEST, &page).unwrap_or_else(IntoResponse::into_response))
}
