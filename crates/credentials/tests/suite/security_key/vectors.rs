//! The vectors of WebAuthn L3, section "Test Vectors", with their own challenges. The bytes stand in `webauthn_l3.json`.
//!
//! Beside these the specification has formats and algorithms that we refuse or read over; `enrol` shows those with the key in
//! software, as it does the credential ids of 1023 and 1024 bytes.

use credentials::keyring::{Binding, Purpose};
use credentials::security_key::{Attestation, CredentialHash, KeyRefusal, KeyRole, RelyingParty, SealedKey};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use rstest::rstest;
use serde_json::{Value, json};

use super::{NOW, Portal, bytes_of, change_bytes, factor, with_challenge};
use crate::support::{House, account};

fn vector(name: &str) -> Value {
    let mut all: Value = serde_json::from_str(include_str!("webauthn_l3.json")).unwrap();
    all[name].take()
}

fn unhex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().unwrap().as_bytes()).unwrap()
}

fn base64url(value: &Value) -> String {
    BASE64URL_NOPAD.encode(&unhex(value))
}

fn portal(attestation: Attestation) -> Portal {
    let party = RelyingParty::new("example.org", "https://example.org", "W3C", attestation).unwrap();
    Portal { house: House::new(6), party }
}

fn registration(vector: &Value) -> String {
    let id = base64url(&vector["reg_credential_id"]);
    let response = json!({
        "clientDataJSON": base64url(&vector["reg_clientDataJSON"]),
        "attestationObject": base64url(&vector["reg_attestationObject"]),
    });
    json!({ "id": id, "rawId": id, "type": "public-key", "response": response }).to_string()
}

fn assertion(vector: &Value) -> String {
    let id = base64url(&vector["reg_credential_id"]);
    let response = json!({
        "clientDataJSON": base64url(&vector["auth_clientDataJSON"]),
        "authenticatorData": base64url(&vector["auth_authenticatorData"]),
        "signature": base64url(&vector["auth_signature"]),
    });
    json!({ "id": id, "rawId": id, "type": "public-key", "response": response }).to_string()
}

/// Enrols the vector's key by the vector's answer.
fn enrol(portal: &Portal, vector: &Value, answer: &str) -> Result<SealedKey, KeyRefusal> {
    enrol_as(KeyRole::SecurityKey, portal, vector, answer)
}

fn enrol_as(role: KeyRole, portal: &Portal, vector: &Value, answer: &str) -> Result<SealedKey, KeyRefusal> {
    let pending = with_challenge(&portal.begin(role, 7, &[]), &unhex(&vector["reg_challenge"]));
    portal.prove(&pending, answer).map(|proven| proven.row)
}

/// Logs in with the vector's answer.
fn log_in(portal: &Portal, vector: &Value, row: SealedKey) -> Result<u32, KeyRefusal> {
    let held = [row];
    let challenge = with_challenge(&portal.begin_assertion(&held), &unhex(&vector["auth_challenge"]));
    portal.verify_at(&challenge, &held, &assertion(vector), NOW + 1).map(|accepted| accepted.sign_count)
}

#[test]
fn wa_03_wa_06_a_u2f_key_is_accepted() {
    let (portal, vector) = (portal(Attestation::None), vector("fido-u2f-es256"));
    let row = enrol(&portal, &vector, &registration(&vector)).unwrap();
    assert_eq!(row.sign_count, 0);
    assert_eq!(log_in(&portal, &vector, row), Ok(0));
}

/// A synced credential (BE and BS set) whose user was not verified is neither a USB key nor a passkey (WA-11).
#[test]
fn wa_11_synced_and_not_verified_is_neither() {
    let (portal, vector) = (portal(Attestation::None), vector("none-es256"));
    let answer = registration(&vector);
    assert_eq!(enrol_as(KeyRole::SecurityKey, &portal, &vector, &answer), Err(KeyRefusal::NotASecurityKey));
    assert_eq!(enrol_as(KeyRole::Passkey, &portal, &vector, &answer), Err(KeyRefusal::NotVerified));
}

/// UV, BE and BS set: a synced passkey that attests itself.
#[test]
fn wa_11_synced_and_verified_is_a_passkey() {
    let (portal, vector) = (portal(Attestation::None), vector("packed-self-es256"));
    let answer = registration(&vector);
    let row = enrol_as(KeyRole::Passkey, &portal, &vector, &answer).unwrap();
    assert!(row.traits(&portal.house.keyring).unwrap().backup_eligible);
    assert_eq!(enrol_as(KeyRole::SecurityKey, &portal, &vector, &answer), Err(KeyRefusal::NotASecurityKey));
    let broken = change_bytes(&answer, "attestationObject", |bytes| bytes[40] ^= 1);
    assert_eq!(enrol_as(KeyRole::Passkey, &portal, &vector, &broken), Err(KeyRefusal::AttestationRefused));
}

/// Releases without passkeys took synced credentials as USB keys, sealed in the first format; those go on logging in.
#[test]
fn wa_06_a_row_of_the_first_format_logs_in() {
    let (portal, vector) = (portal(Attestation::None), vector("none-es256"));
    let object = unhex(&vector["reg_attestationObject"]);
    let coordinate = |label: u8| {
        let place = object.windows(3).rposition(|window| window == [label, 0x58, 0x20]).unwrap() + 3;
        BASE64URL_NOPAD.encode(&object[place..place + 32])
    };
    let stored = json!({
        "v": "1",
        "credential_id": base64url(&vector["reg_credential_id"]),
        "public_key": { "es256": { "x": coordinate(0x21), "y": coordinate(0x22) } },
        "aaguid": base64url(&vector["reg_aaguid"]),
        "backup_eligible": true,
        "backup_state": true,
        "transports": ["internal"],
    });
    let place = Binding { table: "factor", column: "secret", row: factor(3).as_uuid(), account: account(1) };
    let House { keyring, rng, .. } = &portal.house;
    let row = SealedKey {
        role: KeyRole::SecurityKey,
        factor: factor(3),
        account: account(1),
        sealed: keyring.seal(Purpose::SecurityKey, &place, stored.to_string().as_bytes(), rng),
        credential: CredentialHash::of(&unhex(&vector["reg_credential_id"])),
        sign_count: 0,
    };
    let traits = row.traits(keyring).unwrap();
    assert_eq!((traits.user_verified, traits.backup_eligible), (false, true));
    assert_eq!(log_in(&portal, &vector, row), Ok(0));
}

