//! OP-08: a client proves who it is in its one way.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use oidc::OAuthError;
use oidc::Refused;
use oidc::client::{Client, ClientAuth, SecretHash};
use oidc::client_auth::{ASSERTION_TYPE, Audience, FAILED, Presented, Proven};
use oidc::jose::{Alg, sign};
use proptest::prelude::*;
use rstest::rstest;
use serde_json::{Value, json};

use crate::support::{client, key, now, params, public_client, seconds, secret};

const AUDIENCE: [&str; 2] = ["https://login.example.org", "https://login.example.org/token"];

fn authenticate(header: Option<&str>, pairs: &[(&str, &str)], client: &Client) -> Result<Proven, Refused> {
    let presented = Presented::read(header, &params(pairs))?;
    presented.verify(Some(client), &Audience { accepted: &AUDIENCE, now: now() })
}

fn basic(client: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{client}:{secret}")))
}

fn text(n: u8) -> String {
    secret(n).expose().to_string()
}

fn posting() -> Client {
    Client { auth: ClientAuth::Post(vec![SecretHash(secret(1).hash())]), ..client() }
}

fn signing(alg: Alg) -> Client {
    Client { auth: ClientAuth::PrivateKeyJwt { alg, keys: vec![key(alg).public()] }, ..client() }
}

#[test]
fn op_08_basic_is_form_decoded() {
    assert!(authenticate(Some(&basic("wiki", &text(1))), &[], &client()).is_ok());
    let encoded = text(1).replace('A', "%41").replace('E', "%45");
    assert!(authenticate(Some(&basic("w%69ki", &encoded)), &[], &client()).is_ok());
    assert_eq!(authenticate(Some(&basic("wiki", &text(2))), &[], &client()), Err(FAILED));
}

#[rstest]
#[case("Basic")]
#[case("Basic ")]
#[case("Basic ***")]
#[case("Basic d2lraQ==")]
#[case("Bearer d2lraTp4")]
#[case("Basic d2lraTr/")]
fn op_08_other_headers_fail(#[case] header: &str) {
    assert_eq!(authenticate(Some(header), &[], &client()), Err(FAILED));
}

#[test]
fn op_08_each_client_has_one_way() {
    let (secret, header) = (text(1), basic("wiki", &text(1)));
    let post = [("client_id", "wiki"), ("client_secret", secret.as_str())];
    assert!(authenticate(None, &post, &posting()).is_ok());
    assert!(authenticate(None, &[("client_id", "wiki")], &public_client()).is_ok());
    for (header, pairs, client) in [
        (None, &post[..], client()),
        (Some(header.as_str()), &[][..], posting()),
        (None, &post[..1], client()),
        (None, &post[..], public_client()),
        (Some(header.as_str()), &[][..], public_client()),
        (None, &post[..], signing(Alg::Es256)),
        (Some(header.as_str()), &[][..], Client { enabled: false, ..self::client() }),
    ] {
        assert_eq!(authenticate(header, pairs, &client), Err(FAILED));
    }
}

#[test]
fn op_08_an_unknown_client_looks_like_a_wrong_secret() {
    let presented = Presented::read(Some(&basic("nobody", &text(1))), &params(&[])).unwrap();
    assert_eq!(presented.verify(None, &Audience { accepted: &AUDIENCE, now: now() }), Err(FAILED));
    assert!(!format!("{presented:?}").contains(&text(1)));
}

#[test]
fn op_08_two_secrets_while_one_is_replaced() {
    let both = Client { auth: ClientAuth::Basic([1, 2].map(|n| SecretHash(secret(n).hash())).into()), ..client() };
    for n in [1, 2] {
        assert!(authenticate(Some(&basic("wiki", &text(n))), &[], &both).is_ok());
    }
    assert_eq!(authenticate(Some(&basic("wiki", &text(3))), &[], &both), Err(FAILED));
}

