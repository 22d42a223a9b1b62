//! What tokens open, and when they stop: userinfo, introspection, revocation, and everything that ends a login (OP-09, OP-11).

use http::{Method, StatusCode};
use jiff::SignedDuration;
use journey::AccountStatus;
use oidc::client::ClientAuth;
use serde_json::json;
use testkit::{OidcClient, PASSWORD, Portal};

use crate::oidc_code::logged_in;

#[tokio::test]
async fn userinfo_tells_what_the_scopes_give_to_whoever_holds_the_token() {
    let portal = Portal::start().await;
    let browser = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let answer = client.tokens(&browser, "openid profile email").await;
    let claims = client.verify(&answer.text("id_token")).await;
    let token = answer.text("access_token");
    let who = client.with_token("/userinfo", &token).await;
    assert_eq!((who.header("content-type"), who.header("cache-control")), ("application/json", "no-store"));
    for name in ["sub", "preferred_username", "name", "email", "email_verified", "locale"] {
        assert_eq!(who.json()[name], claims[name], "{name}");
    }
    assert!(who.json().get("groups").is_none());
    let bearer = format!("bearer {token}");
    let posted = client.send(Method::POST, "/userinfo", Vec::new(), &[("authorization", &bearer)]).await;
    assert_eq!(posted.body, who.body);
    let only_profile = client.tokens(&browser, "openid").await;
    let who = client.with_token("/userinfo", &only_profile.text("access_token")).await;
    assert_eq!(who.json(), json!({"sub": claims["sub"]}));
}

#[tokio::test]
async fn userinfo_refuses_as_rfc_6750_says() {
    let portal = Portal::start().await;
    let browser = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let token = client.tokens(&browser, "openid offline_access").await;
    let (access, refresh) = (token.text("access_token"), token.text("refresh_token"));
    let ask = |authorization: String, path: &'static str| {
        let client = client.clone();
        async move { client.send(Method::GET, path, Vec::new(), &[("authorization", &authorization)]).await }
    };
    let none = ask(String::new(), "/userinfo").await;
    assert_eq!((none.told(), none.header("www-authenticate")), ((401, String::new()), "Bearer realm=\"poortwachter\""));
    for wrong in [&access[..42], &"A".repeat(43), &refresh, "", "x y", &format!("{access}{access}")] {
        let answer = ask(format!("Bearer {wrong}"), "/userinfo").await;
        assert_eq!(answer.told(), (401, "invalid_token".to_owned()), "{wrong}");
        assert!(answer.header("www-authenticate").contains("error=\"invalid_token\""), "{answer:?}");
    }
    let basic = ask("Basic YTpi".to_owned(), "/userinfo").await;
    assert_eq!(basic.told(), (400, "invalid_request".to_owned()));
    let in_address = client.send(Method::GET, &format!("/userinfo?access_token={access}"), Vec::new(), &[]).await;
    assert_eq!(in_address.status, StatusCode::UNAUTHORIZED, "RFC 6750 section 5.3");
    portal.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(client.with_token("/userinfo", &access).await.told(), (401, "invalid_token".to_owned()), "OP-11");
}

#[tokio::test]
async fn introspection_tells_a_client_of_its_own_tokens_only() {
    let portal = Portal::start().await;
    let browser = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let other = OidcClient::register(&portal, "wiki").await;
    let answer = client.tokens(&browser, "openid email offline_access").await;
    let claims = client.verify(&answer.text("id_token")).await;
    let token = answer.text("access_token");
    let own = client.post("/introspect", &[("token", &token), ("token_type_hint", "refresh_token")]).await;
    assert_eq!(own.header("cache-control"), "no-store");
    let json = own.json();
    assert_eq!(json["active"], true);
    assert_eq!((&json["client_id"], &json["aud"]), (&json!("dossier"), &json!("dossier")));
    for name in ["sub", "iss", "acr", "auth_time"] {
        assert_eq!(json[name], claims[name], "{name}");
    }
    assert_eq!((&json["scope"], &json["token_type"]), (&json!("openid email offline_access"), &json!("Bearer")));
    assert_eq!(json["exp"].as_i64().unwrap() - json["iat"].as_i64().unwrap(), 600);
    let nothing = json!({"active": false});
    assert_eq!(other.post("/introspect", &[("token", &token)]).await.json(), nothing);
    for wrong in [&token[..42], &"A".repeat(43), "x", &answer.text("refresh_token"), &answer.text("id_token")] {
        assert_eq!(client.post("/introspect", &[("token", wrong)]).await.json(), nothing, "{wrong}");
    }
    portal.clock.advance(SignedDuration::from_mins(10));
    assert_eq!(client.post("/introspect", &[("token", &token)]).await.json(), nothing);
}

