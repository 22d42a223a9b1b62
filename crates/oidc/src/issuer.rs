//! The issuer's identifier, from which every address of the provider is made (OpenID Connect Discovery section 3, OP-21).

use url::Url;

/// The issuer: an https address without query, fragment, credentials and trailing slash, compared character by character.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Issuer(String);

/// The address is no issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "an issuer is an https address without query, fragment, user name and trailing slash, such as https://login.example.org"
)]
pub struct NotAnIssuer;

impl Issuer {
    /// Reads the address; http is for `localhost` and loopback addresses only.
    pub fn parse(text: &str) -> Result<Self, NotAnIssuer> {
        let url = Url::parse(text).map_err(|_| NotAnIssuer)?;
        let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        let secure = url.scheme() == "https" || (url.scheme() == "http" && is_local(&url));
        // The parser's own spelling, so that `HTTPS://Example.org:443` and other spellings of one address are not two issuers.
        let canonical = url.as_str().strip_suffix('/').unwrap_or(url.as_str());
        let exact = canonical == text && url.password().is_none();
        if plain && secure && exact { Ok(Self(text.to_owned())) } else { Err(NotAnIssuer) }
    }

    /// The identifier, for `iss`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of one of the provider's endpoints; `path` begins with a slash.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

fn is_local(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn op_21_only_one_spelling_is_an_issuer() {
        for good in ["https://login.example.org", "https://example.org/sso", "http://localhost:8080", "http://[::1]:1"]
        {
            assert_eq!(Issuer::parse(good).map(|issuer| issuer.as_str().to_owned()), Ok(good.to_owned()));
        }
        for bad in [
            "https://login.example.org/",
            "https://login.example.org/sso/",
            "https://login.example.org?x",
            "https://login.example.org#x",
            "https://u@login.example.org",
            "https://:p@login.example.org",
            "http://login.example.org",
            "https://Login.example.org",
            "https://login.example.org:443",
            "https://login.example.org/a/../b",
            "login.example.org",
            "",
        ] {
            assert_eq!(Issuer::parse(bad), Err(NotAnIssuer), "{bad}");
        }
    }
}
