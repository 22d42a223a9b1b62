//! PW-05: the offline filter of leaked passwords.

use credentials::password::leaks::{LeakBuilder, LeakFileError, LeakFilter, LeakLine, LineFormat, NoFilter};
use credentials::password::{Password, PasswordPolicy, PasswordRefusal};
use data_encoding::HEXUPPER;
use jiff::Timestamp;
use rstest::rstest;
use sha1::{Digest, Sha1};
use std::sync::Arc;

fn filter(passwords: &[&str]) -> LeakFilter {
    let mut builder = LeakBuilder::new(LineFormat::Plain, 1);
    for password in passwords {
        assert_eq!(builder.line(password.as_bytes()), LeakLine::Kept);
    }
    builder.finish(Timestamp::constant(1_795_352_700, 0)).unwrap()
}

fn bytes(filter: &LeakFilter) -> Vec<u8> {
    let mut out = Vec::new();
    filter.write(&mut out).unwrap();
    out
}

fn read(bytes: &[u8]) -> Result<LeakFilter, LeakFileError> {
    LeakFilter::read(&mut &*bytes, bytes.len() as u64)
}

#[test]
fn pw_05_a_leaked_password_is_refused_and_one_that_contains_it_passes() {
    let leaked = filter(&["hond loopt buiten", "caf\u{e9} om de hoek"]);
    let policy = PasswordPolicy::default().with_leaks(Arc::new(leaked));
    let parse = |text: &str| Password::parse_new(text, &policy, &[]).map(|_| ());
    assert_eq!(parse("hond loopt buiten"), Err(PasswordRefusal::Leaked));
    assert_eq!(parse("cafe\u{301} om de hoek"), Err(PasswordRefusal::Leaked));
    assert_eq!(parse("mijn hond loopt buiten"), Ok(()));
}

#[test]
fn pw_05_both_forms_of_a_list_give_the_same_filter() {
    let hex = HEXUPPER.encode(&Sha1::digest(b"hond loopt buiten"));
    for line in [format!("{hex}:12\r\n"), format!("{}:12", hex.to_lowercase()), format!("{hex}\n")] {
        let mut builder = LeakBuilder::new(LineFormat::Sha1, 1);
        assert_eq!(builder.line(line.as_bytes()), LeakLine::Kept, "{line}");
        let filter = builder.finish(Timestamp::UNIX_EPOCH).unwrap();
        assert!(filter.contains("hond loopt buiten") && !filter.contains("Hond loopt buiten"));
    }
}

#[rstest]
#[case(LineFormat::Sha1, "", LeakLine::Passed)]
#[case(LineFormat::Sha1, "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9", LeakLine::Passed)]
#[case(LineFormat::Sha1, "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:10", LeakLine::Kept)]
#[case(LineFormat::Sha1, "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:x", LeakLine::Wrong)]
#[case(LineFormat::Sha1, "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8 10", LeakLine::Wrong)]
#[case(LineFormat::Sha1, "GBAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:10", LeakLine::Wrong)]
#[case(LineFormat::Sha1, "8846F7EAEE8FB117AD06BDD830B7586C:10", LeakLine::Wrong)] // of another kind of list
#[case(LineFormat::Sha1, "password", LeakLine::Wrong)]
#[case(LineFormat::Plain, "\r\n", LeakLine::Passed)]
fn a_line_is_kept_passed_or_wrong(#[case] format: LineFormat, #[case] line: &str, #[case] expected: LeakLine) {
    assert_eq!(LeakBuilder::new(format, 10).line(line.as_bytes()), expected);
}

#[test]
fn plain_lines_that_are_no_password_are_told_apart() {
    let mut builder = LeakBuilder::new(LineFormat::Plain, 1);
    assert_eq!(builder.line(b"\xff\xfe"), LeakLine::Wrong);
    assert_eq!(builder.line("a".repeat(257).as_bytes()), LeakLine::Passed);
    assert_eq!(builder.kept(), 0);
    assert_eq!(builder.finish(Timestamp::UNIX_EPOCH).unwrap_err(), NoFilter::Empty);
}

#[test]
fn pw_05_small_filters_hold_what_was_put_in_twice_counts_once() {
    let words: Vec<String> = (0..40).map(|number| format!("wachtwoord nummer {number}")).collect();
    for many in 1..words.len() {
        let some: Vec<&str> = words[..many].iter().chain(&words[..many]).map(String::as_str).collect();
        let filter = read(&bytes(&filter(&some))).unwrap();
        assert_eq!(filter.facts().entries, many as u64);
        assert!(some.iter().all(|word| filter.contains(word)), "{many}");
    }
}

/// The numbers of the documentation: nothing is missed, about 2.25 bytes each, and one in 65,536 strangers is taken for leaked.
fn nothing_is_missed_and_few_strangers_are_found(many: u32, false_positives: std::ops::RangeInclusive<usize>) {
    let mut builder = LeakBuilder::new(LineFormat::Plain, 1);
    for number in 0..many {
        builder.line(format!("gelekt {number}\n").as_bytes());
    }
    let filter = builder.finish(Timestamp::UNIX_EPOCH).unwrap();
    let missed = (0..many).filter(|number| !filter.contains(&format!("gelekt {number}"))).count();
    let found = (0..many).filter(|number| filter.contains(&format!("vreemd {number}"))).count();
    let each = f64::from(u32::try_from(filter.bytes()).unwrap()) / f64::from(many);
    println!("missed {missed}, false positives {found} of {many}, {each:.3} bytes each");
    assert_eq!(missed, 0);
    assert!(false_positives.contains(&found), "{found} of {many}");
    assert!((2.2..2.6).contains(&each), "{each}");
}

#[test]
fn pw_05_of_fifty_thousand_nothing_is_missed() {
    nothing_is_missed_and_few_strangers_are_found(50_000, 0..=6);
}

#[test]
fn long_pw_05_of_a_million_nothing_is_missed() {
    nothing_is_missed_and_few_strangers_are_found(1_000_000, 1..=40);
}

#[test]
fn a_filter_survives_the_disk_with_what_is_known_of_it() {
    let made = filter(&["een", "twee", "drie"]);
    let read = read(&bytes(&made)).unwrap();
    assert_eq!(read.facts(), made.facts());
    assert!(["een", "twee", "drie"].iter().all(|word| read.contains(word)));
    assert!(!format!("{read:?}").contains("fingerprints"));
}

#[test]
fn whatever_is_cut_off_added_or_changed_is_noticed() {
    let whole = bytes(&filter(&["een", "twee", "drie"]));
    for length in 0..whole.len() {
        assert!(read(&whole[..length]).is_err(), "cut at {length}");
        // The header says how much there must be, whatever the length of the file is said to be.
        assert!(LeakFilter::read(&mut &whole[..length], whole.len() as u64).is_err(), "ends at {length}");
    }
    let longer = [whole.as_slice(), b"x"].concat();
    assert!(matches!(read(&longer), Err(LeakFileError::Length { .. })));
    for at in 0..whole.len() {
        let mut changed = whole.clone();
        changed[at] ^= 0x40;
        assert!(read(&changed).is_err(), "byte {at} changed");
    }
}

#[test]
fn another_version_or_another_file_is_named_as_such() {
    let mut newer = bytes(&filter(&["een", "twee"]));
    newer[8] = 2;
    assert!(matches!(read(&newer), Err(LeakFileError::Version { found: 2 })));
    assert!(matches!(read(&[b'x'; 500]), Err(LeakFileError::NotOurs)));
    assert!(matches!(read(b""), Err(LeakFileError::NotOurs)));
}
