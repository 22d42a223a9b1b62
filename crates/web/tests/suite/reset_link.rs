//! `/reset-link`: the page behind a link that the help desk started (rule J6c).

use http::StatusCode;
use jiff::SignedDuration;
use testkit::Portal;

#[tokio::test]
async fn j6c_the_link_alone_changes_nothing() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    portal.send_help_desk_link(&mut anna).await;
    let before = portal.dump().await;
    let mut browser = portal.browser();
    let page = browser.open(&anna.link).await;
    assert_eq!((page.at.as_str(), page.status), ("/reset-link", StatusCode::OK));
    assert!(page.text().contains("Uw oude methode") || page.text().contains("uw oude methode"), "{}", page.text());
    assert_eq!(portal.dump().await, before);
    assert_eq!(browser.open("/enrol").await.at, "/login");
}

#[tokio::test]
async fn j6c_the_link_and_the_password_without_a_factor_open_the_wizard() {
    let portal = Portal::start().await;
    let mut fatima = portal.with_password("fatima").await;
    portal.send_help_desk_link(&mut fatima).await;
    let mut browser = portal.browser();
    browser.open(&fatima.link).await;
    fatima.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/enrol");
    fatima.home = browser;
    portal.walk_the_wizard(&mut fatima).await;
    let page = portal.browser().open(&fatima.link).await.clone();
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::GONE, "Deze link is al gebruikt"));
}

#[tokio::test]
async fn old_links_and_links_of_another_kind_are_dead() {
    let portal = Portal::start().await;
    let fatima = portal.invited("fatima").await;
    let mut anna = portal.enrolled("anna").await;
    portal.send_help_desk_link(&mut anna).await;
    let activation = fatima.link.replace("/activate", "/reset-link");
    assert_eq!(portal.browser().open("/reset-link").await.at, "/letter");
    for link in ["/reset-link?token=x", &activation] {
        let page = portal.browser().open(link).await.clone();
        assert_eq!((page.status, page.heading().as_str()), (StatusCode::GONE, "Deze link werkt niet meer"), "{link}");
    }
    // And the other way round.
    assert_eq!(portal.browser().open(&anna.link.replace("/reset-link", "/activate")).await.status, StatusCode::GONE);
    portal.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(portal.browser().open(&anna.link).await.status, StatusCode::GONE);
}
