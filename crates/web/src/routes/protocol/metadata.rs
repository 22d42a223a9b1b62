//! `GET /.well-known/openid-configuration` (OpenID Connect Discovery section 4) and `/.well-known/oauth-authorization-server` (RFC 8414
//! section 3): what the provider does, in the same words for both.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use oidc::discovery::document;

use super::answer;
use crate::app::App;
use crate::look::Lang;
use crate::oidc::{ENDPOINTS, METADATA};

/// A client may keep it for five minutes; what it says changes with a release, or with the first key of an algorithm.
const CACHE: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// The document.
pub async fn show(State(app): State<Arc<App>>) -> Response {
    let algs = match app.oidc.algs(app.clock.now()).await {
        Ok(algs) => algs,
        Err(error) => return answer::failed(METADATA, error),
    };
    let languages = Lang::ALL.map(Lang::code);
    let document = document(&app.oidc.issuer, &ENDPOINTS, &app.oidc.mapping, &algs, &languages);
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (header::CACHE_CONTROL, CACHE),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    (headers, document.to_string()).into_response()
}
