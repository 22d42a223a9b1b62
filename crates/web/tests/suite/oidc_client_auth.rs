//! Who calls: client authentication in its one way, assertions that were tampered with, and what failing often leads to (OP-08).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Method, StatusCode};
use jiff::SignedDuration;
use oidc::client::ClientAuth;
use oidc::client_auth::ASSERTION_TYPE;
use oidc::jose::{Alg, PrivateKey, sign};
use serde_json::{Value, json};
use testkit::{Answer, OidcClient, Portal, Proof, basic};

fn secret(client: &OidcClient) -> &str {
    match &*client.proof {
        Proof::Basic(secret) | Proof::Post(secret) => secret,
        Proof::Public | Proof::Key(_) => "",
    }
}

async fn introspect(client: &OidcClient, body: &str, authorization: &str) -> Answer {
    client.send(Method::POST, "/introspect", body.into(), &[("authorization", authorization)]).await
}

#[tokio::test]
async fn op_08_every_failure_looks_the_same() {
    let portal = Portal::start().await;
    let client = OidcClient::register(&portal, "dossier").await;
    let off = OidcClient::register(&portal, "uit").await;
    let context = store::Context::new(portal.clock.now(), store::Actor::System);
    assert!(portal.app.store.set_client_enabled(&off.client.id, false, &context).await.unwrap());
    let right = basic("dossier", secret(&client));
    assert_eq!(introspect(&client, "token=x", &right).await.status, StatusCode::OK);
    let mut answers = Vec::new();
    for authorization in [
        basic("dossier", &"A".repeat(43)),
        basic("dossier", ""),
        basic("onbekend", secret(&client)),
        basic("uit", secret(&off)),
        "Basic ???".to_owned(),
        "Bearer x".to_owned(),
    ] {
        let answer = introspect(&client, "token=x", &authorization).await;
        assert_eq!(answer.told(), (401, "invalid_client".to_owned()), "{authorization}");
        assert_eq!(answer.header("www-authenticate"), "Basic realm=\"poortwachter\"");
        assert_eq!((answer.header("cache-control"), answer.header("set-cookie")), ("no-store", ""));
        answers.push(answer.body);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
    assert_eq!(introspect(&client, "token=x", "").await.told(), (401, "invalid_client".to_owned()));
    let told = portal.audit().await.into_iter().filter(|line| line.event == "client_authn_fail");
    let mut named: Vec<_> = told.map(|line| line.detail).collect();
    named.dedup();
    // Only clients that exist are named (LO-03).
    assert!(!format!("{named:?}").contains("onbekend"), "{named:?}");
    assert!(format!("{named:?}").contains("dossier"), "{named:?}");
}

#[tokio::test]
async fn op_08_each_client_has_one_way_and_a_request_has_one() {
    let portal = Portal::start().await;
    let in_header = OidcClient::register(&portal, "kop").await;
    let in_form =
        OidcClient::register_with(&portal, "formulier", |client| client.auth = ClientAuth::Post(Vec::new())).await;
    let public = OidcClient::register_with(&portal, "mobiel", |client| client.auth = ClientAuth::None).await;
    assert_eq!(in_form.post("/introspect", &[("token", "x")]).await.status, StatusCode::OK);
    let form = |id: &str, secret: &str| format!("token=x&client_id={id}&client_secret={secret}");
    let wrong_way = [
        (form("kop", secret(&in_header)), String::new()),
        ("token=x".to_owned(), basic("formulier", secret(&in_form))),
        (form("mobiel", secret(&in_form)), String::new()),
        ("token=x&client_id=kop".to_owned(), String::new()),
    ];
    for (body, authorization) in wrong_way {
        let answer = introspect(&in_header, &body, &authorization).await;
        assert_eq!(answer.told(), (401, "invalid_client".to_owned()), "{body}");
    }
    let two = introspect(&in_header, &form("kop", secret(&in_header)), &basic("kop", secret(&in_header))).await;
    assert_eq!(two.told(), (400, "invalid_request".to_owned()));
    let other = introspect(&in_header, "token=x&client_id=formulier", &basic("kop", secret(&in_header))).await;
    assert_eq!(other.told(), (400, "invalid_request".to_owned()));
    assert_eq!(public.post("/introspect", &[("token", "x")]).await.told(), (401, "invalid_client".to_owned()));
    assert_eq!(public.post("/revoke", &[("token", "x")]).await.status, StatusCode::OK);
    let doubled = [("authorization", &*basic("kop", secret(&in_header)))];
    let in_address = in_header.send(Method::POST, "/introspect?token=x", b"token=x".to_vec(), &doubled).await;
    assert_eq!(in_address.told(), (400, "invalid_request".to_owned()));
}

async fn with_key(portal: &Portal, name: &str, alg: Alg) -> OidcClient {
    OidcClient::register_with(portal, name, |client| {
        client.auth = ClientAuth::PrivateKeyJwt { alg, keys: Vec::new() };
    })
    .await
}

async fn asserted(client: &OidcClient, path: &str, assertion: &str) -> Answer {
    let kind: String = ASSERTION_TYPE.replace(':', "%3A");
    let body = format!("token=x&client_assertion_type={kind}&client_assertion={assertion}");
    client.send(Method::POST, path, body.into(), &[]).await
}

fn key(client: &OidcClient) -> &PrivateKey {
    match &*client.proof {
        Proof::Key(key) => key,
        _ => panic!("no key"),
    }
}

#[tokio::test]
async fn op_08_an_assertion_proves_once_at_each_endpoint() {
    let portal = Portal::start().await;
    let client = with_key(&portal, "dossier", Alg::Es256).await;
    let issuer = portal.app.oidc.issuer.clone();
    for (path, audience) in [
        ("/introspect", json!(issuer.as_str())),
        ("/introspect", json!(issuer.at("/introspect"))),
        ("/revoke", json!([issuer.at("/token")])),
        ("/par", json!(issuer.at("/par"))),
    ] {
        portal.clock.advance(SignedDuration::from_mins(1));
        let assertion = client.assertion(key(&client), json!({ "aud": audience }));
        let first = asserted(&client, path, &assertion).await;
        assert_ne!(first.told().1, "invalid_client", "{path} {audience}: {first:?}");
        for again in ["/introspect", "/revoke", "/par", "/token"] {
            let replayed = asserted(&client, again, &assertion).await;
            assert_eq!(replayed.told(), (401, "invalid_client".to_owned()), "{path} then {again}");
        }
    }
    let reasons = portal.events().await.into_iter().filter(|(name, _)| name == "client_authn_fail");
    // The other six were for one endpoint and came to another.
    assert_eq!(reasons.filter(|(_, reason)| reason == "assertion-replayed").count(), 10);
}

#[tokio::test]
async fn op_08_twenty_copies_of_one_assertion_are_one() {
    let portal = Portal::start().await;
    let client = with_key(&portal, "dossier", Alg::EdDsa).await;
    let assertion = client.assertion(key(&client), json!({}));
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let (client, assertion) = (client.clone(), assertion.clone());
            tokio::spawn(async move { asserted(&client, "/introspect", &assertion).await.status })
        })
        .collect();
    let mut right = 0;
    for one in tries {
        right += usize::from(one.await.unwrap() == StatusCode::OK);
    }
    assert_eq!(right, 1);
}

