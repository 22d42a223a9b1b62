//! Codes at the token endpoint: one minute, one use, and bound to everything around them (OP-03, OP-04).

use http::StatusCode;
use jiff::SignedDuration;
use oidc::client::PkceRule;
use testkit::{Answer, Browser, OidcClient, Portal};

pub(crate) async fn logged_in(portal: &Portal, name: &str) -> Browser {
    let person = portal.enrolled(name).await;
    let mut browser = portal.browser();
    person.log_in(portal, &mut browser).await;
    browser
}

fn invalid_grant(answer: &Answer) {
    assert_eq!(answer.told(), (400, "invalid_grant".to_owned()), "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn op_04_of_twenty_redemptions_one_counts_and_its_tokens_die_with_the_next() {
    let portal = Portal::start().await;
    let browser = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks_with(&[("scope", "openid offline_access")]);
    let code = client.code(&browser, &asked).await;
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let (client, asked, code) = (client.clone(), asked.clone(), code.clone());
            tokio::spawn(async move { client.redeem(&asked, &code).await })
        })
        .collect();
    let mut given = Vec::new();
    for one in tries {
        let answer = one.await.unwrap();
        if answer.status == StatusCode::OK { given.push(answer) } else { invalid_grant(&answer) }
    }
    assert_eq!(given.len(), 1);
    let who = client.with_token("/userinfo", &given[0].text("access_token")).await;
    assert_eq!(who.told(), (401, "invalid_token".to_owned()));
    invalid_grant(&client.refresh(&given[0].text("refresh_token")).await);
    assert!(portal.events().await.iter().any(|(name, _)| name == "authn_token_reuse"));
}

#[tokio::test]
async fn op_04_a_code_that_comes_back_later_ends_what_it_gave() {
    let portal = Portal::start().await;
    let browser = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks();
    let code = client.code(&browser, &asked).await;
    let answer = client.redeem(&asked, &code).await;
    let token = answer.text("access_token");
    assert_eq!(client.with_token("/userinfo", &token).await.status, StatusCode::OK);
    // Another client learns and ends nothing with it.
    let other = OidcClient::register(&portal, "wiki").await;
    invalid_grant(&other.redeem(&asked, &code).await);
    assert_eq!(client.with_token("/userinfo", &token).await.status, StatusCode::OK);
    invalid_grant(&client.redeem(&asked, &code).await);
    assert_eq!(client.with_token("/userinfo", &token).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn op_03_op_04_whatever_does_not_fit_gives_nothing_and_leaves_the_code_to_its_client() {
    let portal = Portal::start().await;
    let browser = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let other = OidcClient::register(&portal, "wiki").await;
    let asked = client.asks();
    let code = client.code(&browser, &asked).await;
    let uri = client.client.redirect_uris[0].as_str();
    let long = "v".repeat(129);
    let before = portal.rows("access_tokens").await;
    for (redirect_uri, verifier) in [
        (uri, "x".repeat(43).as_str()),
        (uri, ""),
        (uri, &asked.verifier[..42]),
        (uri, &long),
        (uri, &format!("{}!", asked.verifier)),
        ("", &asked.verifier),
        ("https://dossier.voorbeeld.example/callback/", &asked.verifier),
        ("https://dossier.voorbeeld.example:443/callback", &asked.verifier),
    ] {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", redirect_uri),
            ("code_verifier", verifier),
        ];
        invalid_grant(&client.post("/token", &fields).await);
    }
    invalid_grant(&other.redeem(&asked, &code).await);
    for wrong in [&code[..42], &"A".repeat(43), "x", &format!("{code}A")] {
        invalid_grant(&client.redeem(&asked, wrong).await);
    }
    assert_eq!(portal.rows("access_tokens").await, before);
    assert_eq!(client.redeem(&asked, &code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn op_03_a_challenge_that_somebody_took_out_is_noticed() {
    let portal = Portal::start().await;
    let browser = logged_in(&portal, "anna").await;
    let old = OidcClient::register_with(&portal, "oud", |client| client.pkce = PkceRule::OldClient).await;
    let asked = old.asks_with(&[("code_challenge", ""), ("code_challenge_method", "")]);
    let code = old.code(&browser, &asked).await;
    invalid_grant(&old.redeem(&asked, &code).await);
    let without = testkit::Asked { verifier: String::new(), ..asked };
    assert_eq!(old.redeem(&without, &code).await.status, StatusCode::OK);
}

#[tokio::test]
async fn op_04_a_code_lives_a_minute_and_no_longer_than_the_session() {
    let portal = Portal::start().await;
    let mut browser = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks();
    let code = client.code(&browser, &asked).await;
    portal.clock.advance(SignedDuration::from_secs(60));
    invalid_grant(&client.redeem(&asked, &code).await);
    let code = client.code(&browser, &asked).await;
    browser.open("/account").await;
    browser.press("Uitloggen", &[]).await;
    invalid_grant(&client.redeem(&asked, &code).await);
    assert!(portal.rows("access_tokens").await.is_empty());
}
