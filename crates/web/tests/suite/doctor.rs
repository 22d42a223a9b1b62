//! What the doctor is told, and nobody else (`routes/doctor.rs`).

use credentials::token::SecretToken;
use http::{Method, StatusCode};
use testkit::Portal;
use web::routes::doctor::Seen;

/// The address that answers to a word which was just left in the database.
pub(crate) async fn left_word(portal: &Portal) -> String {
    let word = SecretToken::generate(&*portal.app.rng);
    portal.app.store.leave_word(&word, portal.clock.now()).await.unwrap();
    format!("/doctor/{}", word.expose().as_str())
}

async fn seen(portal: &Portal, headers: &[(&str, &str)]) -> Seen {
    let path = left_word(portal).await;
    let page = portal.browser().send(Method::GET, &path, Vec::new(), headers).await;
    assert_eq!((page.status, page.header("cache-control")), (StatusCode::OK, "no-store"));
    serde_json::from_str(&page.text()).unwrap()
}

#[tokio::test]
async fn it_is_told_what_arrived_and_what_was_made_of_it() {
    let portal = Portal::with(testkit::settings_behind_a_proxy(oidc::forward::Proxy::Nginx)).await;
    let direct = seen(&portal, &[]).await;
    assert_eq!((direct.headers.len(), direct.visitor), (0, Some(direct.connection)));
    assert_eq!(direct.host.as_deref(), Some("login.voorbeeld.example"));
    assert_eq!(direct.expected, "x-forwarded-for");
    // From somebody who is no trusted proxy the header is told and not believed.
    let stranger = seen(&portal, &[("x-forwarded-for", "198.51.100.7"), ("x-forwarded-proto", "https")]).await;
    assert_eq!((stranger.trusted, stranger.visitor), (false, Some(stranger.connection)));
    assert_eq!(stranger.headers.len(), 2);
    // Cookies and other headers are not told.
    let told = seen(&portal, &[("cookie", "a=s3cret"), ("authorization", "s3cret")]).await;
    assert!(!format!("{told:?}").contains("s3cret"));
}

#[tokio::test]
async fn a_word_works_once_and_no_other_does() {
    let portal = Portal::start().await;
    let path = left_word(&portal).await;
    let other = format!("/doctor/{}", "A".repeat(43));
    for wrong in [&other, "/doctor/x", "/doctor/%00"] {
        assert_eq!(portal.browser().open(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    assert_eq!(portal.browser().open(&path).await.status, StatusCode::OK);
    assert_eq!(portal.browser().open(&path).await.status, StatusCode::NOT_FOUND);
}
