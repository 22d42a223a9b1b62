//! Codes by SMS: how they are drawn, what they are bound to, when they end (requirement SM-01, decision D6).

use credentials::ids::FactorId;
use credentials::keyring::{Binding, Purpose, SealError};
use credentials::phone::PhonePolicy;
use credentials::rng::Rng;
use credentials::sms::{
    LIFE, PendingSms, SealedPhone, SentSms, SmsCode, SmsProven, SmsRefusal, prove_pending_sms, verify_sms,
};
use credentials::totp::TotpTypo;
use jiff::SignedDuration;
use uuid::Uuid;

use crate::support::{House, SeededRng, account, at, journey};

const NOW: i64 = 1_800_000_000;

fn factor(n: u128) -> FactorId {
    FactorId::from_uuid(Uuid::from_u128(n))
}

fn code(digits: &str) -> SmsCode {
    SmsCode::parse(digits).unwrap()
}

/// A number that was enrolled with the code 123456 in journey 1.
fn enrolled(house: &House) -> SmsProven {
    let sent = SentSms::new(code("123456"), factor(7), journey(1), &house.keyring, at(NOW));
    let number = PhonePolicy::default().parse("06 12345678").unwrap();
    let pending = PendingSms { factor: factor(7), sent: Some((number, sent)) };
    let password = house.password_of(account(1), journey(1), at(NOW));
    prove_pending_sms(&pending, &password, code("123 456"), &house.keyring, at(NOW), &house.rng).unwrap()
}

#[test]
fn sm_01_a_million_codes_are_uniform() {
    let rng = SeededRng::new(11);
    let mut counts = [0_i64; 1000];
    for _ in 0..1_000_000 {
        let digits = SmsCode::generate(&rng).digits();
        assert_eq!(digits.len(), 6);
        counts[digits[..3].parse::<usize>().unwrap()] += 1;
    }
    // 1000 cells of 1000 expected: 999 degrees of freedom, one in a thousand lies above 1143.9 (Wilson and Hilferty).
    let chi_square: f64 = counts.iter().map(|n| f64::from(i32::try_from((n - 1000).pow(2)).unwrap()) / 1000.0).sum();
    assert!(chi_square < 1143.9, "{chi_square}");
    assert!(chi_square > 860.0, "too even to be random: {chi_square}");
}

#[test]
fn sm_01_draws_that_would_favour_low_numbers_are_rejected() {
    /// All ones first, then zeros: the first draw lies above the last whole million.
    struct Biased(std::sync::atomic::AtomicBool);
    impl Rng for Biased {
        fn fill(&self, out: &mut [u8]) {
            out.fill(if self.0.swap(false, std::sync::atomic::Ordering::SeqCst) { 0xff } else { 0 });
        }
    }
    assert_eq!(SmsCode::generate(&Biased(true.into())).digits().as_str(), "000000");
}

#[test]
fn sm_01_good_for_five_minutes_to_the_second() {
    let house = House::new(1);
    let row = enrolled(&house).row;
    let sent = SentSms::new(code("000042"), row.factor, journey(2), &house.keyring, at(NOW));
    let verify = |now| verify_sms(&row, &sent, code("000042"), &house.keyring, journey(2), now);
    let last = sent.expires_at() - SignedDuration::from_secs(1);
    assert_eq!(sent.expires_at(), at(NOW) + LIFE);
    let witness = verify(last).unwrap();
    assert_eq!((witness.account(), witness.factor(), witness.journey()), (account(1), factor(7), journey(2)));
    assert_eq!(verify(sent.expires_at()), Err(SmsRefusal::Expired));
}

#[test]
fn sm_01_bound_to_its_journey_factor_and_installation() {
    let (house, other) = (House::new(1), House::new(2));
    let row = enrolled(&house).row;
    let right = code("123456");
    let sent = |factor, in_journey, keyring| SentSms::new(right, factor, in_journey, keyring, at(NOW));
    let verify = |sent: &SentSms, in_journey| verify_sms(&row, sent, right, &house.keyring, in_journey, at(NOW));
    assert!(verify(&sent(row.factor, journey(2), &house.keyring), journey(2)).is_ok());
    let wrong = Err(SmsRefusal::Wrong);
    assert_eq!(verify(&sent(row.factor, journey(2), &house.keyring), journey(3)), wrong, "the code of another journey");
    assert_eq!(verify(&sent(factor(8), journey(2), &house.keyring), journey(2)), wrong, "the code of another factor");
    assert_eq!(verify(&sent(row.factor, journey(2), &other.keyring), journey(2)), wrong, "another installation's code");
}

