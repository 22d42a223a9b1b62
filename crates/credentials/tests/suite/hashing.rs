//! D2, D10, PW-07, EN-02: hashes that are sealed, verified from their row, and made anew when the cost changes.

use std::time::Duration;

use credentials::hashing::{HashParams, HashParamsError, Hasher, SealedPassword};
use credentials::ids::CodeId;
use credentials::keyring::{Keyring, SealError};
use credentials::recovery_code::{RecoveryCode, RecoveryCodeFormat, SealedRecoveryCode};
use rstest::rstest;
use uuid::Uuid;

use crate::support::{House, account, at, attempt, journey};

fn params(memory_kib: u32, passes: u32, lanes: u32) -> HashParams {
    HashParams { memory_kib, passes, lanes }
}

#[rstest]
#[case(params(19_456, 2, 1), true)]
#[case(params(65_536, 3, 4), true)]
#[case(params(47_104, 1, 1), true)]
#[case(params(19_455, 2, 1), false)]
#[case(params(19_456, 1, 1), false)]
#[case(params(47_103, 1, 1), false)]
#[case(params(65_536, 0, 1), false)]
#[case(params(65_536, 2, 0), false)]
fn d10_floor(#[case] params: HashParams, #[case] taken: bool) {
    let expected = if taken { Ok(()) } else { Err(HashParamsError::BelowFloor { found: params }) };
    assert_eq!(params.check_floor(), expected);
    assert_eq!(Hasher::new(params, 1).err(), expected.err());
}

#[test]
fn d10_absurd_parameters_are_refused() {
    for params in [params(u32::MAX, 2, 1), params(19_456, 1000, 1), params(19_456, 2, 17)] {
        assert_eq!(params.check_floor(), Err(HashParamsError::OutOfRange));
    }
}

#[test]
fn verifies_the_right_password_of_the_rows_account() {
    let house = House::new(1);
    let row = house.set_password(account(1), "correct horse");
    let verify =
        |text: &str| house.hasher.verify_password(&row, &attempt(text), &house.keyring, journey(3), at(60)).unwrap();
    let witness = verify("correct horse").unwrap();
    assert_eq!((witness.account(), witness.journey(), witness.at()), (account(1), journey(3), at(60)));
    assert_eq!(verify("correct hors"), None);
    assert_eq!(verify("Correct horse"), None);
}

#[test]
fn pw_07_the_row_shows_no_bare_hash_and_salts_differ() {
    let house = House::new(2);
    let row = house.set_password(account(1), "correct horse");
    assert!(!row.sealed.as_str().contains("argon2"));
    assert_ne!(row, house.set_password(account(1), "correct horse"));
}

/// Threat 15: somebody who writes to the database copies their own hash to the victim's row.
#[test]
fn a_hash_copied_to_another_account_does_not_open() {
    let house = House::new(3);
    let own = house.set_password(account(1), "known to the thief");
    let moved = SealedPassword { account: account(2), ..own };
    let password = attempt("known to the thief");
    let found = house.hasher.verify_password(&moved, &password, &house.keyring, journey(1), at(0));
    assert_eq!(found, Err(SealError::Forged));
}

#[test]
fn pw_07_asks_for_a_new_hash_when_cost_or_key_changed() {
    let house = House::new(4);
    let row = house.set_password(account(1), "correct horse");
    assert_eq!(house.hasher.needs_rehash(&row, &house.keyring), Ok(false));

    let dearer = Hasher::for_tests(16);
    assert_eq!(dearer.needs_rehash(&row, &house.keyring), Ok(true));
    let verified = dearer.verify_password(&row, &attempt("correct horse"), &house.keyring, journey(1), at(0));
    assert!(verified.unwrap().is_some(), "old parameters still verify");

    let (one, two) = ("A".repeat(43), "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=");
    let old = Keyring::parse(&format!("poortwachter-keys v1\nold {one}= active\n")).unwrap();
    let new = format!("poortwachter-keys v1\nold {one}= retired\nnew {two} active\n");
    let row = house.hasher.hash_password(&attempt("correct horse"), account(1), &old, &house.rng);
    assert_eq!(house.hasher.needs_rehash(&row, &old), Ok(false));
    assert_eq!(house.hasher.needs_rehash(&row, &Keyring::parse(&new).unwrap()), Ok(true));
}

