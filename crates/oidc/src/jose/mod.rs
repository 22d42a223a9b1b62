//! Signed tokens in the compact form (RFC 7515 section 7.1), and the keys under which they stand.
//!
//! The algorithm is a property of the key, never of the token: a token whose header names another one is refused before any
//! cryptography, and there is no type for `none` or for a keyed hash, so that a public key cannot be taken for a secret
//! (RFC 8725 sections 2.1 and 3.1). Only `aws-lc-rs` signs and verifies (docs/adr/0017).

mod jws;
mod private;
mod public;

use serde::{Deserialize, Serialize};

pub use jws::{Header, JwsError, MAX_TOKEN, Unverified, sign};
pub use private::{KeyError, PrivateKey};
pub use public::{Jwk, PublicKey};

/// The algorithms that the provider signs with (RFC 7518 section 3.1, RFC 8037 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Alg {
    /// RSASSA-PKCS1-v1_5 with SHA-256; new keys have 3072 bits. OpenID Connect Core's default.
    #[serde(rename = "RS256")]
    Rs256,
    /// ECDSA on P-256 with SHA-256.
    #[serde(rename = "ES256")]
    Es256,
    /// Ed25519.
    #[serde(rename = "EdDSA")]
    EdDsa,
}

impl Alg {
    /// All of them, the default first.
    pub const ALL: [Self; 3] = [Self::Rs256, Self::Es256, Self::EdDsa];

    /// The name in headers and metadata.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Es256 => "ES256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// The algorithm of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|alg| alg.as_str() == name)
    }
}