#[test]
fn rfc_6749_2_3_one_way_in_a_request() {
    let (header, secret) = (basic("wiki", &text(1)), text(1));
    let assertion = [("client_assertion_type", ASSERTION_TYPE), ("client_assertion", "a.b.c")];
    for (header, pairs) in [
        (Some(header.as_str()), vec![("client_secret", secret.as_str())]),
        (Some(header.as_str()), assertion.to_vec()),
        (None, [&[("client_secret", secret.as_str())], &assertion[..]].concat()),
        (Some(header.as_str()), vec![("client_id", "other")]),
        (None, vec![("client_assertion", "a.b.c")]),
        (None, vec![("client_assertion_type", "x"), ("client_assertion", "a.b.c")]),
    ] {
        assert_eq!(authenticate(header, &pairs, &client()).unwrap_err().error, OAuthError::InvalidRequest);
    }
}

fn claims() -> Value {
    json!({ "iss": "wiki", "sub": "wiki", "aud": AUDIENCE[0], "exp": now().as_second() + 60, "jti": "1" })
}

fn assert_with(client: &Client, token: &str) -> Result<Proven, Refused> {
    authenticate(None, &[("client_assertion_type", ASSERTION_TYPE), ("client_assertion", token)], client)
}

fn signed(alg: Alg, claims: &Value) -> String {
    sign(key(alg), &key(alg).public().thumbprint(), "JWT", claims).unwrap()
}

#[rstest]
#[case(Alg::Rs256)]
#[case(Alg::Es256)]
#[case(Alg::EdDsa)]
fn op_08_an_assertion_gives_a_jti_to_burn(#[case] alg: Alg) {
    let burn = assert_with(&signing(alg), &signed(alg, &claims())).unwrap().burn.unwrap();
    assert_eq!(burn.until, now() + seconds(90));
    let mut other = claims();
    other["jti"] = json!("2");
    assert_ne!(assert_with(&signing(alg), &signed(alg, &other)).unwrap().burn.unwrap().hash, burn.hash);
}

#[rstest]
#[case("iss", json!("other"))]
#[case("sub", json!("other"))]
#[case("aud", json!("https://other.example"))]
#[case("aud", json!("https://login.example.org/"))]
#[case("aud", json!([AUDIENCE[0], "https://other.example"]))]
#[case("aud", json!([]))]
#[case("exp", json!(1_800_000_000 - 31))]
#[case("exp", json!(1_800_000_000 + 3600))]
#[case("exp", json!("soon"))]
#[case("exp", json!(i64::MAX))]
#[case("exp", Value::Null)]
#[case("jti", json!(""))]
#[case("jti", Value::Null)]
#[case("nbf", json!(1_800_000_000 + 300))]
#[case("iat", json!(1_800_000_000 + 300))]
fn op_08_an_assertion_for_somebody_else_or_another_time_fails(#[case] name: &str, #[case] value: Value) {
    let mut changed = claims();
    changed[name] = value;
    assert_eq!(assert_with(&signing(Alg::Es256), &signed(Alg::Es256, &changed)), Err(FAILED));
}

#[test]
fn op_08_the_algorithm_of_a_client_is_fixed() {
    assert_eq!(assert_with(&signing(Alg::Es256), &signed(Alg::EdDsa, &claims())), Err(FAILED));
    let part = |json: Value| URL_SAFE_NO_PAD.encode(json.to_string());
    for alg in ["none", "HS256", "ES256"] {
        let token = format!("{}.{}.", part(json!({ "alg": alg })), part(claims()));
        assert_eq!(assert_with(&signing(Alg::Es256), &token), Err(FAILED), "{alg}");
    }
    let logout = sign(key(Alg::Es256), "x", "logout+jwt", &claims()).unwrap();
    assert_eq!(assert_with(&signing(Alg::Es256), &logout), Err(FAILED));
}

#[test]
fn op_08_one_audience_in_a_list_is_one_audience() {
    let mut listed = claims();
    listed["aud"] = json!([AUDIENCE[1]]);
    assert!(assert_with(&signing(Alg::Es256), &signed(Alg::Es256, &listed)).is_ok());
}

proptest! {
    #[test]
    fn no_header_and_no_assertion_make_it_panic(header in ".{0,80}", token in "[A-Za-z0-9_.-]{0,80}") {
        let _ = authenticate(Some(&header), &[], &client());
        let _ = authenticate(Some(&format!("Basic {}", STANDARD.encode(&header))), &[], &client());
        prop_assert!(assert_with(&signing(Alg::EdDsa), &token).is_err());
    }
}
