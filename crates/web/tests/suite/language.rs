//! `/language`: the switch of every page.

use http::StatusCode;
use testkit::Portal;

#[tokio::test]
async fn the_browser_asks_the_switch_decides() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    browser.languages = "en-GB,en;q=0.9,nl;q=0.8";
    assert_eq!(browser.open("/login").await.heading(), "Log in");
    let page = browser.press("Nederlands", &[]).await;
    assert_eq!((page.at.as_str(), page.heading().as_str()), ("/login", "Inloggen"));
    assert_eq!(page.document().named("html")[0].attribute("lang"), Some("nl"));
    browser.languages = "fr";
    assert_eq!(browser.press("English", &[]).await.document().named("html")[0].attribute("lang"), Some("en"));
}

#[tokio::test]
async fn switching_loses_no_step() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.press("English", &[]).await.at, "/login/second-factor");
    browser.post("/login/second-factor", &[("code", "12345")]).await;
    assert_eq!(browser.press("Nederlands", &[]).await.at, "/login/second-factor");
    browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    // Behind the login the switch is bound to the session.
    assert_eq!(browser.press("English", &[]).await.at, "/account");
}

#[tokio::test]
async fn we_07_the_way_back_is_a_path_of_our_own() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    browser.open("/login").await;
    for back in ["//evil.example", "https://evil.example", "/\\evil.example", "/login\r\nx: y", ""] {
        let answer = browser.post_once("/language", &[("back", back), ("lang", "en")]).await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/login"), "{back:?}");
    }
    let answer = browser.post_once("/language", &[("back", "/help"), ("lang", "klingon")]).await;
    assert!(answer.headers.get_all("set-cookie").iter().all(|line| !line.to_str().unwrap().contains("klingon")));
}
