//! `/jwks` and the life of keys: published, signing, retiring, retired (OP-12).

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use jiff::SignedDuration;
use oidc::id_token::read_hint;
use oidc::jose::{Alg, Jwk, Unverified};
use serde_json::{Value, json};
use store::{Actor, Context};
use testkit::{OidcClient, Portal, test_key};

#[tokio::test]
async fn op_12_the_set_can_be_kept_for_an_hour_and_holds_no_private_part() {
    let portal = Portal::start().await;
    let client = OidcClient::register(&portal, "dossier").await;
    let set = client.send(Method::GET, "/jwks", Vec::new(), &[]).await;
    assert_eq!(set.status, StatusCode::OK);
    assert_eq!(set.header("cache-control"), "public, max-age=3600");
    assert_eq!(set.header("content-type"), "application/jwk-set+json");
    assert_eq!(set.header("access-control-allow-origin"), "*", "WE-06");
    assert_eq!(set.header("x-content-type-options"), "nosniff", "WE-05");
    let keys = set.json()["keys"].as_array().unwrap().clone();
    assert_eq!(keys.len(), 3);
    for key in &keys {
        let names: BTreeSet<&str> = key.as_object().unwrap().keys().map(String::as_str).collect();
        let public = BTreeSet::from(["kty", "kid", "alg", "use", "n", "e", "crv", "x", "y"]);
        assert!(names.is_subset(&public), "{names:?}");
        assert_eq!(key["use"], "sig");
    }
    let etag = set.header("etag").to_owned();
    for known in [etag.clone(), format!("W/{etag}"), format!("\"x\", {etag}"), "*".to_owned()] {
        let again = client.send(Method::GET, "/jwks", Vec::new(), &[("if-none-match", &known)]).await;
        assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0), "{known}");
        assert_eq!((again.header("etag"), again.header("cache-control")), (&*etag, "public, max-age=3600"));
    }
    let other = client.send(Method::GET, "/jwks", Vec::new(), &[("if-none-match", "\"x\"")]).await;
    assert_eq!(other.status, StatusCode::OK);
}

#[tokio::test]
async fn we_09_faults_are_told_as_json_and_the_set_outlives_the_database() {
    let portal = Portal::start().await;
    portal.expect_faults();
    let browser = crate::oidc_code::logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let token = client.tokens(&browser, "openid").await.text("access_token");
    portal.app.oidc.forget_keys().await;
    let get = |path: &'static str| client.send(Method::GET, path, Vec::new(), &[]);
    let fault = (500, "server_error".to_owned());
    store::testing::fail_after(&portal.app.store, Some(0));
    for answer in [
        get("/jwks").await,
        get("/.well-known/openid-configuration").await,
        client.post("/introspect", &[("token", &token)]).await,
        client.post("/token", &[("grant_type", "refresh_token")]).await,
        client.with_token("/userinfo", &token).await,
    ] {
        assert_eq!((answer.told(), answer.header("cache-control")), (fault.clone(), "no-store"));
        assert!(!String::from_utf8_lossy(&answer.body).contains("sql"), "{answer:?}");
    }
    store::testing::fail_after(&portal.app.store, None);
    let set = get("/jwks").await;
    assert_eq!(set.status, StatusCode::OK);
    portal.clock.advance(SignedDuration::from_secs(6));
    store::testing::fail_after(&portal.app.store, Some(0));
    assert_eq!(get("/jwks").await.body, set.body);
    store::testing::fail_after(&portal.app.store, None);
}

/// A client that keeps the key set for as long as it may.
struct Keeps {
    client: OidcClient,
    set: Option<(jiff::Timestamp, Value)>,
}

impl Keeps {
    async fn believes(&mut self, portal: &Portal, token: &str) -> bool {
        let now = portal.clock.now();
        if self.set.as_ref().is_none_or(|(at, _)| now.duration_since(*at) >= SignedDuration::from_hours(1)) {
            let set = self.client.send(Method::GET, "/jwks", Vec::new(), &[]).await.json();
            self.set = Some((now, set));
        }
        let token = Unverified::parse(token).unwrap();
        let kid = token.header().kid.clone();
        let keys = &self.set.as_ref().unwrap().1["keys"];
        let named = keys.as_array().unwrap().iter().find(|key| key["kid"].as_str() == kid.as_deref());
        let key = named.and_then(|key| serde_json::from_value::<Jwk>(key.clone()).ok()?.to_public());
        key.is_some_and(|key| token.verify::<Value>(&key).is_ok())
    }
}

