//! WA-03: every check of an enrolment, each shown by an answer that is right but for one thing and rightly signed.

use credentials::keyring::{Binding, Keyring, Purpose, SealError};
use credentials::security_key::testing::{Registration, Statement, U2fKey, cbor};
use credentials::security_key::{CredentialHash, KeyRefusal, KeyRole};
use rstest::rstest;
use serde_json::{Value, json};

use super::{NOW, ORIGIN, Portal, change_bytes, factor};
use crate::support::{account, at, journey};

/// The refusal of an answer with one part changed before it is signed.
fn refusal_of(change: impl FnOnce(&mut Registration)) -> Option<KeyRefusal> {
    let (portal, key) = (Portal::new(), U2fKey::from_seed(1));
    let pending = portal.begin_enrolment(&[]);
    let mut answer = key.prepare_registration(pending.options(), ORIGIN);
    change(&mut answer);
    portal.prove(&pending, &answer.sign(&key)).err()
}

#[test]
fn wa_03_a_key_is_enrolled() {
    let (portal, key) = (Portal::new(), U2fKey::from_seed(1));
    let pending = portal.begin_enrolment(&[]);
    let proven = portal.prove(&pending, &key.register(pending.options(), ORIGIN)).unwrap();
    assert_eq!(proven.witness.account(), account(1));
    assert_eq!(proven.witness.factor(), factor(7));
    assert_eq!(proven.witness.journey(), journey(1));
    assert_eq!(proven.witness.at(), at(NOW + 10));
    assert_eq!((proven.row.factor, proven.row.account), (factor(7), account(1)));
    assert_eq!(proven.row.credential, CredentialHash::of(key.credential_id()));
    // A U2F key's counter is 0 at its enrolment (WA-07).
    assert_eq!(proven.row.sign_count, 0);
}

#[test]
fn wa_03_client_data() {
    let client = |member: &'static str, value: Value| refusal_of(move |answer| answer.client_data[member] = value);
    assert_eq!(client("type", json!("webauthn.get")), Some(KeyRefusal::WrongType));
    assert_eq!(client("type", json!("webauthn.create ")), Some(KeyRefusal::WrongType));
    assert_eq!(client("challenge", json!("AAAA")), Some(KeyRefusal::WrongChallenge));
    assert_eq!(client("challenge", json!("")), Some(KeyRefusal::WrongChallenge));
    assert_eq!(client("challenge", json!("no base64url!")), Some(KeyRefusal::WrongChallenge));
    assert_eq!(client("crossOrigin", json!(true)), Some(KeyRefusal::CrossOrigin));
    assert_eq!(client("topOrigin", json!(ORIGIN)), Some(KeyRefusal::CrossOrigin));
    assert_eq!(client("topOrigin", Value::Null), Some(KeyRefusal::CrossOrigin));
    assert_eq!(client("crossOrigin", json!("true")), Some(KeyRefusal::Malformed));
    assert_eq!(client("type", json!(1)), Some(KeyRefusal::Malformed));
    assert_eq!(client("crossOrigin", Value::Null), None);
    assert_eq!(client("other_keys_can_be_added_here", json!("do not compare")), None);
}

#[rstest]
#[case("http://login.example.org")]
#[case("https://login.example.org:8443")]
#[case("https://login.example.org/")]
#[case("https://LOGIN.example.org")]
#[case("https://login.example.org.evil.example")]
#[case("https://sub.login.example.org")]
#[case("https://example.org")]
#[case("android:apk-key-hash:abc")]
#[case("")]
fn wa_03_origin_is_exact(#[case] origin: &str) {
    assert_eq!(refusal_of(|answer| answer.client_data["origin"] = json!(origin)), Some(KeyRefusal::WrongOrigin));
}

