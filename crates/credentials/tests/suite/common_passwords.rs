//! PW-05: the list of passwords that many people choose.

use std::collections::HashSet;

use credentials::password::{Password, PasswordPolicy, PasswordRefusal, common_passwords, is_common};
use rstest::rstest;

#[test]
fn pw_05_lists_far_more_than_three_thousand_of_every_minimum_up_to_fifteen() {
    for min in [8, 12, 15] {
        let long = common_passwords().filter(|password| password.chars().count() >= min);
        let different: HashSet<String> = long.take(10_000).collect();
        assert!(different.len() > 9_000, "{} of at least {min} characters", different.len());
    }
}

#[test]
fn pw_05_every_listed_password_is_refused() {
    // A prime step through more than a million meets every word, every ending and every row.
    let sample: Vec<String> = common_passwords().step_by(499).collect();
    assert!(sample.len() > 2_000, "{}", sample.len());
    for password in sample {
        assert!(is_common(&password), "{password}");
    }
}

#[rstest]
#[case("welkom123456")]
#[case("Welkom2026!!")]
#[case("WACHTWOORD-2026")]
#[case("W@chtw00rd123!")]
#[case("wachtwoordwachtwoord")]
#[case("wachtwoord wachtwoord")]
#[case("september2026")]
#[case("Zomervakantie!")]
#[case("123456789012")]
#[case("098765432109")]
#[case("qwertyuiop12")]
#[case("1q2w3e4r5t6y")]
#[case("1qaz2wsx3edc")]
#[case("aaaaaaaaaaaa")]
#[case("abcabcabcabc")]
#[case("abcdefghijkl")]
#[case("qwerty123456")]
#[case("Feyenoord010!")]
#[case("Ik hou van jou")]
#[case("ikhouvanjou!")]
#[case("correct horse battery staple")]
#[case("dit is mijn wachtwoord")]
#[case("ｗａｃｈｔｗｏｏｒｄ２０２６")]
fn pw_05_refuses_what_many_people_choose(#[case] text: &str) {
    let refused = Password::parse_new(text, &PasswordPolicy::default(), &[]);
    assert_eq!(refused.unwrap_err(), PasswordRefusal::Common);
}

#[rstest]
#[case("wachtwoord van de buurman")]
#[case("mijn oma woont in amsterdam")]
#[case("welkom123456 in ons dorp")]
#[case("qwerty123456 schrijf ik nooit")]
#[case("aaaa bbbb cccc dddd")]
#[case("twaalfletter")]
#[case("vier natte schoenen op zolder")]
fn pw_05_one_that_merely_contains_a_listed_word_passes(#[case] text: &str) {
    assert!(Password::parse_new(text, &PasswordPolicy::default(), &[]).is_ok());
}

#[test]
fn pw_05_whatever_is_typed_is_answered_and_not_cut_inside_a_character() {
    for text in ["é1234567890", "🔑🔑🔑🔑🔑🔑", "ééééééééééé2026!", "2026", "!", "", "ßßßß123"]
    {
        assert!(!is_common(text), "{text}");
    }
}
