//! Cookies: their names, how they are read and how they are written (requirement SE-04).
//!
//! Every cookie of the portal is `__Host-`, `Secure`, `HttpOnly`, `Path=/` and `SameSite=Lax`: people arrive from other sites, and a
//! Strict cookie set on a redirect is not sent then. Two cookies of one name are no cookie: nobody can tell which one is ours.

use axum::http::{HeaderMap, HeaderValue, header};
use credentials::token::SecretToken;

/// The cookies of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// A visit before any login; the forms' tokens are bound to it.
    Visit,
    /// A journey.
    Journey,
    /// A session.
    Session,
    /// A browser that once completed a full login (rule J8).
    Browser,
    /// An enrolment grant (rule J6).
    Grant,
    /// A link from a mail (activation, forgotten password) that was opened and not used yet.
    Link,
    /// A link "that was not me" that was opened (requirement RC-08).
    Objection,
    /// A link to confirm a new mail address that was opened and not used yet.
    Address,
    /// The remembered username (requirement SE-12).
    Username,
    /// The chosen language.
    Language,
    /// The language that an application asked for (`ui_locales`), for those who chose none.
    AskedLanguage,
    /// The key of the sentence that the next page shows.
    Flash,
    /// On the host of an application behind a proxy: the session there (requirement FA-02).
    Forward,
    /// On such a host: what a ticket is bound to.
    ForwardNonce,
}

impl Cookie {
    /// The name with its prefix.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Visit => "__Host-pw-visit",
            Self::Journey => "__Host-pw-journey",
            Self::Session => "__Host-pw-session",
            Self::Browser => "__Host-pw-browser",
            Self::Grant => "__Host-pw-grant",
            Self::Link => "__Host-pw-link",
            Self::Objection => "__Host-pw-objection",
            Self::Address => "__Host-pw-address",
            Self::Username => "__Host-pw-username",
            Self::Language => "__Host-pw-language",
            Self::AskedLanguage => "__Host-pw-asked-language",
            Self::Flash => "__Host-pw-flash",
            Self::Forward => "__Host-pw-forward",
            Self::ForwardNonce => "__Host-pw-forward-nonce",
        }
    }

    /// How long the browser keeps it, in seconds; `None` until it is closed.
    const fn max_age(self) -> Option<u32> {
        match self {
            Self::Visit | Self::Session | Self::Forward => None,
            // The wizard's longest life (rule J1); the server decides, this only tidies up.
            // What was asked for lives as long as a login can take on its way to the application.
            Self::Journey | Self::AskedLanguage => Some(60 * 60),
            Self::Browser => Some(400 * 24 * 60 * 60),
            // A login may have a recovery and a new factor in between.
            Self::Grant | Self::ForwardNonce => Some(24 * 60 * 60),
            Self::Link | Self::Objection | Self::Address => Some(30 * 60),
            Self::Username => Some(180 * 24 * 60 * 60),
            Self::Language => Some(365 * 24 * 60 * 60),
            Self::Flash => Some(60),
        }
    }
}

/// The cookies that came with a request.
#[derive(Clone, Debug, Default)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// Reads every `Cookie` header; pairs that are not text are left out.
    pub fn read(headers: &HeaderMap) -> Self {
        let pairs = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        Self(pairs)
    }

    /// The value of a cookie; `None` when it is missing or there are two of the name.
    pub fn get(&self, cookie: Cookie) -> Option<&str> {
        let mut values = self.0.iter().filter(|(name, _)| name == cookie.name());
        let (_, value) = values.next()?;
        values.next().is_none().then_some(value)
    }

    /// The same cookies with one that the browser is about to get.
    #[must_use]
    pub fn with(mut self, cookie: Cookie, value: &str) -> Self {
        self.0.retain(|(name, _)| name != cookie.name());
        self.0.push((cookie.name().to_owned(), value.to_owned()));
        self
    }

    /// The secret in a cookie; `None` when it is missing, cut in half or not one of ours.
    pub fn secret(&self, cookie: Cookie) -> Option<SecretToken> {
        SecretToken::parse(self.get(cookie)?)
    }
}

/// The header that sets a cookie.
pub fn set(cookie: Cookie, value: &str) -> HeaderValue {
    let age = cookie.max_age().map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    header_value(&format!("{}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}", cookie.name()))
}

/// The header that makes a browser forget a cookie.
pub fn clear(cookie: Cookie) -> HeaderValue {
    header_value(&format!("{}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0", cookie.name()))
}

fn header_value(text: &str) -> HeaderValue {
    // Values are base64url, language codes or message keys; anything else would be a mistake of ours, and is not sent.
    HeaderValue::from_str(text).unwrap_or_else(|_| HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies(header: &str) -> Cookies {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_str(header).unwrap());
        Cookies::read(&headers)
    }

    #[test]
    fn two_cookies_of_one_name_are_none() {
        assert_eq!(cookies("a=b; __Host-pw-language=nl").get(Cookie::Language), Some("nl"));
        assert_eq!(cookies("__Host-pw-language=nl; __Host-pw-language=en").get(Cookie::Language), None);
    }

    #[test]
    fn a_cookie_cut_in_half_holds_no_secret() {
        let whole = "A".repeat(43);
        assert!(cookies(&format!("__Host-pw-journey={whole}")).secret(Cookie::Journey).is_some());
        assert!(cookies(&format!("__Host-pw-journey={}", &whole[..20])).secret(Cookie::Journey).is_none());
    }

    #[test]
    fn se_04_every_cookie_has_the_same_strict_attributes() {
        for cookie in [Cookie::Visit, Cookie::Journey, Cookie::Session, Cookie::Browser, Cookie::Grant, Cookie::Flash] {
            let text = set(cookie, "v").to_str().unwrap().to_owned();
            assert!(text.starts_with("__Host-"), "{text}");
            for attribute in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
                assert!(text.contains(attribute), "{text}");
            }
            assert!(!text.contains("Domain"), "{text}");
        }
        assert!(!set(Cookie::Session, "v").to_str().unwrap().contains("Max-Age"));
    }
}
