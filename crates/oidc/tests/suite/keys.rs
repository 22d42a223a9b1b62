//! OP-12: publish, use, retire; and the private half at rest.

use credentials::keyring::Keyring;
use jiff::{SignedDuration, Timestamp};
use oidc::jose::Alg;
use oidc::keys::{JwkSet, KeyRow, MAX_AGE, Phase, Rotation, StoredKeyError, open, seal};
use oidc::token::Lifetimes;
use uuid::Uuid;

use crate::support::{CountingRng, key, now};

fn row(n: u128, alg: Alg, created_at: Timestamp) -> KeyRow {
    KeyRow { id: Uuid::from_u128(n), public: key(alg).public(), created_at, has_private: true }
}

fn hours(n: i64) -> SignedDuration {
    SignedDuration::from_hours(n)
}

#[test]
fn op_12_each_key_is_published_then_signs_then_retires() {
    let rotation = Rotation::default();
    let made = now() + rotation.period;
    let keys = [row(1, Alg::Es256, now()), row(2, Alg::Es256, made)];
    let at = |after| rotation.phases(&keys, made + after);
    assert_eq!(at(hours(0)), [Phase::Signing, Phase::Published]);
    assert_eq!(at(hours(24) - SignedDuration::from_secs(1)), [Phase::Signing, Phase::Published]);
    assert_eq!(at(hours(24)), [Phase::Retiring, Phase::Signing]);
    assert_eq!(at(hours(48) - SignedDuration::from_secs(1)), [Phase::Retiring, Phase::Signing]);
    assert_eq!(at(hours(48)), [Phase::Retired, Phase::Signing]);
}

/// Where a key was revoked, one that can sign does: an old one whose private half is gone must not stand before it.
#[test]
fn op_12_after_a_revocation_the_next_key_signs_at_once() {
    let rotation = Rotation::default();
    let gone = KeyRow { has_private: false, ..row(1, Alg::Es256, now()) };
    let late = now() + rotation.period * 2;
    // The second was revoked; the third was made at that moment, or waited already.
    for made in [late, late - hours(1)] {
        let keys = [gone.clone(), row(3, Alg::Es256, made)];
        assert_eq!(rotation.phases(&keys, late), [Phase::Retired, Phase::Signing]);
        assert_eq!(rotation.signing(&keys, Alg::Es256, late).unwrap().id, keys[1].id);
    }
    assert_eq!(rotation.signing(std::slice::from_ref(&gone), Alg::Es256, late), None);
    assert!(rotation.wants_new(&[gone], Alg::Es256, now()), "one that cannot sign is none");
}

#[test]
fn op_12_the_numbers_leave_no_gap() {
    let rotation = Rotation::default();
    assert!(rotation.lead > MAX_AGE && rotation.linger > Lifetimes::ID + MAX_AGE);
    assert!(rotation.period > rotation.lead + rotation.linger);
}

#[test]
fn op_12_at_every_hour_one_key_signs_and_it_was_published_before() {
    let rotation = Rotation::default();
    let keys: Vec<_> =
        (0..4_u8).map(|n| row(u128::from(n) + 1, Alg::Es256, now() + rotation.period * n.into())).collect();
    for hour in 0..(4 * 90 * 24) {
        let at = now() + hours(hour);
        let made: Vec<_> = keys.iter().filter(|key| key.created_at <= at).cloned().collect();
        let signing: Vec<_> = rotation.phases(&made, at).into_iter().filter(|it| *it == Phase::Signing).collect();
        assert_eq!(signing.len(), 1, "hour {hour}");
        let signs = rotation.signing(&made, Alg::Es256, at).unwrap();
        assert!(signs.id == keys[0].id || at >= signs.created_at + MAX_AGE);
    }
}

#[test]
fn op_12_the_first_key_signs_at_once_and_algorithms_do_not_wait_for_each_other() {
    let rotation = Rotation::default();
    let keys = [row(1, Alg::Es256, now()), row(2, Alg::EdDsa, now() + hours(1))];
    assert_eq!(rotation.phases(&keys, now() + hours(1)), [Phase::Signing, Phase::Signing]);
    assert_eq!(rotation.signing(&keys, Alg::EdDsa, now() + hours(1)).unwrap().id, keys[1].id);
    assert_eq!(rotation.signing(&keys, Alg::Rs256, now()), None);
    assert!(rotation.wants_new(&keys, Alg::Rs256, now()));
    assert!(!rotation.wants_new(&keys, Alg::Es256, now() + rotation.period - hours(1)));
    assert!(rotation.wants_new(&keys, Alg::Es256, now() + rotation.period));
}

#[test]
fn op_12_the_key_set_has_public_halves_by_thumbprint() {
    let rotation = Rotation::default();
    let keys = [row(1, Alg::Es256, now()), row(2, Alg::Rs256, now())];
    let JwkSet { keys: published } = rotation.key_set(&keys, now());
    let text = serde_json::to_value(&published).unwrap();
    assert_eq!(text[0]["kid"], keys[0].public.thumbprint());
    assert_eq!((&text[0]["use"], &text[0]["alg"]), (&"sig".into(), &"ES256".into()));
    assert_eq!((&text[1]["kty"], &text[1]["e"]), (&"RSA".into(), &"AQAB".into()));
    for secret in ["d", "p", "q", "dp", "dq", "qi", "k"] {
        assert!(text[0].get(secret).is_none() && text[1].get(secret).is_none());
    }
    let none = rotation.key_set(&[row(1, Alg::Es256, now()), row(3, Alg::Es256, now())], now() + hours(500));
    assert_eq!(none.keys.len(), 1);
}

#[test]
fn op_12_the_private_half_opens_only_for_its_row() {
    let rng = CountingRng::new();
    let (keyring, _) = Keyring::generate(&rng);
    for alg in Alg::ALL {
        let own = row(1, alg, now());
        let sealed = seal(key(alg), own.id, &keyring, &rng).unwrap();
        assert_eq!(open(&own, &sealed, &keyring).unwrap().public(), own.public);
        assert!(matches!(open(&row(2, alg, now()), &sealed, &keyring), Err(StoredKeyError::Seal(_))));
    }
    let sealed = seal(&oidc::jose::PrivateKey::generate(Alg::EdDsa).unwrap(), Uuid::from_u128(1), &keyring, &rng);
    let other = open(&row(1, Alg::EdDsa, now()), &sealed.unwrap(), &keyring);
    assert_eq!(other.unwrap_err(), StoredKeyError::Different);
}
