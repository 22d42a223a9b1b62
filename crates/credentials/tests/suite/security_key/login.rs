//! WA-06 and WA-07: every check of a login, each shown by an answer that is right but for one thing and rightly signed.

use credentials::keyring::SealError;
use credentials::security_key::testing::{Assertion, U2fKey, cbor};
use credentials::security_key::{CredentialHash, KeyRefusal, SealedKey};
use rstest::rstest;
use serde_json::{Value, json};

use super::{NOW, ORIGIN, Portal, change_bytes, factor, with_challenge};
use crate::support::{account, at, journey};

/// The refusal of an answer with one part changed before it is signed.
fn refusal_of(change: impl FnOnce(&mut Assertion)) -> Option<KeyRefusal> {
    let (portal, mut key) = (Portal::new(), U2fKey::from_seed(1));
    let held = [portal.enrol(&key, 3)];
    let challenge = portal.begin_assertion(&held);
    let mut answer = key.prepare_assertion(challenge.options(), ORIGIN);
    change(&mut answer);
    portal.verify(&challenge, &held, &answer.sign(&key)).err()
}

#[test]
fn wa_06_a_key_logs_in() {
    let (portal, mut key) = (Portal::new(), U2fKey::from_seed(1));
    let held = [portal.enrol(&U2fKey::from_seed(2), 2), portal.enrol(&key, 3)];
    let challenge = portal.begin_assertion(&held);
    let accepted = portal.verify(&challenge, &held, &key.assert(challenge.options(), ORIGIN)).unwrap();
    assert_eq!(accepted.witness.account(), account(1));
    assert_eq!(accepted.witness.factor(), factor(3));
    assert_eq!(accepted.witness.journey(), journey(2));
    assert_eq!(accepted.witness.at(), at(NOW + 10));
    assert_eq!(accepted.sign_count, 1);
}

#[test]
fn wa_06_client_data() {
    let client = |member: &'static str, value: Value| refusal_of(move |answer| answer.client_data[member] = value);
    assert_eq!(client("type", json!("webauthn.create")), Some(KeyRefusal::WrongType));
    assert_eq!(client("type", json!("payment.get")), Some(KeyRefusal::WrongType));
    assert_eq!(client("challenge", json!("AAAA")), Some(KeyRefusal::WrongChallenge));
    assert_eq!(client("origin", json!("https://login.example.org.evil.example")), Some(KeyRefusal::WrongOrigin));
    assert_eq!(client("origin", json!("http://login.example.org")), Some(KeyRefusal::WrongOrigin));
    assert_eq!(client("crossOrigin", json!(true)), Some(KeyRefusal::CrossOrigin));
    assert_eq!(client("topOrigin", json!("https://example.com")), Some(KeyRefusal::CrossOrigin));
    assert_eq!(client("extraData", json!([1, 2, 3])), None);
}

#[test]
fn wa_06_authenticator_data() {
    let flags = |flags: u8| refusal_of(move |answer| answer.auth_data.flags = flags);
    assert_eq!(refusal_of(|answer| answer.auth_data.rp_id = "example.org".into()), Some(KeyRefusal::WrongRelyingParty));
    assert_eq!(flags(0x00), Some(KeyRefusal::NotTouched));
    assert_eq!(flags(0x04), Some(KeyRefusal::NotTouched), "UV alone");
    assert_eq!(flags(0x09), Some(KeyRefusal::Backup), "BE that was not there at the enrolment");
    assert_eq!(flags(0x11), Some(KeyRefusal::Backup), "BS without BE");
    assert_eq!(flags(0x05), None, "a PIN that was given unasked");
    assert_eq!(flags(0x41), Some(KeyRefusal::Malformed), "attested data that is not there");
    assert_eq!(flags(0x81), Some(KeyRefusal::Malformed), "extensions that are not there");
    assert_eq!(refusal_of(|answer| answer.auth_data.tail = vec![0]), Some(KeyRefusal::Malformed), "bytes left over");
    let extensions = |answer: &mut Assertion| {
        answer.auth_data.flags |= 0x80;
        answer.auth_data.tail = cbor::map(&[(cbor::text("notKnown"), cbor::integer(1))]);
    };
    assert_eq!(refusal_of(extensions), None);
}

/// Attested data belongs to enrolments (WebAuthn L3 section 6.1), even when it is whole and signed.
#[test]
fn wa_06_attested_data_is_refused() {
    let aaguid_id_and_key = [&[0; 16][..], &[0, 1, 7], &cbor::map(&[])].concat();
    let found = refusal_of(|answer| {
        answer.auth_data.flags |= 0x40;
        answer.auth_data.tail = aaguid_id_and_key;
    });
    assert_eq!(found, Some(KeyRefusal::Malformed));
}

