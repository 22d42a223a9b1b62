//! Answers as the RFCs write them: JSON, never stored, with the headers that belong to the status.

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oidc::error::{OAuthError, Refused};
use serde::Serialize;
use serde_json::json;
use store::StoreError;

use crate::ctx::Ctx;
use crate::http::reply::Fault;
use crate::oidc::ProviderError;

/// How a client is asked to authenticate (RFC 6749 section 5.2, RFC 7617).
const BASIC: HeaderValue = HeaderValue::from_static("Basic realm=\"poortwachter\"");

/// What a client is told of a mistake of ours.
const FAULT: Refused = Refused::new(OAuthError::ServerError, "the portal failed; its log says why");

/// Why a call gets no answer of its own.
#[derive(Debug)]
pub(super) enum Failure {
    /// Told with its usual status.
    Refused(Refused),
    /// The body is longer than any that is right (RFC 9126 section 2.3).
    TooLarge,
    /// Too many failures (RFC 6585 section 4); seconds to wait.
    TooMany(i64),
    /// Ours.
    Fault(Fault),
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Fault(error.into())
    }
}

impl From<ProviderError> for Failure {
    fn from(error: ProviderError) -> Self {
        Self::Fault(error.into())
    }
}

impl Failure {
    /// The answer; a fault is logged under the request's number.
    pub(super) fn answer(self, ctx: &Ctx) -> Response {
        match self {
            Self::Refused(refused) => refusal(refused),
            Self::TooLarge => with_status(StatusCode::PAYLOAD_TOO_LARGE, Refused::request("the body is too long")),
            Self::TooMany(seconds) => {
                let refused = Refused::new(OAuthError::InvalidClient, "client authentication failed too often");
                let mut answer = with_status(StatusCode::TOO_MANY_REQUESTS, refused);
                answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
                answer
            }
            Self::Fault(fault) => {
                tracing::error!(request = %ctx.number, path = %ctx.here, error = %fault.text, "a request failed");
                fault.marked(refusal(FAULT))
            }
        }
    }
}

/// The answer of a published document that cannot be made; it has no number.
pub(super) fn failed(path: &str, error: ProviderError) -> Response {
    let fault = Fault::from(error);
    tracing::error!(path, error = fault.text, "a request failed");
    fault.marked(refusal(FAULT))
}

/// The JSON of a success.
pub(super) fn success(status: StatusCode, body: &impl Serialize) -> Result<Response, Failure> {
    let body = serde_json::to_vec(body).map_err(|error| Failure::Fault(error.into()))?;
    Ok(unstored(status, body))
}

/// The JSON of a refusal (RFC 6749 section 5.2).
pub(super) fn refusal(refused: Refused) -> Response {
    let status = StatusCode::from_u16(refused.error.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let mut answer = with_status(status, refused);
    if refused.error == OAuthError::InvalidClient {
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, BASIC);
    }
    answer
}

fn with_status(status: StatusCode, refused: Refused) -> Response {
    let body = json!({"error": refused.error.as_str(), "error_description": refused.description});
    unstored(status, body.to_string().into_bytes())
}

fn unstored(status: StatusCode, body: Vec<u8>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::PRAGMA, HeaderValue::from_static("no-cache"));
    (status, headers, body).into_response()
}

/// The endpoint takes another method.
pub fn wrong_method() -> Response {
    with_status(StatusCode::METHOD_NOT_ALLOWED, Refused::request("this endpoint takes another method"))
}

/// A handler gave no answer of its own.
pub fn failed_call(ctx: &Ctx, fault: Fault) -> Response {
    Failure::Fault(fault).answer(ctx)
}
