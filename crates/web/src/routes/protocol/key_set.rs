//! `GET /jwks`: the keys under which the provider signs, will sign and signed (RFC 7517, requirement OP-12).

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use oidc::keys::MAX_AGE;

use super::answer;
use crate::app::App;
use crate::oidc::{ENDPOINTS, KeySet};

/// The set; a client that has this one already gets 304.
pub async fn show(State(app): State<Arc<App>>, headers: HeaderMap) -> Response {
    match app.oidc.key_set(app.clock.now()).await {
        Ok(set) => send(&set, &headers),
        Err(error) => answer::failed(ENDPOINTS.jwks, error),
    }
}

fn send(set: &KeySet, asked: &HeaderMap) -> Response {
    let headers = set.headers.get_or_init(|| headers_of(set)).clone();
    let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| names(known, &set.etag)) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    (headers, set.body.clone()).into_response()
}

fn headers_of(set: &KeySet) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/jwk-set+json"));
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    let cache = HeaderValue::from_str(&format!("public, max-age={}", MAX_AGE.as_secs()));
    let etag = HeaderValue::from_str(&set.etag);
    for (name, value) in [(header::CACHE_CONTROL, cache), (header::ETAG, etag)] {
        if let Ok(value) = value {
            headers.insert(name, value);
        }
    }
    headers
}

/// Whether `If-None-Match` names this set (RFC 9110 section 13.1.2: compared weakly).
fn names(known: &str, etag: &str) -> bool {
    known == "*" || known.split(',').any(|one| one.trim().trim_start_matches("W/") == etag)
}