/// A key that asked for its PIN at the enrolment may leave it out at the login: it is a second factor beside the password.
#[test]
fn wa_01_user_verification_is_never_demanded() {
    let (portal, mut key) = (Portal::new(), U2fKey::from_seed(1));
    let pending = portal.begin_enrolment(&[]);
    let mut answer = key.prepare_registration(pending.options(), ORIGIN);
    answer.auth_data.flags = 0x45;
    let held = [portal.prove(&pending, &answer.sign(&key)).unwrap().row];
    let challenge = portal.begin_assertion(&held);
    assert!(portal.verify(&challenge, &held, &key.assert(challenge.options(), ORIGIN)).is_ok());
}

#[test]
fn wa_06_user_handle_is_ours_or_absent() {
    let handle = |handle: &[u8]| {
        let handle = handle.to_vec();
        refusal_of(move |answer| answer.user_handle = Some(handle))
    };
    assert_eq!(handle(factor(3).as_uuid().as_bytes()), None);
    assert_eq!(handle(factor(4).as_uuid().as_bytes()), Some(KeyRefusal::UnknownKey));
    assert_eq!(handle(&[]), Some(KeyRefusal::UnknownKey));
}

#[test]
fn wa_06_signature() {
    let (portal, mut key) = (Portal::new(), U2fKey::from_seed(1));
    let held = [portal.enrol(&key, 3)];
    let challenge = portal.begin_assertion(&held);
    let answer = key.prepare_assertion(challenge.options(), ORIGIN);
    let right = answer.sign(&key);
    let refusal = |response: &str| portal.verify(&challenge, &held, response).err();
    // Another key that says it is this one.
    assert_eq!(refusal(&answer.sign(&U2fKey::from_seed(2))), Some(KeyRefusal::WrongSignature));
    let flip = |member: &str, index: usize| change_bytes(&right, member, |bytes| bytes[index] ^= 1);
    assert_eq!(refusal(&flip("signature", 20)), Some(KeyRefusal::WrongSignature));
    assert_eq!(refusal(&flip("signature", 0)), Some(KeyRefusal::WrongSignature), "no DER");
    assert_eq!(refusal(&change_bytes(&right, "signature", Vec::clear)), Some(KeyRefusal::WrongSignature));
    // The counter is signed.
    assert_eq!(refusal(&flip("authenticatorData", 36)), Some(KeyRefusal::WrongSignature));
    // So is the client data, to the last blank.
    let blank = change_bytes(&right, "clientDataJSON", |bytes| bytes.push(b' '));
    assert_eq!(refusal(&blank), Some(KeyRefusal::WrongSignature));
    let cut = |length: usize| change_bytes(&right, "authenticatorData", |bytes| bytes.truncate(length));
    for length in 0..37 {
        assert_eq!(refusal(&cut(length)), Some(KeyRefusal::Malformed), "{length} bytes of authenticator data");
    }
    assert_eq!(refusal(&right), None);
}

#[test]
fn wa_06_only_a_key_that_was_asked_for_counts() {
    let (portal, mut key, mut other) = (Portal::new(), U2fKey::from_seed(1), U2fKey::from_seed(2));
    let (row, another) = (portal.enrol(&key, 3), portal.enrol(&other, 4));
    let challenge = portal.begin_assertion(std::slice::from_ref(&row));
    let answer = other.assert(challenge.options(), ORIGIN);
    // Somebody else's key, and one of the account's own that came after the challenge.
    assert_eq!(portal.verify(&challenge, std::slice::from_ref(&row), &answer), Err(KeyRefusal::UnknownKey));
    assert_eq!(portal.verify(&challenge, &[row.clone(), another], &answer), Err(KeyRefusal::UnknownKey));
    // One that was removed in the meantime.
    let answer = key.assert(challenge.options(), ORIGIN);
    assert_eq!(portal.verify(&challenge, &[], &answer), Err(KeyRefusal::UnknownKey));
    // The column beside the seal is a name only: it does not make a key another one.
    let mut renamed = row;
    renamed.credential = CredentialHash::of(other.credential_id());
    let answer = other.assert(challenge.options(), ORIGIN);
    assert_eq!(portal.verify(&challenge, &[renamed], &answer), Err(KeyRefusal::UnknownKey));
}

#[test]
fn wa_06_a_row_that_was_moved_does_not_open() {
    let (portal, mut key) = (Portal::new(), U2fKey::from_seed(1));
    let row = portal.enrol(&key, 3);
    let challenge = portal.begin_assertion(std::slice::from_ref(&row));
    let moved = SealedKey { account: account(2), ..row };
    let answer = key.assert(challenge.options(), ORIGIN);
    assert_eq!(portal.verify(&challenge, &[moved], &answer), Err(KeyRefusal::Sealed(SealError::Forged)));
}

