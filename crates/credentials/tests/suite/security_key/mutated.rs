//! WA-13: whatever is done to a right answer, nothing panics, and what is accepted is what the key signed.

use std::time::{Duration, Instant};

use credentials::security_key::testing::{Statement, U2fKey};
use credentials::security_key::{KeyChallenge, PendingKey, SealedKey};
use data_encoding::BASE64URL_NOPAD;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::Value;

use super::{ORIGIN, Portal, bytes_of};

const MEMBERS: [&str; 4] = ["clientDataJSON", "attestationObject", "authenticatorData", "signature"];

/// A change of bytes.
#[derive(Clone, Debug)]
enum Change {
    Set(prop::sample::Index, u8),
    Flip(prop::sample::Index, u8),
    Insert(prop::sample::Index, Vec<u8>),
    Remove(prop::sample::Index, usize),
    Repeat(prop::sample::Index, usize),
}

fn change() -> impl Strategy<Value = Change> {
    let place = any::<prop::sample::Index>;
    prop_oneof![
        // Heads of CBOR items, and lengths that lie.
        (place(), prop::sample::select(vec![0x00, 0x1b, 0x5b, 0x7f, 0x9f, 0xa1, 0xbf, 0xc0, 0xf7, 0xff]))
            .prop_map(|(place, byte)| Change::Set(place, byte)),
        (place(), any::<u8>()).prop_map(|(place, byte)| Change::Set(place, byte)),
        (place(), 0..8_u8).prop_map(|(place, bit)| Change::Flip(place, bit)),
        (place(), prop::collection::vec(any::<u8>(), 1..40)).prop_map(|(place, bytes)| Change::Insert(place, bytes)),
        (place(), 1..40_usize).prop_map(|(place, length)| Change::Remove(place, length)),
        (place(), 1..40_usize).prop_map(|(place, length)| Change::Repeat(place, length)),
    ]
}

/// Changes of one member's bytes, or (the last) of the text as a whole.
fn changes() -> impl Strategy<Value = (usize, Vec<Change>)> {
    (0..=MEMBERS.len(), prop::collection::vec(change(), 1..4))
}

fn apply(bytes: &mut Vec<u8>, changes: &[Change]) {
    for change in changes {
        if bytes.is_empty() {
            return;
        }
        let end = |at: usize, length: usize| (at + length).min(bytes.len());
        match change {
            Change::Set(place, byte) => *place.get_mut(bytes) = *byte,
            Change::Flip(place, bit) => *place.get_mut(bytes) ^= 1 << bit,
            Change::Insert(place, more) => {
                let at = place.index(bytes.len());
                bytes.splice(at..at, more.iter().copied());
            }
            Change::Remove(place, length) => {
                let at = place.index(bytes.len());
                let range = at..end(at, *length);
                bytes.drain(range);
            }
            Change::Repeat(place, length) => {
                let at = place.index(bytes.len());
                let again = bytes[at..end(at, *length)].to_vec();
                bytes.splice(at..at, again);
            }
        }
    }
}

fn mutate(answer: &str, member: usize, changes: &[Change]) -> String {
    let mut json: Value = serde_json::from_str(answer).unwrap();
    if let Some(name) = MEMBERS.get(member).filter(|name| json["response"][**name].is_string()) {
        let mut bytes = bytes_of(&json["response"][*name]);
        apply(&mut bytes, changes);
        json["response"][*name] = Value::String(BASE64URL_NOPAD.encode(&bytes));
        json.to_string()
    } else {
        let mut bytes = answer.as_bytes().to_vec();
        apply(&mut bytes, changes);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

/// Two ceremonies that wait for an answer, and the right answers.
struct Target {
    portal: Portal,
    pending: PendingKey,
    enrolments: Vec<String>,
    held: [SealedKey; 1],
    challenge: KeyChallenge,
    login: String,
}

impl Target {
    fn new() -> Self {
        let (portal, mut key) = (Portal::new(), U2fKey::from_seed(1));
        let held = [portal.enrol(&key, 3)];
        let (pending, challenge) = (portal.begin_enrolment(&[]), portal.begin_assertion(&held));
        let statements =
            [Statement::None, Statement::PackedSelf, Statement::FidoU2f(vec![key.attestation_certificate()])];
        let enrolments = statements.map(|statement| {
            let mut answer = key.prepare_registration(pending.options(), ORIGIN);
            answer.statement = statement;
            answer.sign(&key)
        });
        let login = key.assert(challenge.options(), ORIGIN);
        Self { enrolments: enrolments.into(), login, portal, pending, held, challenge }
    }

    /// The signed parts of a login: an answer that differs in one of them must not count.
    fn signed(answer: &str) -> Option<Value> {
        let json: Value = serde_json::from_str(answer).ok()?;
        let response = &json["response"];
        Some(serde_json::json!([json["rawId"], response["clientDataJSON"], response["authenticatorData"]]))
    }

    fn try_one(&self, which: usize, member: usize, changes: &[Change]) {
        let enrolment = mutate(&self.enrolments[which % self.enrolments.len()], member, changes);
        if let Ok(proven) = self.portal.prove(&self.pending, &enrolment) {
            assert_eq!(proven.row.factor, self.pending.factor());
        }
        let login = mutate(&self.login, member, changes);
        if self.portal.verify(&self.challenge, &self.held, &login).is_ok() {
            assert_eq!(Self::signed(&login), Self::signed(&self.login), "accepted: {login}");
        }
    }
}

#[test]
fn wa_13_mutated_answers() {
    let target = Target::new();
    let mut runner = TestRunner::new(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() });
    let outcome = runner.run(&(0..3_usize, changes()), |(which, (member, changes))| {
        target.try_one(which, member, &changes);
        Ok(())
    });
    assert!(outcome.is_ok(), "{outcome:?}");
}

/// The same for five minutes, each time from new randomness; what fails is printed with the changes that did it.
#[test]
fn long_wa_13_mutated_answers() {
    let (target, begun) = (Target::new(), Instant::now());
    let mut runner = TestRunner::default();
    let strategy = (0..3_usize, changes());
    let mut tries = 0_u64;
    while begun.elapsed() < Duration::from_mins(5) {
        let (which, (member, changes)) = strategy.new_tree(&mut runner).unwrap().current();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            target.try_one(which, member, &changes);
        }));
        assert!(outcome.is_ok(), "answer {which}, member {member}: {changes:?}");
        tries += 1;
    }
    println!("{tries} tries");
    assert!(tries > 10_000, "only {tries} tries");
}
