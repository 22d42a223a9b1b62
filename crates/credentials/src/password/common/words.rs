//! The word lists, all of our own making: `words/chosen.txt`, `names.txt`, `places.txt`, `phrases.txt` and `dutch.txt`.
//!
//! In each, what is chosen more often stands nearer to the beginning of its line of thought; the meter takes the order as a rank.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::LazyLock;

const CHOSEN: &str = include_str!("../words/chosen.txt");
const NAMES: &str = include_str!("../words/names.txt");
const PLACES: &str = include_str!("../words/places.txt");
const PHRASES: &str = include_str!("../words/phrases.txt");
const DUTCH: &str = include_str!("../words/dutch.txt");

/// The shortest word of the ordinary language that the meter is told of: shorter ones are found in everything.
const SHORTEST: usize = 3;

/// Words that are chosen as a password by themselves; phrases without their spaces.
pub(super) static WORDS: LazyLock<HashSet<Cow<'static, str>>> = LazyLock::new(|| {
    let phrases = PHRASES.lines().map(|line| Cow::Owned(line.replace(' ', "")));
    singles().map(Cow::Borrowed).chain(phrases).collect()
});

/// Words that an attacker who knows Dutch tries, the likeliest first, each once.
pub(in crate::password) fn meter_words() -> &'static [&'static str] {
    static ALL: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
        let mut seen = HashSet::new();
        let dutch = DUTCH.split_whitespace().filter(|word| word.len() >= SHORTEST);
        singles().chain(dutch).filter(|word| seen.insert(*word)).collect()
    });
    &ALL
}

fn singles() -> impl Iterator<Item = &'static str> {
    [CHOSEN, NAMES, PLACES].into_iter().flat_map(str::split_whitespace)
}
