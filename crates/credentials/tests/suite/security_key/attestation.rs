//! WA-04 and WA-12: what a key says of its maker, and who is asked to say it.

use credentials::security_key::testing::{Registration, Statement, U2fKey, cbor};
use credentials::security_key::{Attestation, KeyProven, KeyRefusal};
use p384::ecdsa::signature::Signer;
use p384::ecdsa::{DerSignature, SigningKey};

use super::{ORIGIN, Portal};

/// A portal that asks for the makers of these keys.
fn strict(seeds: &[u8]) -> Portal {
    let roots = seeds.iter().map(|&seed| U2fKey::from_seed(seed).attestation_root()).collect();
    Portal::with(Attestation::Direct { roots })
}

/// What comes of an enrolment with one part changed before it is signed; at a strict portal the key shows its certificate.
fn enrol(portal: &Portal, key: &U2fKey, change: impl FnOnce(&mut Registration)) -> Result<KeyProven, KeyRefusal> {
    let pending = portal.begin_enrolment(&[]);
    let mut answer = key.prepare_registration(pending.options(), ORIGIN);
    change(&mut answer);
    portal.prove(&pending, &answer.sign(key))
}

#[test]
fn wa_12_strict_takes_keys_of_the_given_makers_only() {
    let key = U2fKey::from_seed(1);
    let enrolled = |portal: &Portal| enrol(portal, &key, |answer| assert!(is_u2f(answer))).map(drop);
    assert_eq!(enrolled(&strict(&[1])), Ok(()));
    assert_eq!(enrolled(&strict(&[2, 1, 3])), Ok(()));
    assert_eq!(enrolled(&strict(&[2, 3])), Err(KeyRefusal::AttestationRefused));
}

fn is_u2f(answer: &Registration) -> bool {
    matches!(&answer.statement, Statement::FidoU2f(chain) if chain.len() == 1)
}

#[test]
fn wa_12_strict_refuses_keys_that_do_not_say_who_made_them() {
    let (portal, key) = (strict(&[1]), U2fKey::from_seed(1));
    let raw = |format: &str| Statement::Raw(format.to_owned(), cbor::map(&[]));
    for statement in [Statement::None, Statement::PackedSelf, raw("tpm"), raw("apple"), raw("android-key"), raw("")] {
        let found = enrol(&portal, &key, |answer| answer.statement = statement.clone());
        assert_eq!(found, Err(KeyRefusal::AttestationRefused), "{statement:?}");
    }
}

/// The maker's name alone is worth nothing: another maker of the same name signed this certificate.
#[test]
fn wa_12_strict_follows_signatures_not_names() {
    let (key, other) = (U2fKey::from_seed(1), U2fKey::from_seed(2));
    let found = enrol(&strict(&[1]), &other, |answer| {
        answer.statement = Statement::FidoU2f(vec![key.attestation_certificate()]);
    });
    assert_eq!(found, Err(KeyRefusal::AttestationRefused), "a certificate whose key did not sign");
    assert_eq!(enrol(&strict(&[1]), &other, |_| {}), Err(KeyRefusal::AttestationRefused));
}

#[test]
fn wa_04_exactly_one_certificate() {
    let (portal, key) = (Portal::new(), U2fKey::from_seed(1));
    let own = key.attestation_certificate();
    let with = |chain: Vec<Vec<u8>>| enrol(&portal, &key, |answer| answer.statement = Statement::FidoU2f(chain)).err();
    assert_eq!(with(vec![own.clone()]), None);
    assert_eq!(with(vec![]), Some(KeyRefusal::AttestationRefused));
    assert_eq!(with(vec![own.clone(), key.attestation_root()]), Some(KeyRefusal::AttestationRefused));
    assert_eq!(with(vec![own[..100].to_vec()]), Some(KeyRefusal::AttestationRefused), "no certificate");
    assert_eq!(with(vec![vec![]]), Some(KeyRefusal::AttestationRefused));
}

#[test]
fn wa_04_statement_has_signature_and_certificate() {
    let (portal, key) = (Portal::new(), U2fKey::from_seed(1));
    let certificate = || (cbor::text("x5c"), cbor::array(&[cbor::bytes(&key.attestation_certificate())]));
    let signature = || (cbor::text("sig"), cbor::bytes(&[0x30, 0x00]));
    let with = |members: &[(Vec<u8>, Vec<u8>)]| {
        let statement = Statement::Raw("fido-u2f".to_owned(), cbor::map(members));
        enrol(&portal, &key, |answer| answer.statement = statement).err()
    };
    assert_eq!(with(&[certificate()]), Some(KeyRefusal::AttestationRefused));
    assert_eq!(with(&[signature()]), Some(KeyRefusal::AttestationRefused));
    assert_eq!(with(&[certificate(), signature()]), Some(KeyRefusal::AttestationRefused));
    assert_eq!(with(&[(cbor::text("x5c"), cbor::text("text")), signature()]), Some(KeyRefusal::AttestationRefused));
    assert_eq!(with(&[certificate(), signature(), signature()]), Some(KeyRefusal::Malformed), "a member twice");
}

/// WA-04: the certificate's own key is on P-256. Here everything is right but that it is on P-384.
#[test]
fn wa_04_attestation_key_is_on_p256() {
    let (portal, key) = (Portal::new(), U2fKey::from_seed(1));
    let maker = SigningKey::from_slice(&[7; 48]).unwrap();
    let point = maker.verifying_key().to_sec1_point(false);
    // SubjectPublicKeyInfo of an EC key on secp384r1 (RFC 5480): algorithm, then the point as a bit string.
    let head = b"\x30\x76\x30\x10\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x05\x2b\x81\x04\x00\x22\x03\x62\x00";
    let certificate = key.certificate_for(&[&head[..], point.as_bytes()].concat());
    let found = enrol(&portal, &key, |answer| {
        let signature: DerSignature = maker.sign(&answer.u2f_message(&key));
        let statement = cbor::map(&[
            (cbor::text("sig"), cbor::bytes(signature.as_bytes())),
            (cbor::text("x5c"), cbor::array(&[cbor::bytes(&certificate)])),
        ]);
        answer.statement = Statement::Raw("fido-u2f".to_owned(), statement);
    });
    assert_eq!(found, Err(KeyRefusal::AttestationRefused));
}
