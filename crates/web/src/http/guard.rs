//! Unsafe requests come from our own pages (requirement WE-01, layer a), and every request gets its number.
//!
//! `Sec-Fetch-Site` decides when the browser sends it (all do since 2023); else `Origin` has to be ours. With our `Referrer-Policy: no-referrer` a
//! browser writes `Origin: null` on our own forms too (Fetch standard, "append a request Origin header"), so that `null` says nothing
//! for or against; any other foreign origin is refused.

use std::any::Any;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use credentials::rng::uniform_below;

use super::reply::{self, Fault};
use crate::app::App;
use crate::ctx::Ctx;
use crate::oidc::{ENDPOINTS, is_machine};
use crate::routes::protocol;

/// The number of a request, short enough to be read out on the telephone.
#[derive(Clone, Debug)]
pub struct RequestNumber(pub String);

/// Letters and digits that are not mistaken for one another.
const ALPHABET: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Where applications may send people with a form of their own (OpenID Connect Core section 3.1.2.1, RP-Initiated Logout section 2);
/// nothing is changed there but the row of the request.
const FROM_APPLICATIONS: [&str; 2] = [ENDPOINTS.authorize, ENDPOINTS.end_session];

impl RequestNumber {
    /// A new one.
    pub fn new(app: &App) -> Self {
        let mut text = String::with_capacity(8);
        for position in 0..7 {
            if position == 4 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[uniform_below(&*app.rng, 30) as usize]));
        }
        Self(text)
    }
}

/// Gives the request its number, and the answer too, for the line of the log. One that has a number already keeps it.
pub async fn number(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let number = request.extensions().get::<RequestNumber>().cloned().unwrap_or_else(|| RequestNumber::new(&app));
    request.extensions_mut().insert(number.clone());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(number);
    response
}

/// Refuses an unsafe request that does not come from our own pages; nothing is written but the audit entry. Programs bring their own
/// proof, and no cookie counts where they call (requirement WE-02).
pub async fn same_origin(State(app): State<Arc<App>>, ctx: Ctx, request: Request, next: Next) -> Response {
    let from_applications = FROM_APPLICATIONS.contains(&request.uri().path());
    let safe = from_applications || matches!(*request.method(), Method::GET | Method::HEAD);
    let machine = is_machine(request.uri().path());
    if safe || machine || from_our_pages(request.headers(), &app.settings.public_url.origin) {
        let response = next.run(request).await;
        return match fault_behind(&response) {
            Some(fault) if machine => protocol::failed_call(&ctx, fault),
            Some(fault) => reply::fault(&ctx, &fault),
            None => response,
        };
    }
    ctx.audit_forgery("other-site").await;
    match reply::message(&ctx, StatusCode::FORBIDDEN, "csrf-title", "other-site") {
        Ok(response) => response,
        Err(fault) => fault.into_response(),
    }
}

/// What became of a handler that gave no answer of its own: it panicked, or its time was over, which leaves nothing but a status.
fn fault_behind(response: &Response) -> Option<Fault> {
    if response.extensions().get::<Panicked>().is_some() {
        return Some(Fault::new("a handler panicked; what it said stands above"));
    }
    let over = response.status() == StatusCode::SERVICE_UNAVAILABLE && response.headers().is_empty();
    over.then(|| Fault::passing("the request took longer than it may"))
}

/// Marks the answer of a handler that panicked; the fault page with the number takes its place (requirement WE-09).
#[derive(Clone, Copy)]
struct Panicked;

/// The answer to a proxy when a handler panicked: no yes, and no page.
pub fn panicked_for_a_proxy(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a handler of forward-auth panicked; what it said stands above");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// The answer of a handler that panicked, before it becomes a page.
pub fn panicked(_: Box<dyn Any + Send>) -> Response {
    let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
    response.extensions_mut().insert(Panicked);
    response
}

/// Whether a page of that origin sent the request.
pub fn from_our_pages(headers: &HeaderMap, origin: &str) -> bool {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    match (text("sec-fetch-site"), text(header::ORIGIN.as_str())) {
        (Some("same-origin" | "none"), None | Some("null")) => true,
        (Some("same-origin" | "none") | None, Some(found)) => found == origin,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn we_01_only_our_own_pages_may_post() {
        let ours = "https://login.example.org";
        let cases = [
            (Some("same-origin"), Some(ours), true),
            (Some("same-origin"), None, true),
            (None, Some(ours), true),
            (Some("same-site"), Some(ours), false),
            (Some("cross-site"), Some(ours), false),
            (Some("same-origin"), Some("https://evil.example"), false),
            (None, Some("https://login.example.org.evil.example"), false),
            (Some("same-origin"), Some("null"), true),
            (Some("cross-site"), Some("null"), false),
            (None, Some("null"), false),
            (Some("none"), None, true),
            (None, None, false),
        ];
        for (site, origin, allowed) in cases {
            let mut headers = HeaderMap::new();
            if let Some(site) = site {
                headers.insert("sec-fetch-site", site.parse().unwrap());
            }
            if let Some(origin) = origin {
                headers.insert("origin", origin.parse().unwrap());
            }
            assert_eq!(from_our_pages(&headers, ours), allowed, "{site:?} {origin:?}");
        }
    }
}
