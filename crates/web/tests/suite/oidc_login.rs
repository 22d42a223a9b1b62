//! `POST /token`: whole logins of an application, and what it learns by them (OP-04, OP-06, OP-10, OP-11, OP-14).

use http::StatusCode;
use oidc::jose::Alg;
use oidc::token::Lifetimes;
use serde_json::json;
use testkit::{OidcClient, Portal};

#[tokio::test]
async fn op_10_op_11_a_code_becomes_tokens_that_say_who_and_how() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks_with(&[("scope", "openid profile email groups phone offline_access")]);
    let code = client.code(&browser, &asked).await;
    let answer = client.redeem(&asked, &code).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert_eq!((answer.header("cache-control"), answer.header("pragma")), ("no-store", "no-cache"));
    assert_eq!(answer.header("content-type"), "application/json");
    let json = answer.json();
    assert_eq!((&json["token_type"], &json["expires_in"]), (&json!("Bearer"), &json!(600)));
    assert_eq!(json["scope"], "openid profile email phone groups offline_access");
    for name in ["access_token", "refresh_token"] {
        assert_eq!(json[name].as_str().unwrap().len(), 43, "{name}: 256 bits, opaque");
    }
    let claims = client.verify(&answer.text("id_token")).await;
    assert_eq!(claims["sub"], anna.id.to_string());
    assert_eq!(claims["nonce"], asked.nonce, "OP-06");
    assert_eq!(
        (&claims["acr"], &claims["amr"]),
        (&json!("urn:poortwachter:acr:two-factor"), &json!(["pwd", "otp", "mfa"]))
    );
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), Lifetimes::ID.as_secs());
    assert!(claims["auth_time"].as_i64().unwrap() <= claims["iat"].as_i64().unwrap());
    assert_eq!(claims["at_hash"], oidc::id_token::left_half(&answer.text("access_token"), Alg::Es256));
    assert!(claims["sid"].is_string());
    assert_eq!((&claims["preferred_username"], &claims["name"]), (&json!("anna"), &json!("Mevrouw anna")));
    assert_eq!((&claims["email"], &claims["groups"]), (&json!("anna@voorbeeld.example"), &json!([])));
    assert!(claims.get("phone_number").is_none(), "what is not known is left out");
    assert!(claims.get("recovered_at").is_none(), "the account was never recovered");
    let log = portal.log.text();
    for secret in [answer.text("access_token"), answer.text("refresh_token"), answer.text("id_token"), code] {
        assert!(!log.contains(&secret) && !portal.dump().await.contains(&secret), "no secret is kept or logged");
    }
}

#[tokio::test]
async fn op_10_the_algorithm_is_the_clients_own() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    for (name, alg) in [("rsa", Alg::Rs256), ("ec", Alg::Es256), ("ed", Alg::EdDsa)] {
        let client = OidcClient::register_with(&portal, name, |client| client.id_token_alg = alg).await;
        let answer = client.tokens(&browser, "openid").await;
        let claims = client.verify(&answer.text("id_token")).await;
        assert_eq!(claims["at_hash"], oidc::id_token::left_half(&answer.text("access_token"), alg), "{name}");
        assert!(claims.get("name").is_none() && claims.get("email").is_none(), "only what the scopes give");
        assert!(answer.json().get("refresh_token").is_none(), "OP-09: off without offline_access");
    }
}

#[tokio::test]
async fn a_recovery_is_told_so_that_an_application_can_be_careful() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let mut home = anna.home.clone();
    anna.recover(&mut home).await;
    let recovered_at = portal.clock.now().as_second();
    anna.enter_password(&mut home).await;
    anna.home = home;
    portal.walk_the_wizard(&mut anna).await;
    let answer = client.tokens(&anna.home, "openid").await;
    let claims = client.verify(&answer.text("id_token")).await;
    let told = claims["recovered_at"].as_i64().unwrap();
    assert!((recovered_at - 1..=recovered_at).contains(&told), "{told} {recovered_at}");
    let who = client.with_token("/userinfo", &answer.text("access_token")).await;
    assert_eq!(who.json()["recovered_at"], told);
}
