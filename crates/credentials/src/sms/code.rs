//! The six digits themselves.

use std::fmt;

use zeroize::Zeroizing;

use crate::rng::{Rng, uniform_below};
use crate::totp::{TotpCode, TotpTypo};

/// Six digits that go out by SMS.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SmsCode(u32);

impl SmsCode {
    /// Draws a code, each of the million equally likely.
    pub fn generate(rng: &dyn Rng) -> Self {
        Self(uniform_below(rng, 1_000_000))
    }

    /// Reads what was typed, as forgiving as for the app's codes.
    pub fn parse(text: &str) -> Result<Self, TotpTypo> {
        TotpCode::parse(text).map(|code| Self(code.value()))
    }

    /// The six digits, leading zeros kept: what the message says.
    pub fn digits(self) -> Zeroizing<String> {
        Zeroizing::new(format!("{:06}", self.0))
    }
}

impl fmt::Debug for SmsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmsCode(…)")
    }
}
