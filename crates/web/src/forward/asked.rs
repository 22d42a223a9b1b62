//! What a proxy asks, and whether it may (requirements FA-03 and WE-08).
//!
//! The headers count only when the connection comes from a trusted proxy, when they are those of the proxy that the settings name for the
//! application, and when each is there once. Whoever asks otherwise is told what is missing, and never who somebody is.

use std::net::IpAddr;

use axum::http::request::Parts;
use oidc::forward::original::{Asking, read};
use oidc::forward::ticket::RESERVED;
use oidc::forward::{Original, OriginalFault, Proxy};

use super::{ForwardApplication, application_at};
use crate::app::WebSettings;
use crate::http::peer;

/// The headers that describe the original request or the person's wish, of whatever proxy.
const LOOKED_AT: [&str; 11] = [
    "host",
    "x-forwarded-method",
    "x-forwarded-proto",
    "x-forwarded-host",
    "x-forwarded-uri",
    "x-original-url",
    "x-original-method",
    "sec-fetch-mode",
    "accept",
    "x-requested-with",
    "upgrade",
];
/// Stands for a value that is no text; no reading of a request takes it.
const NO_TEXT: &str = "\0";

/// A question of a proxy that may ask it.
pub struct Asked<'a> {
    /// The request that it is about.
    pub original: Original,
    /// The application that it is about.
    pub forward: &'a ForwardApplication,
}

/// Why a question gets no answer but 403.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnswered {
    /// Not from a trusted proxy.
    #[error("the connection does not come from a trusted proxy")]
    Stranger,
    /// Headers are missing, doubled or unreadable, or the address can be read in two ways.
    #[error(transparent)]
    Original(#[from] OriginalFault),
    /// No application has this host.
    #[error("no application has the host {0}")]
    UnknownHost(String),
    /// The application's proxy is another one.
    #[error("the settings name another proxy for {0}")]
    OtherProxy(String),
    /// It came by plain http, so that no browser keeps the cookie.
    #[error("{0} was asked for by plain http")]
    Plain(String),
    /// It is about an address that the proxy sends to us without asking.
    #[error("the proxy asks about {RESERVED} instead of sending it to the portal")]
    Reserved,
}

impl NotAnswered {
    /// Whether the operator can mend it; otherwise somebody sent an odd request.
    pub fn is_misconfiguration(&self) -> bool {
        !matches!(self, Self::Original(OriginalFault::Path(_) | OriginalFault::Malformed(_)))
    }
}

/// Reads what a proxy asks; `target` is path and query below the prefix of Envoy's address.
pub fn asked<'a>(
    settings: &'a WebSettings,
    (connection, proxy): (IpAddr, Proxy),
    parts: &Parts,
    target: &str,
) -> Result<Asked<'a>, NotAnswered> {
    if !peer::within(&settings.proxies.trusted, connection) {
        return Err(NotAnswered::Stranger);
    }
    let original = read(proxy, &described(parts), &Asking { method: parts.method.as_str(), target })?;
    let forward = application_at(&settings.forward, &original.host)
        .ok_or_else(|| NotAnswered::UnknownHost(original.host.clone()))?;
    if !forward.believes(connection, &settings.proxies) {
        return Err(NotAnswered::Stranger);
    }
    if forward.proxy != proxy {
        return Err(NotAnswered::OtherProxy(original.host));
    }
    if !forward.takes(&original.host, original.secure) {
        return Err(NotAnswered::Plain(original.host));
    }
    if original.path.is_below(RESERVED) {
        return Err(NotAnswered::Reserved);
    }
    Ok(Asked { original, forward })
}

/// The headers that are looked at, with lower-case names, each as often as it came.
pub fn described(parts: &Parts) -> Vec<(&'static str, &str)> {
    let mut found = Vec::with_capacity(LOOKED_AT.len());
    for name in LOOKED_AT {
        let values = parts.headers.get_all(name).iter();
        found.extend(values.map(|value| (name, value.to_str().unwrap_or(NO_TEXT))));
    }
    // HTTP/2 has the host in the address.
    if let (Some(authority), None) = (parts.uri.authority(), parts.headers.get("host")) {
        found.push(("host", authority.as_str()));
    }
    found
}
