//! WA-01 to WA-07 and WA-11 for passkeys: what is asked, what must be verified each time, and what tells them from USB keys.

use credentials::keyring::SealError;
use credentials::security_key::testing::{Assertion, Passkey, Registration, Statement, U2fKey};
use credentials::security_key::{Attestation, KeyRefusal, KeyRole, KeyTraits, SealedKey};
use rstest::rstest;
use serde_json::{Value, json};

use super::{ORIGIN, Portal, bytes_of, factor};
use crate::support::account;

const UV: u8 = 0x04;
const BE: u8 = 0x08;
const BS: u8 = 0x10;

fn options(text: &str) -> Value {
    let mut options: Value = serde_json::from_str(text).unwrap();
    assert!(bytes_of(&options["challenge"]).len() >= 32, "WA-02");
    options.as_object_mut().unwrap().remove("challenge");
    options
}

/// The refusal of an enrolment with one part changed before it is signed.
fn enrolment(change: impl FnOnce(&mut Registration)) -> Option<KeyRefusal> {
    let (portal, mut phone) = (Portal::new(), Passkey::synced(1));
    let pending = portal.begin(KeyRole::Passkey, 7, &[]);
    let mut answer = phone.prepare_registration(pending.options(), ORIGIN);
    change(&mut answer);
    portal.prove(&pending, &answer.sign(phone.signer())).err()
}

/// The refusal of a login by a synced passkey with one part changed before it is signed.
fn login(change: impl FnOnce(&mut Assertion)) -> Option<KeyRefusal> {
    let (portal, mut phone) = (Portal::new(), Passkey::synced(1));
    let held = [portal.enrol_passkey(&mut phone, 3)];
    let challenge = portal.ask(KeyRole::Passkey, &held);
    let mut answer = phone.prepare_assertion(challenge.options(), ORIGIN);
    change(&mut answer);
    portal.verify(&challenge, &held, &answer.sign(phone.signer())).err()
}

#[test]
fn wa_01_wa_11_options_of_an_enrolment() {
    let portal = Portal::with(Attestation::Direct { roots: vec![U2fKey::from_seed(1).attestation_root()] });
    let held = Portal::new().enrol(&U2fKey::from_seed(1), 3);
    let asked = options(portal.begin(KeyRole::Passkey, 7, &[held]).options());
    let id = data_encoding::BASE64URL_NOPAD.encode(U2fKey::from_seed(1).credential_id());
    assert_eq!(
        asked,
        json!({
            "rp": { "id": "login.example.org", "name": "Poortwachter" },
            // The factor's id, 7: nothing of the person.
            "user": { "id": "AAAAAAAAAAAAAAAAAAAABw", "name": "s.devries", "displayName": "s.devries" },
            "pubKeyCredParams": [{ "type": "public-key", "alg": -7 }, { "type": "public-key", "alg": -257 }],
            "timeout": 300_000,
            // A USB key of the account does not become a passkey beside itself: it would be lost once and twice.
            "excludeCredentials": [{ "type": "public-key", "id": id, "transports": ["usb"] }],
            "authenticatorSelection": {
                "residentKey": "required",
                "requireResidentKey": true,
                "userVerification": "required",
            },
            "hints": ["client-device", "hybrid"],
            "attestation": "none",
            "extensions": { "credProps": true },
        })
    );
}

#[test]
fn wa_01_wa_11_options_of_a_login() {
    let (portal, mut phone) = (Portal::new(), Passkey::synced(1));
    let held = [portal.enrol(&U2fKey::from_seed(1), 3), portal.enrol_passkey(&mut phone, 4)];
    let id = data_encoding::BASE64URL_NOPAD.encode(phone.credential_id());
    assert_eq!(
        options(portal.ask(KeyRole::Passkey, &held).options()),
        json!({
            "rpId": "login.example.org",
            "timeout": 300_000,
            // The USB key of the same account is not asked for.
            "allowCredentials": [{ "type": "public-key", "id": id, "transports": ["hybrid", "internal"] }],
            "userVerification": "required",
            "hints": ["client-device", "hybrid"],
        })
    );
}

#[test]
fn wa_11_a_passkey_enrols_and_logs_in() {
    let portal = Portal::new();
    for (mut device, n) in [(Passkey::synced(1), 3), (Passkey::device_bound(2), 4)] {
        let held = [portal.enrol_passkey(&mut device, n)];
        let challenge = portal.ask(KeyRole::Passkey, &held);
        let accepted = portal.verify(&challenge, &held, &device.assert(challenge.options(), ORIGIN)).unwrap();
        assert_eq!((accepted.witness.account(), accepted.witness.factor()), (account(1), factor(n)));
        assert_eq!((accepted.user_verified, accepted.went_back), (true, false));
    }
}

