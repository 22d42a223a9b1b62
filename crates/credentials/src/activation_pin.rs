//! The number that goes with an activation link over another channel (rule J6b): six digits, on the telephone or in person.
//!
//! Whoever opens a letter or a mailbox has the link and not the number. Six digits are few, so the link dies with the fifth wrong one, and what is stored is
//! a keyed hash bound to the link: neither the database alone nor another link's row helps to guess it.

use std::fmt;

use zeroize::Zeroizing;

use crate::ids::GrantId;
use crate::keyring::{Keyring, MacPurpose};
use crate::rng::{Rng, uniform_below};
use crate::totp::{TotpCode, TotpTypo};

/// How many wrong numbers a link survives, less one: the fifth kills it.
pub const PIN_TRIES: u32 = 5;

/// Six digits that are told to somebody.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ActivationPin(u32);

impl ActivationPin {
    /// Draws a number, each of the million equally likely.
    pub fn generate(rng: &dyn Rng) -> Self {
        Self(uniform_below(rng, 1_000_000))
    }

    /// Reads what was typed, as forgiving as for the app's codes.
    pub fn parse(text: &str) -> Result<Self, TotpTypo> {
        TotpCode::parse(text).map(|code| Self(code.value()))
    }

    /// The six digits, leading zeros kept: what is told.
    pub fn digits(self) -> Zeroizing<String> {
        Zeroizing::new(format!("{:06}", self.0))
    }
}

impl fmt::Debug for ActivationPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ActivationPin(…)")
    }
}

/// What is kept of a number: a keyed hash over it and its link.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeptPin(String);

impl KeptPin {
    /// What is kept of a number that goes with that link.
    pub fn new(pin: ActivationPin, grant: GrantId, keyring: &Keyring) -> Self {
        let (link, digits) = (grant.as_uuid(), pin.digits());
        let parts: [&[u8]; 2] = [link.as_bytes(), digits.as_bytes()];
        Self(keyring.mac(MacPurpose::ActivationPin, &parts).as_str().to_owned())
    }

    /// Takes over what was stored.
    pub const fn from_stored(text: String) -> Self {
        Self(text)
    }

    /// The text for storage.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn matches(&self, pin: ActivationPin, grant: GrantId, keyring: &Keyring) -> bool {
        let (link, digits) = (grant.as_uuid(), pin.digits());
        let parts: [&[u8]; 2] = [link.as_bytes(), digits.as_bytes()];
        keyring.verify_mac(MacPurpose::ActivationPin, &parts, &self.0)
    }
}
