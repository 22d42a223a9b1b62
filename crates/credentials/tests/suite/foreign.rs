//! Hashes of other systems: each form with a hash that the system itself made, costs with a ceiling, and what is refused.
//!
//! Made with Django 5.2.19, bcrypt 5.0.0, argon2-cffi 25.1 and hashlib of Python 3.11, or taken from the RFC that is named.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credentials::hashing::{ForeignHash, ForeignRefusal, Hasher};
use data_encoding::HEXLOWER;
use rstest::rstest;

use crate::support::{House, account, at, attempt, journey};

const PASSWORD: &str = "correct horse é battery";

/// Whether the password opens the hash, and another one does not.
fn opens(hash: &ForeignHash, password: &str) -> bool {
    let house = House::new(1);
    let row = hash.seal(account(1), &house.keyring, &house.rng);
    let verify =
        |text: &str| house.hasher.verify_password(&row, &attempt(text), &house.keyring, journey(1), at(0)).unwrap();
    assert!(verify("another password").is_none());
    assert!(verify(&format!("{password}x")).is_none());
    let right = verify(password);
    assert!(right.as_ref().is_none_or(|witness| witness.account() == account(1)));
    assert_eq!(house.hasher.needs_rehash(&row, &house.keyring), Ok(true), "it does not stay");
    right.is_some()
}

#[rstest]
#[case("pbkdf2_sha256$1000$saltSalt22$JzotE4tbzOWQXIx+VHn/RVRiIfko4Kehl1IZXCHCRqI=", "PBKDF2-SHA256")]
#[case("pbkdf2_sha1$1000$saltSalt22$3raJjk4GpXTzNdbV1BjGawJXdBM=", "PBKDF2-SHA1")]
#[case("bcrypt$$2b$04$abcdefghijklmnopqrstuu63lXAbIYivQElb2EQ0x.he1MNLgkK3O", "bcrypt")]
#[case("bcrypt_sha256$$2b$04$abcdefghijklmnopqrstuucxpP8sA3EiCQOi1waPqC03ALZHfMXhS", "bcrypt")]
#[case(
    "scrypt$1024$saltSalt22$8$5$nbhXynwoWZJavTtYF+DoNgPBEoOhUUum0eDMhalB5X+7y18fuKR1Xth3u0tSQIz9XWQZOU8aO0SlNzPqxe65iQ==",
    "scrypt"
)]
#[case("argon2$argon2id$v=19$m=102400,t=2,p=8$c2FsdFNhbHQyMg$udTmjzyJkfybgkb0qu+Wcq9axsw2p0PMXWc1KVezP6A", "Argon2id")]
#[case("$argon2i$v=19$m=64,t=2,p=2$c29tZXNhbHQ5$y9esgfmcIeA3d5yDzKFAEFrrwDDFpJX8", "Argon2i")]
#[case("$argon2d$v=19$m=64,t=2,p=2$c29tZXNhbHQ5$Pv/t7+3nun210Q34jsSi6lAdUmQLwR+G", "Argon2d")]
#[case("{ARGON2}$argon2id$v=19$m=64,t=2,p=2$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNaO95KL8/OBs", "Argon2id")]
#[case("$argon2i$m=64,t=2,p=2$c29tZXNhbHQ5$88lkjl67B4RINTIsCmZFxEMqYM+ByVif", "Argon2i")]
#[case("$2y$04$abcdefghijklmnopqrstuu63lXAbIYivQElb2EQ0x.he1MNLgkK3O", "bcrypt")]
#[case("{CRYPT}$2a$04$abcdefghijklmnopqrstuu63lXAbIYivQElb2EQ0x.he1MNLgkK3O", "bcrypt")]
#[case("{SSHA}5rUK7bIHiwjC6txPD7Ks03afT90BAgMEBQYHCA==", "SSHA")]
#[case("{ssha256}mvfNIc974YsE9PLIUvgScxQzqDNFBW0i2TnxtnvymSgBAgMEBQYHCA==", "SSHA256")]
#[case(
    "{SSHA512}rpfMgTvm1ib8p0BlW4/wp+hwQJmR8yLAti3OJ5NhWN+i9GQpkbXCHOiQEyVTW69Y8Xggp0b22p2n+ANFEgcQBwECAwQFBgcI",
    "SSHA512"
)]
fn a_hash_of_another_system_is_verified(#[case] text: &str, #[case] scheme: &str) {
    let hash = ForeignHash::parse(text).unwrap();
    assert_eq!(hash.scheme(), scheme);
    assert!(opens(&hash, PASSWORD));
    assert_eq!(format!("{hash:?}"), format!("ForeignHash({scheme}, …)"), "nothing of a hash is shown");
}

