//! Refresh tokens: each works once and gives the next; one that comes back ends them all (OP-09).

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Answer, OidcClient, Portal};

use crate::oidc_code::logged_in;

fn invalid_grant(answer: &Answer) {
    assert_eq!(answer.told(), (400, "invalid_grant".to_owned()), "{answer:?}");
}

#[tokio::test]
async fn op_09_they_rotate_and_the_login_stays_the_same() {
    let portal = Portal::start().await;
    let browser = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let first = client.tokens(&browser, "openid email offline_access").await;
    let before = client.verify(&first.text("id_token")).await;
    let mut refresh = first.text("refresh_token");
    for _ in 0..3 {
        portal.clock.advance(SignedDuration::from_mins(2));
        let next = client.refresh(&refresh).await;
        assert_eq!(next.status, StatusCode::OK, "{next:?}");
        assert_ne!(next.text("refresh_token"), refresh);
        refresh = next.text("refresh_token");
        let claims = client.verify(&next.text("id_token")).await;
        for same in ["sub", "aud", "iss", "auth_time", "acr", "amr", "sid", "email"] {
            assert_eq!(claims[same], before[same], "{same} (OpenID Connect Core section 12.2)");
        }
        assert!(claims.get("nonce").is_none());
        assert_eq!(client.with_token("/userinfo", &next.text("access_token")).await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn op_09_fewer_scopes_can_be_had_and_more_cannot() {
    let portal = Portal::start().await;
    let browser = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let refresh = client.tokens(&browser, "openid email offline_access").await.text("refresh_token");
    let ask = |token: String, scope: &'static str| {
        let client = client.clone();
        async move {
            let fields = [("grant_type", "refresh_token"), ("refresh_token", &*token), ("scope", scope)];
            client.post("/token", &fields).await
        }
    };
    for more in ["openid profile", "openid everything", "openid ", "OPENID"] {
        assert_eq!(ask(refresh.clone(), more).await.told(), (400, "invalid_scope".to_owned()), "{more:?}");
    }
    let fewer = ask(refresh, "openid").await;
    assert_eq!(fewer.text("scope"), "openid");
    assert!(client.verify(&fewer.text("id_token")).await.get("email").is_none());
    let who = client.with_token("/userinfo", &fewer.text("access_token")).await;
    assert!(who.json().get("email").is_none());
    // What was granted stays granted (RFC 6749 section 6).
    let again = client.refresh(&fewer.text("refresh_token")).await;
    assert_eq!(again.text("scope"), "openid email offline_access");
}

#[tokio::test]
async fn op_09_used_twice_at_once_or_later_it_ends_them_all() {
    let portal = Portal::start().await;
    let browser = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let first = client.tokens(&browser, "openid offline_access").await;
    let second = client.refresh(&first.text("refresh_token")).await;
    // A stranger who holds the old one ends nothing: it is not theirs to use.
    let other = OidcClient::register(&portal, "wiki").await;
    invalid_grant(&other.refresh(&first.text("refresh_token")).await);
    assert_eq!(client.with_token("/userinfo", &second.text("access_token")).await.status, StatusCode::OK);
    invalid_grant(&client.refresh(&first.text("refresh_token")).await);
    invalid_grant(&client.refresh(&second.text("refresh_token")).await);
    for token in [&first, &second] {
        assert_eq!(client.with_token("/userinfo", &token.text("access_token")).await.status, StatusCode::UNAUTHORIZED);
    }
    assert!(portal.events().await.iter().any(|(name, _)| name == "authn_token_reuse"));
    let refresh = client.tokens(&browser, "openid offline_access").await.text("refresh_token");
    let tries: Vec<_> = (0..10)
        .map(|_| {
            let (client, refresh) = (client.clone(), refresh.clone());
            tokio::spawn(async move { client.refresh(&refresh).await })
        })
        .collect();
    let mut given = Vec::new();
    for one in tries {
        let answer = one.await.unwrap();
        if answer.status == StatusCode::OK { given.push(answer) } else { invalid_grant(&answer) }
    }
    assert_eq!(given.len(), 1);
    invalid_grant(&client.refresh(&given[0].text("refresh_token")).await);
}

#[tokio::test]
async fn op_09_it_lives_no_longer_than_the_session() {
    let portal = Portal::start().await;
    let mut browser = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let mut refresh = client.tokens(&browser, "openid offline_access").await.text("refresh_token");
    let overall = portal.app.settings.policy.session.overall;
    let ends = portal.clock.now() + overall;
    while portal.clock.now() + SignedDuration::from_mins(10) < ends {
        // The person is at work: the session is not idle.
        portal.clock.advance(SignedDuration::from_mins(9));
        browser.open("/account").await;
        let answer = client.refresh(&refresh).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        refresh = answer.text("refresh_token");
    }
    let last = client.refresh(&refresh).await;
    let left = last.json()["expires_in"].as_i64().unwrap();
    assert!(left <= 600, "{left}");
    portal.clock.advance(SignedDuration::from_mins(10));
    invalid_grant(&client.refresh(&last.text("refresh_token")).await);
    assert_eq!(client.with_token("/userinfo", &last.text("access_token")).await.status, StatusCode::UNAUTHORIZED);
}
