//! `/.poortwachter/logout` on an application's host.
//!
//! A link asks at the portal first, since any site can make a browser follow a link. A form of the application itself ends the session at once: the
//! browser says where it was sent from (`Sec-Fetch-Site`, or `Origin` as the origin of this very host), and one from elsewhere is taken for a link.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method};
use axum::response::{IntoResponse, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{answer, at_a_site};
use crate::app::App;
use crate::ctx::Ctx;
use crate::forward::Site;
use crate::http::cookies::Cookie;
use crate::http::guard::from_our_pages;
use crate::http::reply::Fault;

/// Ends the session, or leads to the page that asks.
pub async fn show(State(app): State<Arc<App>>, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let (ctx, site) = match at_a_site(&app, &mut parts).await {
        Ok(found) => found,
        Err(refused) => return refused,
    };
    let asks = format!("/forward/logout?host={}", utf8_percent_encode(&site.host, NON_ALPHANUMERIC));
    let asks = app.settings.public_url.join(&asks);
    if !is_own_form(&parts, &site) {
        return answer::to(&asks);
    }
    match end(&ctx, &site).await {
        Ok(()) => {
            let mut response = answer::to_with(&asks, &[(Cookie::Forward, ""), (Cookie::ForwardNonce, "")]);
            response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cache\""));
            response
        }
        Err(fault) => fault.into_response(),
    }
}

fn is_own_form(parts: &Parts, site: &Site<'_>) -> bool {
    parts.method == Method::POST && from_our_pages(&parts.headers, &site.origin)
}

/// Ends the portal's session, and with it those of all hosts.
async fn end(ctx: &Ctx, site: &Site<'_>) -> Result<(), Fault> {
    let Some(token) = ctx.cookies.secret(Cookie::Forward) else { return Ok(()) };
    if let Some(session) = ctx.app.store.end_forward_session(&token.hash(), &site.host).await? {
        ctx.app.store.end_session(session, "logout", &ctx.context()).await?;
    }
    Ok(())
}
