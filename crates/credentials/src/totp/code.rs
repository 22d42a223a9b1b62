//! A six-digit code as it is typed.

use std::fmt;

use super::DIGITS;
use crate::recovery_code::text::is_ignored;

/// Six digits from an authenticator app.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TotpCode(u32);

/// What is wrong with a typed code that can be told without verifying it; it burns no try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TotpTypo {
    /// Nothing was typed.
    #[error("no code was given")]
    Empty,
    /// Too few or too many digits.
    #[error("a code has 6 digits, found {got}")]
    WrongLength {
        /// How many digits were typed.
        got: usize,
    },
    /// Something other than the digits 0 to 9, such as full-width ones (TO-08).
    #[error("a code has digits only")]
    NotDigits,
}

impl TotpCode {
    /// Reads what was typed; spaces and dashes are ignored ("123 456"), only the ASCII digits count.
    pub fn parse(text: &str) -> Result<Self, TotpTypo> {
        let (mut value, mut got) = (0_u32, 0);
        for c in text.chars().filter(|&c| !is_ignored(c)) {
            let digit = c.to_digit(10).ok_or(TotpTypo::NotDigits)?;
            value = value.wrapping_mul(10).wrapping_add(digit);
            got += 1;
        }
        match got {
            0 => Err(TotpTypo::Empty),
            6 => Ok(Self(value)),
            _ => Err(TotpTypo::WrongLength { got }),
        }
    }

    pub(super) fn from_value(value: u32) -> Self {
        Self(value % 10_u32.pow(DIGITS))
    }

    pub(crate) fn value(self) -> u32 {
        self.0
    }

    /// The six digits, leading zeros kept: what an app shows.
    pub fn digits(self) -> String {
        format!("{:06}", self.0)
    }
}

impl fmt::Debug for TotpCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TotpCode(…)")
    }
}