#[tokio::test]
async fn revocation_ends_a_clients_own_family_and_nothing_else() {
    let portal = Portal::start().await;
    let browser = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let other = OidcClient::register(&portal, "wiki").await;
    let public = OidcClient::register_with(&portal, "mobiel", |client| client.auth = ClientAuth::None).await;
    for kind in ["access_token", "refresh_token"] {
        let answer = client.tokens(&browser, "openid offline_access").await;
        let bystander = client.tokens(&browser, "openid").await.text("access_token");
        let token = answer.text(kind);
        for (who, sent) in [(&other, token.as_str()), (&public, &token), (&client, "x"), (&client, &token[..42])] {
            assert_eq!(who.post("/revoke", &[("token", sent)]).await.status, StatusCode::OK, "RFC 7009 section 2.2");
        }
        let access = answer.text("access_token");
        assert_eq!(client.with_token("/userinfo", &access).await.status, StatusCode::OK);
        let hint = if kind == "access_token" { "refresh_token" } else { "nonsense" };
        let fields = [("token", token.as_str()), ("token_type_hint", hint)];
        assert_eq!(client.post("/revoke", &fields).await.status, StatusCode::OK);
        assert_eq!(client.with_token("/userinfo", &access).await.status, StatusCode::UNAUTHORIZED);
        let refreshed = client.refresh(&answer.text("refresh_token")).await;
        assert_eq!(refreshed.told(), (400, "invalid_grant".to_owned()));
        assert_eq!(client.with_token("/userinfo", &bystander).await.status, StatusCode::OK);
    }
    assert_eq!(portal.events().await.iter().filter(|(name, _)| name == "authn_token_revoked").count(), 2);
}

#[tokio::test]
async fn op_09_tokens_are_dead_at_the_moment_that_the_login_is() {
    let portal = Portal::start().await;
    let client = OidcClient::register(&portal, "dossier").await;
    let context = || store::Context::new(portal.clock.now(), store::Actor::System);
    for what in ["logout", "suspension", "recovery", "password change", "client off", "idle"] {
        let name = what.replace(' ', "");
        let anna = portal.enrolled(&name).await;
        let mut browser = portal.browser();
        anna.log_in(&portal, &mut browser).await;
        let answer = client.tokens(&browser, "openid offline_access").await;
        let (access, refresh) = (answer.text("access_token"), answer.text("refresh_token"));
        let asked = client.asks();
        let code = client.code(&browser, &asked).await;
        assert_eq!(client.with_token("/userinfo", &access).await.status, StatusCode::OK, "{what}");
        match what {
            "logout" => drop(browser.press("Uitloggen", &[]).await),
            "suspension" => portal.set_status(&anna, AccountStatus::Disabled).await,
            "recovery" => anna.recover(&mut portal.browser()).await,
            "password change" => {
                let mut elsewhere = portal.browser();
                anna.log_in(&portal, &mut elsewhere).await;
                anna.confirm(&portal, &mut elsewhere, "password").await;
                let fresh = format!("{PASSWORD} en nog iets");
                elsewhere.press("Wachtwoord opslaan", &[("Nieuw wachtwoord", &fresh)]).await;
            }
            "client off" => {
                assert!(portal.app.store.set_client_enabled(&client.client.id, false, &context()).await.unwrap());
                assert_eq!(client.refresh(&refresh).await.told(), (401, "invalid_client".to_owned()));
                assert!(portal.app.store.set_client_enabled(&client.client.id, true, &context()).await.unwrap());
            }
            _ => portal.clock.advance(portal.app.settings.policy.session.idle),
        }
        let who = client.with_token("/userinfo", &access).await;
        assert_eq!(who.told(), (401, "invalid_token".to_owned()), "{what}");
        let worth = client.post("/introspect", &[("token", &access)]).await;
        assert_eq!(worth.json(), json!({"active": false}), "{what}");
        assert_eq!(client.refresh(&refresh).await.told(), (400, "invalid_grant".to_owned()), "{what}");
        assert_eq!(client.redeem(&asked, &code).await.told(), (400, "invalid_grant".to_owned()), "{what}");
        portal.clock.advance(SignedDuration::from_mins(61));
    }
}
