//! PW-01 to PW-05: what a new password may be.

use credentials::password::{Password, PasswordPolicy, PasswordPolicyError, PasswordRefusal};
use rstest::rstest;

use crate::support::{House, account, at, attempt, journey};

fn new(text: &str) -> Result<Password, PasswordRefusal> {
    Password::parse_new(text, &PasswordPolicy::new(8).unwrap(), &[])
}

#[rstest]
#[case(7, false)]
#[case(8, true)]
#[case(64, true)]
#[case(65, false)]
fn pw_01_minimum_has_a_floor_and_a_ceiling(#[case] min: usize, #[case] taken: bool) {
    let policy = PasswordPolicy::new(min);
    assert_eq!(policy.is_ok(), taken);
    assert!(taken || policy.unwrap_err() == PasswordPolicyError { found: min });
}

#[test]
fn pw_01_default_is_twelve() {
    let eleven = Password::parse_new("elf letters", &PasswordPolicy::default(), &[]);
    assert_eq!(eleven.unwrap_err(), PasswordRefusal::TooShort { min: 12, got: 11 });
    assert!(Password::parse_new("twaalfletter", &PasswordPolicy::default(), &[]).is_ok());
}

#[test]
fn pw_01_counts_code_points_after_nfc() {
    assert!(new(&"\u{e9}".repeat(8)).is_ok());
    assert!(new(&"e\u{301}".repeat(8)).is_ok());
    assert_eq!(new(&"e\u{301}".repeat(7)).unwrap_err(), PasswordRefusal::TooShort { min: 8, got: 7 });
    assert_eq!(new(&"\u{1f511}".repeat(7)).unwrap_err(), PasswordRefusal::TooShort { min: 8, got: 7 });
}

#[test]
fn pw_02_takes_256_and_refuses_257() {
    assert!(new(&"\u{1f511}".repeat(256)).is_ok());
    assert_eq!(new(&"a".repeat(257)).unwrap_err(), PasswordRefusal::TooLong { max: 256 });
    assert!(Password::parse_attempt(&"a".repeat(257)).is_none());
    assert!(Password::parse_attempt("").is_none());
}

#[test]
fn pw_02_never_cuts_off_and_pw_03_trailing_space_counts() {
    let house = House::new(1);
    let long = "x".repeat(255);
    let row = house.set_password(account(1), &format!("{long}a"));
    let is_right = |text: &str| {
        let verified = house.hasher.verify_password(&row, &attempt(text), &house.keyring, journey(1), at(0));
        verified.unwrap().is_some()
    };
    assert!(is_right(&format!("{long}a")));
    assert!(!is_right(&format!("{long}b")));
    assert!(!is_right(&long));

    let row = house.set_password(account(1), "eindigt op spatie ");
    let bare = house.hasher.verify_password(&row, &attempt("eindigt op spatie"), &house.keyring, journey(1), at(0));
    assert_eq!(bare, Ok(None));
}

#[test]
fn pw_03_logs_in_with_either_form_of_an_accent() {
    let house = House::new(2);
    let row = house.set_password(account(1), "caf\u{e9} om de hoek");
    let decomposed = attempt("cafe\u{301} om de hoek");
    let verified = house.hasher.verify_password(&row, &decomposed, &house.keyring, journey(1), at(0)).unwrap();
    assert!(verified.is_some());
}

#[rstest]
#[case("aaaa bbbb cccc dddd")]
#[case("        ")]
#[case(" !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")]
#[case("\u{5bc6}\u{7801}\u{5bc6}\u{7801}\u{5bc6}\u{7801}\u{5bc6}\u{7801}")]
fn pw_04_has_no_rules_of_composition(#[case] text: &str) {
    assert!(new(text).is_ok());
}

#[rstest]
#[case("tab\tinside")]
#[case("line end\n")]
#[case("null\0inside")]
#[case("escape\u{1b}[31m")]
#[case("c1 control\u{85}")]
fn refuses_control_characters(#[case] text: &str) {
    assert_eq!(new(text).unwrap_err(), PasswordRefusal::ControlCharacter);
}

#[test]
fn pw_05_refuses_a_context_word_only_as_the_whole_password() {
    let policy = PasswordPolicy::new(8).unwrap();
    let context = ["j.jansen@voorbeeld", "Poortwachter", "", "Caf\u{c9} Zorg"];
    let parse = |text: &str| Password::parse_new(text, &policy, &context).map(|_| ());
    assert_eq!(parse("poortWACHTER"), Err(PasswordRefusal::ContextWord));
    assert_eq!(parse("J.Jansen@Voorbeeld"), Err(PasswordRefusal::ContextWord));
    assert_eq!(parse("cafe\u{301} zorg"), Err(PasswordRefusal::ContextWord));
    assert_eq!(parse("poortwachter van de nacht"), Ok(()));
}

#[rstest]
#[case("j.jansen@voorbeeld", true)]
#[case("Jolanda van Dijk", true)]
#[case("jolandavandijk", true)]
#[case("Jolanda-1234", true)]
#[case("jolanda jolanda", true)]
#[case("Verzuim2026!", true)]
#[case("verzuim verzuim", true)]
#[case("VOORBEELD-2026", true)]
#[case("ｖｅｒｚｕｉｍ", false)] // seven: too short here, and told so first
#[case("jolanda fietst naar zee", false)]
#[case("verzuim en andere zaken", false)]
#[case("jo jo jo jo jo jo", false)]
fn pw_05_refuses_words_of_the_person_and_what_is_made_of_them(#[case] text: &str, #[case] refused: bool) {
    let policy = PasswordPolicy::new(8).unwrap().with_words(["Voorbeeld"]);
    let context = ["j.jansen@voorbeeld", "Jolanda van Dijk", "jo"];
    let found = Password::parse_new(text, &policy, &context).map(|_| ());
    assert_eq!(found == Err(PasswordRefusal::ContextWord), refused, "{text}: {found:?}");
}

#[test]
fn pw_05_a_word_of_the_settings_stands_beside_our_own() {
    let policy = PasswordPolicy::default().with_words(["arbodienstnoord"]);
    for word in ["ArbodienstNoord", "poortwachter", "Arbodienst-Noord"] {
        assert_eq!(Password::parse_new(word, &policy, &[]).unwrap_err(), PasswordRefusal::ContextWord, "{word}");
    }
    assert!(Password::parse_new("de arbodienstnoord van morgen", &policy, &[]).is_ok());
}

#[test]
fn lo_03_debug_shows_nothing() {
    assert!(!format!("{:?}", attempt("geheim woord")).contains("geheim"));
}
