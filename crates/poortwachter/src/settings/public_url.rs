//! The address under which the outside world reaches the portal.
//!
//! Every link is built from it and never from a request's `Host` (FP-05), and the `Origin` that a browser sends is compared
//! with it. So it has exactly the form of an origin (RFC 6454 section 6.2): lower case, no default port, no path.

use std::fmt;

use http::Uri;

/// An origin such as `https://login.example.org`; plain http only for this machine.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The origin, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// False only for `http://localhost` and its like.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }

    /// The host without the port, as cookies and security keys name it.
    pub fn host(&self) -> &str {
        let (_, authority) = self.0.split_once("://").unwrap_or_default();
        host_and_port(authority).0
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let authority = authority(&text)?;
        if text.split_once("://").is_none_or(|(_, rest)| rest != authority) {
            return Err("only the scheme, the host and perhaps a port belong in it, with no slash at the end");
        }
        let (host, port) = host_and_port(authority);
        if host.starts_with('.') || host.ends_with('.') || host.contains("..") {
            return Err("the host is not a name");
        }
        let usual = if text.starts_with("https") { "443" } else { "80" };
        match port {
            Some(port) if port == usual => Err("the usual port is left out of an origin"),
            Some(port) if port.parse::<u16>().is_err() || port.starts_with('0') => {
                Err("the port is not a number from 1 to 65535")
            }
            _ => Ok(Self(text)),
        }
    }
}

/// Checks a full address of an application's page: https, or http on this machine, and no name or password in it.
pub fn page_address(text: &str) -> Result<(), &'static str> {
    authority(text)?;
    if text.contains('\\')
        || text.contains('#')
        || text.chars().any(|c| c.is_whitespace() || crate::complaint::disturbs(c))
    {
        return Err("it holds a character that does not belong in an address");
    }
    Ok(())
}

/// The part between the scheme and the path, once scheme and host are acceptable.
fn authority(text: &str) -> Result<&str, &'static str> {
    let uri: Uri = text.parse().map_err(|_| "it is not an address")?;
    let (scheme, rest) = text.split_once("://").ok_or("it does not begin with https://")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, _) = host_and_port(authority);
    if authority.contains('@') {
        return Err("a user name or password does not belong in it");
    }
    if host.is_empty() || uri.host().is_none() {
        return Err("the host is missing");
    }
    if !host.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-' | '.' | '[' | ']' | ':')) {
        return Err("the host must be in lower case, and an international name in its xn-- form");
    }
    match scheme {
        "https" => Ok(authority),
        "http" if is_this_machine(host) => Ok(authority),
        "http" => Err("plain http is only for localhost"),
        _ => Err("it does not begin with https://"),
    }
}

fn is_this_machine(host: &str) -> bool {
    matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

/// Splits `host:port`; an IPv6 address keeps its brackets.
fn host_and_port(authority: &str) -> (&str, Option<&str>) {
    let after_brackets = authority.rfind(']').unwrap_or(0);
    match authority[after_brackets..].rfind(':') {
        Some(colon) => (&authority[..after_brackets + colon], Some(&authority[after_brackets + colon + 1..])),
        None => (authority, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::key::parses;

    #[test]
    fn fp_05_only_an_exact_origin_is_accepted() {
        for good in [
            "https://login.example.org",
            "https://login.example.org:8443",
            "http://localhost:8080",
            "http://[::1]:8080",
        ] {
            assert_eq!(parses::<PublicUrl>(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "login.example.org",
            "ftp://login.example.org",
            "https://",
            "https:///x",
            "https://login.example.org/",
            "https://login.example.org/portal",
            "https://login.example.org?x",
            "https://login.example.org#x",
            "https://Login.example.org",
            "https://café.example.org",
            "https://login.example.org:443",
            "https://login.example.org:0443",
            "https://login.example.org:",
            "https://login.example.org:65536",
            "https://login.example.org.",
            "https://a:b@login.example.org",
            "http://login.example.org",
            "http://localhost.example.org",
            "https://login.example.org\n",
        ] {
            assert!(parses::<PublicUrl>(bad).is_err(), "{bad:?} must be refused");
        }
    }

    #[test]
    fn the_host_is_without_the_port() {
        for (url, host) in
            [("https://a.example:8443", "a.example"), ("http://[::1]:8080", "[::1]"), ("http://localhost", "localhost")]
        {
            assert_eq!(PublicUrl::try_from(url.to_owned()).map(|url| url.host().to_owned()), Ok(host.to_owned()));
        }
    }

    #[test]
    fn the_address_of_an_application_may_have_a_path() {
        assert!(page_address("https://verzuim.example.org/start?from=portal").is_ok());
        for bad in [
            "http://verzuim.example.org/",
            "//evil",
            "/\\evil",
            "javascript:alert(1)",
            "https://u:p@verzuim.example.org/",
            "https://a.b/x\\y",
        ] {
            assert!(page_address(bad).is_err(), "{bad:?} must be refused");
        }
    }
}
