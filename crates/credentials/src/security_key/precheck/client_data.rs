//! The client data: what the browser says about the page that asked the key (WebAuthn L3 section 5.8.1).

use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer};

use super::Expected;
use super::response::is_shallow;
use crate::security_key::KeyRefusal;
use crate::security_key::base64url::Base64Url;

#[derive(Deserialize)]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(rename = "crossOrigin")]
    cross_origin: Option<bool>,
    /// Whether the member is there at all, whatever its value.
    #[serde(rename = "topOrigin", default, deserialize_with = "is_present")]
    has_top_origin: bool,
}

/// Checks type, challenge, origin and that the page stood in no frame, in this order.
pub(super) fn check(json: &[u8], kind: &str, expected: &Expected<'_>) -> Result<(), KeyRefusal> {
    if !is_shallow(json) {
        return Err(KeyRefusal::Malformed);
    }
    let data: ClientData = serde_json::from_slice(json).map_err(|_| KeyRefusal::Malformed)?;
    if data.kind != kind {
        return Err(KeyRefusal::WrongType);
    }
    if Base64Url::decode(&data.challenge).as_deref() != Some(expected.challenge) {
        return Err(KeyRefusal::WrongChallenge);
    }
    if data.origin != expected.origin {
        return Err(KeyRefusal::WrongOrigin);
    }
    // We never let ourselves be framed, so an honest browser has no reason to say this.
    if data.cross_origin == Some(true) || data.has_top_origin {
        return Err(KeyRefusal::CrossOrigin);
    }
    Ok(())
}

fn is_present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| true)
}