#[test]
fn wa_03_authenticator_data() {
    let flags = |flags: u8| refusal_of(move |answer| answer.auth_data.flags = flags);
    assert_eq!(refusal_of(|answer| answer.auth_data.rp_id = "example.org".into()), Some(KeyRefusal::WrongRelyingParty));
    assert_eq!(flags(0x40), Some(KeyRefusal::NotTouched));
    // UV without UP is no touch either.
    assert_eq!(flags(0x44), Some(KeyRefusal::NotTouched));
    assert_eq!(flags(0x41 | 0x10), Some(KeyRefusal::Backup), "BS without BE");
    // A passkey that is kept in a cloud is no USB key: it has a kind of its own, which the settings allow or not.
    assert_eq!(flags(0x41 | 0x08), Some(KeyRefusal::NotASecurityKey), "BE");
    assert_eq!(flags(0x41 | 0x18), Some(KeyRefusal::NotASecurityKey), "BE and BS");
    assert_eq!(refusal_of(|answer| answer.attachment = "platform".into()), Some(KeyRefusal::NotASecurityKey));
    // A PIN that was asked for unasked does no harm.
    assert_eq!(flags(0x45), None, "UV");
    assert_eq!(flags(0x01), Some(KeyRefusal::Malformed), "no attested data, which leaves bytes over");
    assert_eq!(flags(0xc1), Some(KeyRefusal::Malformed), "extensions that are not there");
    assert_eq!(refusal_of(|answer| answer.auth_data.tail = vec![0]), Some(KeyRefusal::Malformed), "bytes left over");
}

#[test]
fn wa_03_extensions_of_the_key_are_read_over() {
    let with = |tail: Vec<u8>| {
        refusal_of(move |answer| {
            answer.auth_data.flags |= 0x80;
            answer.auth_data.tail = tail;
        })
    };
    assert_eq!(with(cbor::map(&[(cbor::text("credProtect"), cbor::integer(2))])), None);
    assert_eq!(with(cbor::map(&[(cbor::text("notKnown"), cbor::array(&[]))])), None);
    assert_eq!(with(cbor::array(&[])), Some(KeyRefusal::Malformed), "no map");
    assert_eq!(with([cbor::map(&[]), vec![0]].concat()), Some(KeyRefusal::Malformed), "bytes left over");
}

#[rstest]
#[case(1, None)]
#[case(1023, None)]
#[case(1024, Some(KeyRefusal::Malformed))]
#[case(0, Some(KeyRefusal::Malformed))]
#[case(65_535, Some(KeyRefusal::Malformed))]
fn wa_03_credential_id_has_at_most_1023_bytes(#[case] length: usize, #[case] expected: Option<KeyRefusal>) {
    assert_eq!(refusal_of(|answer| answer.credential_id = vec![7; length]), expected);
}

#[rstest]
#[case(-8)] // EdDSA
#[case(-35)] // ES384
#[case(-36)] // ES512
#[case(-37)] // PS256
#[case(-53)] // Ed448
#[case(0)]
fn wa_03_algorithm_was_asked_for(#[case] algorithm: i16) {
    let key = cose(2, algorithm, 1, &[1; 32], &[2; 32]);
    assert_eq!(refusal_of(|answer| answer.public_key = key), Some(KeyRefusal::Algorithm));
}

fn cose(kind: i16, algorithm: i16, curve: i16, x: &[u8], y: &[u8]) -> Vec<u8> {
    cbor::map(&[
        (cbor::integer(1), cbor::integer(kind)),
        (cbor::integer(3), cbor::integer(algorithm)),
        (cbor::integer(-1), cbor::integer(curve)),
        (cbor::integer(-2), cbor::bytes(x)),
        (cbor::integer(-3), cbor::bytes(y)),
    ])
}