#[test]
fn en_02_nobody_takes_as_long_as_somebody() {
    let house = House::new(5);
    let hasher = Hasher::for_tests(4096);
    let row = hasher.hash_password(&attempt("correct horse"), account(1), &house.keyring, &house.rng);
    let wrong = attempt("wrong horse");
    // Taking turns and keeping the best of each evens out what else the machine does.
    let (mut somebody, mut nobody) = (Duration::MAX, Duration::MAX);
    for _ in 0..15 {
        let verify = || drop(hasher.verify_password(&row, &wrong, &house.keyring, journey(1), at(0)));
        somebody = somebody.min(time(&verify));
        nobody = nobody.min(time(&|| hasher.verify_nobody(&wrong)));
    }
    // Coarse on purpose, for busy machines: leaving the hash out makes it a hundred times quicker. EN-03 measures finely.
    let ratio = nobody.as_secs_f64() / somebody.as_secs_f64();
    assert!((0.3..3.0).contains(&ratio), "somebody {somebody:?}, nobody {nobody:?}");
}

#[allow(clippy::disallowed_methods, reason = "a test that measures work needs a real clock")]
fn time(work: &dyn Fn()) -> Duration {
    let start = std::time::Instant::now();
    work();
    start.elapsed()
}

fn issued(house: &House, format: RecoveryCodeFormat) -> (RecoveryCode, SealedRecoveryCode) {
    let code = RecoveryCode::generate(format, &house.rng);
    let id = CodeId::from_uuid(Uuid::from_u128(5));
    let row = house.hasher.hash_recovery_code(&code, id, account(1), &house.keyring, &house.rng);
    (code, row)
}

#[rstest]
#[case(RecoveryCodeFormat::Digits4x4)]
#[case(RecoveryCodeFormat::Base32x4x4)]
fn rc_01_code_counts_behind_the_password_of_its_account(#[case] format: RecoveryCodeFormat) {
    let house = House::new(6);
    let (code, row) = issued(&house, format);
    let verify = |code: &RecoveryCode, owner| {
        let password = house.password_of(account(owner), journey(4), at(0));
        house.hasher.verify_recovery_code(&row, code, &password, &house.keyring, at(1)).unwrap()
    };
    let witness = verify(&code, 1).unwrap();
    assert_eq!((witness.account(), witness.code()), (account(1), row.id));
    assert_eq!((witness.journey(), witness.at()), (journey(4), at(1)));
    assert_eq!(verify(&code, 2), None, "password of another account");
    assert_eq!(verify(&RecoveryCode::generate(format, &house.rng), 1), None, "another code");
}

#[test]
fn rc_01_the_same_symbols_in_the_other_form_do_not_count() {
    let house = House::new(8);
    let zeros = |format| RecoveryCode::parse("0000-0000-0000-0000", format).unwrap();
    let id = CodeId::from_uuid(Uuid::from_u128(5));
    let digits = zeros(RecoveryCodeFormat::Digits4x4);
    let row = house.hasher.hash_recovery_code(&digits, id, account(1), &house.keyring, &house.rng);
    let password = house.password_of(account(1), journey(4), at(0));
    let base32 = zeros(RecoveryCodeFormat::Base32x4x4);
    assert_eq!(house.hasher.verify_recovery_code(&row, &base32, &password, &house.keyring, at(1)), Ok(None));
    assert!(!digits.same_as(&base32));
}

#[test]
fn rc_01_moved_code_does_not_open() {
    let house = House::new(7);
    let (code, row) = issued(&house, RecoveryCodeFormat::Digits4x4);
    let password = house.password_of(account(2), journey(4), at(0));
    let moved = SealedRecoveryCode { account: account(2), ..row };
    let found = house.hasher.verify_recovery_code(&moved, &code, &password, &house.keyring, at(1));
    assert_eq!(found, Err(SealError::Forged));
}
