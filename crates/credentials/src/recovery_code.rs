//! The recovery code (D1, J7): four groups of four, in one of two alphabets.
//!
//! `digits-4x4` is the article's form: 16 decimal digits, 53.15 bits, below the floor of 64 bits of NIST SP 800-63B-4 section
//! 4.2.1.1. `base32-4x4` is 15 random symbols of Crockford's base32 (75 bits) and a check symbol that finds every single wrong
//! symbol, so that a slip of the finger burns no try. Verifying is in [`crate::hashing`].

pub(crate) mod text;

use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::ids::{AccountId, CodeId};
use crate::keyring::Sealed;
use crate::rng::{Rng, uniform_below};

pub(crate) const SYMBOLS: usize = 16;

/// The alphabet of a recovery code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RecoveryCodeFormat {
    /// 16 decimal digits, as in the article; 53 bits.
    #[serde(rename = "digits-4x4")]
    Digits4x4,
    /// 15 symbols of Crockford's base32 and a check symbol; 75 bits.
    #[serde(rename = "base32-4x4")]
    Base32x4x4,
}

impl RecoveryCodeFormat {
    /// The word in settings and storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Digits4x4 => "digits-4x4",
            Self::Base32x4x4 => "base32-4x4",
        }
    }

    /// Reads that word back.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Digits4x4, Self::Base32x4x4].into_iter().find(|format| format.as_str() == text)
    }

    /// Whole bits of entropy in a code of this form (NIST SP 800-63B-4 asks for 64).
    pub const fn entropy_bits(self) -> u32 {
        match self {
            Self::Digits4x4 => 53,
            Self::Base32x4x4 => 75,
        }
    }
}

/// A recovery code in plain; it exists while it is shown and while it is verified.
#[derive(Clone, Zeroize, ZeroizeOnDrop, Serialize, Deserialize)]
#[serde(try_from = "text::Plain", into = "text::Plain")]
pub struct RecoveryCode {
    #[zeroize(skip)]
    format: RecoveryCodeFormat,
    /// ASCII symbols of the alphabet, upper case; the check symbol is right.
    symbols: [u8; SYMBOLS],
}

/// What is wrong with a typed code that can be told without asking the database (J7); it burns no try.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum CodeTypo {
    /// Nothing was typed.
    #[error("no recovery code was given")]
    Empty,
    /// Too few or too many symbols.
    #[error("a recovery code has {expected} symbols, found {got}")]
    WrongLength {
        /// Always 16.
        expected: usize,
        /// How many symbols were typed, spaces and dashes not counted.
        got: usize,
    },
    /// A character that the alphabet does not have.
    #[error("a recovery code has no {found:?}")]
    BadCharacter {
        /// The first such character.
        found: char,
    },
    /// The check symbol says that a symbol is wrong.
    #[error("the recovery code has a typing error")]
    BadCheckSymbol,
}

impl RecoveryCode {
    /// Makes a new code, each equally likely.
    pub fn generate(format: RecoveryCodeFormat, rng: &dyn Rng) -> Self {
        let alphabet = text::alphabet(format);
        let mut symbols = [0; SYMBOLS];
        for symbol in &mut symbols {
            *symbol = text::nth(alphabet, uniform_below(rng, text::size(alphabet)));
        }
        if format == RecoveryCodeFormat::Base32x4x4 {
            symbols[SYMBOLS - 1] = text::check_symbol(&symbols);
        }
        Self { format, symbols }
    }

    /// Reads what was typed: spaces, dashes and dots are ignored; with base32 also case, O is 0, I and L are 1 (J7).
    pub fn parse(text: &str, format: RecoveryCodeFormat) -> Result<Self, CodeTypo> {
        let symbols = text::read(text, format)?;
        if format == RecoveryCodeFormat::Base32x4x4 && symbols[SYMBOLS - 1] != text::check_symbol(&symbols) {
            return Err(CodeTypo::BadCheckSymbol);
        }
        Ok(Self { format, symbols })
    }

    /// The four groups of four, for showing.
    pub fn groups(&self) -> [String; 4] {
        let group = |n: usize| self.symbols[4 * n..4 * n + 4].iter().map(|&b| char::from(b)).collect();
        [group(0), group(1), group(2), group(3)]
    }

    /// The form that the code has.
    pub fn format(&self) -> RecoveryCodeFormat {
        self.format
    }

    /// Whether both are the same code, in constant time: for typing back a code that is shown (S6).
    pub fn same_as(&self, other: &Self) -> bool {
        self.format == other.format && bool::from(self.symbols.ct_eq(&other.symbols))
    }

    /// The bytes that are hashed.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.symbols
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecoveryCode({}, …)", self.format.as_str())
    }
}

impl PartialEq for RecoveryCode {
    fn eq(&self, other: &Self) -> bool {
        self.same_as(other)
    }
}

impl Eq for RecoveryCode {}

impl Hash for RecoveryCode {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.format.hash(state);
        self.symbols.hash(state);
    }
}

/// A recovery code as it is stored: Argon2id, then sealed to this row (D2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SealedRecoveryCode {
    /// Which issued code; the row's id.
    pub id: CodeId,
    /// Whose code; part of the binding.
    pub account: AccountId,
    /// The form in which it must be typed.
    pub format: RecoveryCodeFormat,
    /// The sealed PHC string.
    pub sealed: Sealed,
}
