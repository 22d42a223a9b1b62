//! RC-01 and J7: the recovery code's form, its check symbol and its distribution.

use credentials::recovery_code::RecoveryCodeFormat::{Base32x4x4, Digits4x4};
use credentials::recovery_code::{CodeTypo, RecoveryCode, RecoveryCodeFormat};
use proptest::prelude::*;
use rstest::rstest;

use crate::support::SeededRng;

const CROCKFORD: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn parse(text: &str, format: RecoveryCodeFormat) -> Result<String, CodeTypo> {
    RecoveryCode::parse(text, format).map(|code| code.groups().join("-"))
}

#[rstest]
#[case("1234567890123456")]
#[case("1234-5678-9012-3456")]
#[case(" 1234 - 5678 - 9012 - 3456 ")]
#[case("1234\u{2013}5678\u{2014}9012\u{2212}3456")]
#[case("1234.5678\u{b7}9012\u{2022}3456")]
#[case("1234\u{a0}5678\t9012\u{200b}3456\r\n")]
fn j7_ignores_spaces_dashes_and_dots(#[case] text: &str) {
    assert_eq!(parse(text, Digits4x4).as_deref(), Ok("1234-5678-9012-3456"));
}

#[rstest]
#[case("", CodeTypo::Empty)]
#[case(" - . ", CodeTypo::Empty)]
#[case("1234-5678-9012-345", CodeTypo::WrongLength { expected: 16, got: 15 })]
#[case("1234-5678-9012-34567", CodeTypo::WrongLength { expected: 16, got: 17 })]
#[case("1234-5678-9O12-3456", CodeTypo::BadCharacter { found: 'O' })]
#[case("1234_5678", CodeTypo::BadCharacter { found: '_' })]
#[case("\u{ff11}234567890123456", CodeTypo::BadCharacter { found: '\u{ff11}' })]
fn j7_tells_what_is_wrong_with_digits(#[case] text: &str, #[case] expected: CodeTypo) {
    assert_eq!(parse(text, Digits4x4), Err(expected));
}

#[test]
fn j7_base32_forgives_case_and_look_alikes() {
    // Weights 1 and 3 on 0…0,1,1 in places 14 and 15: 3 + 1 = 4.
    let written = "0000-0000-0000-0114";
    for typed in [written, "oooo oooo oooo oii4", "OOOO.OOOO.OOOO.0LL4", "0000-0000-0000-0Il4"] {
        assert_eq!(parse(typed, Base32x4x4).as_deref(), Ok(written), "{typed}");
    }
    assert_eq!(parse("U000-0000-0000-0000", Base32x4x4), Err(CodeTypo::BadCharacter { found: 'U' }));
    assert_eq!(parse("0000-0000-0000-0115", Base32x4x4), Err(CodeTypo::BadCheckSymbol));
}

#[test]
fn rc_01_says_how_much_entropy_it_has() {
    assert_eq!((Digits4x4.entropy_bits(), Base32x4x4.entropy_bits()), (53, 75));
    for format in [Digits4x4, Base32x4x4] {
        assert_eq!(RecoveryCodeFormat::parse(format.as_str()), Some(format));
        assert_eq!(serde_json::to_value(format).unwrap(), format.as_str());
    }
}

/// Pearson's statistic, for each of the 16 places, over how often each symbol stands there.
fn chi_squares(format: RecoveryCodeFormat, alphabet: &str) -> [f64; 16] {
    const DRAWS: u32 = 20_000;
    let rng = SeededRng::new(1);
    let mut counts = [[0_u32; 32]; 16];
    for _ in 0..DRAWS {
        let code = RecoveryCode::generate(format, &rng).groups().concat();
        for (symbol, counts) in code.chars().zip(&mut counts) {
            counts[alphabet.find(symbol).unwrap()] += 1;
        }
    }
    let expected = f64::from(DRAWS) / f64::from(u32::try_from(alphabet.len()).unwrap());
    let cell = |&count: &u32| (f64::from(count) - expected).powi(2) / expected;
    counts.map(|counts| counts[..alphabet.len()].iter().map(cell).sum())
}

/// RC-01: each symbol equally likely; limits are the 99.99 % points of chi-square with 9 and 31 degrees of freedom.
#[test]
fn rc_01_symbols_are_uniform_in_every_place() {
    let digits = chi_squares(Digits4x4, &CROCKFORD[..10]);
    assert!(digits.iter().all(|&chi| chi < 33.72), "{digits:?}");
    let base32 = chi_squares(Base32x4x4, CROCKFORD);
    assert!(base32.iter().all(|&chi| chi < 69.1), "{base32:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// RC-01: what is shown can be typed back.
    #[test]
    fn rc_01_shown_code_reads_back(seed: u64, digits: bool) {
        let format = if digits { Digits4x4 } else { Base32x4x4 };
        let code = RecoveryCode::generate(format, &SeededRng::new(seed));
        let typed = RecoveryCode::parse(&code.groups().join(" - ").to_lowercase(), format).unwrap();
        prop_assert!(code.same_as(&typed));
        let json = serde_json::to_string(&code).unwrap();
        prop_assert_eq!(&serde_json::from_str::<RecoveryCode>(&json).unwrap(), &code);
        let debug = format!("{code:?}");
        prop_assert!(!debug.contains(&code.groups().concat()) && debug.ends_with("…)"));
    }

    /// RC-01: the check symbol finds every single wrong symbol, itself included.
    #[test]
    fn rc_01_check_symbol_finds_every_single_error(seed: u64) {
        let code = RecoveryCode::generate(Base32x4x4, &SeededRng::new(seed)).groups().concat();
        for place in 0..16 {
            for symbol in CROCKFORD.chars().filter(|&s| !code[place..].starts_with(s)) {
                let mut typed = code.clone();
                typed.replace_range(place..=place, &symbol.to_string());
                let found = RecoveryCode::parse(&typed, Base32x4x4);
                prop_assert_eq!(found.unwrap_err(), CodeTypo::BadCheckSymbol);
            }
        }
    }

    /// Nothing that can be typed makes the reader panic.
    #[test]
    fn reads_any_text_without_panic(text in "\\PC{0,40}") {
        for format in [Digits4x4, Base32x4x4] {
            let _ = RecoveryCode::parse(&text, format);
        }
    }
}