/// WA-07: stored counter, counter of the key, what comes of it.
#[rstest]
#[case(0, 0, Ok(0))]
#[case(0, 1, Ok(1))]
#[case(5, 6, Ok(6))]
#[case(5, 4_000_000_000, Ok(4_000_000_000))]
#[case(5, 5, Err(()))]
#[case(5, 4, Err(()))]
#[case(5, 0, Err(()))]
#[case(u32::MAX, u32::MAX, Err(()))]
fn wa_07_counter(#[case] stored: u32, #[case] given: u32, #[case] expected: Result<u32, ()>) {
    let (portal, mut key) = (Portal::new(), U2fKey::from_seed(1));
    let held = [SealedKey { sign_count: stored, ..portal.enrol(&key, 3) }];
    let challenge = portal.begin_assertion(&held);
    let mut answer = key.prepare_assertion(challenge.options(), ORIGIN);
    answer.auth_data.sign_count = given;
    let found = portal.verify(&challenge, &held, &answer.sign(&key)).map(|accepted| accepted.sign_count);
    assert_eq!(found, expected.map_err(|()| KeyRefusal::CounterNotGreater { factor: factor(3) }));
}

/// WA-07: nobody without the key can raise the alarm about it.
#[test]
fn wa_07_a_counter_counts_under_a_right_signature_only() {
    let (portal, mut key) = (Portal::new(), U2fKey::from_seed(1));
    let held = [SealedKey { sign_count: 9, ..portal.enrol(&key, 3) }];
    let challenge = portal.begin_assertion(&held);
    let answer = key.prepare_assertion(challenge.options(), ORIGIN).sign(&U2fKey::from_seed(2));
    assert_eq!(portal.verify(&challenge, &held, &answer), Err(KeyRefusal::WrongSignature));
}

#[rstest]
#[case(299, None)]
#[case(300, Some(KeyRefusal::Expired))]
fn wa_02_a_challenge_expires(#[case] after: i64, #[case] expected: Option<KeyRefusal>) {
    let (portal, mut key) = (Portal::new(), U2fKey::from_seed(1));
    let held = [portal.enrol(&key, 3)];
    let challenge = portal.begin_assertion(&held);
    let answer = key.assert(challenge.options(), ORIGIN);
    assert_eq!(portal.verify_at(&challenge, &held, &answer, NOW + after).err(), expected);
}

#[test]
fn wa_02_an_answer_fits_its_own_challenge_only() {
    let (portal, mut key) = (Portal::new(), U2fKey::from_seed(1));
    let held = [portal.enrol(&key, 3)];
    let (first, second) = (portal.begin_assertion(&held), portal.begin_assertion(&held));
    let answer = key.assert(first.options(), ORIGIN);
    assert_eq!(portal.verify(&second, &held, &answer), Err(KeyRefusal::WrongChallenge));
    let stored = serde_json::to_string(&first).unwrap();
    assert!(portal.verify(&serde_json::from_str(&stored).unwrap(), &held, &answer).is_ok());
}

/// RS256 is asked for too (WA-01): a key of 2048 bits that OpenSSL made and signed with; its answer stands in `rs256.json`.
#[test]
fn wa_01_an_rsa_key_enrols_and_logs_in() {
    let made: Value = serde_json::from_str(include_str!("rs256.json")).unwrap();
    let unhex = |name: &str| data_encoding::HEXLOWER.decode(made[name].as_str().unwrap().as_bytes()).unwrap();
    let (portal, key) = (Portal::new(), U2fKey::from_seed(1));
    let pending = portal.begin_enrolment(&[]);
    let mut answer = key.prepare_registration(pending.options(), ORIGIN);
    answer.public_key = cbor::map(&[
        (cbor::integer(1), cbor::integer(3)),
        (cbor::integer(3), cbor::integer(-257)),
        (cbor::integer(-1), cbor::bytes(&unhex("n"))),
        (cbor::integer(-2), cbor::bytes(&[1, 0, 1])),
    ]);
    let held = [portal.prove(&pending, &answer.sign(&key)).unwrap().row];
    let challenge = with_challenge(&portal.begin_assertion(&held), &unhex("challenge"));
    let id = data_encoding::BASE64URL_NOPAD.encode(key.credential_id());
    let right = json!({ "id": id, "rawId": id, "type": "public-key", "response": made }).to_string();
    assert_eq!(portal.verify(&challenge, &held, &right).map(|accepted| accepted.sign_count), Ok(1));
    let wrong = change_bytes(&right, "signature", |bytes| bytes[100] ^= 1);
    assert_eq!(portal.verify(&challenge, &held, &wrong), Err(KeyRefusal::WrongSignature));
    let short = change_bytes(&right, "signature", |bytes| bytes.truncate(255));
    assert_eq!(portal.verify(&challenge, &held, &short), Err(KeyRefusal::WrongSignature));
}