/// Three parts that nobody signed with the client's key.
fn unsigned(header: &Value, claims: &str, signature: &[u8]) -> String {
    let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    format!("{}.{claims}.{}", encode(header.to_string().as_bytes()), encode(signature))
}

#[tokio::test]
async fn op_08_tricks_with_the_algorithm_and_the_key_prove_nothing() {
    let portal = Portal::start().await;
    let client = with_key(&portal, "dossier", Alg::Es256).await;
    let other = with_key(&portal, "wiki", Alg::Es256).await;
    let good = client.assertion(key(&client), json!({}));
    let claims = good.split('.').nth(1).unwrap();
    let ours = key(&client).public();
    let public = serde_json::to_vec(&ours.to_jwk()).unwrap();
    let mac = |header: &Value| {
        use hmac::{Hmac, KeyInit as _, Mac as _};
        let signed = format!("{}.{claims}", URL_SAFE_NO_PAD.encode(header.to_string()));
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&public).unwrap();
        mac.update(signed.as_bytes());
        unsigned(header, claims, &mac.finalize().into_bytes())
    };
    let kid = ours.thumbprint();
    let stranger = PrivateKey::generate(Alg::Es256).unwrap();
    let body: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    let tricks = [
        ("none", unsigned(&json!({"alg": "none"}), claims, b"")),
        ("None", unsigned(&json!({"alg": "None", "kid": kid}), claims, b"")),
        ("HS256 with the public key", mac(&json!({"alg": "HS256", "kid": kid}))),
        ("ES256 with a keyed hash", mac(&json!({"alg": "ES256", "kid": kid}))),
        ("another client's key", client.assertion(key(&other), json!({}))),
        ("a stranger's key under our name", sign(&stranger, &kid, "JWT", &body).unwrap()),
        ("its own key in the header", {
            let header = json!({"alg": "ES256", "kid": kid, "jwk": stranger.public().to_jwk()});
            let signed = format!("{}.{claims}", URL_SAFE_NO_PAD.encode(header.to_string()));
            unsigned(&header, claims, &stranger.sign(signed.as_bytes()).unwrap())
        }),
        ("an address for its key", unsigned(&json!({"alg": "ES256", "jku": "https://evil.example"}), claims, &[0; 64])),
        ("another algorithm", sign(&PrivateKey::generate(Alg::EdDsa).unwrap(), &kid, "JWT", &body).unwrap()),
        ("zeros", unsigned(&json!({"alg": "ES256", "kid": kid}), claims, &[0; 64])),
        ("cut", good[..good.len() - 2].to_owned()),
        ("another type", sign(key(&client), &kid, "logout+jwt", &body).unwrap()),
    ];
    for (what, assertion) in tricks {
        portal.clock.advance(SignedDuration::from_secs(7));
        let answer = asserted(&client, "/introspect", &assertion).await;
        assert_eq!(answer.told(), (401, "invalid_client".to_owned()), "{what}");
    }
    assert!(portal.rows("assertion_jtis").await.is_empty(), "nothing was written");
}

