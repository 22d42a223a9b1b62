//! Bearer secrets of 256 bits (session cookie, activation link, enrolment grant) and the hash that is stored of them.
//!
//! The secret has so much entropy that a plain SHA-256 suffices (SE-01, FP-02): nothing can be guessed from the stored hash.

use std::fmt;
use std::hash::{Hash, Hasher};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::rng::{Rng, random_bytes};

/// A bearer secret of 256 random bits, written as 43 characters of base64url without padding (RFC 4648 section 5).
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecretToken([u8; 32]);

impl SecretToken {
    /// Makes a new secret.
    pub fn generate(rng: &dyn Rng) -> Self {
        Self(random_bytes(rng))
    }

    /// The secret that a letter's code stands for; that code has 115 random bits of its own.
    pub(crate) const fn of_letter(digest: [u8; 32]) -> Self {
        Self(digest)
    }

    /// Reads the 43 characters back; anything else, also a non-canonical spelling, is `None`.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 43 {
            return None;
        }
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        Some(Self(bytes.as_slice().try_into().ok()?))
    }

    /// The text for the cookie or link: the only way out.
    pub fn expose(&self) -> Zeroizing<String> {
        Zeroizing::new(URL_SAFE_NO_PAD.encode(self.0))
    }

    /// The hash that is stored and searched for.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0).into())
    }
}

impl fmt::Debug for SecretToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretToken(…)")
    }
}

impl PartialEq for SecretToken {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for SecretToken {}

impl Hash for SecretToken {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// SHA-256 of a [`SecretToken`]'s 32 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// Takes over a hash that was stored.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes, for storage.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Whether this is the hash of that secret, in constant time.
    pub fn matches(&self, token: &SecretToken) -> bool {
        self.0.ct_eq(&token.hash().0).into()
    }
}
