//! Forward-auth (requirements FA-01 to FA-04): the check of each request, and the way of a login to an application's host and back.
//!
//! Begin reading at `check.rs`, the hot path. A page without a session goes: [`start`] on the application's host leaves a nonce in the browser and a row here →
//! [`go_on`] at the portal, which logs people in where that is needed, makes a ticket → [`ticket`] on the application's host, which
//! makes that host's own cookie and leads back to where the person was. [`logout`] ends all of it. What lies below `/.poortwachter/` is sent here by the
//! proxy as it came; every address of this folder but two ([`go_on`], [`leave`]) answers a trusted proxy only.

mod answer;
pub mod asset;
pub mod check;
pub mod go_on;
pub mod leave;
pub mod logout;
pub mod start;
pub mod ticket;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::response::Response;

use crate::app::App;
use crate::ctx::Ctx;
use crate::forward::Site;
use crate::http::guard;

pub use go_on::{demand, name_of};

/// Where Traefik and Caddy ask.
pub const CHECK: &str = "/forward-auth";
/// Where nginx asks.
pub const CHECK_NGINX: &str = "/forward-auth/nginx";
/// Where nginx gets the answer for the browser, once the check refused.
pub const ANSWER_NGINX: &str = "/forward-auth/nginx/answer";
/// Where Envoy asks; what follows is the address that it asks about.
pub const CHECK_ENVOY: &str = "/forward-auth/envoy";

/// The other end of the connection.
fn connection(parts: &Parts) -> IpAddr {
    parts.extensions.get::<ConnectInfo<SocketAddr>>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip())
}

/// What pages need of a request; only made where there is a page, so that the check stays lean.
async fn context(app: &Arc<App>, parts: &mut Parts) -> Result<Ctx, Response> {
    if parts.extensions.get::<guard::RequestNumber>().is_none() {
        parts.extensions.insert(guard::RequestNumber::new(app));
    }
    Ctx::from_request_parts(parts, app).await
}

/// A request below `/.poortwachter/` with its host, or the page that says what is wrong with the proxy.
async fn at_a_site<'a>(app: &'a Arc<App>, parts: &mut Parts) -> Result<(Ctx, Site<'a>), Response> {
    let site = Site::of(&app.settings, connection(parts), parts);
    let ctx = context(app, parts).await?;
    match site {
        Ok(site) => Ok((ctx, site)),
        Err(reason) => Err(answer::not_answered(&ctx, &reason)),
    }
}
