//! Forms as handlers get them: read within 64 KiB, decoded, and with the right token.

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::{BodyExt, LengthLimitError, Limited};

use super::csrf::{self, Bound};
use super::fields::{Fields, NotAForm};
use super::reply;
use crate::app::App;
use crate::ctx::Ctx;

/// The largest body, in bytes.
pub const MAX_BODY: usize = 64 * 1024;

/// A form of a page before the session; its token is bound to the visit.
pub struct Form(pub Fields);

/// A form of a page behind the session; its token is bound to that session.
pub struct SessionForm(pub Fields);

/// A form that stands on every page: its token may be of either kind.
pub struct AnyForm(pub Fields);

impl FromRequest<Arc<App>> for Form {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        checked(request, app, &[Bound::Visit]).await.map(Self)
    }
}

impl FromRequest<Arc<App>> for SessionForm {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        checked(request, app, &[Bound::Session]).await.map(Self)
    }
}

impl FromRequest<Arc<App>> for AnyForm {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        checked(request, app, &[Bound::Visit, Bound::Session]).await.map(Self)
    }
}

async fn checked(request: Request, app: &Arc<App>, bounds: &[Bound]) -> Result<Fields, Response> {
    let (mut parts, body) = request.into_parts();
    let ctx = Ctx::from_request_parts(&mut parts, app).await?;
    let fields = match read(&parts.headers, body).await {
        Ok(fields) => fields,
        Err((status, title, text)) => {
            return Err(reply::message(&ctx, status, title, text).unwrap_or_else(IntoResponse::into_response));
        }
    };
    let given = fields.get("csrf");
    if bounds.iter().any(|bound| csrf::verify(&app.keyring, *bound, &ctx.cookies, given)) {
        return Ok(fields);
    }
    ctx.audit_forgery("token").await;
    // A page that stood open while the browser forgot its cookies: the same page again, with a fresh token and a word about it.
    Err(reply::redirect(page_of(&ctx.here)).flash("csrf").into_response())
}

/// The page on which a form stands; most stand on the page that they are sent to.
pub fn page_of(path: &str) -> &str {
    match path {
        // Which factor it was about is not known any more.
        "/logout"
        | "/account/stay"
        | "/account/factors/replace"
        | "/account/factors/remove"
        | "/account/factors/rename"
        // Which request it was is not known any more.
        | "/authorize/account"
        | "/consent"
        | "/end-session/confirm" => "/account",
        "/account/applications/withdraw" => "/account/applications",
        "/account/addresses/remove" => "/account/addresses",
        other if other.starts_with("/account/sessions/") => "/account/sessions",
        "/language" | "/password/strength" => "/login",
        "/login/cancel" | "/enrol/second/decline" => "/login/continue",
        other if other.starts_with("/login/second-factor/") => "/login/continue",
        "/forgot/password/sent" => "/forgot/password",
        "/forgot/username/sent" => "/forgot/username",
        other if other.starts_with("/enrol/sms/") => "/enrol/sms",
        other if other.starts_with("/enrol/key/") => "/enrol/key",
        other if other.starts_with("/enrol/passkey/") => "/enrol/passkey",
        other => other,
    }
}

type Unreadable = (StatusCode, &'static str, &'static str);

async fn read(headers: &HeaderMap, body: axum::body::Body) -> Result<Fields, Unreadable> {
    let whole = Limited::new(body, MAX_BODY).collect().await.map_err(|error| {
        if error.downcast_ref::<LengthLimitError>().is_some() {
            (StatusCode::PAYLOAD_TOO_LARGE, "too-large-title", "too-large")
        } else {
            (StatusCode::BAD_REQUEST, "bad-request-title", "bad-request")
        }
    })?;
    Fields::read(headers, &whole.to_bytes()).map_err(|error| match error {
        NotAForm::ContentType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "bad-request-title", "bad-request"),
        NotAForm::Form => (StatusCode::BAD_REQUEST, "bad-request-title", "bad-request"),
    })
}