/// What later becomes `amr` must be true: a synced passkey is never called hardware.
#[test]
fn wa_11_what_a_key_said_of_itself_is_kept() {
    let portal = Portal::new();
    let traits = |row: SealedKey| row.traits(&portal.house.keyring).unwrap();
    let phone = traits(portal.enrol_passkey(&mut Passkey::synced(1), 3));
    let kept = KeyTraits {
        role: KeyRole::Passkey,
        user_verified: true,
        backup_eligible: true,
        backed_up: true,
        attested: false,
    };
    assert_eq!((phone, phone.stays_on_its_device()), (kept, false));
    let laptop = traits(portal.enrol_passkey(&mut Passkey::device_bound(2), 4));
    assert_eq!(laptop, KeyTraits { backup_eligible: false, backed_up: false, ..kept });
    assert!(laptop.stays_on_its_device());
    let key = traits(portal.enrol(&U2fKey::from_seed(1), 5));
    assert_eq!((key.role, key.user_verified), (KeyRole::SecurityKey, false));
}

#[test]
fn wa_03_wa_11_enrolment_needs_a_verified_user() {
    assert_eq!(enrolment(|_| ()), None);
    let flags = |flags: u8| enrolment(move |answer| answer.auth_data.flags = flags);
    assert_eq!(flags(0x41), Some(KeyRefusal::NotVerified));
    assert_eq!(flags(0x41 | BE | BS), Some(KeyRefusal::NotVerified));
    assert_eq!(flags(0x40 | UV), Some(KeyRefusal::NotTouched));
    assert_eq!(flags(0x41 | UV | BS), Some(KeyRefusal::Backup), "BS without BE");
    assert_eq!(flags(0x41 | UV | BE), None, "eligible, not backed up yet");
    assert_eq!(flags(0x41 | UV), None, "stays on its device");
    assert_eq!(enrolment(|answer| answer.auth_data.rp_id = "example.org".into()), Some(KeyRefusal::WrongRelyingParty));
    assert_eq!(enrolment(|answer| answer.statement = Statement::PackedSelf), None);
}

#[rstest]
#[case(json!({ "credProps": { "rk": false } }), Some(KeyRefusal::NotDiscoverable))]
#[case(json!({ "credProps": {} }), None)]
#[case(json!({}), None)]
#[case(json!(null), None)]
#[case(json!("odd"), None)]
fn wa_11_a_passkey_is_discoverable(#[case] extensions: Value, #[case] expected: Option<KeyRefusal>) {
    assert_eq!(enrolment(|answer| answer.extensions = extensions), expected);
}

/// A USB key that asks for its PIN and keeps the credential does all that a passkey has to: then it is one.
#[test]
fn wa_11_a_usb_key_with_a_pin_may_be_enrolled_as_a_passkey() {
    let usb = |verified: u8| {
        enrolment(move |answer| {
            answer.auth_data.flags = 0x41 | verified;
            answer.transports = vec!["usb".to_owned()];
            "cross-platform".clone_into(&mut answer.attachment);
        })
    };
    assert_eq!(usb(UV), None);
    assert_eq!(usb(0), Some(KeyRefusal::NotVerified));
}

#[test]
fn wa_06_wa_11_login_needs_a_verified_user() {
    assert_eq!(login(|_| ()), None);
    let flags = |flags: u8| login(move |answer| answer.auth_data.flags = flags);
    assert_eq!(flags(0x01 | BE | BS), Some(KeyRefusal::NotVerified));
    assert_eq!(flags(UV | BE | BS), Some(KeyRefusal::NotTouched));
    assert_eq!(flags(0x01 | UV), Some(KeyRefusal::Backup), "BE was there at the enrolment");
    assert_eq!(flags(0x01 | UV | BE), None, "no longer backed up");
    assert_eq!(login(|answer| answer.auth_data.rp_id = "example.org".into()), Some(KeyRefusal::WrongRelyingParty));
    assert_eq!(login(|answer| answer.client_data["crossOrigin"] = json!(true)), Some(KeyRefusal::CrossOrigin));
}

#[test]
fn wa_06_the_user_handle_is_ours() {
    let handle = |handle: Option<Vec<u8>>| login(move |answer| answer.user_handle = handle);
    assert_eq!(handle(None), None, "not every device gives one when it was told which credential");
    assert_eq!(handle(Some(factor(3).as_uuid().as_bytes().to_vec())), None);
    assert_eq!(handle(Some(factor(4).as_uuid().as_bytes().to_vec())), Some(KeyRefusal::UnknownKey), "of another");
    assert_eq!(handle(Some(Vec::new())), Some(KeyRefusal::UnknownKey));
}

