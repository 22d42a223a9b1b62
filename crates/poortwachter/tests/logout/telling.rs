//! What an application is told, and that it is told once.

use std::time::Duration;

use jiff::SignedDuration;
use oidc::jose::Unverified;
use serde_json::{Map, Value, json};

use crate::application::{Act, Application};
use crate::stage::Stage;

/// Longer than two looks of the dispatcher.
const A_WHILE: Duration = Duration::from_millis(2500);

/// The token in a form, with nothing else beside it.
pub fn token(form: &str) -> &str {
    let token = form.strip_prefix("logout_token=").unwrap();
    assert!(!token.contains('&'), "{form}");
    token
}

async fn claims(stage: &Stage, form: &str) -> Map<String, Value> {
    let token = Unverified::parse(token(form)).unwrap();
    token.check_type(&[Some("logout+jwt")]).unwrap();
    let keys = stage.portal.app.oidc.hint_keys(stage.portal.clock.now()).await.unwrap();
    let key = keys.iter().find(|key| key.kid == token.header().kid).unwrap();
    token.verify(&key.to_public().unwrap()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn op_19_an_application_is_told_once_with_a_token_for_it_alone() {
    let mut stage = Stage::new().await;
    let application = Application::start().await;
    let client = stage.register("dossier", &application.address()).await;
    stage.come_and_go(&[&client]).await;
    let dispatcher = stage.dispatcher();
    let line = stage.told("dossier").await;
    assert_eq!((line.attempts, line.result.as_deref()), (1, Some("200")));

    let claims = claims(&stage, &application.heard()[0]).await;
    let number = |name: &str| claims[name].as_i64().unwrap();
    assert_eq!(claims["iss"], stage.portal.app.oidc.issuer.as_str());
    assert_eq!((&claims["aud"], &claims["sub"]), (&json!("dossier"), &json!(stage.person.id.to_string())));
    assert_eq!(claims["events"], json!({ "http://schemas.openid.net/event/backchannel-logout": {} }));
    assert!(claims["sid"].is_string() && claims["jti"].is_string() && !claims.contains_key("nonce"), "{claims:?}");
    assert!((1..=120).contains(&(number("exp") - number("iat"))), "{claims:?}");

    tokio::time::sleep(A_WHILE).await;
    dispatcher.stop().await;
    // Not after a restart either, and not when a day is over.
    let again = stage.dispatcher();
    stage.portal.clock.advance(SignedDuration::from_hours(25));
    tokio::time::sleep(A_WHILE).await;
    again.stop().await;
    assert_eq!(application.heard().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn op_19_an_empty_answer_is_good_too_and_every_application_of_the_session_hears_it() {
    let mut stage = Stage::new().await;
    let (one, other) = (Application::start().await, Application::start().await);
    one.next([Act::Say(204)]);
    let first = stage.register("one", &one.address()).await;
    let second = stage.register("other", &other.address()).await;
    stage.come_and_go(&[&first, &second]).await;
    let dispatcher = stage.dispatcher();
    assert_eq!(stage.told("one").await.result.as_deref(), Some("204"));
    stage.told("other").await;
    let sessions = (claims(&stage, &one.heard()[0]).await, claims(&stage, &other.heard()[0]).await);
    assert_eq!(sessions.0["sid"], sessions.1["sid"]);
    assert_ne!(sessions.0["jti"], sessions.1["jti"]);
    dispatcher.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn op_19_two_nodes_tell_it_once() {
    let mut stage = Stage::new().await;
    let application = Application::start().await;
    application.next([Act::Late(Duration::from_millis(1500), 200)]);
    let client = stage.register("dossier", &application.address()).await;
    stage.come_and_go(&[&client]).await;
    let (one, other) = (stage.dispatcher(), stage.dispatcher());
    stage.told("dossier").await;
    tokio::time::sleep(A_WHILE).await;
    tokio::join!(one.stop(), other.stop());
    assert_eq!(application.heard().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn op_19_a_stop_waits_for_the_answer_that_is_under_way() {
    let mut stage = Stage::new().await;
    let application = Application::start().await;
    application.next([Act::Late(Duration::from_secs(2), 200)]);
    let client = stage.register("dossier", &application.address()).await;
    stage.come_and_go(&[&client]).await;
    let dispatcher = stage.dispatcher();
    while application.heard().is_empty() {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    dispatcher.stop().await;
    assert!(stage.lines("dossier").await[0].sent_at.is_some());
}
