//! How hard a password is to guess: advice only (PW-04).

use std::time::{Duration, Instant};

use credentials::password::{Advice, PasswordPolicy, Strength, strength};
use rstest::rstest;

use crate::support::attempt;

fn of(text: &str) -> Strength {
    strength(&attempt(text), &PasswordPolicy::default(), &["j.jansen", "Jolanda Jansen"])
}

#[rstest]
#[case("Zomer2026!", 1)] // zxcvbn alone gives it 3
#[case("Welkom2026!", 1)]
#[case("Wachtwoord12!", 1)]
#[case("Amsterdam2026", 1)]
#[case("correct horse battery staple", 1)]
#[case("jolandajansen", 1)]
#[case("qwertyuiop12", 1)]
#[case("aaaaaaaaaaaa", 1)]
#[case("verzuim2026!", 1)]
fn dutch_words_lower_the_estimate(#[case] text: &str, #[case] most: u8) {
    let found = of(text);
    assert!(found.score <= most, "{text}: {found:?}");
    assert_ne!(found.advice, Advice::Good);
}

#[rstest]
#[case("vier natte schoenen op zolder")]
#[case("paarse giraf eet dinsdag soep")]
#[case("xq7!kd93-vpz2")]
fn a_sentence_or_chance_is_strong(#[case] text: &str) {
    assert!(of(text).score >= 3, "{text}: {:?}", of(text));
    assert_eq!(of(text).advice, Advice::Good);
}

#[rstest]
#[case("qwertyuiop", &[Advice::Keys, Advice::OftenChosen])]
#[case("kzkzkzkzkz", &[Advice::Repeated])]
#[case("password", &[Advice::OftenChosen])]
#[case("paardenbloem", &[Advice::OneWord])]
#[case("jolanda", &[Advice::OwnWords])]
#[case("poortwachter", &[Advice::OwnWords])]
#[case("03-11-1987", &[Advice::Date])]
#[case("cdefghijk", &[Advice::Row])]
fn says_what_makes_it_weak(#[case] text: &str, #[case] one_of: &[Advice]) {
    assert!(one_of.contains(&of(text).advice), "{text}: {:?}", of(text));
}

#[test]
fn the_longest_and_most_twisted_input_is_answered_in_bounded_time() {
    for text in [
        "a4@8({[<369!|1/0$5+7%2".repeat(11),
        "é".repeat(256),
        "🔑".repeat(256),
        "1a!".repeat(85),
        "Aa4@".repeat(64),
        "aB3{x Zq+".repeat(28),
    ] {
        let begun = Instant::now();
        let found = of(&text);
        assert!(found.score <= 4);
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?} for {text}", begun.elapsed());
    }
}
