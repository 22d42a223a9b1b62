//! D8: key file, sealing and its bindings, keyed hashes, rotation.

use credentials::ids::AccountId;
use credentials::keyring::{
    Binding, KeyChangeError, KeyFileError, KeyStage, Keyring, MacPurpose, Purpose, SealError, Sealed, SignPurpose,
    SignatureCheck,
};
use jiff::Timestamp;
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

use crate::support::{House, SeededRng, account};

const ONE: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
const TWO: &str = "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=";

fn place(row: u128, account: AccountId) -> Binding {
    Binding { table: "factor", column: "secret", row: Uuid::from_u128(row), account }
}

fn keys(lines: &str) -> Result<Keyring, KeyFileError> {
    Keyring::parse(&format!("poortwachter-keys v1\n{lines}"))
}

#[test]
fn generated_text_reads_back_as_the_same_key() {
    let rng = SeededRng::new(1);
    let (made, text) = Keyring::generate(&rng);
    let read = Keyring::parse(&text).unwrap();
    assert_eq!(read.active_key_id(), made.active_key_id());
    let sealed = made.seal(Purpose::Totp, &place(1, account(1)), b"plain", &rng);
    assert_eq!(read.open(Purpose::Totp, &place(1, account(1)), &sealed).unwrap().as_slice(), b"plain");
    let key = text.split_whitespace().find(|word| word.len() == 44).unwrap();
    assert!(!format!("{made:?}").contains(key));
}

#[rstest]
#[case("a AQEB active\n", KeyFileError::Key { line: 2 })]
#[case("# note\n\nA! KEY active\n", KeyFileError::KeyId { line: 4 })]
#[case("a KEY\n", KeyFileError::Shape { line: 2 })]
#[case("a KEY old\n", KeyFileError::Shape { line: 2 })]
#[case("a KEY active extra\n", KeyFileError::Shape { line: 2 })]
#[case("a KEY active\na TWO retired\n", KeyFileError::Twice { line: 3 })]
#[case("a KEY active\nb KEY retired\n", KeyFileError::Twice { line: 3 })]
#[case("a KEY active\nb TWO active\n", KeyFileError::Active { found: 2 })]
#[case("a KEY retired\n", KeyFileError::Active { found: 0 })]
#[case("", KeyFileError::Active { found: 0 })]
#[case("a KEY active 2026-01-01T00:00:00Z\n", KeyFileError::Shape { line: 2 })]
#[case("a KEY active\nb TWO retired yesterday\n", KeyFileError::Shape { line: 3 })]
#[case("a KEY active\nb TWO retired 2026-01-01T00:00:00Z x\n", KeyFileError::Shape { line: 3 })]
#[case("a KEY active\nb TWO remembered\n", KeyFileError::Key { line: 3 })]
#[case("a KEY active\na TWO next\n", KeyFileError::Twice { line: 3 })]
fn wrong_key_files_name_the_line(#[case] lines: &str, #[case] expected: KeyFileError) {
    let lines = lines.replace("KEY", ONE).replace("TWO", TWO);
    assert_eq!(keys(&lines).unwrap_err(), expected);
    assert!(!expected.to_string().contains(ONE));
}

#[test]
fn an_unknown_heading_is_refused() {
    assert_eq!(Keyring::parse("").unwrap_err(), KeyFileError::Heading);
    assert_eq!(Keyring::parse("poortwachter-keys v2\n").unwrap_err(), KeyFileError::Heading);
}

#[test]
fn d8_envelope_names_version_and_key() {
    let house = House::new(2);
    let sealed = house.keyring.seal(Purpose::Personal, &place(1, account(1)), b"+31612345678", &house.rng);
    let parts: Vec<&str> = sealed.as_str().split('.').collect();
    assert_eq!((parts.len(), parts[0], parts[1]), (4, "v1", house.keyring.active_key_id().as_str()));
    assert_eq!(sealed.key_id(), house.keyring.active_key_id());
    assert_eq!(Sealed::parse(sealed.as_str().to_owned()), Ok(sealed));
}

#[rstest]
#[case("")]
#[case("v1.a.AAAAAAAAAAAAAAAA")]
#[case("v2.a.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA")]
#[case("v1..AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA")]
#[case("v1.a.AAAA.AAAAAAAAAAAAAAAAAAAAAA")]
#[case("v1.a.AAAAAAAAAAAAAAAA.AAAA")]
#[case("v1.a.AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA.AAAA")]
#[case("v1.a.AAAAAAAAAAAAAAA=.AAAAAAAAAAAAAAAAAAAAAA")]
fn malformed_envelopes_are_refused(#[case] text: &str) {
    assert_eq!(Sealed::parse(text.to_owned()), Err(SealError::Malformed));
}