#[test]
fn wa_03_public_key_fits_its_algorithm() {
    let with = |key: Vec<u8>| refusal_of(move |answer| answer.public_key = key);
    let malformed = Some(KeyRefusal::Malformed);
    assert_eq!(with(cose(2, -7, 1, &[1; 32], &[2; 32])), malformed, "not on the curve");
    let point = p384::ecdsa::SigningKey::from_slice(&[7; 48]).unwrap().verifying_key().to_sec1_point(false);
    let (x, y) = point.as_bytes()[1..].split_at(48);
    assert_eq!(with(cose(2, -7, 2, x, y)), malformed, "ES256 on P-384, a point of that curve");
    assert_eq!(with(cose(2, -7, 1, &[1; 31], &[2; 32])), malformed, "x of 31 bytes");
    assert_eq!(with(cose(2, -7, 1, &[1; 32], &[2; 33])), malformed, "y of 33 bytes");
    assert_eq!(with(cose(3, -7, 1, &[1; 32], &[2; 32])), malformed, "an RSA key for ES256");
    assert_eq!(with(cose(3, -257, 1, &[1; 32], &[2; 32])), malformed, "RS256 without modulus");
    assert_eq!(with(cbor::map(&[])), malformed, "no algorithm");
    assert_eq!(with(cbor::array(&[])), malformed, "no map");
}

#[test]
fn wa_03_statement() {
    let with = |statement: Statement| refusal_of(move |answer| answer.statement = statement);
    let some = cbor::map(&[(cbor::text("sig"), cbor::bytes(&[1]))]);
    assert_eq!(with(Statement::PackedSelf), None);
    assert_eq!(with(Statement::Raw("none".into(), some.clone())), Some(KeyRefusal::AttestationRefused));
    assert_eq!(with(Statement::Raw("packed".into(), some.clone())), Some(KeyRefusal::AttestationRefused));
    assert_eq!(with(Statement::Raw("none".into(), cbor::array(&[]))), Some(KeyRefusal::Malformed));
    // Nobody asked who made the key: a format that is not read says nothing.
    for format in ["tpm", "android-key", "apple", "android-safetynet", "compound", ""] {
        assert_eq!(with(Statement::Raw(format.into(), some.clone())), None, "{format}");
    }
}

#[test]
fn wa_03_the_id_is_the_same_everywhere() {
    let (portal, key) = (Portal::new(), U2fKey::from_seed(1));
    let pending = portal.begin_enrolment(&[]);
    let mut answer: Value = serde_json::from_str(&key.register(pending.options(), ORIGIN)).unwrap();
    answer["id"] = json!("AAAA");
    assert_eq!(portal.prove(&pending, &answer.to_string()), Err(KeyRefusal::Malformed));
    answer["rawId"] = json!("AAAA");
    assert_eq!(portal.prove(&pending, &answer.to_string()), Err(KeyRefusal::Malformed));
    let mut answer: Value = serde_json::from_str(&key.register(pending.options(), ORIGIN)).unwrap();
    answer["type"] = json!("password");
    assert_eq!(portal.prove(&pending, &answer.to_string()), Err(KeyRefusal::Malformed));
}

#[test]
fn wa_03_a_key_of_the_account_is_not_enrolled_again() {
    let (portal, key) = (Portal::new(), U2fKey::from_seed(1));
    let held = [portal.enrol(&key, 3)];
    let pending = portal.begin_enrolment(&held);
    // A browser would not ask the key; a page script could.
    let answer = key.register(pending.options(), ORIGIN);
    assert_eq!(portal.prove(&pending, &answer), Err(KeyRefusal::AlreadyHeld));
    let other = U2fKey::from_seed(2);
    let second = portal.prove(&pending, &other.register(pending.options(), ORIGIN)).unwrap();
    assert_ne!(second.row.credential, held[0].credential);
}

#[rstest]
#[case(0, None)]
#[case(299, None)]
#[case(300, Some(KeyRefusal::Expired))]
#[case(86_400, Some(KeyRefusal::Expired))]
fn wa_02_an_enrolment_expires(#[case] after: i64, #[case] expected: Option<KeyRefusal>) {
    let (portal, key) = (Portal::new(), U2fKey::from_seed(1));
    let pending = portal.begin_enrolment(&[]);
    let answer = key.register(pending.options(), ORIGIN);
    assert_eq!(portal.prove_at(&pending, &answer, NOW + after).err(), expected);
}

