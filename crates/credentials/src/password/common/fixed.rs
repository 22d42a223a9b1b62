//! Common passwords that are no words: rows of keys and figures, the same sign or group again and again.

use std::collections::HashSet;
use std::sync::LazyLock;

/// The longest of these in characters; whoever types more of them is on no list.
const LONGEST: usize = 32;
/// The shortest that a policy could allow.
const SHORTEST: usize = 8;

/// Rows that are typed on, forwards and backwards, from any place: figures, the alphabet, and the keyboards of our countries.
const ROWS: [&str; 14] = [
    "01234567890123456789012345678901",
    "abcdefghijklmnopqrstuvwxyzabcdef",
    "qwertyuiopasdfghjklzxcvbnm",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,./",
    "qwertyuiop1234567890",
    "azertyuiopqsdfghjklmwxcvbn",
    "qwertzuiopasdfghjklyxcvbnm",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1a2z3e4r5t6y7u8i9o0p",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "!@#$%^&*()_+",
    "1!2@3#4$5%6^7&8*9(0)",
];

/// Groups that are typed several times.
const GROUPS: [&str; 56] = [
    "12", "21", "10", "01", "69", "ab", "ba", "qw", "as", "zx", "ja", "la", "ha", "123", "321", "147", "258", "369",
    "159", "753", "789", "987", "abc", "cba", "qwe", "asd", "zxc", "qaz", "wsx", "xyz", "aap", "bla", "hoi", "lol",
    "1234", "4321", "2580", "1212", "abcd", "qwer", "asdf", "zxcv", "1q2w", "12ab", "ab12", "a1b2", "test", "haha",
    "doei", "12345", "54321", "abcde", "qwert", "abc123", "123abc", "qazwsx",
];

/// Starts that are completed with figures, or the other way round.
const MIXED: [&str; 12] =
    ["abc", "abcd", "qwe", "qwer", "qwert", "qwerty", "asd", "asdf", "asdfgh", "zxc", "zxcvbn", "azerty"];

/// All of them, in lower case.
pub(super) static FIXED: LazyLock<HashSet<String>> = LazyLock::new(|| rows().chain(repeats()).chain(mixed()).collect());

fn rows() -> impl Iterator<Item = String> {
    let backwards = ROWS.iter().map(|row| row.chars().rev().collect());
    ROWS.iter().map(|row| (*row).to_owned()).chain(backwards).flat_map(|row: String| windows(&row))
}

/// Every piece of a row of ASCII that is long enough.
fn windows(row: &str) -> Vec<String> {
    let most = row.len().min(LONGEST);
    (SHORTEST..=most)
        .flat_map(|length| (0..=row.len() - length).map(move |at| row[at..at + length].to_owned()))
        .collect()
}

/// One letter or figure again and again; and the groups, also with a piece of the next one.
fn repeats() -> impl Iterator<Item = String> {
    let single = ('a'..='z').chain('0'..='9').chain("*!.-?".chars()).map(String::from);
    single.chain(GROUPS.iter().map(|group| (*group).to_owned())).flat_map(|unit| {
        let endless = unit.repeat(LONGEST);
        (SHORTEST..=LONGEST).map(move |length| endless[..length].to_owned())
    })
}

fn mixed() -> impl Iterator<Item = String> {
    const FIGURES: &str = "12345678901234567890";
    MIXED.iter().flat_map(|letters| {
        (2..=FIGURES.len()).flat_map(move |length| {
            let figures = &FIGURES[..length];
            [format!("{letters}{figures}"), format!("{figures}{letters}"), format!("{letters}{figures}{letters}")]
        })
    })
}
