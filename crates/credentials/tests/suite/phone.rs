//! Mobile numbers: what is taken, what is refused and why (requirements SM-06 and SM-08).

use credentials::phone::{Country, PhoneNumber, PhonePolicy, PhoneRefusal};
use proptest::prelude::*;

fn parse(text: &str) -> Result<String, PhoneRefusal> {
    PhonePolicy::default().parse(text).map(|number| number.as_e164().to_owned())
}

fn policy(countries: &[&str]) -> PhonePolicy {
    PhonePolicy::new(countries.iter().map(|text| Country::parse(text).unwrap()).collect()).unwrap()
}

#[test]
fn numbers_as_people_write_them() {
    for text in [
        "0612345678",
        "06-12345678",
        "06 12 34 56 78",
        "+31612345678",
        "0031612345678",
        "+31 (0)6 1234 5678",
        " 0612345678 ",
    ] {
        assert_eq!(parse(text).as_deref(), Ok("+31612345678"), "{text}");
    }
}

#[test]
fn sm_06_premium_shared_landline_and_satellite_numbers_are_refused() {
    for text in
        ["+31900123456", "0900-0123", "+31851234567", "+31201234567", "030 123 45 67", "+31800123456", "+3197012345678"]
    {
        assert_eq!(parse(text), Err(PhoneRefusal::NotMobile), "{text}");
    }
    for text in ["+882161234567", "+870773111632", "+999123456789", "+31"] {
        assert!(
            matches!(parse(text), Err(PhoneRefusal::Unknown | PhoneRefusal::NotMobile | PhoneRefusal::Country)),
            "{text}: {:?}",
            parse(text)
        );
    }
}

#[test]
fn sm_06_only_the_countries_of_the_settings() {
    assert_eq!(parse("+4915123456789"), Err(PhoneRefusal::Country));
    assert_eq!(policy(&["NL", "DE"]).parse("+4915123456789").map(|_| ()), Ok(()));
    let enrolled = policy(&["DE"]).parse("+4915123456789").unwrap();
    assert_eq!(PhonePolicy::default().check(&enrolled), Err(PhoneRefusal::Country), "the settings changed since");
    assert_eq!(policy(&["BE", "NL"]).parse("0470123456").unwrap().as_e164(), "+32470123456", "the first is at home");
}

#[test]
fn bad_input_is_told_apart() {
    assert_eq!(parse("  "), Err(PhoneRefusal::Empty));
    assert_eq!(parse("06-1234567a"), Err(PhoneRefusal::BadCharacter));
    assert_eq!(parse("+3367a829916"), Err(PhoneRefusal::BadCharacter));
    assert_eq!(parse("06１２３４５６７８"), Err(PhoneRefusal::BadCharacter), "full-width digits");
    assert_eq!(parse("0612+345678"), Err(PhoneRefusal::BadCharacter));
    assert_eq!(parse("061234567"), Err(PhoneRefusal::TooShort));
    assert_eq!(parse("06123456789"), Err(PhoneRefusal::TooLong));
    assert_eq!(parse(&"1".repeat(10_000)), Err(PhoneRefusal::TooLong));
    assert_eq!(parse("+316-1234;ext=5678"), Err(PhoneRefusal::BadCharacter));
}

#[test]
fn countries_are_two_letters_that_exist() {
    assert_eq!(Country::parse("NL").unwrap().to_string(), "NL");
    for text in ["nl", "NLD", "XX", "", "001", "ZZ"] {
        assert_eq!(Country::parse(text), None, "{text}");
    }
}

#[test]
fn sm_07_sm_08_parts_of_a_number() {
    let number = PhonePolicy::default().parse("0612345678").unwrap();
    assert_eq!((number.prefix(), number.last_two()), ("+3161234", "78"));
    assert_eq!(number.country(), Country::parse("NL"));
    assert_eq!(PhoneNumber::from_e164("0612345678"), None, "stored numbers carry their country");
    assert_eq!(PhoneNumber::from_e164("+31201234567"), None);
}

proptest! {
    #[test]
    fn whatever_is_typed_is_a_number_of_an_allowed_country_or_refused(text in "\\PC{0,40}") {
        if let Ok(number) = PhonePolicy::default().parse(&text) {
            prop_assert_eq!(number.country(), Country::parse("NL"));
            prop_assert_eq!(PhoneNumber::from_e164(number.as_e164()), Some(number));
        }
    }

    #[test]
    fn every_dutch_mobile_number_is_read(digits in 11_000_000_u32..=58_999_999) {
        let text = format!("06{digits}");
        prop_assert_eq!(parse(&text), Ok(format!("+316{digits}")));
    }
}
