//! The token in every form (requirement WE-01, layer b).
//!
//! Before and during a login it is bound to the visit's cookie, after it to the session's cookie, so that a page of the one is no key to the other. The
//! token is a keyed hash: nothing is stored.

use credentials::keyring::{Keyring, MacPurpose};

use super::cookies::{Cookie, Cookies};

/// What a form's token is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// The visit: everything up to the session.
    Visit,
    /// The session.
    Session,
}

impl Bound {
    fn parts(self, cookies: &Cookies) -> Option<(&'static str, &str)> {
        match self {
            Self::Visit => cookies.get(Cookie::Visit).map(|value| ("visit", value)),
            Self::Session => cookies.get(Cookie::Session).map(|value| ("session", value)),
        }
    }
}

/// The token for a form, from the value of the cookie that it is bound to.
pub fn token(keyring: &Keyring, bound: Bound, cookie_value: &str) -> String {
    let label = match bound {
        Bound::Visit => "visit",
        Bound::Session => "session",
    };
    keyring.mac(MacPurpose::Csrf, &[label.as_bytes(), cookie_value.as_bytes()]).to_string()
}

/// Whether a form's token belongs to the cookies that came with it.
pub fn verify(keyring: &Keyring, bound: Bound, cookies: &Cookies, given: &str) -> bool {
    bound.parts(cookies).is_some_and(|(label, value)| {
        keyring.verify_mac(MacPurpose::Csrf, &[label.as_bytes(), value.as_bytes()], given)
    })
}
