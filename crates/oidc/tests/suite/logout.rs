//! OP-18 and OP-19: logging out at an application's wish, and telling applications.

use oidc::LoginFacts;
use oidc::client::{Client, ClientId};
use oidc::id_token::Hint;
use oidc::jose::{Alg, Unverified, sign};
use oidc::logout::{EVENT, LogoutOutcome, LogoutRequest, LogoutToken, TOKEN_TYPE, decide, read};
use rstest::rstest;
use serde_json::{Map, Value, json};

use crate::support::{CountingRng, account, client, issuer, key, login, now, params};

const BYE: &str = "https://app.example.org/bye";

fn hint() -> Hint {
    Hint { subject: account(1).to_string(), client: client().id, session: Some(login().session.to_string()) }
}

fn request(pairs: &[(&str, &str)]) -> LogoutRequest {
    read(&params(pairs)).unwrap()
}

fn outcome(pairs: &[(&str, &str)], hint: Option<&Hint>, login: Option<&LoginFacts>) -> LogoutOutcome {
    decide(&request(pairs), hint, Some(&client()), login)
}

#[test]
fn op_18_a_valid_hint_of_this_session_ends_it() {
    let pairs = &[("post_logout_redirect_uri", BYE), ("state", "a b")];
    let then = Some(format!("{BYE}?state=a+b"));
    assert_eq!(outcome(pairs, Some(&hint()), Some(&login())), LogoutOutcome::End { then: then.clone() });
    assert_eq!(outcome(pairs, Some(&hint()), None), LogoutOutcome::Nothing { then });
}

#[test]
fn op_18_without_a_hint_of_this_session_people_are_asked() {
    let ask = LogoutOutcome::Ask { then: None };
    assert_eq!(outcome(&[], None, Some(&login())), ask);
    let somebody = Hint { subject: account(9).to_string(), ..hint() };
    assert_eq!(outcome(&[], Some(&somebody), Some(&login())), ask);
    let earlier = Hint { session: Some("earlier".to_owned()), ..hint() };
    assert_eq!(outcome(&[], Some(&earlier), Some(&login())), ask);
    // The hint and the name disagree: neither is believed.
    let pairs = &[("client_id", "other"), ("post_logout_redirect_uri", BYE)];
    assert_eq!(outcome(pairs, Some(&hint()), Some(&login())), ask);
}

#[rstest]
#[case("https://app.example.org/bye/")]
#[case("https://app.example.org/bye?x")]
#[case("https://app.example.org/Bye")]
#[case("https://app.example.org/")]
#[case("https://evil.example/bye")]
#[case("//evil.example")]
#[case("javascript:alert(1)")]
#[case("https://app.example.org@evil.example/bye")]
#[case("https://app.example.org/callback")]
fn op_18_people_land_only_where_it_is_registered(#[case] uri: &str) {
    let end = outcome(&[("post_logout_redirect_uri", uri)], Some(&hint()), Some(&login()));
    assert_eq!(end, LogoutOutcome::End { then: None });
}

#[test]
fn op_18_an_unknown_or_switched_off_client_has_no_landing() {
    let asked = request(&[("post_logout_redirect_uri", BYE)]);
    let nothing = LogoutOutcome::Nothing { then: None };
    assert_eq!(decide(&asked, None, None, None), nothing);
    assert_eq!(decide(&asked, None, Some(&Client { enabled: false, ..client() }), None), nothing);
    assert!(read(&params(&[("state", "a"), ("state", "b")])).is_err());
}

#[test]
fn op_19_the_logout_token_is_no_id_token() {
    let id = ClientId::parse("wiki").unwrap();
    let rng = CountingRng::new();
    let make = || LogoutToken::new(&issuer(), &id, (account(1), Some(login().session)), now(), &rng);
    let (first, second) = (make(), make());
    assert_ne!(first.jti, second.jti);
    let token = sign(key(Alg::Es256), "k", TOKEN_TYPE, &first).unwrap();
    let read = Unverified::parse(&token).unwrap();
    assert_eq!(read.header().typ.as_deref(), Some("logout+jwt"));
    let claims: Map<String, Value> = read.verify(&key(Alg::Es256).public()).unwrap();
    assert_eq!(claims["events"], json!({ EVENT: {} }));
    assert_eq!((&claims["aud"], &claims["sub"]), (&json!("wiki"), &json!(account(1).to_string())));
    assert_eq!(claims["sid"], login().session.to_string());
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 120);
    assert!(!claims.contains_key("nonce"));
    let all = LogoutToken::new(&issuer(), &id, (account(1), None), now(), &rng);
    assert!(serde_json::to_value(all).unwrap().get("sid").is_none());
}
