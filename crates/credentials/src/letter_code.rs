//! The code on a letter: the secret of a link in a form that can be typed over (rules J6b and J6c).
//!
//! 24 symbols of Crockford's base32 in six groups of four: 23 random ones, which are 115 bits where requirement SF-10 asks for 112, and a check symbol that
//! finds every single wrong one. The link of the same letter carries what these symbols stand for, so a letter has one secret with two spellings, and
//! whatever ends the one ends the other.

use std::fmt;

use sha2::{Digest, Sha256};
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::recovery_code::text::{CROCKFORD, check_of, crockford, is_ignored};
use crate::rng::{Rng, uniform_below};
use crate::token::SecretToken;

/// The symbols of a code, the check symbol included.
pub const SYMBOLS: usize = 24;
const GROUP: usize = 4;
/// Keeps these secrets apart from any other use of the same symbols.
const DOMAIN: &[u8] = b"poortwachter letter code 1\0";

/// A letter's code in plain; it exists while the letter is written and while it is looked up.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct LetterCode([u8; SYMBOLS]);

/// What is wrong with a typed code that can be told without looking anything up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum LetterTypo {
    /// Nothing was typed.
    #[error("no code was given")]
    Empty,
    /// A character that the alphabet does not have.
    #[error("a letter's code has no {found:?}")]
    BadCharacter {
        /// The first such character.
        found: char,
    },
    /// Too few or too many symbols.
    #[error("a letter's code has 24 symbols, found {got}")]
    WrongLength {
        /// How many symbols were typed, spaces and dashes not counted.
        got: usize,
    },
    /// The check symbol says that a symbol is wrong.
    #[error("the letter's code has a typing error")]
    BadCheckSymbol,
}

impl LetterCode {
    /// Whole bits of entropy of a code (requirement SF-10 asks for 112).
    pub const ENTROPY_BITS: usize = 5 * (SYMBOLS - 1);

    /// Makes a new code, each equally likely.
    pub fn generate(rng: &dyn Rng) -> Self {
        let mut symbols = [0; SYMBOLS];
        for symbol in &mut symbols {
            // A draw below 32 is always in the alphabet.
            *symbol = CROCKFORD[uniform_below(rng, 32) as usize % CROCKFORD.len()];
        }
        symbols[SYMBOLS - 1] = check_of(&symbols[..SYMBOLS - 1]);
        Self(symbols)
    }

    /// Reads what was typed: spaces, dashes and dots are ignored, case does not matter, O is 0, I and L are 1.
    pub fn parse(text: &str) -> Result<Self, LetterTypo> {
        let mut symbols = [0; SYMBOLS];
        let mut got = 0;
        for found in text.chars().filter(|&c| !is_ignored(c)) {
            let symbol = crockford(found).ok_or(LetterTypo::BadCharacter { found })?;
            if let Some(place) = symbols.get_mut(got) {
                *place = symbol;
            }
            got += 1;
        }
        match got {
            0 => Err(LetterTypo::Empty),
            SYMBOLS if symbols[SYMBOLS - 1] != check_of(&symbols[..SYMBOLS - 1]) => Err(LetterTypo::BadCheckSymbol),
            SYMBOLS => Ok(Self(symbols)),
            _ => Err(LetterTypo::WrongLength { got }),
        }
    }

    /// The six groups of four, for the letter.
    pub fn groups(&self) -> [String; SYMBOLS / GROUP] {
        std::array::from_fn(|n| self.0[GROUP * n..GROUP * (n + 1)].iter().map(|&b| char::from(b)).collect())
    }

    /// The secret of the link that these symbols stand for.
    pub fn token(&self) -> SecretToken {
        let random = &self.0[..SYMBOLS - 1];
        SecretToken::of_letter(Sha256::new().chain_update(DOMAIN).chain_update(random).finalize().into())
    }
}

impl fmt::Debug for LetterCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LetterCode(…)")
    }
}