/// Older Keycloak wrote the first three with 64 octets; since 24 it writes Argon2.
#[rstest]
#[case("pbkdf2", "Z8tHJFDCPpbTR2ldyu6HCf0Q82U0rsGtsawmgo/l3OoZ4fGvL1YFktQZOvRgXZ598vNVELv+pwSrppDyGmrA5g==")]
#[case("pbkdf2-sha256", "xn0GcfUsw+HNnltDR1+KnGQE0PMNzXElXEO3HrnwQZ34J37o2Z1EYZM2drK+W0dRDdRMlteE8S9migVAao59cw==")]
#[case("pbkdf2-sha512", "/MntzHACvl+b9ZkAgQL1CiN3RFBHF8D8RFxHW3bz6eA5GYC6dUiF4dnv/BwgP3OldEFg2/ZJenKyR5O7qIbgrg==")]
#[case("argon2", "i6K8uQXbQGB/1BimtYPjLV6T5YTU2+rAsfnNdTJZnV0=")]
fn keycloaks_credentials_are_verified(#[case] algorithm: &str, #[case] value: &str) {
    let more = r#"{"hashLength":["32"],"memory":["128"],"type":["id"],"version":["1.3"],"parallelism":["1"]}"#;
    let (rounds, more) = if algorithm == "argon2" { (5, more) } else { (1000, "{}") };
    let data = format!(r#"{{"hashIterations":{rounds},"algorithm":"{algorithm}","additionalParameters":{more}}}"#);
    let secret = format!(r#"{{"value":"{value}","salt":"MDEyMzQ1Njc4OWFiY2RlZg==","additionalParameters":{{}}}}"#);
    assert!(opens(&ForeignHash::from_keycloak(&data, &secret).unwrap(), PASSWORD));
    for (data, secret) in [("{}", secret.as_str()), (data.as_str(), "[]"), ("x", "y")] {
        assert_eq!(ForeignHash::from_keycloak(data, secret), Err(ForeignRefusal::Malformed));
    }
    let other = data.replace(algorithm, "rot13");
    assert!(ForeignHash::from_keycloak(&other, &secret).is_err());
}

#[test]
fn vectors_of_the_rfcs() {
    let base64 = |bytes: &[u8]| STANDARD.encode(bytes);
    let hex = |text: &str| base64(&HEXLOWER.decode(text.as_bytes()).unwrap());
    for (form, salt, tag, password) in [
        // RFC 7914 section 12, the third vector.
        (
            "$scrypt$ln=14,r=8,p=1",
            "SodiumChloride",
            "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
            "pleaseletmein",
        ),
        // RFC 7914 section 11.
        (
            "$pbkdf2-sha256$i=80000,l=64",
            "NaCl",
            "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d",
            "Password",
        ),
        // RFC 6070 section 2, the third vector.
        ("$pbkdf2-sha1$i=4096", "salt", "4b007901b765489abead49d926f721d065a429c1", "password"),
    ] {
        let text = format!("{form}${}${}", base64(salt.as_bytes()), hex(tag));
        assert!(opens(&ForeignHash::parse(&text).unwrap(), password), "{form}");
    }
    // jBCrypt's TestBCrypt.
    let text = "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe";
    assert!(opens(&ForeignHash::parse(text).unwrap(), "a"));
}

#[test]
fn bcrypt_looks_at_72_octets_and_at_no_zero() {
    // Made by bcrypt 5.0.0 from the first 72 of 80 letters.
    let house = House::new(2);
    let text = "$2b$04$abcdefghijklmnopqrstuu63lXAbIYivQElb2EQ0x.he1MNLgkK3O";
    let row = ForeignHash::parse(text).unwrap().seal(account(1), &house.keyring, &house.rng);
    let verify =
        |text: &str| house.hasher.verify_password(&row, &attempt(text), &house.keyring, journey(1), at(0)).unwrap();
    assert!(verify(PASSWORD).is_some());
    assert!(verify(&format!("{PASSWORD}\0and more")).is_none());
}

#[rstest]
#[case("", ForeignRefusal::NoPassword)]
#[case("!unusable", ForeignRefusal::NoPassword)]
#[case("*", ForeignRefusal::NoPassword)]
#[case("Welkom01", ForeignRefusal::Unknown)]
#[case("{CLEARTEXT}Welkom01", ForeignRefusal::Unknown)]
#[case("{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=", ForeignRefusal::Unsalted)]
#[case("5baa61e4c9b93f3f0682250b6cf8331b7ee68fd8", ForeignRefusal::Unsalted)]
#[case("$apr1$abcdefgh$0123456789abcdefghij.0", ForeignRefusal::Md5)]
#[case("$1$abcdefgh$0123456789abcdefghij.0", ForeignRefusal::Md5)]
#[case("{SMD5}abcd", ForeignRefusal::Md5)]
#[case("rqXexS6ZhobKA", ForeignRefusal::Crypt)]
#[case("$6$salt$hash", ForeignRefusal::Crypt)]
#[case("$y$j9T$salt$hash", ForeignRefusal::Crypt)]
#[case("$2x$04$abcdefghijklmnopqrstuu63lXAbIYivQElb2EQ0x.he1MNLgkK3O", ForeignRefusal::BrokenBcrypt)]
#[case("$2b$04$abcdefghijklmnopqrstuu63lXAbIYivQElb2EQ0x.he1MNLgkK3", ForeignRefusal::Malformed)]
#[case("$2b$4$abcdefghijklmnopqrstuu63lXAbIYivQElb2EQ0x.he1MNLgkK3O", ForeignRefusal::Malformed)]
#[case("$argon2id$v=19$m=64,t=2$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNQ", ForeignRefusal::Malformed)]
#[case("$argon2id$v=19$m=64,m=64,t=2,p=1$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNQ", ForeignRefusal::Malformed)]
#[case("{SSHA}5rUK7bIHiwjC6txPD7Ks03afT90=", ForeignRefusal::Malformed)] // no salt behind it
#[case("scrypt$1000$saltSalt22$8$5$nbhXynwoWZJavTtYF+DoNg==", ForeignRefusal::Malformed)] // N is no power of two
fn what_is_no_hash_for_us_is_refused_with_a_reason(#[case] text: &str, #[case] why: ForeignRefusal) {
    assert_eq!(ForeignHash::parse(text), Err(why));
    assert!(text.is_empty() || !why.to_string().contains(text), "the reason repeats no password");
}

/// A file with one such line must not bring the portal to its knees.
#[rstest]
#[case("$argon2id$v=19$m=4194304,t=1,p=1$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNQ")]
#[case("$argon2id$v=19$m=131072,t=64,p=1$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNQ")]
#[case("$argon2id$v=19$m=99999999999,t=1,p=1$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNQ")]
#[case("$argon2id$v=19$m=64,t=1,p=255$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNQ")]
#[case("$2b$31$abcdefghijklmnopqrstuu63lXAbIYivQElb2EQ0x.he1MNLgkK3O")]
#[case("$2b$99$abcdefghijklmnopqrstuu63lXAbIYivQElb2EQ0x.he1MNLgkK3O")]
#[case("$scrypt$ln=24,r=8,p=1$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNQ")]
#[case("$scrypt$ln=255,r=8,p=1$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNQ")]
#[case("$scrypt$ln=14,r=4294967295,p=1$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNQ")]
#[case("$scrypt$ln=2,r=1,p=1000000$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNQ")]
#[case("scrypt$9223372036854775808$saltSalt22$8$5$nbhXynwoWZJavTtYF+DoNg==")]
#[case("pbkdf2_sha256$4294967295$saltSalt22$JzotE4tbzOWQXIx+VHn/RVRiIfko4Kehl1IZXCHCRqI=")]
#[case("pbkdf2_sha256$0$saltSalt22$JzotE4tbzOWQXIx+VHn/RVRiIfko4Kehl1IZXCHCRqI=")]
fn a_cost_beyond_reason_is_refused(#[case] text: &str) {
    assert_eq!(ForeignHash::parse(text), Err(ForeignRefusal::TooDear));
}

#[test]
fn what_owasp_calls_weak_is_known() {
    for weak in [
        "{SSHA}5rUK7bIHiwjC6txPD7Ks03afT90BAgMEBQYHCA==",
        "pbkdf2_sha256$27500$saltSalt22$JzotE4tbzOWQXIx+VHn/RVRiIfko4Kehl1IZXCHCRqI=",
        "$2b$04$abcdefghijklmnopqrstuu63lXAbIYivQElb2EQ0x.he1MNLgkK3O",
        "$argon2id$v=19$m=64,t=2,p=2$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNaO95KL8/OBs",
    ] {
        assert!(ForeignHash::parse(weak).unwrap().is_weak(), "{weak}");
    }
    for strong in [
        "pbkdf2_sha256$1000000$saltSalt22$JzotE4tbzOWQXIx+VHn/RVRiIfko4Kehl1IZXCHCRqI=",
        "$2b$12$abcdefghijklmnopqrstuu63lXAbIYivQElb2EQ0x.he1MNLgkK3O",
        "$argon2id$v=19$m=7168,t=5,p=1$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNaO95KL8/OBs",
        "$scrypt$ln=17,r=8,p=1$c29tZXNhbHQ5$F193TbXc1qI0a5pHwdJgNQ",
    ] {
        assert!(!ForeignHash::parse(strong).unwrap().is_weak(), "{strong}");
    }
}

#[test]
fn pw_07_a_right_password_is_made_anew_with_our_parameters_and_bound_to_the_account() {
    let house = House::new(3);
    let row = ForeignHash::parse("{SSHA}5rUK7bIHiwjC6txPD7Ks03afT90BAgMEBQYHCA==").unwrap().seal(
        account(1),
        &house.keyring,
        &house.rng,
    );
    assert!(!row.sealed.as_str().contains("SSHA"), "D2: nothing is stored bare");
    let mut moved = row.clone();
    moved.account = account(2);
    let verified = house.hasher.verify_password(&moved, &attempt(PASSWORD), &house.keyring, journey(1), at(0));
    assert!(verified.is_err(), "D8: a hash that is moved to another account opens nothing");
    let fresh = house.set_password(account(1), PASSWORD);
    assert_eq!(house.hasher.needs_rehash(&fresh, &house.keyring), Ok(false));
}

/// EN-03: the weakest hash of all answers a wrong password no quicker than a name that nobody has.
#[test]
#[allow(clippy::disallowed_methods, reason = "a test that measures work needs a real clock")]
fn en_03_a_cheap_hash_is_no_quicker_than_nobody() {
    let house = House::new(4);
    let hasher = Hasher::for_tests(4096);
    let row = ForeignHash::parse("{SSHA}5rUK7bIHiwjC6txPD7Ks03afT90BAgMEBQYHCA==").unwrap().seal(
        account(1),
        &house.keyring,
        &house.rng,
    );
    let wrong = attempt("wrong horse");
    let (mut somebody, mut nobody) = (Duration::MAX, Duration::MAX);
    for _ in 0..15 {
        let start = std::time::Instant::now();
        assert_eq!(hasher.verify_password(&row, &wrong, &house.keyring, journey(1), at(0)), Ok(None));
        somebody = somebody.min(start.elapsed());
        let start = std::time::Instant::now();
        hasher.verify_nobody(&wrong);
        nobody = nobody.min(start.elapsed());
    }
    let ratio = nobody.as_secs_f64() / somebody.as_secs_f64();
    assert!((0.3..3.0).contains(&ratio), "somebody {somebody:?}, nobody {nobody:?}");
}