#[test]
fn wa_06_backup_eligibility_of_a_device_bound_passkey_stays_what_it_was() {
    let (portal, mut laptop) = (Portal::new(), Passkey::device_bound(1));
    let held = [portal.enrol_passkey(&mut laptop, 3)];
    let challenge = portal.ask(KeyRole::Passkey, &held);
    let mut answer = laptop.prepare_assertion(challenge.options(), ORIGIN);
    answer.auth_data.flags |= BE;
    assert_eq!(portal.verify(&challenge, &held, &answer.sign(laptop.signer())), Err(KeyRefusal::Backup));
}

/// WA-07: a synced passkey whose counter does not go up is noticed and not refused; one that stays on its device is refused.
#[rstest]
#[case(0, 0, false)]
#[case(0, 1, false)]
#[case(5, 6, false)]
#[case(5, 5, true)]
#[case(5, 4, true)]
#[case(5, 0, true)]
#[case(u32::MAX, u32::MAX, true)]
fn wa_07_counter(#[case] stored: u32, #[case] given: u32, #[case] back: bool) {
    let portal = Portal::new();
    for mut device in [Passkey::synced(1), Passkey::device_bound(1)] {
        let held = [SealedKey { sign_count: stored, ..portal.enrol_passkey(&mut device, 3) }];
        let challenge = portal.ask(KeyRole::Passkey, &held);
        let mut answer = device.prepare_assertion(challenge.options(), ORIGIN);
        answer.auth_data.sign_count = given;
        let found = portal.verify(&challenge, &held, &answer.sign(device.signer()));
        let found = found.map(|accepted| (accepted.sign_count, accepted.went_back));
        if back && !device.synced {
            assert_eq!(found, Err(KeyRefusal::CounterNotGreater { factor: factor(3) }));
        } else {
            assert_eq!(found, Ok((given, back)));
        }
    }
}

#[test]
fn a_key_answers_for_its_own_role_only() {
    let (portal, mut phone, mut key) = (Portal::new(), Passkey::device_bound(1), U2fKey::from_seed(1));
    let held = [portal.enrol_passkey(&mut phone, 3), portal.enrol(&key, 4)];
    let for_keys = portal.ask(KeyRole::SecurityKey, &held);
    let answer = phone.assert(for_keys.options(), ORIGIN);
    assert_eq!(portal.verify(&for_keys, &held, &answer), Err(KeyRefusal::UnknownKey));
    let for_passkeys = portal.ask(KeyRole::Passkey, &held);
    let mut answer = key.prepare_assertion(for_passkeys.options(), ORIGIN);
    answer.auth_data.flags |= UV;
    assert_eq!(portal.verify(&for_passkeys, &held, &answer.sign(&key)), Err(KeyRefusal::UnknownKey));
}

/// Whoever writes in the database cannot make a passkey out of a USB key that never verified anybody, nor the other way round.
#[test]
fn a_row_whose_role_was_changed_does_not_open() {
    let portal = Portal::new();
    let rows = [portal.enrol_passkey(&mut Passkey::synced(1), 3), portal.enrol(&U2fKey::from_seed(1), 4)];
    for (row, role) in rows.into_iter().zip([KeyRole::SecurityKey, KeyRole::Passkey]) {
        let changed = SealedKey { role, ..row };
        assert_eq!(changed.traits(&portal.house.keyring), Err(SealError::Forged));
        let begun =
            portal.party.begin_assertion(role, &[changed], &portal.house.keyring, crate::support::at(super::NOW));
        assert_eq!(begun, Err(SealError::Forged));
    }
}

/// One device, two names: the browser refuses, and so do we.
#[test]
fn a_credential_of_the_account_is_not_enrolled_again_in_another_role() {
    let (portal, mut phone) = (Portal::new(), Passkey::device_bound(1));
    let held = [portal.enrol_passkey(&mut phone, 3)];
    let pending = portal.begin(KeyRole::SecurityKey, 7, &held);
    let mut answer = phone.prepare_registration(pending.options(), ORIGIN);
    "cross-platform".clone_into(&mut answer.attachment);
    assert_eq!(portal.prove(&pending, &answer.sign(phone.signer())), Err(KeyRefusal::AlreadyHeld));
}

/// WA-12: the makers of USB keys that `strict` wants are no question for passkeys.
#[test]
fn wa_12_a_passkey_shows_no_maker() {
    let roots = vec![U2fKey::from_seed(1).attestation_root()];
    let (portal, mut phone) = (Portal::with(Attestation::Direct { roots }), Passkey::synced(1));
    let row = portal.enrol_passkey(&mut phone, 3);
    assert!(row.traits(&portal.house.keyring).unwrap().backup_eligible);
}
