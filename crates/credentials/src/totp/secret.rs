//! The secret that portal and app share, and the ways in which it reaches the app.

use std::fmt;
use std::hash::{Hash, Hasher};

use data_encoding::BASE32_NOPAD;
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{Algorithm, DIGITS, PERIOD, TotpCode, hotp, step_at};
use crate::rng::{Rng, random_bytes};

/// RFC 4226 requirement R6 recommends 160 bits.
const BYTES: usize = 20;
/// Everything but the unreserved characters of RFC 3986 section 2.3.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A TOTP secret of 160 bits; in text 32 characters of base32 (RFC 4648 section 6) without padding.
#[derive(Clone, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
#[serde(try_from = "Base32", into = "Base32")]
pub struct TotpSecret([u8; BYTES]);

#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(transparent)]
struct Base32(String);

impl TotpSecret {
    /// Makes a new secret.
    pub fn generate(rng: &dyn Rng) -> Self {
        Self(random_bytes(rng))
    }

    /// Reads the 32 characters back.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(BASE32_NOPAD.decode(text.as_bytes()).ok()?);
        Self::from_bytes(&bytes)
    }

    /// The 32 characters, as in the `otpauth` address.
    pub fn to_base32(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE32_NOPAD.encode(&self.0))
    }

    /// Eight groups of four characters, for typing over (TO-07).
    pub fn groups(&self) -> Vec<String> {
        let text = self.to_base32();
        text.as_bytes().chunks(4).map(|group| group.iter().map(|&b| char::from(b)).collect()).collect()
    }

    /// The code that an app shows at that moment: for tests and the demo's own app.
    pub fn code_at(&self, now: Timestamp) -> TotpCode {
        self.code_of(step_at(now))
    }

    pub(super) fn code_of(&self, step: i64) -> TotpCode {
        // A step before 1970 has no code of its own; 0 keeps the function total.
        let counter = u64::try_from(step).unwrap_or(0);
        TotpCode::from_value(hotp(Algorithm::Sha1, &self.0, counter, DIGITS))
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<TotpSecret> for Base32 {
    fn from(secret: TotpSecret) -> Self {
        Self(secret.to_base32().to_string())
    }
}

impl TryFrom<Base32> for TotpSecret {
    type Error = &'static str;

    fn try_from(text: Base32) -> Result<Self, Self::Error> {
        Self::parse(&text.0).ok_or("expected 32 characters of base32")
    }
}

impl fmt::Debug for TotpSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpSecret(…)")
    }
}

impl PartialEq for TotpSecret {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for TotpSecret {}

impl Hash for TotpSecret {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// The address in the QR code (the "Key URI" form of authenticator apps; TO-07).
pub fn otpauth_uri(secret: &TotpSecret, issuer: &str, username: &str) -> Zeroizing<String> {
    let issuer = utf8_percent_encode(issuer, RESERVED);
    let username = utf8_percent_encode(username, RESERVED);
    let secret = secret.to_base32();
    Zeroizing::new(format!(
        "otpauth://totp/{issuer}:{username}?secret={}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={PERIOD}",
        secret.as_str(),
    ))
}
