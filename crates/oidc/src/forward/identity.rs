//! Who it is, for the application behind the proxy (FA-01): plain headers, and a signed one for those that want proof.
//!
//! Headers are Latin at best, so values are written in ASCII: what is not printable ASCII, and `%` and `,` themselves, is
//! percent-encoded as UTF-8. Groups are joined by commas, which no encoded name holds.

use jiff::{SignedDuration, Timestamp};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;

use crate::acr::amr;
use crate::claims::{Mapping, Person};
use crate::issuer::Issuer;
use crate::login::LoginFacts;

/// The headers that a proxy must overwrite or strip, whatever the verdict.
pub const HEADERS: [&str; 5] =
    ["remote-user", "remote-name", "remote-email", "remote-groups", "x-poortwachter-assertion"];

/// The type in the signed header's own header; no ID token has it.
pub const TYPE: &str = "forward-auth+jwt";
/// The signed header is good for this one request.
pub const LIFE: SignedDuration = SignedDuration::from_secs(60);

/// Printable ASCII stays, but for the two characters that the encoding uses.
const ENCODED: &AsciiSet = &CONTROLS.add(b'%').add(b',');

/// The plain headers with their values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Name and value; only those that are known.
    pub headers: Vec<(&'static str, String)>,
}

impl Identity {
    /// The headers for a person; groups under their names for applications.
    pub fn new(person: &Person, mapping: &Mapping) -> Self {
        let groups: Vec<String> = mapping.groups(person).into_iter().map(encode).collect();
        let known = |value: &Option<String>| value.as_deref().map(encode);
        let headers = [
            ("remote-user", Some(encode(&person.username))),
            ("remote-name", known(&person.display_name)),
            ("remote-email", known(&person.email)),
            ("remote-groups", Some(groups.join(","))),
        ];
        let headers = headers.into_iter().filter_map(|(name, value)| Some((name, value?)));
        Self { headers: headers.collect() }
    }
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

/// The claims of the signed header, to be signed with [`TYPE`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ProofClaims {
    /// The issuer.
    pub iss: String,
    /// The application's origin, so that one application cannot use it at another.
    pub aud: String,
    /// The account.
    pub sub: String,
    /// Seconds.
    pub iat: i64,
    /// Seconds.
    pub exp: i64,
    /// The username.
    pub preferred_username: String,
    /// The groups under their names for applications.
    pub groups: Vec<String>,
    /// The level.
    pub acr: &'static str,
    /// The methods.
    pub amr: Vec<&'static str>,
    /// When both factors were proven, in seconds.
    pub auth_time: i64,
}

impl ProofClaims {
    /// The claims for a request to this origin.
    pub fn new(
        issuer: &Issuer,
        origin: &str,
        (person, mapping): (&Person, &Mapping),
        login: &LoginFacts,
        now: Timestamp,
    ) -> Self {
        Self {
            iss: issuer.as_str().to_owned(),
            aud: origin.to_owned(),
            sub: login.account.to_string(),
            iat: now.as_second(),
            exp: (now + LIFE).as_second(),
            preferred_username: person.username.clone(),
            groups: mapping.groups(person).into_iter().map(str::to_owned).collect(),
            acr: login.acr().as_str(),
            amr: amr(login.proofs()),
            auth_time: login.auth_time().as_second(),
        }
    }
}
