//! How hard a password is to guess: advice at the field, never a reason to refuse (PW-04 knows no rules of composition).
//!
//! The estimate is zxcvbn's (Wheeler, USENIX Security 2016), which knows English: it gives `Zomer2026!` three of four. It is told our Dutch words too,
//! and the words of the person and the installation; what our own lists would refuse is never more than weak. It looks at the first 100
//! characters only, since it is slow on long input. It reads the year from the machine's clock itself, to know which years are recent, and its copies of
//! the password are given back to the machine, not wiped.

use zxcvbn::Match;
use zxcvbn::feedback::Warning;
use zxcvbn::matching::patterns::MatchPattern;
use zxcvbn::zxcvbn;

use super::common::meter_words;
use super::context::Words;
use super::{Password, PasswordPolicy, is_common};

/// How many characters are looked at.
const LOOKED_AT: usize = 100;
/// How many are looked at when many different signs could stand for letters: each is tried as each letter.
const TWISTED_LOOKED_AT: usize = 24;
/// Signs that could stand for letters, and how many different ones are many.
const SIGNS: &str = "0123456789@({[<!|/$+%";
const MANY_SIGNS: usize = 4;
/// The most that a password of our own lists gets.
const LISTED: u8 = 1;
/// From this score on a password withstands guessing at another site's leaked hashes too: there is nothing to advise.
const GOOD: u8 = 3;

/// How hard a password is to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Strength {
    /// 0 (guessed at once) to 4 (very hard to guess).
    pub score: u8,
    /// What would help.
    pub advice: Advice,
}

/// What makes a password easy to guess, and so what would help.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Advice {
    /// It is good as it is.
    Good,
    /// One or two words more.
    AddWords,
    /// Most of it belongs to the person or the installation.
    OwnWords,
    /// Most of it is a password that many people choose.
    OftenChosen,
    /// Most of it is one ordinary word or name.
    OneWord,
    /// Most of it is a row of keys.
    Keys,
    /// Most of it is repeated.
    Repeated,
    /// Most of it is a row such as `abcd` or `6543`.
    Row,
    /// Most of it is a year or a date.
    Date,
}

impl Advice {
    /// Every advice, for whoever needs a sentence for each.
    pub const ALL: [Self; 9] = [
        Self::Good,
        Self::AddWords,
        Self::OwnWords,
        Self::OftenChosen,
        Self::OneWord,
        Self::Keys,
        Self::Repeated,
        Self::Row,
        Self::Date,
    ];
}

/// Estimates how hard a password is to guess; `context` as for [`check_new_password`](super::check_new_password).
///
/// It takes milliseconds for a long password: call it where waiting is allowed.
pub fn strength(password: &Password, policy: &PasswordPolicy, context: &[&str]) -> Strength {
    let words = Words::of(policy, context);
    let told: Vec<&str> = words.iter().chain(meter_words().iter().copied()).collect();
    let found = zxcvbn(beginning(password.text()), &told);
    let warning = found.feedback().and_then(zxcvbn::feedback::Feedback::warning);
    let score = u8::from(found.score());
    if words.are_all_of(password.text()) {
        return Strength { score: score.min(LISTED), advice: Advice::OwnWords };
    }
    if is_common(password.text()) {
        let advice = advise(longest(found.sequence()), warning, &words);
        let advice = if advice == Advice::OneWord { Advice::OftenChosen } else { advice };
        return Strength { score: score.min(LISTED), advice };
    }
    let advice = if score >= GOOD { Advice::Good } else { advise(longest(found.sequence()), warning, &words) };
    Strength { score, advice }
}

/// As much of the password as can be looked at in some milliseconds.
fn beginning(text: &str) -> &str {
    let signs = SIGNS.chars().filter(|sign| text.contains(*sign)).count();
    let most = if signs > MANY_SIGNS { TWISTED_LOOKED_AT } else { LOOKED_AT };
    text.char_indices().nth(most).map_or(text, |(end, _)| &text[..end])
}

fn longest(sequence: &[Match]) -> Option<&Match> {
    sequence.iter().max_by_key(|part| part.token.chars().count())
}

fn advise(longest: Option<&Match>, warning: Option<Warning>, words: &Words) -> Advice {
    match longest.map(|part| &part.pattern) {
        Some(MatchPattern::Dictionary(word)) if words.iter().any(|own| own == word.matched_word) => Advice::OwnWords,
        Some(MatchPattern::Dictionary(_)) => match warning {
            Some(
                Warning::ThisIsATop10Password
                | Warning::ThisIsATop100Password
                | Warning::ThisIsACommonPassword
                | Warning::ThisIsSimilarToACommonlyUsedPassword,
            ) => Advice::OftenChosen,
            _ => Advice::OneWord,
        },
        Some(MatchPattern::Spatial(_)) => Advice::Keys,
        Some(MatchPattern::Repeat(_)) => Advice::Repeated,
        Some(MatchPattern::Sequence(_)) => Advice::Row,
        Some(MatchPattern::Regex(_) | MatchPattern::Date(_)) => Advice::Date,
        Some(MatchPattern::BruteForce) | None => Advice::AddWords,
    }
}
