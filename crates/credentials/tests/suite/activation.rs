//! What is on paper and what is told: a letter's code, the number beside a link, and from when on a link counts (rules J6b and J6c).

use std::collections::BTreeSet;

use credentials::activation_pin::{ActivationPin, KeptPin};
use credentials::grant::{GrantKind, GrantRow, verify_grant, verify_grant_and_pin};
use credentials::ids::GrantId;
use credentials::keyring::Keyring;
use credentials::letter_code::{LetterCode, LetterTypo};
use credentials::token::SecretToken;

use crate::support::{SeededRng, account, at};

const SYMBOLS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn grant(token: &SecretToken, seed: u64) -> GrantRow {
    GrantRow {
        id: GrantId::generate(at(0), &SeededRng::new(seed)),
        account: account(1),
        kind: GrantKind::Activation,
        token: token.hash(),
        not_before: None,
        expires_at: at(100),
        pin: None,
    }
}

#[test]
fn sf_10_a_letters_code_has_six_groups_and_more_than_112_bits() {
    const { assert!(LetterCode::ENTROPY_BITS >= 112) };
    let rng = SeededRng::new(1);
    let mut seen = BTreeSet::new();
    for _ in 0..2_000 {
        let groups = LetterCode::generate(&rng).groups();
        assert!(
            groups.iter().all(|group| group.len() == 4 && group.chars().all(|c| SYMBOLS.contains(c))),
            "{groups:?}"
        );
        assert!(seen.insert(groups));
    }
    // Every random place takes every symbol.
    for place in 0..23 {
        let found: BTreeSet<char> = seen.iter().map(|groups| groups.concat().chars().nth(place).unwrap()).collect();
        assert_eq!(found.len(), 32, "place {place}");
    }
}

#[test]
fn a_letters_code_reads_back_as_people_type_it_and_is_one_secret() {
    let code = LetterCode::generate(&SeededRng::new(2));
    let groups = code.groups();
    let plain = groups.concat();
    let sloppy = plain.to_lowercase().replace('0', "o").replace('1', "l");
    for typed in [plain.clone(), groups.join(" - "), format!(" {} ", groups.join(".")), sloppy] {
        assert_eq!(LetterCode::parse(&typed).unwrap().token(), code.token(), "{typed}");
    }
    assert_ne!(LetterCode::generate(&SeededRng::new(3)).token(), code.token());
    // The link of the letter carries the same secret in its own spelling.
    assert_eq!(SecretToken::parse(&code.token().expose()).unwrap().hash(), code.token().hash());
    assert_eq!(format!("{code:?}"), "LetterCode(…)");
}

#[test]
fn a_typing_error_in_a_letters_code_is_told_at_once() {
    let plain = LetterCode::generate(&SeededRng::new(4)).groups().concat();
    let typo = |typed: &str| LetterCode::parse(typed).unwrap_err();
    assert_eq!(typo(" - "), LetterTypo::Empty);
    assert_eq!(typo(&plain[1..]), LetterTypo::WrongLength { got: 23 });
    assert_eq!(typo(&format!("{plain}0")), LetterTypo::WrongLength { got: 25 });
    assert_eq!(typo(&plain.replacen(|_: char| true, "U", 1)), LetterTypo::BadCharacter { found: 'U' });
    // Every single wrong symbol is found.
    for place in 0..plain.len() {
        for other in SYMBOLS.chars().filter(|other| !plain[place..].starts_with(*other)) {
            let wrong = format!("{}{other}{}", &plain[..place], &plain[place + 1..]);
            assert_eq!(typo(&wrong), LetterTypo::BadCheckSymbol, "{wrong}");
        }
    }
}

#[test]
fn rc_11_a_grant_counts_from_its_own_moment_on() {
    let token = SecretToken::generate(&SeededRng::new(5));
    let row = GrantRow { not_before: Some(at(50)), ..grant(&token, 1) };
    assert_eq!((verify_grant(&row, &token, at(49)), row.waits_until(at(49))), (None, Some(at(50))));
    assert_eq!(row.waits_until(at(50)), None);
    assert!(verify_grant(&row, &token, at(50)).is_some() && verify_grant(&row, &token, at(100)).is_none());
}

#[test]
fn j6b_a_link_with_a_number_is_nothing_without_it() {
    let rng = SeededRng::new(6);
    let (keyring, token) = (Keyring::generate(&rng).0, SecretToken::generate(&rng));
    let pin = ActivationPin::parse("04 71 16").unwrap();
    assert_eq!((pin.digits().as_str(), format!("{pin:?}").as_str()), ("047116", "ActivationPin(…)"));
    let bare = grant(&token, 1);
    let kept = KeptPin::new(pin, bare.id, &keyring);
    assert!(!kept.as_str().contains("047116"));
    let row = GrantRow { pin: Some(KeptPin::from_stored(kept.as_str().to_owned())), ..bare.clone() };
    let present = |row: &GrantRow, token: &SecretToken, pin, now| verify_grant_and_pin(row, token, pin, &keyring, now);

    assert_eq!(verify_grant(&row, &token, at(10)), None, "the link alone");
    assert_eq!(present(&row, &token, pin, at(10)).unwrap().grant(), row.id);
    assert_eq!(present(&row, &token, ActivationPin::parse("047117").unwrap(), at(10)), None);
    assert_eq!(present(&row, &SecretToken::generate(&rng), pin, at(10)), None);
    assert_eq!(present(&row, &token, pin, at(100)), None, "too late");
    assert_eq!(present(&bare, &token, pin, at(10)), None, "a link without a number is the other function's");
    // What is kept belongs to one link and one key.
    let moved = GrantRow { pin: row.pin.clone(), ..grant(&token, 2) };
    assert_eq!(present(&moved, &token, pin, at(10)), None);
    let stranger = Keyring::generate(&rng).0;
    assert_eq!(verify_grant_and_pin(&row, &token, pin, &stranger, at(10)), None);
}
