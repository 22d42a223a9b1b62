//! Every parameter of the machine endpoints missing, doubled, empty, of a megabyte, with NUL and not in UTF-8: the error that the RFC
//! prescribes, as JSON, and nothing written.

use http::{Method, StatusCode, header};
use testkit::{Answer, OidcClient, Portal, Proof, basic};

use crate::oidc_code::logged_in;

/// Endpoint, the right fields, and for each of them what is answered when it is missing or empty.
type Endpoint = (&'static str, Vec<(&'static str, String, (u16, &'static str))>);

const MISSING: (u16, &str) = (400, "invalid_request");

async fn endpoints(portal: &Portal, client: &OidcClient) -> Vec<Endpoint> {
    let browser = logged_in(portal, "anna").await;
    let given = client.tokens(&browser, "openid offline_access").await;
    let asked = client.asks();
    let code = client.code(&browser, &asked).await;
    let uri = client.client.redirect_uris[0].clone();
    let grant = (400, "invalid_grant");
    let pushed = asked.params.iter().map(|(name, value)| {
        let (name, missing) = match name.as_str() {
            "response_type" => ("response_type", MISSING),
            "client_id" => ("client_id", MISSING),
            "redirect_uri" => ("redirect_uri", MISSING),
            "scope" => ("scope", (400, "invalid_scope")),
            "code_challenge" => ("code_challenge", MISSING),
            "code_challenge_method" => ("code_challenge_method", MISSING),
            // May be left out.
            "state" => ("state", (201, "")),
            _ => ("nonce", (201, "")),
        };
        (name, value.clone(), missing)
    });
    vec![
        (
            "/token",
            vec![
                ("grant_type", "authorization_code".to_owned(), MISSING),
                ("code", code, MISSING),
                ("redirect_uri", uri, grant),
                ("code_verifier", asked.verifier.clone(), grant),
            ],
        ),
        (
            "/token",
            vec![
                ("grant_type", "refresh_token".to_owned(), MISSING),
                ("refresh_token", given.text("refresh_token"), MISSING),
            ],
        ),
        ("/introspect", vec![("token", given.text("access_token"), MISSING)]),
        ("/revoke", vec![("token", given.text("access_token"), MISSING)]),
        ("/par", pushed.collect()),
    ]
}

fn body(fields: &[(&str, String)]) -> Vec<u8> {
    fields.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&").into_bytes()
}

struct Caller<'a> {
    client: &'a OidcClient,
    authorization: String,
}

impl Caller<'_> {
    async fn send(&self, path: &str, body: Vec<u8>) -> Answer {
        self.client.send(Method::POST, path, body, &[("authorization", &self.authorization)]).await
    }
}

#[tokio::test]
async fn every_parameter_in_six_wrong_ways() {
    let portal = Portal::start().await;
    let client = OidcClient::register(&portal, "dossier").await;
    let Proof::Basic(secret) = &*client.proof else { panic!("a secret for the header") };
    let caller = Caller { client: &client, authorization: basic("dossier", secret) };
    let endpoints = endpoints(&portal, &client).await;
    let megabyte = "x".repeat(1 << 20);
    let before = portal.dump().await;
    for (path, fields) in &endpoints {
        let right: Vec<(&str, String)> =
            fields.iter().map(|(name, value, _)| (*name, value.replace(':', "%3A"))).collect();
        for (place, (name, _, missing)) in fields.iter().enumerate() {
            let with = |value: &str| {
                let mut changed = right.clone();
                changed[place].1 = value.to_owned();
                body(&changed)
            };
            let mut without = right.clone();
            without.remove(place);
            let mut doubled = right.clone();
            doubled.push(right[place].clone());
            let bad = (400, "invalid_request".to_owned());
            let nul = format!("{}%00", right[place].1);
            let long = "y".repeat(9000);
            let tries = [
                ("doubled", body(&doubled), bad.clone()),
                ("with NUL", with(&nul), bad.clone()),
                ("not UTF-8", with("%ff"), bad.clone()),
                ("long", with(&long), bad.clone()),
                ("a megabyte", with(&megabyte), (413, "invalid_request".to_owned())),
            ];
            for (what, body, told) in tries {
                assert_eq!(caller.send(path, body).await.told(), told, "{path} {name} {what}");
            }
            // What may be left out is tried elsewhere: here nothing may be written.
            if missing.0 != 201 {
                let told = (missing.0, missing.1.to_owned());
                assert_eq!(caller.send(path, body(&without)).await.told(), told, "{path} {name} missing");
                assert_eq!(caller.send(path, with("")).await.told(), told, "{path} {name} empty");
            }
        }
    }
    assert_eq!(portal.dump().await, before, "nothing is written");
    // And afterwards everything still works.
    for (path, fields) in endpoints.iter().filter(|(path, _)| *path != "/revoke") {
        let right: Vec<(&str, String)> =
            fields.iter().map(|(name, value, _)| (*name, value.replace(':', "%3A"))).collect();
        assert!(caller.send(path, body(&right)).await.status.is_success(), "{path}");
    }
}

#[tokio::test]
async fn bodies_and_headers_that_no_client_sends() {
    let portal = Portal::start().await;
    let client = OidcClient::register(&portal, "dossier").await;
    let Proof::Basic(secret) = &*client.proof else { panic!("a secret for the header") };
    let right = basic("dossier", secret);
    let bad = (400, "invalid_request".to_owned());
    let before = portal.dump().await;
    for path in ["/token", "/introspect", "/revoke", "/par"] {
        let json = [("authorization", right.as_str()), ("content-type", "application/json")];
        assert_eq!(client.send(Method::POST, path, b"{}".to_vec(), &json).await.told(), bad, "{path}");
        let plain = [("authorization", right.as_str()), ("content-type", "text/plain")];
        assert_eq!(client.send(Method::POST, path, b"token=x".to_vec(), &plain).await.told(), bad, "{path}");
        let caller = Caller { client: &client, authorization: right.clone() };
        for body in [&b"\xff"[..], b"a=\xff", b"%ff=a", b"token=x&token=x"] {
            assert_eq!(caller.send(path, body.to_vec()).await.told(), bad, "{path} {body:?}");
        }
        let many = (0..100).map(|n| format!("p{n}=x")).collect::<Vec<_>>().join("&");
        let answer = caller.send(path, format!("grant_type=authorization_code&code=x&token=x&{many}").into()).await;
        assert_eq!(answer.told(), bad, "{path} with many parameters");
        assert_eq!(answer.header(header::CACHE_CONTROL.as_str()), "no-store");
    }
    let unknown = Caller { client: &client, authorization: right.clone() };
    let answer = unknown.send("/token", b"grant_type=password&username=a&password=b".to_vec()).await;
    assert_eq!(answer.told(), (400, "unsupported_grant_type".to_owned()), "OP-01");
    let answer = unknown.send("/token", b"grant_type=client_credentials".to_vec()).await;
    assert_eq!(answer.told(), (400, "unsupported_grant_type".to_owned()), "OP-01");
    assert_eq!(portal.dump().await, before, "nothing is written");
    let long = format!("Bearer {}", "x".repeat(16_000));
    let answer = client.send(Method::GET, "/userinfo", Vec::new(), &[("authorization", &long)]).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
}
