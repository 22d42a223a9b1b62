//! `/.poortwachter/start` on an application's host: a nonce for this browser, a row for where it wants to go, and on to the portal (FA-02).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use credentials::rng::Rng;
use credentials::token::SecretToken;
use jiff::Timestamp;
use oidc::forward::ticket::{RESERVED, is_local};
use store::ForwardRequest;
use uuid::{Builder, Uuid};

use super::{answer, at_a_site};
use crate::app::App;
use crate::http::cookies::Cookie;
use crate::http::fields::Fields;
use crate::http::reply;

/// A longer address (bytes) is not come back to.
const LONGEST: usize = 8192;

/// Begins a login for this host.
pub async fn show(State(app): State<Arc<App>>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let (ctx, site) = match at_a_site(&app, &mut parts).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    // Anybody can begin, and each beginning leaves a row.
    if !app.meter.begin(ctx.address, ctx.now) {
        return answer::crowded(&ctx);
    }
    // Several tabs of one browser share its nonce, so that each of them arrives (rule J11).
    let nonce = ctx.cookies.secret(Cookie::ForwardNonce).unwrap_or_else(|| SecretToken::generate(&*app.rng));
    let fields = parts.uri.query().and_then(Fields::parse).unwrap_or_default();
    let request = ForwardRequest {
        id: row_id(ctx.now, &*app.rng),
        host: site.host,
        target: come_back_to(fields.get("to")).to_owned(),
        nonce: nonce.hash(),
        created_at: ctx.now,
    };
    if let Err(error) = app.store.save_forward_request(&request).await {
        return reply::Fault::from(error).into_response();
    }
    let portal = app.settings.public_url.join(&format!("/forward/continue?request={}", request.id));
    answer::to_with(&portal, &[(Cookie::ForwardNonce, &nonce.expose())])
}

/// Only an address of the same host, and never one that would begin a login again.
fn come_back_to(wanted: &str) -> &str {
    let good = wanted.len() <= LONGEST && is_local(wanted) && !wanted.starts_with(RESERVED);
    if good { wanted } else { "/" }
}

/// A UUID of version 7 (RFC 9562 section 5.7): it says when, and keeps rows in the order in which they came.
fn row_id(now: Timestamp, rng: &dyn Rng) -> Uuid {
    let mut random = [0; 10];
    rng.fill(&mut random);
    Builder::from_unix_timestamp_millis(u64::try_from(now.as_millisecond()).unwrap_or(0), &random).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn we_07_only_an_address_of_the_same_host_is_come_back_to() {
        for good in ["/", "/a?b=c&d=//e", "/a/b.c", "/caf%C3%A9"] {
            assert_eq!(come_back_to(good), good);
        }
        let long = format!("/{}", "a".repeat(LONGEST));
        for bad in [
            "",
            "a",
            "//evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\r\nSet-Cookie: a=b",
            "https://evil.example/",
            "javascript:alert(1)",
            "/.poortwachter/start?to=/",
            "/.poortwachter/logout",
            "/é",
            &long,
        ] {
            assert_eq!(come_back_to(bad), "/", "{bad}");
        }
    }
}