#[tokio::test]
async fn op_12_a_client_goes_on_believing_across_a_rotation() {
    let portal = Portal::start().await;
    let client = OidcClient::register(&portal, "dossier").await;
    let mut keeps = Keeps { client: client.clone(), set: None };
    let oidc = &portal.app.oidc;
    let claims = json!({"iss": oidc.issuer.as_str(), "sub": "x", "aud": "dossier"});
    let sign = || oidc.sign(Alg::Es256, "JWT", &claims, portal.clock.now());
    let kid = |token: &str| Unverified::parse(token).unwrap().header().kid.clone().unwrap();
    let first = sign().await.unwrap();
    assert!(keeps.believes(&portal, &first).await);
    let old = portal.app.store.list_signing_keys().await.unwrap();
    let old = old.iter().find(|row| row.public.alg() == Alg::Es256).unwrap().id;
    // Thirty minutes later, with a set that it keeps, the next key is published.
    portal.clock.advance(SignedDuration::from_mins(30));
    let next = test_key(Alg::Es256);
    let name = next.public().thumbprint();
    portal.add_signing_key(&next, Some(old)).await;
    let mut seen = BTreeSet::new();
    for _ in 0..30 {
        let token = sign().await.unwrap();
        assert!(keeps.believes(&portal, &token).await, "at {}", portal.clock.now());
        seen.insert(kid(&token));
        portal.clock.advance(SignedDuration::from_mins(59));
    }
    assert_eq!(seen, BTreeSet::from([kid(&first), name.clone()]), "both signed, one after the other");
    assert_eq!(kid(&sign().await.unwrap()), name);
    let published = client.send(Method::GET, "/jwks", Vec::new(), &[]).await.json();
    let names = |set: &Value| -> BTreeSet<String> {
        set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
    };
    assert!(names(&published).contains(&kid(&first)), "retiring: tokens that it signed may still be about");
    portal.clock.advance(SignedDuration::from_hours(24));
    let published = client.send(Method::GET, "/jwks", Vec::new(), &[]).await.json();
    assert!(!names(&published).contains(&kid(&first)), "retired");
    let context = Context::new(portal.clock.now(), Actor::System);
    assert_eq!(oidc.destroy_retired(&context).await.unwrap(), 1);
    assert_eq!(oidc.destroy_retired(&context).await.unwrap(), 0);
    // Its tokens still say as hints whose login they were of (OP-18).
    let keys = oidc.hint_keys(portal.clock.now()).await.unwrap();
    assert_eq!(read_hint(&first, &keys, &oidc.issuer).unwrap().subject, "x");
    assert_eq!(kid(&sign().await.unwrap()), name);
}

#[tokio::test]
async fn op_12_due_keys_are_made_once_and_sealed() {
    let portal = Portal::start().await;
    let oidc = &portal.app.oidc;
    let now = portal.clock.now();
    assert!(matches!(
        oidc.sign(Alg::Rs256, "JWT", &json!({}), now).await,
        Err(web::oidc::ProviderError::NoKey(Alg::Rs256))
    ));
    portal.signing_keys().await;
    let context = Context::new(now, Actor::System);
    assert_eq!(oidc.make_due_keys(&*portal.app.rng, &context).await.unwrap(), 0);
    assert_eq!(oidc.algs(now).await.unwrap(), Alg::ALL);
    let later = now + oidc.rotation.period;
    let context = Context::new(later, Actor::System);
    let (one, two) =
        tokio::join!(oidc.make_due_keys(&*portal.app.rng, &context), oidc.make_due_keys(&*portal.app.rng, &context));
    assert_eq!(one.unwrap() + two.unwrap(), 3, "of two nodes at once each key is made by one");
    assert_eq!(portal.app.store.list_signing_keys().await.unwrap().len(), 6);
    let bytes = test_key(Alg::Rs256).export().unwrap();
    let dump = portal.dump().await;
    let hex = bytes[200..216].iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    assert!(!dump.contains(&hex), "the private half is sealed");
}
