//! PKCE with S256 (RFC 7636, OP-03): `plain` is refused, and so is a downgrade on either side.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::client::{Client, PkceRule};
use crate::error::Refused;
use crate::params::Params;

/// The SHA-256 of a verifier, as the client sent it with `code_challenge_method=S256`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Challenge(String);

/// Why a challenge is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MethodFault {
    /// Not 43 characters of base64url.
    Malformed,
}

/// Why a verifier is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VerifierFault {
    /// Not 43 to 128 unreserved characters (RFC 7636 section 4.1).
    Malformed,
    /// Of another challenge.
    Different,
}

impl Challenge {
    /// Reads the 43 characters of a SHA-256 in base64url.
    pub fn parse(text: &str) -> Result<Self, MethodFault> {
        match URL_SAFE_NO_PAD.decode(text) {
            Ok(bytes) if bytes.len() == 32 => Ok(Self(text.to_owned())),
            _ => Err(MethodFault::Malformed),
        }
    }

    /// The text, for storage.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Checks the verifier in constant time (RFC 7636 section 4.6).
    pub fn check(&self, verifier: &str) -> Result<(), VerifierFault> {
        let unreserved = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        if !(43..=128).contains(&verifier.len()) || !verifier.bytes().all(unreserved) {
            return Err(VerifierFault::Malformed);
        }
        let expected = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier));
        let same: bool = expected.as_bytes().ct_eq(self.0.as_bytes()).into();
        if same { Ok(()) } else { Err(VerifierFault::Different) }
    }
}

/// The challenge of a request; only an old client may have none, and then it may not name a method either.
pub(super) fn read(params: &Params, client: &Client) -> Result<Option<Challenge>, Refused> {
    let method = params.get("code_challenge_method")?;
    match (params.get("code_challenge")?, method) {
        (Some(challenge), Some("S256")) => Challenge::parse(challenge)
            .map(Some)
            .map_err(|_| Refused::request("code_challenge is no SHA-256 in base64url")),
        // RFC 7636 section 4.3: without a method it is plain.
        (Some(_), _) => Err(Refused::request("code_challenge_method must be S256")),
        (None, Some(_)) => Err(Refused::request("code_challenge is missing")),
        (None, None) if client.pkce == PkceRule::OldClient && !client.is_public() => Ok(None),
        (None, None) => Err(Refused::request("code_challenge is missing: PKCE is required")),
    }
}
