//! The address of an application behind a proxy, as a browser writes an origin.

use std::fmt;

/// An origin such as `https://dossier.example.org`; http only for this machine (`localhost` and names below it, RFC 6761 section 6.3).
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(try_from = "String")]
pub struct Host(String);

impl Host {
    /// Host and port without the scheme.
    pub fn authority(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, authority)| authority)
    }

    /// Whether browsers reach it by plain http.
    pub fn is_plain(&self) -> bool {
        self.0.starts_with("http://")
    }

    /// The host without the port, which is what cookies are kept by.
    pub fn name(&self) -> &str {
        name_of(self.authority())
    }
}

/// Without the port; an IPv6 address keeps its brackets.
fn name_of(authority: &str) -> &str {
    match authority.rfind(':').filter(|at| !authority[*at..].contains(']')) {
        Some(at) => &authority[..at],
        None => authority,
    }
}

fn is_this_machine(name: &str) -> bool {
    matches!(name, "localhost" | "127.0.0.1" | "[::1]") || name.ends_with(".localhost")
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Host {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let (scheme, authority) = text.split_once("://").ok_or("it does not begin with https://")?;
        if authority.contains(['/', '?', '#', '@', '\\', '*']) {
            return Err("only the scheme, the host and perhaps a port belong in it");
        }
        let secure = match scheme {
            "https" => true,
            "http" if is_this_machine(name_of(authority)) => false,
            "http" => {
                return Err("plain http is only for localhost: browsers keep the portal's cookie for https alone");
            }
            _ => return Err("it does not begin with https://"),
        };
        match oidc::forward::original::read_host(authority, secure) {
            Some(spelled) if spelled == authority => Ok(Self(text)),
            Some(_) => Err("it is not spelled as browsers do: lower case, without the usual port"),
            None => Err("the host is not a name"),
        }
    }
}