#[rstest]
#[case("none-es256-crossOrigin")]
#[case("none-es256-topOrigin")]
fn wa_03_wa_06_frames_are_refused(#[case] name: &str) {
    let (portal, vector) = (portal(Attestation::None), vector(name));
    assert_eq!(enrol(&portal, &vector, &registration(&vector)), Err(KeyRefusal::CrossOrigin));
    // The same key enrolled without a frame (attestation `none` signs no client data), then asked in one.
    let unframed = json!({
        "type": "webauthn.create",
        "challenge": base64url(&vector["reg_challenge"]),
        "origin": "https://example.org",
    });
    let answer =
        change_bytes(&registration(&vector), "clientDataJSON", |bytes| *bytes = unframed.to_string().into_bytes());
    let row = enrol(&portal, &vector, &answer).unwrap();
    assert_eq!(log_in(&portal, &vector, row), Err(KeyRefusal::CrossOrigin));
}

/// WA-05: the vector's AAGUID is not zero, though it is a U2F key.
#[test]
fn wa_05_aaguid_of_a_u2f_key_is_not_looked_at() {
    let vector = vector("fido-u2f-es256");
    let aaguid = unhex(&vector["reg_aaguid"]);
    assert!(aaguid.iter().any(|&byte| byte != 0));
    let answer: Value = serde_json::from_str(&registration(&vector)).unwrap();
    let object = bytes_of(&answer["response"]["attestationObject"]);
    assert!(object.windows(16).any(|window| window == aaguid));
    assert!(enrol(&portal(Attestation::None), &vector, &answer.to_string()).is_ok());
}

/// WA-12: the vector's certificate leads to the vector's root, and to no other.
#[test]
fn wa_12_the_vectors_root() {
    let vector = vector("fido-u2f-es256");
    let ours = Attestation::Direct { roots: vec![unhex(&vector["attestation_CA_cert"])] };
    assert!(enrol(&portal(ours), &vector, &registration(&vector)).is_ok());
    let root = credentials::security_key::testing::U2fKey::from_seed(1).attestation_root();
    let another = Attestation::Direct { roots: vec![root] };
    assert_eq!(enrol(&portal(another), &vector, &registration(&vector)), Err(KeyRefusal::AttestationRefused));
}

/// WA-04: the vector with one byte changed, at an offset from bytes that stand in it once. `attestation` has the mutations
/// that need a new signature.
#[rstest]
#[case::signature(b"\x63sig\x58\x47", 26, KeyRefusal::AttestationRefused)]
#[case::attestation_key(b"\x56\xff\xfa\x70\x93\xde", 0, KeyRefusal::AttestationRefused)]
#[case::rp_id_hash(b"\x68authData\x58\xa4", 11, KeyRefusal::WrongRelyingParty)]
#[case::x_is_signed(b"\x21\x58\x20", 8, KeyRefusal::Malformed)]
#[case::length_of_x(b"\x21\x58\x20", 2, KeyRefusal::Malformed)]
#[case::number_of_certificates(b"\x63x5c\x81", 4, KeyRefusal::Malformed)]
fn wa_04_mutations(#[case] anchor: &[u8], #[case] offset: usize, #[case] expected: KeyRefusal) {
    let vector = vector("fido-u2f-es256");
    let answer = change_bytes(&registration(&vector), "attestationObject", |object| {
        let places: Vec<usize> = (0..object.len()).filter(|&place| object[place..].starts_with(anchor)).collect();
        assert_eq!(places.len(), 1);
        object[places[0] + offset] ^= 1;
    });
    assert_eq!(enrol(&portal(Attestation::None), &vector, &answer), Err(expected));
}

/// WA-04: client data and credential id are signed by the key's maker.
#[test]
fn wa_04_what_stands_outside_is_signed_too() {
    let vector = vector("fido-u2f-es256");
    let portal = portal(Attestation::None);
    let blank = change_bytes(&registration(&vector), "clientDataJSON", |bytes| bytes.push(b' '));
    assert_eq!(enrol(&portal, &vector, &blank), Err(KeyRefusal::AttestationRefused));
    let mut renamed: Value = serde_json::from_str(&registration(&vector)).unwrap();
    let id = unhex(&vector["reg_credential_id"]);
    let other: Vec<u8> = id.iter().map(|byte| byte ^ 1).collect();
    let mut object = bytes_of(&renamed["response"]["attestationObject"]);
    let place = object.windows(id.len()).position(|window| window == id).unwrap();
    object[place..place + id.len()].copy_from_slice(&other);
    for member in ["id", "rawId"] {
        renamed[member] = json!(BASE64URL_NOPAD.encode(&other));
    }
    renamed["response"]["attestationObject"] = json!(BASE64URL_NOPAD.encode(&object));
    assert_eq!(enrol(&portal, &vector, &renamed.to_string()), Err(KeyRefusal::AttestationRefused));
}
