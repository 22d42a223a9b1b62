//! The headers of every answer, errors too (requirements WE-03 to WE-05).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;

use crate::app::App;

/// No inline script or style, no eval, nothing from elsewhere; forms stay on our origin (rule J15).
const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    font-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";
/// The part that a page with a form for an application has otherwise.
const OWN_FORMS: &str = "form-action 'self'";

/// On the answer whose one form goes to an application (`response_mode=form_post`): the only origin to which it may go
/// (requirement WE-04).
#[derive(Clone, Debug)]
pub struct FormAction(pub String);

const FIXED: [(&str, &str); 8] = [
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "publickey-credentials-get=(self), publickey-credentials-create=(self), otp-credentials=(self)",
    ),
    ("x-robots-tag", "noindex, nofollow"),
];

/// Adds the headers; a handler's own `Cache-Control` stays, everything else is `no-store`.
pub async fn add(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    write(response.headers_mut(), &app);
    if let Some(FormAction(origin)) = response.extensions_mut().remove::<FormAction>() {
        let policy = CSP.replace(OWN_FORMS, &format!("form-action {origin}"));
        let policy = HeaderValue::from_str(&policy).unwrap_or_else(|_| HeaderValue::from_static(CSP));
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// The same on the host of an application behind a proxy, whose HSTS is not ours. A check that lets pass has no browser to talk to, and nothing to
/// add.
pub async fn add_elsewhere(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if response.status() != StatusCode::OK || response.headers().contains_key(header::CONTENT_TYPE) {
        fixed(response.headers_mut());
    }
    response
}

fn write(headers: &mut HeaderMap, app: &App) {
    fixed(headers);
    if app.settings.public_url.is_https() {
        let value =
            if app.settings.hsts_subdomains { "max-age=63072000; includeSubDomains" } else { "max-age=63072000" };
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(value));
    }
}

fn fixed(headers: &mut HeaderMap) {
    for (name, value) in FIXED {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
