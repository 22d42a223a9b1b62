//! The original request, as the proxy describes it.
//!
//! Which headers are believed is a setting, and they are believed from the proxy's address only (the web room checks that). Each must
//! be there once; what the browser sent under these names the proxy must have overwritten.

use super::path::{CleanPath, PathFault};

/// A longer original address (bytes) is refused.
const MAX: usize = 8192;

/// How the proxy describes the original request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Proxy {
    /// `X-Forwarded-Method`, `-Proto`, `-Host` and `-Uri`: Traefik `ForwardAuth`, Caddy `forward_auth`.
    Forwarded,
    /// `X-Original-URL` (absolute) and `X-Original-Method`: nginx `auth_request`.
    Nginx,
    /// The asking request's own method and path (below a prefix that the web room took off), `Host`, and `X-Forwarded-Proto`: Envoy
    /// `ext_authz` over HTTP.
    Envoy,
}

/// The asking request itself; only [`Proxy::Envoy`] looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// Its method.
    pub method: &'a str,
    /// Its path and query without the prefix.
    pub target: &'a str,
}

/// The original request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Original {
    /// In capitals.
    pub method: String,
    /// Lower case; the port is part of it when it is not the scheme's own.
    pub host: String,
    /// The path for the rules.
    pub path: CleanPath,
    /// Path and query as they came, to come back to after the login.
    pub target: String,
    /// Whether it came by TLS.
    pub secure: bool,
}

/// Why the original request cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum OriginalFault {
    /// A header of the proxy is missing.
    #[error("the proxy's header {0} is missing")]
    Missing(&'static str),
    /// A header is there more than once, so that somebody else's may be among them.
    #[error("the proxy's header {0} is there more than once")]
    Doubled(&'static str),
    /// Method, scheme or host is none.
    #[error("the proxy's header {0} is malformed")]
    Malformed(&'static str),
    /// The path can be read in more than one way.
    #[error(transparent)]
    Path(#[from] PathFault),
}

/// Reads the original request; `headers` have lower-case names, in the order in which they came.
pub fn read(proxy: Proxy, headers: &[(&str, &str)], asking: &Asking<'_>) -> Result<Original, OriginalFault> {
    let one = |name| one(headers, name);
    match proxy {
        Proxy::Forwarded => {
            let (method, proto) = (one("x-forwarded-method")?, one("x-forwarded-proto")?);
            assemble(method, proto, one("x-forwarded-host")?, one("x-forwarded-uri")?)
        }
        Proxy::Nginx => {
            let url = one("x-original-url")?;
            let (scheme, rest) = url.split_once("://").ok_or(OriginalFault::Malformed("x-original-url"))?;
            let slash = rest.find('/').ok_or(OriginalFault::Malformed("x-original-url"))?;
            let (host, target) = rest.split_at(slash);
            assemble(one("x-original-method")?, scheme, host, target)
        }
        Proxy::Envoy => assemble(asking.method, one("x-forwarded-proto")?, one("host")?, asking.target),
    }
}

fn one<'a>(headers: &[(&str, &'a str)], name: &'static str) -> Result<&'a str, OriginalFault> {
    let mut found = headers.iter().filter(|(other, _)| *other == name).map(|(_, value)| *value);
    match (found.next(), found.next()) {
        (None, _) => Err(OriginalFault::Missing(name)),
        (Some(value), None) => Ok(value),
        (Some(_), Some(_)) => Err(OriginalFault::Doubled(name)),
    }
}

fn assemble(method: &str, proto: &str, host: &str, target: &str) -> Result<Original, OriginalFault> {
    let is_method = (1..=16).contains(&method.len()) && method.bytes().all(|b| b.is_ascii_uppercase() || b == b'-');
    if !is_method {
        return Err(OriginalFault::Malformed("method"));
    }
    let secure = match proto {
        "https" | "wss" => true,
        "http" | "ws" => false,
        _ => return Err(OriginalFault::Malformed("scheme")),
    };
    if target.len() > MAX {
        return Err(OriginalFault::Malformed("uri"));
    }
    let (path, query) = target.split_once('?').map_or((target, ""), |(path, query)| (path, query));
    // The query is data, but it is sent back to the browser in a redirect: one line, no fragment.
    if !query.bytes().all(|b| b.is_ascii_graphic() && b != b'#' && b != b'\\') {
        return Err(OriginalFault::Malformed("uri"));
    }
    let host = read_host(host, secure).ok_or(OriginalFault::Malformed("host"))?;
    let path = CleanPath::parse(path)?;
    Ok(Original { method: method.to_owned(), host, path, target: target.to_owned(), secure })
}

/// A host name or address with an optional port, lower case, without the scheme's own port and without the root's dot.
pub fn read_host(text: &str, secure: bool) -> Option<String> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._:[]".contains(&b);
    if !(1..=260).contains(&text.len()) || !text.bytes().all(allowed) {
        return None;
    }
    let (name, port) = match text.rfind(':').filter(|at| !text[*at..].contains(']')) {
        Some(at) => (&text[..at], Some(text[at + 1..].parse::<u16>().ok()?)),
        None => (text, None),
    };
    let bracketed = name.starts_with('[') && name.ends_with(']');
    let name = name.strip_suffix('.').unwrap_or(name);
    let plain = !name.contains([':', '[', ']']);
    if name.is_empty() || !(plain || bracketed) || name.starts_with('.') || name.contains("..") {
        return None;
    }
    let own = if secure { 443 } else { 80 };
    let name = name.to_ascii_lowercase();
    Some(match port {
        Some(port) if port != own => format!("{name}:{port}"),
        _ => name,
    })
}
