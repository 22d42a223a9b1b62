//! The browser's `PublicKeyCredential` as JSON (WebAuthn L3 section 5.1.8), taken apart.

use serde::Deserialize;
use serde_json::Value;

use crate::security_key::KeyRefusal;
use crate::security_key::base64url::Base64Url;

/// The largest answer, in bytes; a real one is under 4 KiB.
const MAX_BYTES: usize = 64 * 1024;
/// The deepest nesting of JSON; a real answer has 3.
const MAX_DEPTH: usize = 16;
/// The most transports that are kept.
const TRANSPORTS: usize = 8;

/// The answer of an enrolment.
pub(in crate::security_key) struct Registration {
    pub raw_id: Vec<u8>,
    pub client_data: Vec<u8>,
    pub attestation_object: Vec<u8>,
    pub transports: Vec<String>,
    /// The browser says that the device at hand answered, and not one that was plugged in or is near.
    pub is_platform: bool,
    /// Whether the browser says that the credential is discoverable (`credProps`); many do not say.
    pub is_discoverable: Option<bool>,
}

/// The answer of a login.
pub(in crate::security_key) struct Assertion {
    pub raw_id: Vec<u8>,
    pub client_data: Vec<u8>,
    pub authenticator_data: Vec<u8>,
    pub signature: Vec<u8>,
    pub user_handle: Option<Vec<u8>>,
}

#[derive(Deserialize)]
struct Outer<R> {
    id: String,
    #[serde(rename = "rawId")]
    raw_id: Base64Url,
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "authenticatorAttachment", default)]
    attachment: Value,
    #[serde(rename = "clientExtensionResults", default)]
    extensions: Value,
    response: R,
}

#[derive(Deserialize)]
struct AttestationResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: Base64Url,
    #[serde(rename = "attestationObject")]
    attestation_object: Base64Url,
    transports: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct AssertionResponse {
    #[serde(rename = "clientDataJSON")]
    client_data: Base64Url,
    #[serde(rename = "authenticatorData")]
    authenticator_data: Base64Url,
    signature: Base64Url,
    #[serde(rename = "userHandle")]
    user_handle: Option<Base64Url>,
}

impl Registration {
    /// Takes the text apart.
    pub fn parse(text: &str) -> Result<Self, KeyRefusal> {
        let outer: Outer<AttestationResponse> = parse(text)?;
        let response = outer.response;
        Ok(Self {
            raw_id: outer.raw_id.0,
            is_platform: outer.attachment == "platform",
            is_discoverable: outer.extensions["credProps"]["rk"].as_bool(),
            client_data: response.client_data.0,
            attestation_object: response.attestation_object.0,
            transports: response
                .transports
                .unwrap_or_default()
                .into_iter()
                .filter(|text| is_transport(text))
                .take(TRANSPORTS)
                .collect(),
        })
    }
}

impl Assertion {
    /// Takes the text apart.
    pub fn parse(text: &str) -> Result<Self, KeyRefusal> {
        let outer: Outer<AssertionResponse> = parse(text)?;
        let response = outer.response;
        Ok(Self {
            raw_id: outer.raw_id.0,
            client_data: response.client_data.0,
            authenticator_data: response.authenticator_data.0,
            signature: response.signature.0,
            user_handle: response.user_handle.map(|handle| handle.0),
        })
    }
}

fn parse<'a, R: Deserialize<'a>>(text: &'a str) -> Result<Outer<R>, KeyRefusal> {
    if text.len() > MAX_BYTES || !is_shallow(text.as_bytes()) {
        return Err(KeyRefusal::Malformed);
    }
    let outer: Outer<R> = serde_json::from_str(text).map_err(|_| KeyRefusal::Malformed)?;
    if outer.kind != "public-key" || outer.id != Base64Url::encode(&outer.raw_id.0) {
        return Err(KeyRefusal::Malformed);
    }
    Ok(outer)
}

fn is_transport(text: &str) -> bool {
    (1..=16).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
}

/// Whether brackets outside strings are nested no deeper than a real answer's could be.
pub(super) fn is_shallow(json: &[u8]) -> bool {
    let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => depth += 1,
            b'}' | b']' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return false;
        }
    }
    true
}