#[tokio::test]
async fn op_08_claims_and_clocks_that_are_off_prove_nothing() {
    let portal = Portal::start().await;
    let client = with_key(&portal, "dossier", Alg::Es256).await;
    let now = portal.clock.now().as_second();
    let wrong = [
        ("another audience", json!({"aud": "https://other.example"})),
        ("two audiences", json!({"aud": [portal.app.oidc.issuer.as_str(), "https://other.example"]})),
        ("another subject", json!({"sub": "wiki"})),
        ("another issuer", json!({"iss": "wiki"})),
        ("a clock five minutes slow", json!({"iat": now - 360, "exp": now - 300})),
        ("a clock five minutes fast", json!({"iat": now + 300, "exp": now + 360})),
        ("not yet", json!({"nbf": now + 300})),
        ("for an hour", json!({"exp": now + 3600})),
        ("no name", json!({"jti": ""})),
        ("no end", json!({"exp": null})),
    ];
    for (what, changed) in wrong {
        let answer = asserted(&client, "/introspect", &client.assertion(key(&client), changed)).await;
        assert_eq!(answer.told(), (401, "invalid_client".to_owned()), "{what}");
        portal.clock.set(jiff::Timestamp::from_second(now).unwrap());
    }
    // Some seconds are no reason.
    let close = json!({"iat": now + 20, "exp": now + 80});
    assert_eq!(asserted(&client, "/introspect", &client.assertion(key(&client), close)).await.status, StatusCode::OK);
}

#[tokio::test]
async fn op_08_failing_often_is_answered_with_later_and_never_shuts_the_client_out() {
    let portal = Portal::start().await;
    let client = OidcClient::register(&portal, "dossier").await;
    let wrong = basic("dossier", &"A".repeat(43));
    for _ in 0..10 {
        assert_eq!(introspect(&client, "token=x", &wrong).await.status, StatusCode::UNAUTHORIZED);
    }
    for _ in 0..20 {
        let answer = introspect(&client, "token=x", &wrong).await;
        assert_eq!(answer.told(), (429, "invalid_client".to_owned()));
        assert!((1..=60).contains(&answer.header("retry-after").parse::<u32>().unwrap()));
        assert_eq!(client.post("/introspect", &[("token", "x")]).await.status, StatusCode::OK);
    }
    let reasons: Vec<_> = portal.events().await.into_iter().filter(|(name, _)| name == "client_authn_fail").collect();
    assert_eq!(reasons.iter().filter(|(_, reason)| reason == "proof").count(), 10);
    assert_eq!(reasons.iter().filter(|(_, reason)| reason == "too-many").count(), 1, "the log is not flooded");
    portal.clock.advance(SignedDuration::from_mins(1));
    assert_eq!(introspect(&client, "token=x", &wrong).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn we_02_no_cookie_counts_and_no_page_is_shown() {
    let portal = Portal::start().await;
    let browser = crate::oidc_code::logged_in(&portal, "anna").await;
    for path in ["/token", "/par", "/introspect", "/revoke", "/userinfo"] {
        let cross = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")];
        let page = browser.send(Method::POST, path, b"token=x".to_vec(), &cross).await;
        assert_eq!(page.status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(!page.header("content-type").contains("html"), "{path}");
        assert_eq!(page.header("set-cookie"), "", "{path}");
        assert_eq!(page.header("access-control-allow-origin"), "", "{path}");
        let wrong = browser.send(Method::PUT, path, Vec::new(), &[]).await;
        assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
        assert!(wrong.header("allow").contains("POST"), "{path}: {}", wrong.header("allow"));
        assert_eq!(wrong.header("content-type"), "application/json", "{path}");
    }
    let page = browser.send(Method::GET, "/token", Vec::new(), &[]).await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::METHOD_NOT_ALLOWED, "application/json"));
}
