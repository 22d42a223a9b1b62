//! WA-01: what the browser is asked.

use credentials::security_key::testing::U2fKey;
use credentials::security_key::{Attestation, CEREMONY};
use serde_json::{Value, json};

use super::{Portal, bytes_of};

fn parse(options: &str) -> Value {
    serde_json::from_str(options).unwrap()
}

/// Takes the challenge out, after looking at its size: 32 random bytes at least (WA-02).
fn without_challenge(mut options: Value) -> Value {
    assert!(bytes_of(&options["challenge"]).len() >= 32);
    options.as_object_mut().unwrap().remove("challenge");
    options
}

#[test]
fn wa_01_options_of_an_enrolment() {
    let portal = Portal::new();
    let held = portal.enrol(&U2fKey::from_seed(1), 3);
    let options = without_challenge(parse(portal.begin_enrolment(&[held]).options()));
    let id = data_encoding::BASE64URL_NOPAD.encode(U2fKey::from_seed(1).credential_id());
    assert_eq!(
        options,
        json!({
            "rp": { "id": "login.example.org", "name": "Poortwachter" },
            // The factor's id, 7: nothing of the person.
            "user": { "id": "AAAAAAAAAAAAAAAAAAAABw", "name": "s.devries", "displayName": "s.devries" },
            "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }, { "type": "public-key", "alg": -257 }],
            "timeout": 300_000,
            "excludeCredentials": [{ "type": "public-key", "id": id, "transports": ["usb"] }],
            "authenticatorSelection": {
                "authenticatorAttachment": "cross-platform",
                "residentKey": "discouraged",
                "requireResidentKey": false,
                "userVerification": "discouraged",
            },
            "hints": ["security-key"],
            "attestation": "none",
        })
    );
}

#[test]
fn wa_01_strict_asks_for_attestation() {
    let portal = Portal::with(Attestation::Direct { roots: vec![U2fKey::from_seed(1).attestation_root()] });
    let options = parse(portal.begin_enrolment(&[]).options());
    assert_eq!(options["attestation"], "direct");
    assert_eq!(options["attestationFormats"], json!(["packed", "fido-u2f"]));
    assert_eq!(options["excludeCredentials"], json!([]));
}

#[test]
fn wa_01_options_of_a_login() {
    let portal = Portal::new();
    let held = [portal.enrol(&U2fKey::from_seed(1), 3), portal.enrol(&U2fKey::from_seed(2), 4)];
    let options = without_challenge(parse(portal.begin_assertion(&held).options()));
    let id = |seed| data_encoding::BASE64URL_NOPAD.encode(U2fKey::from_seed(seed).credential_id());
    assert_eq!(
        options,
        json!({
            "rpId": "login.example.org",
            "timeout": 300_000,
            "allowCredentials": [
                { "type": "public-key", "id": id(1), "transports": ["usb"] },
                { "type": "public-key", "id": id(2), "transports": ["usb"] },
            ],
            "userVerification": "discouraged",
            "hints": ["security-key"],
        })
    );
}

#[test]
fn wa_02_every_ceremony_has_its_own_challenge_and_five_minutes() {
    let portal = Portal::new();
    let challenge = |options: &str| bytes_of(&parse(options)["challenge"]);
    let (one, two) = (portal.begin_enrolment(&[]), portal.begin_enrolment(&[]));
    assert_ne!(challenge(one.options()), challenge(two.options()));
    let (one, two) = (portal.begin_assertion(&[]), portal.begin_assertion(&[]));
    assert_ne!(challenge(one.options()), challenge(two.options()));
    assert_eq!(CEREMONY.as_secs(), 300);
}

/// What a log or a panic could show of a ceremony says when and for which factor, and no challenge.
#[test]
fn ceremonies_print_no_challenge() {
    let portal = Portal::new();
    let pending = portal.begin_enrolment(&[]);
    let challenge = portal.begin_assertion(&[portal.enrol(&U2fKey::from_seed(1), 3)]);
    for (text, options) in
        [(format!("{pending:?}"), pending.options()), (format!("{challenge:?}"), challenge.options())]
    {
        assert!(!text.contains(parse(options)["challenge"].as_str().unwrap()), "{text}");
    }
}
