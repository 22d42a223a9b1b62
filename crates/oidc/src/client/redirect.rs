//! Redirect URIs: what may be registered, and when one that was sent is the same (OP-02).
//!
//! The same means the same text: no normalisation, no prefix, no pattern (RFC 9700 section 2.1). The one exception is the port of a
//! native application's loopback address, which the operating system chooses (RFC 8252 section 7.3).

use url::Url;

/// Longer addresses (bytes) are refused.
const MAX_LENGTH: usize = 2048;

/// Why an address cannot be registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum RedirectFault {
    /// Not an absolute address in its usual spelling, or too long.
    #[error("is no absolute address in its usual spelling")]
    NotAbsolute,
    /// Has a fragment (RFC 6749 section 3.1.2).
    #[error("has a fragment (#)")]
    Fragment,
    /// Has a user name or password.
    #[error("has a user name or password")]
    UserInfo,
    /// Holds `*`, which some take for a pattern; here it would never match.
    #[error("holds *; addresses are compared as text")]
    Pattern,
    /// http to another machine; a scheme without a dot; a script.
    #[error("must be https, or http to 127.0.0.1 or [::1], or for native applications a scheme with a dot")]
    Scheme,
}

/// Checks an address before it is registered; `native` for public clients, which may have a scheme of their own.
pub fn check_registered(uri: &str, native: bool) -> Result<(), RedirectFault> {
    let plain = uri.len() <= MAX_LENGTH && uri.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let url = Url::parse(uri).ok().filter(|_| plain).ok_or(RedirectFault::NotAbsolute)?;
    if url.fragment().is_some() {
        return Err(RedirectFault::Fragment);
    }
    if !url.username().is_empty() || url.password().is_some() || authority(uri).contains('@') {
        return Err(RedirectFault::UserInfo);
    }
    if uri.contains('*') {
        return Err(RedirectFault::Pattern);
    }
    let fits = match url.scheme() {
        "https" => true,
        "http" => loopback_rest(uri).is_some(),
        // A reversed domain name (RFC 8252 section 7.1): `javascript`, `data` and their like have no dot.
        own => native && own.contains('.'),
    };
    let usual = url.as_str() == uri || url.as_str().strip_suffix('/') == Some(uri);
    match (fits, usual) {
        (false, _) => Err(RedirectFault::Scheme),
        (true, false) => Err(RedirectFault::NotAbsolute),
        (true, true) => Ok(()),
    }
}

/// Whether the address that was sent is the registered one; `native` allows another port on a loopback address.
pub fn matches(registered: &str, sent: &str, native: bool) -> bool {
    if registered == sent {
        return true;
    }
    match (native, loopback_rest(registered), loopback_rest(sent)) {
        (true, Some(registered), Some(sent)) => registered == sent,
        _ => false,
    }
}

/// The loopback host and everything after the port; `None` for any other address.
fn loopback_rest(uri: &str) -> Option<(&'static str, &str)> {
    let (host, rest) = ["http://127.0.0.1", "http://[::1]"]
        .into_iter()
        .find_map(|host| uri.strip_prefix(host).map(|rest| (host, rest)))?;
    let after = match rest.strip_prefix(':') {
        None => rest,
        Some(ported) => {
            let end = ported.find(|c: char| !c.is_ascii_digit()).unwrap_or(ported.len());
            let (port, after) = ported.split_at(end);
            port.parse::<u16>().ok().filter(|port| *port > 0)?;
            after
        }
    };
    (after.is_empty() || after.starts_with(['/', '?'])).then_some((host, after))
}

fn authority(uri: &str) -> &str {
    let rest = uri.split_once("://").map_or("", |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or_default()
}
