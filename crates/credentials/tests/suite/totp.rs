//! TO-02 to TO-08: the authenticator app.

use credentials::ids::FactorId;
use credentials::keyring::SealError;
use credentials::totp::{
    PendingTotp, SealedTotp, TotpCode, TotpProven, TotpRefusal, TotpSecret, TotpTypo, otpauth_uri, prove_pending_totp,
    verify_totp,
};
use rstest::rstest;
use uuid::Uuid;

use crate::support::{House, account, at, journey};

/// A moment in the middle of a step.
const NOW: i64 = 1_800_000_015;

fn pending(house: &House) -> PendingTotp {
    PendingTotp { factor: FactorId::from_uuid(Uuid::from_u128(7)), secret: TotpSecret::generate(&house.rng) }
}

fn prove(house: &House, pending: &PendingTotp, second: i64) -> TotpProven {
    let password = house.password_of(account(1), journey(1), at(second));
    let code = pending.secret.code_at(at(second));
    prove_pending_totp(pending, &password, &code, &house.keyring, at(second), &house.rng).unwrap()
}

/// An enrolled app whose last use was long ago.
fn enrolled(house: &House) -> (TotpSecret, SealedTotp) {
    let pending = pending(house);
    let row = prove(house, &pending, NOW - 86_400).row;
    (pending.secret, row)
}

#[test]
fn to_02_secret_is_160_bits_in_32_characters() {
    let secret = TotpSecret::generate(&House::new(1).rng);
    let text = secret.to_base32();
    assert_eq!(text.len(), 32);
    assert!(text.bytes().all(|b| b.is_ascii_uppercase() || (b'2'..=b'7').contains(&b)));
    assert_eq!(TotpSecret::parse(&text), Some(secret.clone()));
    let groups = secret.groups();
    assert!(groups.len() == 8 && groups.iter().all(|group| group.len() == 4));
    assert_eq!(groups.concat(), *text);
    assert_eq!(TotpSecret::parse(&text[..31]), None);
}

#[rstest]
#[case(-60, Err(TotpRefusal::Expired))]
#[case(-30, Ok(-1))]
#[case(0, Ok(0))]
#[case(30, Ok(1))]
#[case(60, Err(TotpRefusal::Wrong))]
fn to_04_window_is_one_step_either_way(#[case] offset: i64, #[case] expected: Result<i64, TotpRefusal>) {
    let house = House::new(2);
    let (secret, row) = enrolled(&house);
    let code = secret.code_at(at(NOW + offset));
    let found = verify_totp(&row, &code, &house.keyring, journey(2), at(NOW));
    assert_eq!(found.map(|accepted| accepted.step - NOW / 30), expected);
}

#[test]
fn to_03_a_step_counts_once_and_never_an_older_one() {
    let house = House::new(3);
    let (secret, mut row) = enrolled(&house);
    let verify =
        |row: &SealedTotp, second| verify_totp(row, &secret.code_at(at(second)), &house.keyring, journey(2), at(NOW));
    row.last_step = Some(verify(&row, NOW).unwrap().step);
    assert_eq!(verify(&row, NOW).unwrap_err(), TotpRefusal::Replayed);
    assert_eq!(verify(&row, NOW - 30).unwrap_err(), TotpRefusal::Replayed);
    assert!(verify(&row, NOW + 30).is_ok());
}

#[test]
fn recognises_old_codes_of_ten_minutes_at_most() {
    let house = House::new(4);
    let (secret, row) = enrolled(&house);
    let refusal =
        |second| verify_totp(&row, &secret.code_at(at(second)), &house.keyring, journey(2), at(NOW)).unwrap_err();
    assert_eq!(refusal(NOW - 600), TotpRefusal::Expired);
    assert_eq!(refusal(NOW - 630), TotpRefusal::Wrong);
}

#[test]
fn witness_names_the_rows_account_factor_and_the_journey() {
    let house = House::new(5);
    let (secret, row) = enrolled(&house);
    let accepted = verify_totp(&row, &secret.code_at(at(NOW)), &house.keyring, journey(9), at(NOW)).unwrap();
    let witness = accepted.witness;
    assert_eq!((witness.account(), witness.factor()), (row.account, row.factor));
    assert_eq!((witness.journey(), witness.at()), (journey(9), at(NOW)));
}

