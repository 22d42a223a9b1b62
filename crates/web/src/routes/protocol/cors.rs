//! Which pages' scripts may call, and read the answers (requirement WE-06): anybody's the metadata and keys, which hold no secret; a
//! client's own the token and userinfo endpoints. Cookies never count here, so nothing is allowed to bring them.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oidc::client::Client;

use super::answer::Failure;
use super::call;
use crate::app::App;
use crate::ctx::Ctx;

/// A browser may keep a preflight's answer for this long, in seconds.
const MAX_AGE: u32 = 600;

/// `OPTIONS`: may a page of that origin call at all? (Fetch standard, "CORS-preflight fetch")
pub async fn preflight(State(app): State<Arc<App>>, ctx: Ctx, headers: HeaderMap) -> Response {
    let mut answer = StatusCode::NO_CONTENT.into_response();
    let Some(origin) = call::origin(&headers) else {
        return answer;
    };
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("origin"));
    match (app.oidc.knows_origin(&origin, ctx.now).await, HeaderValue::from_str(&origin)) {
        (Ok(true), Ok(origin)) => {
            let headers = answer.headers_mut();
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
            headers
                .insert(header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
            headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from(MAX_AGE));
            answer
        }
        (Err(error), _) => Failure::from(error).answer(&ctx),
        _ => answer,
    }
}

/// Lets the page's script read this answer when the client has its origin.
pub(super) fn readable(mut answer: Response, origin: Option<&str>, client: Option<&Client>) -> Response {
    answer.headers_mut().append(header::VARY, HeaderValue::from_static("origin"));
    let allowed = origin.filter(|origin| {
        client.is_some_and(|client| client.enabled && client.cors_origins.iter().any(|allowed| allowed == origin))
    });
    if let Some(Ok(origin)) = allowed.map(HeaderValue::from_str) {
        let headers = answer.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("www-authenticate"));
    }
    answer
}
