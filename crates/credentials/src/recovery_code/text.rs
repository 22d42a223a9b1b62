//! Reading and checking the symbols of a recovery code.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::{CodeTypo, RecoveryCode, RecoveryCodeFormat, SYMBOLS};

const DIGITS: &[u8] = b"0123456789";
/// Crockford's base32: no I, L, O (read as digits) and no U.
pub(crate) const CROCKFORD: &[u8] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The form in which a code lies in a journey's sealed state.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(super) struct Plain {
    #[zeroize(skip)]
    format: RecoveryCodeFormat,
    symbols: String,
}

impl From<RecoveryCode> for Plain {
    fn from(code: RecoveryCode) -> Self {
        Self { format: code.format, symbols: code.symbols.iter().map(|&b| char::from(b)).collect() }
    }
}

impl TryFrom<Plain> for RecoveryCode {
    type Error = CodeTypo;

    fn try_from(plain: Plain) -> Result<Self, CodeTypo> {
        Self::parse(&plain.symbols, plain.format)
    }
}

pub(super) const fn alphabet(format: RecoveryCodeFormat) -> &'static [u8] {
    match format {
        RecoveryCodeFormat::Digits4x4 => DIGITS,
        RecoveryCodeFormat::Base32x4x4 => CROCKFORD,
    }
}

pub(super) fn size(alphabet: &[u8]) -> u32 {
    u32::try_from(alphabet.len()).expect("invariant: an alphabet has 10 or 32 symbols")
}

pub(super) fn nth(alphabet: &[u8], index: u32) -> u8 {
    alphabet[index as usize % alphabet.len()]
}

/// Reads the 16 symbols; the check symbol is not looked at.
pub(super) fn read(text: &str, format: RecoveryCodeFormat) -> Result<[u8; SYMBOLS], CodeTypo> {
    let mut symbols = [0; SYMBOLS];
    let mut got = 0;
    for found in text.chars().filter(|&c| !is_ignored(c)) {
        let symbol = symbol(found, format).ok_or(CodeTypo::BadCharacter { found })?;
        if let Some(place) = symbols.get_mut(got) {
            *place = symbol;
        }
        got += 1;
    }
    match got {
        0 => Err(CodeTypo::Empty),
        SYMBOLS => Ok(symbols),
        _ => Err(CodeTypo::WrongLength { expected: SYMBOLS, got }),
    }
}

/// The weighted sum (weights 1, 3, 1, 3…) of the first 15 symbols, modulo 32: odd weights have an inverse modulo 32, so every
/// single wrong symbol changes the sum.
pub(super) fn check_symbol(symbols: &[u8; SYMBOLS]) -> u8 {
    check_of(&symbols[..SYMBOLS - 1])
}

/// The same sum over any number of Crockford's symbols.
pub(crate) fn check_of(symbols: &[u8]) -> u8 {
    let values = symbols.iter().map(|symbol| CROCKFORD.iter().position(|s| s == symbol).unwrap_or(0));
    let sum: usize = values.zip([1, 3].into_iter().cycle()).map(|(value, weight)| value * weight).sum();
    CROCKFORD[sum % CROCKFORD.len()]
}

fn symbol(found: char, format: RecoveryCodeFormat) -> Option<u8> {
    match format {
        RecoveryCodeFormat::Digits4x4 => DIGITS.iter().copied().find(|&symbol| char::from(symbol) == found),
        RecoveryCodeFormat::Base32x4x4 => crockford(found),
    }
}

/// The symbol of Crockford's base32 that was meant: case does not matter, O is 0, I and L are 1.
pub(crate) fn crockford(found: char) -> Option<u8> {
    let upper = match found.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    CROCKFORD.iter().copied().find(|&symbol| char::from(symbol) == upper)
}

/// Spaces, the dashes and dots of the world's keyboards and word processors, and invisible marks that copying brings along.
pub(crate) fn is_ignored(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2043}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
        )
        || matches!(c, '.' | '\u{b7}' | '\u{2022}' | '\u{2024}' | '\u{2027}' | '\u{22c5}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}