#[test]
fn wa_02_an_answer_fits_its_own_ceremony_only() {
    let (portal, key) = (Portal::new(), U2fKey::from_seed(1));
    let (first, second) = (portal.begin_enrolment(&[]), portal.begin_enrolment(&[]));
    let answer = key.register(first.options(), ORIGIN);
    assert_eq!(portal.prove(&second, &answer), Err(KeyRefusal::WrongChallenge));
}

/// A ceremony survives the journey's storage; one that a later release cannot read has expired.
#[test]
fn a_pending_key_is_stored_and_read_again() {
    let (portal, key) = (Portal::new(), U2fKey::from_seed(1));
    let pending = portal.begin_enrolment(&[]);
    let mut stored = serde_json::to_value(&pending).unwrap();
    assert_eq!(serde_json::from_value::<credentials::security_key::PendingKey>(stored.clone()).unwrap(), pending);
    stored["state"] = json!("{\"another\":\"release\"}");
    let odd = serde_json::from_value(stored).unwrap();
    let answer = key.register(pending.options(), ORIGIN);
    assert_eq!(portal.prove(&odd, &answer), Err(KeyRefusal::Expired));
}

/// D8: whoever writes in the database cannot make a key somebody else's, nor put in another public key.
#[test]
fn a_row_opens_at_its_own_place_only() {
    let portal = Portal::new();
    let row = portal.enrol(&U2fKey::from_seed(1), 3);
    let other = portal.enrol(&U2fKey::from_seed(2), 4);
    let begin =
        |row, keyring: &Keyring| portal.party.begin_assertion(KeyRole::SecurityKey, &[row], keyring, at(NOW)).map(drop);
    let keyring = &portal.house.keyring;
    assert_eq!(begin(row.clone(), keyring), Ok(()));
    let mut moved = row.clone();
    moved.account = account(2);
    assert_eq!(begin(moved, keyring), Err(SealError::Forged));
    let mut renamed = row.clone();
    renamed.factor = factor(4);
    assert_eq!(begin(renamed, keyring), Err(SealError::Forged));
    let mut swapped = row;
    swapped.sealed = other.sealed;
    assert_eq!(begin(swapped, keyring), Err(SealError::Forged));
}

/// A stored format of a later release is told apart from a forged row.
#[test]
fn a_row_of_an_unknown_format_is_malformed() {
    let portal = Portal::new();
    let mut row = portal.enrol(&U2fKey::from_seed(1), 3);
    let place = Binding { table: "factor", column: "secret", row: row.factor.as_uuid(), account: row.account };
    row.sealed = portal.house.keyring.seal(Purpose::SecurityKey, &place, b"{\"v\":\"3\"}", &portal.house.rng);
    let found = portal.party.begin_assertion(KeyRole::SecurityKey, &[row], &portal.house.keyring, at(NOW));
    assert_eq!(found, Err(SealError::Malformed));
}

/// WA-13: what stands around the answer is ignored, also when it is long.
#[test]
fn wa_13_unknown_members_are_ignored() {
    let (portal, key) = (Portal::new(), U2fKey::from_seed(1));
    let pending = portal.begin_enrolment(&[]);
    let mut answer: Value = serde_json::from_str(&key.register(pending.options(), ORIGIN)).unwrap();
    answer["clientExtensionResults"] = json!({ "credProps": { "rk": "odd" } });
    answer["authenticatorAttachment"] = json!(["odd"]);
    answer["response"]["publicKeyAlgorithm"] = json!(-7);
    answer["response"]["transports"] = json!(["usb", "smart-card", "NOT A TRANSPORT", ""]);
    assert!(portal.prove(&pending, &answer.to_string()).is_ok());
    answer["response"]["transports"] = Value::Null;
    assert!(portal.prove(&pending, &answer.to_string()).is_ok());
    let padded = change_bytes(&answer.to_string(), "attestationObject", |bytes| bytes.push(0));
    assert_eq!(portal.prove(&pending, &padded), Err(KeyRefusal::Malformed));
}
