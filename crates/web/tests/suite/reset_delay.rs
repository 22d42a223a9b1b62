//! A reset of the help desk that waits (requirements RC-11 and RC-13).

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, Person, Portal};

const DAY: SignedDuration = SignedDuration::from_hours(24);
const SECOND: SignedDuration = SignedDuration::from_secs(1);

/// A link that works in a day, and when that is.
async fn reset_in_a_day(portal: &Portal, person: &mut Person) -> jiff::Timestamp {
    let from = portal.clock.now() + DAY;
    portal
        .send_help_desk_link_with(person, |order| {
            order.not_before = Some(from);
            order.expires_at = from + DAY;
        })
        .await;
    from
}

fn offers_reset(browser: &Browser) -> bool {
    browser.page().text().contains("opnieuw instellen met de link") || browser.page().body.contains("/reset-instead")
}

#[tokio::test]
async fn rc_11_before_its_time_the_page_says_from_when_and_nothing_else_works() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    let from = reset_in_a_day(&portal, &mut anna).await;
    portal.clock.set(from - SECOND);
    let before = portal.rows("grants").await;
    let mut browser = portal.browser();
    let page = browser.open(&anna.link).await;
    assert_eq!((page.at.as_str(), page.status), ("/reset-link", StatusCode::OK));
    let when = portal.app.settings.zone.clone();
    let when = from.to_zoned(when).strftime("%H:%M").to_string();
    for said in ["Deze link werkt vanaf 24 november 2026", &when, "Log dan in met uw gewone methode", "030 123 45 67"] {
        assert!(page.text().contains(said), "{said}: {}", page.text());
    }
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/login/second-factor");
    assert!(!offers_reset(&browser));
    browser.post("/login/second-factor/reset-instead", &[]).await;
    assert_eq!(portal.app.store.facts(anna.id).await.unwrap().unwrap().factors.len(), 1);
    assert_eq!(portal.rows("grants").await, before);

    // A second later it is a reset like every other.
    portal.clock.set(from + SECOND);
    let page = browser.open(&anna.link).await;
    assert!(page.text().contains("Log in om een nieuwe methode in te stellen"), "{}", page.text());
    anna.enter_password(&mut browser).await;
    assert!(offers_reset(&browser), "{}", browser.page().text());
    browser.post("/login/second-factor/reset-instead", &[]).await;
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/enrol");
    anna.home = browser;
    portal.walk_the_wizard(&mut anna).await;
}

#[tokio::test]
async fn rc_13_the_owner_hears_of_it_at_the_start() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    portal.mails().await;
    reset_in_a_day(&portal, &mut anna).await;
    let mut mails = portal.mails().await;
    mails.sort_by_key(|mail| mail.kind != "reset-started");
    let kinds: Vec<&str> = mails.iter().map(|mail| mail.kind).collect();
    assert_eq!(kinds, ["reset-started", "reset-link"]);
    assert!(mails[0].text.contains("Dan stopt het opnieuw instellen."), "{}", mails[0].text);
    assert!(!mails[0].text.contains("/reset-link?token="));
}

#[tokio::test]
async fn rc_11_a_login_with_the_factor_stops_a_reset_early_and_late() {
    for late in [false, true] {
        let portal = Portal::start().await;
        let mut anna = portal.enrolled("anna").await;
        let from = reset_in_a_day(&portal, &mut anna).await;
        portal.clock.set(if late { from + SECOND } else { from - DAY + SECOND });
        let mut thief = portal.browser();
        thief.open(&anna.link).await;
        anna.enter_password(&mut thief).await;
        assert_eq!(offers_reset(&thief), late);
        let mut own = anna.home.twin();
        anna.log_in(&portal, &mut own).await;
        // Whoever was at S2 with the link gets nothing any more, also after its time.
        thief.post("/login/second-factor/reset-instead", &[]).await;
        portal.clock.set(from + SECOND);
        let page = thief.open(&anna.link).await;
        assert_eq!((page.status, page.heading().as_str()), (StatusCode::GONE, "Deze link werkt niet meer"), "{late}");
        assert_eq!(portal.app.store.facts(anna.id).await.unwrap().unwrap().factors.len(), 1);
        let cancelled = ("enrolment_grant_cancelled".to_owned(), "logged-in".to_owned());
        assert_eq!(portal.events().await.iter().filter(|event| **event == cancelled).count(), 1);
    }
}

#[tokio::test]
async fn rc_11_the_password_alone_stops_nothing() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    let from = reset_in_a_day(&portal, &mut anna).await;
    anna.enter_password(&mut portal.browser()).await;
    portal.clock.set(from + SECOND);
    assert_eq!(portal.browser().open(&anna.link).await.status, StatusCode::OK);
}

#[tokio::test]
async fn rc_11_confirming_a_session_stops_a_reset_as_a_login_does() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    let from = reset_in_a_day(&portal, &mut anna).await;
    anna.confirm(&portal, &mut browser, "addresses").await;
    assert_eq!(browser.page().at, "/account/addresses");
    portal.clock.set(from + SECOND);
    let page = portal.browser().open(&anna.link).await.clone();
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::GONE, "Deze link werkt niet meer"));
}