#[test]
fn sm_06_a_number_without_its_code_proves_nothing() {
    let house = House::new(1);
    let password = house.password_of(account(1), journey(1), at(NOW));
    let prove = |pending: &PendingSms, digits| {
        prove_pending_sms(pending, &password, code(digits), &house.keyring, at(NOW), &house.rng).map(|_| ())
    };
    let number = PhonePolicy::default().parse("+31612345678").unwrap();
    let sent_for = |n| SentSms::new(code("123456"), factor(n), journey(1), &house.keyring, at(NOW));
    assert_eq!(prove(&PendingSms { factor: factor(7), sent: None }, "123456"), Err(SmsRefusal::Wrong));
    let pending = PendingSms { factor: factor(7), sent: Some((number.clone(), sent_for(7))) };
    assert_eq!(prove(&pending, "123457"), Err(SmsRefusal::Wrong));
    assert_eq!(prove(&pending, "123456"), Ok(()));
    let other = PendingSms { factor: factor(7), sent: Some((number, sent_for(8))) };
    assert_eq!(prove(&other, "123456"), Err(SmsRefusal::Wrong), "a code that went out for another factor");
}

#[test]
fn sm_08_t15_the_number_opens_at_its_own_row_only() {
    let house = House::new(1);
    let row = enrolled(&house).row;
    assert_eq!(row.open(&house.keyring).unwrap().as_e164(), "+31612345678");
    let moved = credentials::sms::SealedPhone { account: account(2), ..row.clone() };
    assert!(moved.open(&house.keyring).is_err());
    let sent = SentSms::new(code("123456"), row.factor, journey(2), &house.keyring, at(NOW));
    let verified = verify_sms(&moved, &sent, code("123456"), &house.keyring, journey(2), at(NOW));
    assert!(matches!(verified, Err(SmsRefusal::Sealed(_))), "a row that was copied to another account proves nothing");
}

/// The lists of which numbers are mobile change with each release of the library; nobody may be locked out by that.
#[test]
fn sm_06_a_number_that_was_enrolled_opens_whatever_the_lists_say_by_now() {
    let house = House::new(1);
    let row = enrolled(&house).row;
    let stored = |text: &str| {
        let binding = Binding { table: "factor", column: "secret", row: row.factor.as_uuid(), account: row.account };
        let sealed = house.keyring.seal(Purpose::Phone, &binding, text.as_bytes(), &house.rng);
        SealedPhone { sealed, ..row.clone() }.open(&house.keyring).map(|number| number.as_e164().to_owned())
    };
    assert_eq!(stored("+31201234567").as_deref(), Ok("+31201234567"), "a landline by now");
    for broken in ["", "+", "0612345678", "+3161234567a", "+3161234567812345"] {
        assert_eq!(stored(broken), Err(SealError::Malformed), "{broken:?}");
    }
}

#[test]
fn lo_03_neither_code_nor_number_is_printed() {
    let house = House::new(1);
    let number = PhonePolicy::default().parse("+31612345678").unwrap();
    let sent = SentSms::new(code("654321"), factor(7), journey(1), &house.keyring, at(NOW));
    let shown = format!("{:?} {:?}", code("654321"), PendingSms { factor: factor(7), sent: Some((number, sent)) });
    assert!(!shown.contains("654321") && !shown.contains("345678"), "{shown}");
}

#[test]
fn typing_errors_are_told_apart() {
    assert_eq!(SmsCode::parse(" "), Err(TotpTypo::Empty));
    assert_eq!(SmsCode::parse("12345"), Err(TotpTypo::WrongLength { got: 5 }));
    assert_eq!(SmsCode::parse("12345６"), Err(TotpTypo::NotDigits));
}
