//! `POST /par`: pushed authorization requests (RFC 9126, OP-07).

use credentials::token::SecretToken;
use http::StatusCode;
use jiff::SignedDuration;
use oidc::Params;
use oidc::client::ClientAuth;
use testkit::{OidcClient, Portal};

fn pairs(asked: &testkit::Asked) -> Vec<(&str, &str)> {
    asked.params.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

#[tokio::test]
async fn op_07_a_pushed_request_gets_a_name_that_works_once_for_its_client() {
    let portal = Portal::start().await;
    let client = OidcClient::register(&portal, "dossier").await;
    let public = OidcClient::register_with(&portal, "mobiel", |client| client.auth = ClientAuth::None).await;
    for pusher in [&client, &public] {
        let asked = pusher.asks();
        let fields: Vec<_> = pairs(&asked).into_iter().filter(|(name, _)| *name != "client_id").collect();
        let mut with_name = fields.clone();
        if pusher.client.id == client.client.id {
            with_name.push(("client_id", client.client.id.as_str()));
        }
        let answer = pusher.post("/par", &with_name).await;
        assert_eq!((answer.status, answer.header("cache-control")), (StatusCode::CREATED, "no-store"), "{answer:?}");
        assert_eq!(answer.json()["expires_in"], 90);
        let name = answer.text("request_uri");
        let random = name.strip_prefix("urn:ietf:params:oauth:request_uri:").unwrap();
        let hash = SecretToken::parse(random).unwrap().hash();
        assert!(!portal.dump().await.contains(random), "only its hash is kept");
        let params = Params::new([
            ("client_id".to_owned(), pusher.client.id.to_string()),
            ("request_uri".to_owned(), name.clone()),
        ]);
        let stranger = OidcClient::register(&portal, &format!("wiki-{}", pusher.client.id)).await;
        let store = &portal.app.store;
        assert!(store.take_pushed(&hash, &stranger.client.id).await.unwrap().is_none(), "bound to its client");
        let row = store.take_pushed(&hash, &pusher.client.id).await.unwrap();
        let request = oidc::par::take(row, &params, portal.clock.now()).unwrap();
        assert_eq!(request.to.state.as_deref(), Some(asked.state.as_str()));
        assert!(store.take_pushed(&hash, &pusher.client.id).await.unwrap().is_none(), "once");
    }
}

#[tokio::test]
async fn op_07_what_authorize_would_refuse_is_refused_here_as_json() {
    let portal = Portal::start().await;
    let client = OidcClient::register(&portal, "dossier").await;
    let name = "urn:ietf:params:oauth:request_uri:x";
    let cases: [(&[(&str, &str)], &str); 9] = [
        (&[("redirect_uri", "https://evil.example/callback")], "invalid_request"),
        (&[("redirect_uri", "")], "invalid_request"),
        (&[("client_id", "wiki")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("request_uri", name)], "request_uri_not_supported"),
        (&[("request", "x.y.z")], "request_not_supported"),
        (&[("scope", "profile")], "invalid_scope"),
    ];
    for (changed, error) in cases {
        let asked = client.asks_with(changed);
        let answer = client.post("/par", &pairs(&asked)).await;
        assert_eq!(answer.told(), (400, error.to_owned()), "{changed:?}: {answer:?}");
    }
    assert!(portal.rows("pushed_requests").await.is_empty());
}

#[tokio::test]
async fn op_07_the_name_lives_ninety_seconds() {
    let portal = Portal::start().await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks();
    let name = client.post("/par", &pairs(&asked)).await.text("request_uri");
    let params = Params::new([("client_id".to_owned(), "dossier".to_owned()), ("request_uri".to_owned(), name)]);
    let hash = oidc::par::named(&params).unwrap().hash();
    let row = portal.app.store.take_pushed(&hash, &client.client.id).await.unwrap();
    let late = portal.clock.now() + SignedDuration::from_secs(90);
    assert!(oidc::par::take(row.clone(), &params, portal.clock.now()).is_ok());
    assert!(oidc::par::take(row, &params, late).is_err());
}
