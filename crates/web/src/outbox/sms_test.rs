//! SM-04: every text is read by a parser that was written from the description of the format, for long names and long hosts too.

use journey::{Language, SmsKind};

use super::gsm7::septets;
use super::sms::{SmsComplaint, check_sms, host_of, sms_text};
use crate::look::{Brand, BrandSettings};

/// Host and code of the last line, by "Delivering origin-bound one-time codes over SMS" (WICG), section "Parsing".
fn parse(message: &str) -> Option<(&str, &str)> {
    let last = message.rsplit('\n').next()?;
    let (host, code) = last.strip_prefix('@')?.split_once(" #")?;
    let one_word = |text: &str| !text.is_empty() && !text.contains(char::is_whitespace);
    let host_is_one = one_word(host) && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    (host_is_one && one_word(code)).then_some((host, code))
}

fn brand(product: &str) -> Brand {
    Brand::new(BrandSettings { product: product.to_owned(), ..BrandSettings::default() }).unwrap()
}

#[test]
fn sm_04_the_parser_reads_the_examples_of_the_format() {
    let good = "747723 is your ExampleCo authentication code.\n\n@example.com #747723";
    assert_eq!(parse(good), Some(("example.com", "747723")));
    for bad in [
        "something @example.com #747723",
        "#747723 @example.com",
        "@example.com code #747723",
        "@example.com #747723\nand more",
        "@example.com  #747723",
    ] {
        assert_eq!(parse(bad), None, "{bad}");
    }
}

#[test]
fn sm_04_every_text_is_one_message_that_ends_with_host_and_code() {
    let long = "Stichting Gezamenlijke Arbodiensten [Noord] & Verzuimbegeleiding €€ ".repeat(3);
    for product in ["Poortwachter", "VerzuimSignaal", "Café Zoë’s {Arbo}", "X", &long] {
        for host in ["localhost", "login.example.org", "inloggen.verzuim.gezamenlijke-arbodiensten.example.org"] {
            let brand = brand(product);
            check_sms(&brand, host).unwrap();
            for kind in SmsKind::ALL {
                for language in [Language::Nl, Language::En] {
                    let text = sms_text(kind, "304918", language, &brand, host).unwrap();
                    assert_eq!(parse(&text), Some((host, "304918")), "{text}");
                    let places = septets(&text).expect("a text of the GSM alphabet");
                    assert!(places <= 160, "{places}: {text}");
                    // The code is also in the words, in front, and there is no link.
                    assert!(text.starts_with("304918 ") && text.matches("304918").count() == 2, "{text}");
                    assert!(!text.contains("://") && !text.contains("www."), "{text}");
                }
            }
        }
    }
}

#[test]
fn sm_04_the_words_of_both_languages() {
    let brand = brand("VerzuimSignaal");
    let text = |kind, language| sms_text(kind, "304918", language, &brand, "login.example.org").unwrap();
    assert_eq!(
        text(SmsKind::LoginCode, Language::Nl),
        "304918 is uw code om in te loggen bij VerzuimSignaal. Geef deze code aan niemand door.\n\n@login.example.org #304918"
    );
    assert_eq!(
        text(SmsKind::EnrolmentCode, Language::En),
        "304918 is your code to link this number to VerzuimSignaal. Never give it to anyone.\n\n@login.example.org #304918"
    );
}

#[test]
fn what_cannot_be_written_is_said_at_start() {
    let host = format!("{}.example.org", "a".repeat(120));
    let said = check_sms(&brand("Poortwachter"), &host).unwrap_err();
    assert!(matches!(said, SmsComplaint::Host { most, .. } if most < host.len()), "{said}");
    let said = check_sms(&brand("日本語"), "login.example.org").unwrap_err().to_string();
    assert!(said.contains("letters from A to Z"), "{said}");
}

#[test]
fn the_host_of_an_origin() {
    for (origin, host) in [
        ("https://login.example.org", "login.example.org"),
        ("https://login.example.org:8443", "login.example.org"),
        ("http://localhost:8080", "localhost"),
    ] {
        assert_eq!(host_of(origin), host);
    }
}