#[test]
fn a_row_moved_to_another_account_or_factor_does_not_open() {
    let house = House::new(6);
    let (secret, row) = enrolled(&house);
    let code = secret.code_at(at(NOW));
    let other_account = SealedTotp { account: account(2), ..row.clone() };
    let other_factor = SealedTotp { factor: FactorId::from_uuid(Uuid::from_u128(8)), ..row };
    for moved in [other_account, other_factor] {
        let found = verify_totp(&moved, &code, &house.keyring, journey(2), at(NOW));
        assert_eq!(found, Err(TotpRefusal::Sealed(SealError::Forged)));
    }
}

#[test]
fn sf_04_proving_takes_account_and_journey_from_the_password() {
    let house = House::new(7);
    let pending = pending(&house);
    let proven = prove(&house, &pending, NOW);
    assert_eq!((proven.witness.account(), proven.witness.journey()), (account(1), journey(1)));
    assert_eq!((proven.row.account, proven.row.factor), (account(1), pending.factor));
    assert_eq!(proven.row.last_step, Some(proven.step));

    let password = house.password_of(account(1), journey(1), at(NOW));
    let wrong = pending.secret.code_at(at(NOW + 300));
    let refused = prove_pending_totp(&pending, &password, &wrong, &house.keyring, at(NOW), &house.rng);
    assert_eq!(refused.unwrap_err(), TotpRefusal::Wrong);
}

#[test]
fn to_03_the_proving_code_cannot_log_in() {
    let house = House::new(8);
    let pending = pending(&house);
    let row = prove(&house, &pending, NOW).row;
    let again = verify_totp(&row, &pending.secret.code_at(at(NOW)), &house.keyring, journey(2), at(NOW + 1));
    assert_eq!(again.unwrap_err(), TotpRefusal::Replayed);
}

#[test]
fn to_07_address_for_the_qr_code() {
    let secret = TotpSecret::parse("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
    let uri = otpauth_uri(&secret, "Zorg & Co: Noord", "j.jansen@voorbeeld.nl");
    let expected = "otpauth://totp/Zorg%20%26%20Co%3A%20Noord:j.jansen%40voorbeeld.nl\
                    ?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Zorg%20%26%20Co%3A%20Noord\
                    &algorithm=SHA1&digits=6&period=30";
    assert_eq!(uri.as_str(), expected);
    assert!(otpauth_uri(&secret, "Café", "ü-_.~").starts_with("otpauth://totp/Caf%C3%A9:%C3%BC-_.~?"));
}

#[rstest]
#[case("123456", Ok("123456"))]
#[case(" 123 456 ", Ok("123456"))]
#[case("123-456", Ok("123456"))]
#[case("000\u{a0}042", Ok("000042"))]
#[case("\u{ff11}\u{ff12}\u{ff13}\u{ff14}\u{ff15}\u{ff16}", Err(TotpTypo::NotDigits))]
#[case("\u{661}\u{662}\u{663}\u{664}\u{665}\u{666}", Err(TotpTypo::NotDigits))]
#[case("12345a", Err(TotpTypo::NotDigits))]
#[case("+12345", Err(TotpTypo::NotDigits))]
#[case("12345", Err(TotpTypo::WrongLength { got: 5 }))]
#[case("1234567", Err(TotpTypo::WrongLength { got: 7 }))]
#[case(" - ", Err(TotpTypo::Empty))]
fn to_08_what_may_be_typed(#[case] text: &str, #[case] expected: Result<&str, TotpTypo>) {
    assert_eq!(TotpCode::parse(text).map(TotpCode::digits), expected.map(str::to_owned));
}

#[test]
fn a_very_long_code_is_a_wrong_length() {
    assert_eq!(TotpCode::parse(&"9".repeat(60_000)), Err(TotpTypo::WrongLength { got: 60_000 }));
}

#[test]
fn j5_pending_secret_survives_the_journeys_state_and_stays_out_of_logs() {
    let pending = pending(&House::new(9));
    let text = serde_json::to_string(&pending).unwrap();
    assert!(text.contains(pending.secret.to_base32().as_str()));
    assert_eq!(serde_json::from_str::<PendingTotp>(&text).unwrap(), pending);
    assert!(!format!("{pending:?}").contains(pending.secret.to_base32().as_str()));
    assert!(serde_json::from_str::<PendingTotp>(&text.replace("secret\":\"", "secret\":\"0")).is_err());
}
