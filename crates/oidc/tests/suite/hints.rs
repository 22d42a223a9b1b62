//! `id_token_hint`: our own ID tokens, also expired ones, and nothing else (OP-18).

use oidc::id_token::{HintFault, read_hint};
use oidc::jose::{Alg, Jwk, JwsError, PrivateKey, sign};
use serde_json::{Value, json};

use crate::support::{account, issuer, key};

fn claims() -> Value {
    json!({ "iss": "https://login.example.org", "sub": account(1).to_string(), "aud": "wiki", "sid": "s", "exp": 1 })
}

fn keys() -> Vec<Jwk> {
    [Alg::Es256, Alg::EdDsa].map(|alg| key(alg).public().to_jwk()).into()
}

fn read(kid: &str, typ: &str, claims: &Value) -> Result<oidc::id_token::Hint, HintFault> {
    read_hint(&sign(key(Alg::Es256), kid, typ, claims).unwrap(), &keys(), &issuer())
}

fn kid(alg: Alg) -> String {
    key(alg).public().thumbprint()
}

#[test]
fn op_18_an_expired_token_is_a_hint() {
    let hint = read(&kid(Alg::Es256), "JWT", &claims()).unwrap();
    assert_eq!(hint.subject, account(1).to_string());
    assert_eq!((hint.client.as_str(), hint.session.as_deref()), ("wiki", Some("s")));
}

#[test]
fn op_18_a_token_with_the_name_of_another_key_is_none() {
    let other = read(&kid(Alg::EdDsa), "JWT", &claims());
    assert_eq!(other, Err(HintFault::Token(JwsError::Algorithm)));
    assert_eq!(read("unknown", "JWT", &claims()), Err(HintFault::UnknownKey));
    let stranger = PrivateKey::generate(Alg::Es256).unwrap();
    let forged = sign(&stranger, &kid(Alg::Es256), "JWT", &claims()).unwrap();
    assert_eq!(read_hint(&forged, &keys(), &issuer()), Err(HintFault::Token(JwsError::Signature)));
}

#[test]
fn op_18_tokens_of_another_type_or_issuer_are_none() {
    for typ in ["logout+jwt", "forward-auth+jwt", "at+jwt"] {
        assert_eq!(read(&kid(Alg::Es256), typ, &claims()), Err(HintFault::Token(JwsError::Type)), "{typ}");
    }
    let mut other = claims();
    other["iss"] = json!("https://login.example.org/");
    assert_eq!(read(&kid(Alg::Es256), "JWT", &other), Err(HintFault::Issuer));
    let mut nobody = claims();
    nobody["aud"] = json!("");
    assert_eq!(read(&kid(Alg::Es256), "JWT", &nobody), Err(HintFault::Issuer));
}

#[test]
fn op_18_a_cut_token_is_none() {
    let token = sign(key(Alg::Es256), &kid(Alg::Es256), "JWT", &claims()).unwrap();
    for end in 0..token.len() {
        assert!(read_hint(&token[..end], &keys(), &issuer()).is_err(), "{end}");
    }
}