#[test]
fn d8_rotation_opens_old_values_and_seals_with_the_new_key() {
    let rng = SeededRng::new(3);
    let before = keys(&format!("old {ONE} active\n")).unwrap();
    let after = keys(&format!("old {ONE} retired\nnew {TWO} active\n")).unwrap();
    let gone = keys(&format!("new {TWO} active\n")).unwrap();
    let here = place(1, account(1));
    let sealed = before.seal(Purpose::Totp, &here, b"plain", &rng);
    assert_eq!(after.open(Purpose::Totp, &here, &sealed).unwrap().as_slice(), b"plain");
    assert_eq!(after.seal(Purpose::Totp, &here, b"plain", &rng).key_id(), "new");
    assert_eq!(gone.open(Purpose::Totp, &here, &sealed).unwrap_err(), SealError::UnknownKey { key_id: "old".into() });
    let mac = before.mac(MacPurpose::Session, &[b"row"]);
    assert!(after.verify_mac(MacPurpose::Session, &[b"row"], mac.as_str()));
    assert!(!gone.verify_mac(MacPurpose::Session, &[b"row"], mac.as_str()));
}

#[test]
fn d8_canary_knows_a_wrong_key_of_the_same_name() {
    let rng = SeededRng::new(4);
    let right = keys(&format!("k {ONE} active\n")).unwrap();
    let wrong = keys(&format!("k {TWO} active\n")).unwrap();
    let canary = right.make_canary(&rng);
    assert_eq!(right.check_canary(&canary), Ok(()));
    assert_eq!(wrong.check_canary(&canary), Err(SealError::Forged));
    assert_eq!(House::new(5).keyring.check_canary(&canary), Err(SealError::UnknownKey { key_id: "k".into() }));
}

/// A rotation, step by step: what any node sealed is opened by every node that has the file of the step before or after.
#[test]
fn d8_a_new_key_is_known_before_it_is_used() {
    let rng = SeededRng::new(8);
    let now = Timestamp::from_second(1_800_000_000).unwrap();
    let (first, _) = Keyring::generate(&rng);
    let (added, id) = first.with_next(&rng).unwrap();
    assert_eq!(added.with_next(&rng).unwrap_err(), KeyChangeError::Waits);
    assert_eq!(added.active_key_id(), first.active_key_id());
    let active = Keyring::parse(&added.text()).unwrap().with_active(&id, now).unwrap();
    let active = Keyring::parse(&active.text()).unwrap();
    let old = first.active_key_id();
    assert_eq!(active.stage(&id), Some(KeyStage::Active));
    assert_eq!(active.stage(&old), Some(KeyStage::Retired { since: Some(now) }));
    assert!(active.text().contains("retired 2027-01-15T08:00:00Z"));
    let here = place(1, account(1));
    for (maker, reader) in [(&active, &added), (&first, &active), (&added, &active)] {
        let sealed = maker.seal(Purpose::Totp, &here, b"plain", &rng);
        assert_eq!(reader.open(Purpose::Totp, &here, &sealed).unwrap().as_slice(), b"plain");
        let again = reader.reseal(Purpose::Totp, &here, &sealed, &rng).unwrap();
        assert_eq!(again.key_id(), reader.active_key_id());
        let mac = maker.mac(MacPurpose::Session, &[b"row"]);
        assert!(reader.verify_mac(MacPurpose::Session, &[b"row"], mac.as_str()));
    }
    assert_eq!(active.with_active(&old, now).unwrap_err(), KeyChangeError::Stage);
    assert_eq!(active.without(&id).unwrap_err(), KeyChangeError::Stage);
    assert_eq!(active.without("k-none").unwrap_err(), KeyChangeError::Unknown);
}

/// Counters and the names of the erased are looked up, so a rotation must not move them; old signatures stay checkable when the key is gone.
#[test]
fn d8_what_is_looked_up_outlives_a_rotation() {
    let rng = SeededRng::new(9);
    let (first, _) = Keyring::generate(&rng);
    let (added, id) = first.with_next(&rng).unwrap();
    let active = added.with_active(&id, Timestamp::UNIX_EPOCH).unwrap();
    let gone = Keyring::parse(&active.without(&first.active_key_id()).unwrap().text()).unwrap();
    assert_eq!(gone.stage(&first.active_key_id()), Some(KeyStage::Remembered));
    let name = |keyring: &Keyring| keyring.blind(MacPurpose::ErasedName, &[b"jan"]);
    let counter = |keyring: &Keyring| keyring.blind(MacPurpose::CounterSubject, &[b"jan"]);
    for keyring in [&added, &active] {
        assert_eq!((name(keyring), counter(keyring)), (name(&first), counter(&first)));
    }
    assert_ne!(counter(&gone), counter(&first));
    assert!(gone.blind_all(MacPurpose::ErasedName, &[b"jan"]).contains(&name(&first)));
    assert!(!gone.blind_all(MacPurpose::CounterSubject, &[b"jan"]).contains(&counter(&first)));
    assert_eq!(active.blind_all(MacPurpose::ErasedName, &[b"jan"]).first(), Some(&name(&active)));

    let (old, purpose) = (first.active_key_id(), SignPurpose::AuditHead);
    let signature = first.sign(purpose, b"head");
    assert_eq!(gone.check_signature(purpose, &old, b"head", &signature), SignatureCheck::Good);
    assert_eq!(gone.check_signature(purpose, &old, b"heat", &signature), SignatureCheck::Wrong);
    assert_eq!(gone.check_living_signature(purpose, &old, b"head", &signature), SignatureCheck::UnknownKey);
    assert_eq!(active.check_living_signature(purpose, &old, b"head", &signature), SignatureCheck::Good);
    let here = place(1, account(1));
    let sealed = first.seal(Purpose::Totp, &here, b"plain", &rng);
    assert_eq!(gone.open(Purpose::Totp, &here, &sealed).unwrap_err(), SealError::UnknownKey { key_id: old });
    // A key that was never used leaves nothing behind.
    assert_eq!(added.without(&id).unwrap().lines().len(), 1);
}

