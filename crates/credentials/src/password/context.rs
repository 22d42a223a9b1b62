//! Words that somebody who knows the person or the installation tries first: username, names, product, organisation (PW-05).
//!
//! NIST SP 800-63B-4 section 3.1.1.2 names "the name of the service, the username, and derivatives thereof". The derivatives are those
//! of the list of common passwords: the word with a usual ending, and the word written several times.

use std::collections::HashSet;

use super::common::{is_repeated, stems};
use super::{PasswordPolicy, fold, squeeze};

/// The shortest word from which derivatives are made: a shorter one would say nothing about the rest.
const SHORTEST: usize = 3;

/// The words of one person at this installation.
pub(super) struct Words(HashSet<String>);

impl Words {
    /// The policy's words and the person's, whole and in parts.
    pub(super) fn of(policy: &PasswordPolicy, context: &[&str]) -> Self {
        let given = policy.words().chain(context.iter().copied());
        Self(given.flat_map(parts).map(|part| fold(&part).to_string()).filter(|word| !word.is_empty()).collect())
    }

    /// Each word once, in no order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether the password is nothing but such a word, perhaps with a usual ending or several times.
    pub(super) fn are_all_of(&self, password: &str) -> bool {
        let folded = fold(password);
        if self.has(&folded) {
            return true;
        }
        let squeezed = squeeze(&folded);
        [folded, squeezed].iter().any(|form| {
            stems(form).any(|stem| {
                let long = stem.chars().count() >= SHORTEST;
                long && (self.has(stem) || is_repeated(stem, |unit| unit.chars().count() >= SHORTEST && self.has(unit)))
            })
        })
    }

    fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }
}

/// A text whole, without what stands between its words, and each of its words.
fn parts(text: &str) -> Vec<String> {
    let between = |character: char| character.is_whitespace() || matches!(character, '-' | '_' | '.' | '@');
    let mut all = vec![text.trim().to_owned(), squeeze(text).to_string()];
    all.extend(text.split(between).map(str::to_owned));
    all
}
