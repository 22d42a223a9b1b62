//! Signed tokens: the vectors of the RFCs, and every trick with `alg` (OP-10, RFC 8725).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oidc::jose::{Alg, Jwk, JwsError, KeyError, MAX_TOKEN, PrivateKey, PublicKey, Unverified, sign};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Map, Value, json};

use crate::support::key;

const A3_X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
const A3_Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
const A3_SIGNED: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const A3_SIGNATURE: &str = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const RSA_N: &str = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

type Claims = Map<String, Value>;

fn public(jwk: Value) -> Option<PublicKey> {
    serde_json::from_value::<Jwk>(jwk).unwrap().to_public()
}

fn a3_key() -> PublicKey {
    public(json!({ "kty": "EC", "crv": "P-256", "x": A3_X, "y": A3_Y })).unwrap()
}

fn verify(token: &str, key: &PublicKey) -> Result<Claims, JwsError> {
    Unverified::parse(token)?.verify(key)
}

/// The token of A.3 with another header.
fn with_header(header: &Value, signature: &str) -> String {
    let payload = A3_SIGNED.split_once('.').unwrap().1;
    format!("{}.{payload}.{signature}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

#[test]
fn rfc_7638_and_8037_thumbprints() {
    let rsa = public(json!({ "kty": "RSA", "n": RSA_N, "e": "AQAB" })).unwrap();
    assert_eq!(rsa.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    let ed = public(json!({ "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" }));
    assert_eq!(ed.unwrap().thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

#[test]
fn rfc_7515_a3_verifies_and_a_changed_one_does_not() {
    let claims = verify(&format!("{A3_SIGNED}.{A3_SIGNATURE}"), &a3_key()).unwrap();
    assert_eq!(claims["iss"], "joe");
    let changed = A3_SIGNED.replace("LA0KICJleHAi", "LA0KICJleHBi");
    assert_eq!(verify(&format!("{changed}.{A3_SIGNATURE}"), &a3_key()), Err(JwsError::Signature));
}

#[test]
fn rfc_8037_a4_verifies() {
    let key = PublicKey::Ed { x: URL_SAFE_NO_PAD.decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo").unwrap() };
    let signed = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature = URL_SAFE_NO_PAD
        .decode("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg")
        .unwrap();
    assert!(key.verifies(signed, &signature));
    assert!(!key.verifies(&signed[1..], &signature));
}

#[rstest]
#[case(Alg::Rs256)]
#[case(Alg::Es256)]
#[case(Alg::EdDsa)]
fn op_10_what_is_signed_verifies_under_its_own_key_alone(#[case] alg: Alg) {
    let key = key(alg);
    let token = sign(key, "k1", "JWT", &json!({ "iss": "me" })).unwrap();
    let parsed = Unverified::parse(&token).unwrap();
    assert_eq!((parsed.header().alg.as_str(), parsed.header().kid.as_deref()), (alg.as_str(), Some("k1")));
    assert_eq!(verify(&token, &key.public()).unwrap()["iss"], "me");
    let published = key.public().to_jwk();
    assert_eq!(published.to_public(), Some(key.public()));
    for other in Alg::ALL.into_iter().filter(|other| *other != alg) {
        assert_eq!(verify(&token, &crate::support::key(other).public()), Err(JwsError::Algorithm));
    }
    let stranger = match alg {
        // A second RSA key would take long to make: the one of RFC 7638 does.
        Alg::Rs256 => public(json!({ "kty": "RSA", "n": RSA_N, "e": "AQAB" })).unwrap(),
        alg => PrivateKey::generate(alg).unwrap().public(),
    };
    assert_eq!(verify(&token, &stranger), Err(JwsError::Signature));
}

#[rstest]
#[case(Alg::Rs256)]
#[case(Alg::Es256)]
#[case(Alg::EdDsa)]
fn keys_are_written_and_read_again(#[case] alg: Alg) {
    let bytes = key(alg).export().unwrap();
    let read = PrivateKey::import(alg, &bytes).unwrap();
    assert_eq!(read.public(), key(alg).public());
    for other in Alg::ALL.into_iter().filter(|other| *other != alg) {
        assert_eq!(PrivateKey::import(other, &bytes).unwrap_err(), KeyError::Import(other));
    }
    assert_eq!(PrivateKey::import(alg, &bytes[1..]).unwrap_err(), KeyError::Import(alg));
    assert_eq!(format!("{read:?}"), format!("PrivateKey({}, …)", alg.as_str()));
}

#[test]
fn op_10_rsa_keys_have_3072_bits() {
    let PublicKey::Rsa { n, e } = key(Alg::Rs256).public() else { panic!("no RSA key") };
    assert_eq!((n.len() * 8, e.as_slice()), (3072, &[1, 0, 1][..]));
}

#[test]
fn op_10_alg_none_and_keyed_hashes_are_refused() {
    for (alg, signature) in [("none", ""), ("None", ""), ("none", A3_SIGNATURE), ("HS256", A3_SIGNATURE), ("", "")] {
        let token = with_header(&json!({ "alg": alg }), signature);
        assert_eq!(verify(&token, &a3_key()), Err(JwsError::Algorithm), "{alg}");
    }
}

#[test]
fn op_10_a_keyed_hash_with_the_public_key_is_refused() {
    use hmac::{Hmac, KeyInit, Mac};
    let PublicKey::Ec { point } = a3_key() else { panic!("no EC key") };
    let unsigned = with_header(&json!({ "alg": "HS256" }), "");
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&point).unwrap();
    mac.update(unsigned.trim_end_matches('.').as_bytes());
    let token = format!("{unsigned}{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()));
    assert_eq!(verify(&token, &a3_key()), Err(JwsError::Algorithm));
}

#[rstest]
#[case(json!({ "alg": "ES256", "jwk": { "kty": "EC" } }), JwsError::Header)]
#[case(json!({ "alg": "ES256", "jku": "https://evil.example/keys" }), JwsError::Header)]
#[case(json!({ "alg": "ES256", "x5u": "https://evil.example/x" }), JwsError::Header)]
#[case(json!({ "alg": "ES256", "x5c": [] }), JwsError::Header)]
#[case(json!({ "alg": "ES256", "crit": ["exp"] }), JwsError::Header)]
#[case(json!({ "alg": "ES256", "b64": false }), JwsError::Header)]
#[case(json!({ "alg": "ES256", "kid": 1 }), JwsError::Malformed)]
#[case(json!({ "alg": ["ES256"] }), JwsError::Malformed)]
#[case(json!({ "typ": "JWT" }), JwsError::Malformed)]
#[case(json!(["ES256"]), JwsError::Malformed)]
fn op_10_a_header_brings_no_key_and_no_surprise(#[case] header: Value, #[case] fault: JwsError) {
    assert_eq!(verify(&with_header(&header, A3_SIGNATURE), &a3_key()), Err(fault));
}

#[test]
fn op_10_a_signature_in_der_is_refused() {
    let raw = URL_SAFE_NO_PAD.decode(A3_SIGNATURE).unwrap();
    let integer = |half: &[u8]| {
        let padded = if half[0] & 0x80 == 0 { half.to_vec() } else { [&[0], half].concat() };
        [&[2, u8::try_from(padded.len()).unwrap()], padded.as_slice()].concat()
    };
    let both = [integer(&raw[..32]), integer(&raw[32..])].concat();
    let der = [&[0x30, u8::try_from(both.len()).unwrap()], both.as_slice()].concat();
    let token = format!("{A3_SIGNED}.{}", URL_SAFE_NO_PAD.encode(der));
    assert_eq!(verify(&token, &a3_key()), Err(JwsError::Signature));
}

#[rstest]
#[case("")]
#[case(".")]
#[case("..")]
#[case("a.b")]
#[case("eyJhbGciOiJFUzI1NiJ9.e30")]
#[case("eyJhbGciOiJFUzI1NiJ9.e30.AA.AA")]
#[case("eyJhbGciOiJFUzI1NiJ9=.e30.AA")]
#[case("eyJhbGciOiJFUzI1NiJ9.e30.A+")]
#[case(" eyJhbGciOiJFUzI1NiJ9.e30.AA")]
fn a_token_has_three_parts_of_base64url(#[case] token: &str) {
    assert_eq!(Unverified::parse(token).err(), Some(JwsError::Malformed));
}

#[test]
fn a_long_token_is_not_looked_at() {
    let token = format!("eyJhbGciOiJFUzI1NiJ9.{}.AA", "A".repeat(MAX_TOKEN));
    assert_eq!(Unverified::parse(&token).err(), Some(JwsError::Malformed));
}

#[rstest]
#[case(json!({ "kty": "RSA", "n": "AQAB", "e": "AQAB" }))]
#[case(json!({ "kty": "EC", "crv": "P-384", "x": A3_X, "y": A3_Y }))]
#[case(json!({ "kty": "EC", "crv": "P-256", "x": A3_X }))]
#[case(json!({ "kty": "EC", "crv": "P-256", "x": A3_X, "y": A3_Y, "use": "enc" }))]
#[case(json!({ "kty": "EC", "crv": "P-256", "x": A3_X, "y": A3_Y, "alg": "HS256" }))]
#[case(json!({ "kty": "oct", "k": "AAAA" }))]
#[case(json!({ "kty": "OKP", "crv": "X25519", "x": A3_X }))]
fn keys_that_we_do_not_verify_with(#[case] jwk: Value) {
    assert_eq!(public(jwk), None);
}

proptest! {
    #[test]
    fn no_token_makes_it_panic(token in "[A-Za-z0-9_.=-]{0,200}") {
        let _ = verify(&token, &a3_key());
    }

    #[test]
    fn no_header_makes_it_panic(header in ".{0,100}", payload in ".{0,100}") {
        let token = format!("{}.{}.AA", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(payload));
        prop_assert!(verify(&token, &a3_key()).is_err());
    }

    #[test]
    fn no_key_makes_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for alg in Alg::ALL {
            prop_assert!(PrivateKey::import(alg, &bytes).is_err());
        }
    }
}