#[test]
fn d8_a_running_process_takes_new_keys_at_once() {
    let rng = SeededRng::new(10);
    let (running, _) = Keyring::generate(&rng);
    let (shared, before) = (running.clone(), running.fixed());
    let (added, id) = running.with_next(&rng).unwrap();
    running.replace(&added.with_active(&id, Timestamp::UNIX_EPOCH).unwrap());
    assert_eq!((shared.active_key_id(), running.active_key_id()), (id.clone(), id.clone()));
    assert_ne!(before.active_key_id(), id);
}

#[test]
fn nonces_differ() {
    let house = House::new(6);
    let seal = || house.keyring.seal(Purpose::Totp, &place(1, account(1)), b"same", &house.rng);
    assert_ne!(seal(), seal());
}

#[test]
fn keyed_hashes_keep_parts_and_purposes_apart() {
    let keyring = House::new(7).keyring;
    let mac = keyring.mac(MacPurpose::Csrf, &[b"ab", b"c"]);
    assert!(mac.as_str().starts_with("m1."));
    assert!(keyring.verify_mac(MacPurpose::Csrf, &[b"ab", b"c"], mac.as_str()));
    assert!(!keyring.verify_mac(MacPurpose::Csrf, &[b"a", b"bc"], mac.as_str()));
    assert!(!keyring.verify_mac(MacPurpose::Csrf, &[b"abc"], mac.as_str()));
    assert!(!keyring.verify_mac(MacPurpose::Visit, &[b"ab", b"c"], mac.as_str()));
    let half = &mac.as_str()[..mac.as_str().len() / 2];
    for forged in ["", "m1", "m1..", "m1.k", half] {
        assert!(!keyring.verify_mac(MacPurpose::Csrf, &[b"ab", b"c"], forged), "{forged}");
    }
    let blind = keyring.blind(MacPurpose::CounterSubject, &[b"jan"]);
    assert_eq!(blind, keyring.blind(MacPurpose::CounterSubject, &[b"jan"]));
    assert_ne!(blind, keyring.blind(MacPurpose::CounterSubject, &[b"piet"]));
    assert_ne!(blind, keyring.blind(MacPurpose::Log, &[b"jan"]));
}

proptest! {
    #[test]
    fn d8_what_is_sealed_opens(seed: u64, plain: Vec<u8>, row: u128, owner: u128) {
        let house = House::new(seed);
        let here = place(row, account(owner));
        let sealed = house.keyring.seal(Purpose::Outbox, &here, &plain, &house.rng);
        let read = Sealed::parse(sealed.as_str().to_owned()).unwrap();
        prop_assert_eq!(house.keyring.open(Purpose::Outbox, &here, &read).unwrap().to_vec(), plain);
    }

    /// Threat 15: a value copied to another row, account, column, table or purpose does not open.
    #[test]
    fn d8_moved_ciphertext_does_not_open(seed: u64, row: u128, owner: u128) {
        let house = House::new(seed);
        let here = place(row, account(owner));
        let sealed = house.keyring.seal(Purpose::Totp, &here, b"secret", &house.rng);
        let open = |purpose, place: Binding| house.keyring.open(purpose, &place, &sealed).map(|_| ());
        prop_assert_eq!(open(Purpose::Totp, here), Ok(()));
        prop_assert_eq!(open(Purpose::Totp, place(row ^ 1, account(owner))), Err(SealError::Forged));
        prop_assert_eq!(open(Purpose::Totp, place(row, account(owner ^ 1))), Err(SealError::Forged));
        prop_assert_eq!(open(Purpose::Totp, Binding { column: "other", ..here }), Err(SealError::Forged));
        prop_assert_eq!(open(Purpose::Totp, Binding { table: "other", ..here }), Err(SealError::Forged));
        prop_assert_eq!(open(Purpose::Personal, here), Err(SealError::Forged));
    }

    #[test]
    fn d8_a_changed_character_never_opens(seed: u64, place_of_change: prop::sample::Index) {
        let house = House::new(seed);
        let here = place(1, account(1));
        let sealed = house.keyring.seal(Purpose::Totp, &here, b"twenty bytes of data", &house.rng);
        let mut text = sealed.as_str().to_owned();
        let at = place_of_change.index(text.len());
        let other = if &text[at..=at] == "A" { "B" } else { "A" };
        text.replace_range(at..=at, other);
        let opened = Sealed::parse(text).and_then(|s| house.keyring.open(Purpose::Totp, &here, &s));
        prop_assert!(opened.is_err());
    }
}
