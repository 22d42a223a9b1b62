//! A form that a program sent: read within 64 KiB, decoded, its faults answered as JSON.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use oidc::Params;
use oidc::error::Refused;

use super::answer::Failure;
use crate::app::App;
use crate::ctx::Ctx;
use crate::http::body::MAX_BODY;
use crate::http::cookies::Cookies;
use crate::http::fields;

/// One request of a client.
pub struct Call {
    /// Where and when; without cookies.
    pub(super) ctx: Ctx,
    /// What stands in the form.
    pub(super) params: Params,
    /// What stands in the `Authorization` header.
    pub(super) authorization: Option<String>,
    /// The page whose script sent it, if one did.
    pub(super) origin: Option<String>,
}

impl FromRequest<Arc<App>> for Call {
    type Rejection = Response;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let mut ctx = Ctx::from_request_parts(&mut parts, app).await?;
        ctx.cookies = Cookies::default();
        match read(&parts, body).await {
            Ok((params, authorization)) => Ok(Self { ctx, params, authorization, origin: origin(&parts.headers) }),
            Err(failure) => Err(failure.answer(&ctx)),
        }
    }
}

async fn read(parts: &Parts, body: Body) -> Result<(Params, Option<String>), Failure> {
    if parts.uri.query().is_some_and(|query| !query.is_empty()) {
        // RFC 6749 section 2.3.1: in an address they would stand in logs.
        return Err(Refused::request("parameters belong in the body, not in the address").into());
    }
    let authorization = authorization(&parts.headers)?;
    let whole = Limited::new(body, MAX_BODY).collect().await.map_err(|error| {
        if error.downcast_ref::<LengthLimitError>().is_some() {
            Failure::TooLarge
        } else {
            Refused::request("the body cannot be read").into()
        }
    })?;
    if !fields::is_form(&parts.headers) {
        return Err(Refused::request("the body must be application/x-www-form-urlencoded").into());
    }
    let whole = whole.to_bytes();
    let pairs = std::str::from_utf8(&whole).ok().and_then(fields::pairs);
    let pairs = pairs.ok_or(Refused::request("the body is no form in UTF-8"))?;
    Ok((Params::new(pairs), authorization))
}

/// The one `Authorization` header; what is no text is kept as an empty one, which is no proof of anything.
pub(super) fn authorization(headers: &HeaderMap) -> Result<Option<String>, Refused> {
    let mut values = headers.get_all(header::AUTHORIZATION).iter();
    let first = values.next();
    if values.next().is_some() {
        return Err(Refused::request("more than one authorization header"));
    }
    Ok(first.map(|value| value.to_str().unwrap_or_default().to_owned()))
}

/// The origin of the page whose script sent it.
pub(super) fn origin(headers: &HeaderMap) -> Option<String> {
    headers.get(header::ORIGIN).and_then(|value| value.to_str().ok()).map(str::to_owned)
}
