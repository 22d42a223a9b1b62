//! Passwords that many people choose: a list of our own, made by rules (PW-05).
//!
//! Lists that can be had are of short passwords, and most have no licence. Ours is made of what is chosen when at least eight or twelve
//! characters are asked: words, names, places and phrases (`words/`) with a usual [ending](mod@endings), the same word several
//! times, and [fixed](mod@fixed) ones such as rows of keys. [`common_passwords`] lists them; [`is_common`] asks without making the list.

mod endings;
mod fixed;
mod words;

use super::{PasswordPolicy, fold, squeeze};
use endings::ENDINGS;
use fixed::FIXED;
use words::WORDS;
pub(super) use words::meter_words;

/// How often a word is repeated at most.
const REPEATS: usize = 4;

/// Whether the whole password, whatever its case, is one that many people choose.
pub fn is_common(password: &str) -> bool {
    let folded = fold(password);
    let squeezed = squeeze(&folded);
    [folded, squeezed].iter().any(|form| {
        FIXED.contains(form.as_str())
            || stems(form).any(|stem| is_word(stem) || is_word(&straight(stem)) || is_repeated(stem, is_word))
    })
}

/// Every listed password of at least [`PasswordPolicy::FLOOR`] characters, in lower case and without separators, in no order.
///
/// There are more than a million. Letters written as figures (`w@chtw00rd`) and separators are known to [`is_common`] but not listed apart.
pub fn common_passwords() -> impl Iterator<Item = String> {
    let ended = WORDS.iter().flat_map(|word| ENDINGS.iter().map(move |ending| format!("{word}{ending}")));
    let repeated = WORDS.iter().flat_map(|word| (2..=REPEATS).map(move |times| word.repeat(times)));
    let alone = WORDS.iter().map(ToString::to_string);
    let all = FIXED.iter().cloned().chain(alone).chain(repeated).chain(ended);
    all.filter(|password| password.chars().count() >= PasswordPolicy::FLOOR)
}

/// The text itself, and what is left of it before each usual ending.
pub(super) fn stems(text: &str) -> impl Iterator<Item = &str> {
    std::iter::once(text).chain(ENDINGS.iter().filter_map(|ending| text.strip_suffix(ending.as_str())))
}

/// Whether a text is one unit, two to four times.
pub(super) fn is_repeated(text: &str, is_unit: impl Fn(&str) -> bool) -> bool {
    (2..=REPEATS).any(|times| {
        let (length, rest) = (text.len() / times, text.len() % times);
        let unit = text.get(..length).filter(|unit| rest == 0 && !unit.is_empty());
        unit.is_some_and(|unit| text.as_bytes().chunks(length).all(|chunk| chunk == unit.as_bytes()) && is_unit(unit))
    })
}

fn is_word(text: &str) -> bool {
    WORDS.contains(text)
}

/// Figures and signs back to the letters that they stand for.
fn straight(text: &str) -> zeroize::Zeroizing<String> {
    let letter = |character| match character {
        '@' | '4' => 'a',
        '3' | '€' => 'e',
        '1' | '!' => 'i',
        '0' => 'o',
        '$' | '5' => 's',
        '7' => 't',
        other => other,
    };
    zeroize::Zeroizing::new(text.chars().map(letter).collect())
}
