//! The metadata, held against what the routes do (OP-21), and which pages' scripts may call (WE-06).

use http::{Method, StatusCode};
use oidc::client::ClientAuth;
use serde_json::{Value, json};
use testkit::{ORIGIN, OidcClient, Portal};
use web::routes::table;

use crate::oidc_code::logged_in;

#[tokio::test]
async fn op_21_the_metadata_says_what_the_routes_do() {
    let portal = Portal::start().await;
    let client = OidcClient::register(&portal, "dossier").await;
    let get = |path: &'static str| client.send(Method::GET, path, Vec::new(), &[]);
    let metadata = get("/.well-known/openid-configuration").await;
    assert_eq!((metadata.status, metadata.header("content-type")), (StatusCode::OK, "application/json"));
    assert_eq!(metadata.header("access-control-allow-origin"), "*", "WE-06");
    assert_eq!(metadata.header("cache-control"), "public, max-age=300");
    assert_eq!(get("/.well-known/oauth-authorization-server").await.body, metadata.body, "RFC 8414");
    let json = metadata.json();
    assert_eq!(json["issuer"], ORIGIN, "without a slash at the end");
    assert_eq!(json["id_token_signing_alg_values_supported"], json!(["RS256", "ES256", "EdDSA"]));
    let routes = table();
    let mut named = 0;
    for (name, value) in json.as_object().unwrap() {
        let Some(path) = value.as_str().and_then(|value| value.strip_prefix(ORIGIN)).filter(|path| !path.is_empty())
        else {
            continue;
        };
        named += 1;
        assert!(routes.iter().any(|route| route.path == path), "{name}: no route {path}");
    }
    assert_eq!(named, 8);
    for absent in ["registration_endpoint", "check_session_iframe", "device_authorization_endpoint"] {
        assert!(json.get(absent).is_none(), "{absent}");
    }
    grants(&client, &json).await;
}

/// What is listed is taken, and what is not is refused.
async fn grants(client: &OidcClient, json: &Value) {
    let supported = |name: &str| json["grant_types_supported"].as_array().unwrap().contains(&json!(name));
    for grant in ["authorization_code", "refresh_token", "password", "client_credentials", "implicit"] {
        let answer = client.post("/token", &[("grant_type", grant)]).await;
        let error = if supported(grant) { "invalid_request" } else { "unsupported_grant_type" };
        assert_eq!(answer.told(), (400, error.to_owned()), "{grant}");
    }
}

#[tokio::test]
async fn op_21_before_the_first_key_no_algorithm_is_promised() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    let page = browser.open("/.well-known/openid-configuration").await;
    let json: Value = serde_json::from_str(&page.body).unwrap();
    assert_eq!(json["id_token_signing_alg_values_supported"], json!([]));
    assert_eq!(browser.open("/jwks").await.body, r#"{"keys":[]}"#);
}

#[tokio::test]
async fn we_06_a_script_reads_only_what_its_client_allows() {
    const OWN: &str = "https://app.voorbeeld.example";
    let portal = Portal::start().await;
    let browser = logged_in(&portal, "anna").await;
    let app = OidcClient::register_with(&portal, "app", |client| {
        client.auth = ClientAuth::None;
        client.cors_origins = vec![OWN.to_owned()];
    })
    .await;
    let other = OidcClient::register(&portal, "dossier").await;
    for path in ["/token", "/userinfo"] {
        let ask = |origin: &'static str| {
            let app = app.clone();
            async move { app.send(Method::OPTIONS, path, Vec::new(), &[("origin", origin)]).await }
        };
        let allowed = ask(OWN).await;
        assert_eq!((allowed.status, allowed.header("access-control-allow-origin")), (StatusCode::NO_CONTENT, OWN));
        assert_eq!(allowed.header("access-control-allow-headers"), "authorization, content-type");
        assert_eq!(allowed.header("access-control-allow-credentials"), "", "no cookies");
        for stranger in [
            "https://evil.example",
            "null",
            "",
            "https://app.voorbeeld.example.evil.example",
            "https://APP.voorbeeld.example",
        ] {
            let refused = ask(stranger).await;
            assert_eq!(refused.header("access-control-allow-origin"), "", "{path} {stranger}");
        }
    }
    let asked = app.asks();
    let code = app.code(&browser, &asked).await;
    let body = |verifier: &str, code: &str| {
        let uri = app.client.redirect_uris[0].replace(':', "%3A");
        format!("grant_type=authorization_code&client_id=app&redirect_uri={uri}&code={code}&code_verifier={verifier}")
    };
    for (origin, readable) in [("https://evil.example", ""), (OWN, OWN)] {
        let wrong = app.send(Method::POST, "/token", body(&"x".repeat(43), &code).into(), &[("origin", origin)]).await;
        assert_eq!(wrong.told(), (400, "invalid_grant".to_owned()));
        assert_eq!((wrong.header("access-control-allow-origin"), wrong.header("vary")), (readable, "origin"));
    }
    let given = app.send(Method::POST, "/token", body(&asked.verifier, &code).into(), &[("origin", OWN)]).await;
    assert_eq!((given.status, given.header("access-control-allow-origin")), (StatusCode::OK, OWN));
    let bearer = format!("Bearer {}", given.text("access_token"));
    let who = app.send(Method::GET, "/userinfo", Vec::new(), &[("origin", OWN), ("authorization", &bearer)]).await;
    assert_eq!((who.status, who.header("access-control-allow-origin")), (StatusCode::OK, OWN));
    let foreign = other.tokens(&browser, "openid").await.text("access_token");
    let bearer = format!("Bearer {foreign}");
    let who = app.send(Method::GET, "/userinfo", Vec::new(), &[("origin", OWN), ("authorization", &bearer)]).await;
    assert_eq!(who.header("access-control-allow-origin"), "", "another client's token");
    for path in ["/introspect", "/revoke", "/par"] {
        let none = app.send(Method::OPTIONS, path, Vec::new(), &[("origin", OWN)]).await;
        assert_eq!(none.header("access-control-allow-origin"), "", "{path}");
    }
}
