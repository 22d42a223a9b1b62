//! `/account/confirm`: password and factor on the spot, good five minutes and this session only (rule J14).

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, PASSWORD, Person, Portal};

async fn logged_in(portal: &Portal, name: &str) -> (Person, Browser) {
    let person = portal.enrolled(name).await;
    let mut browser = portal.browser();
    person.log_in(portal, &mut browser).await;
    (person, browser)
}

#[tokio::test]
async fn j14_the_login_itself_does_not_count_and_a_confirmation_ends_after_five_minutes() {
    let portal = Portal::start().await;
    let (anna, mut browser) = logged_in(&portal, "anna").await;
    let page = browser.open("/account/factors/add").await;
    assert_eq!(page.at, "/account/confirm?to=add-factor");
    assert!(page.text().contains("U wilt een tweede factor toevoegen."), "{}", page.text());
    // AC-02: the password manager finds the name, and the field is the one of the current password.
    assert!(page.body.contains("readonly autocomplete=\"username\"") && page.body.contains("current-password"));
    let page = browser.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
    assert_eq!(page.at, "/login/second-factor");
    assert!(
        page.text().contains("U wilt een tweede factor toevoegen.")
            && page.link("Tweefactorauthenticatie opnieuw instellen").is_none()
    );
    let page = browser.press("Bevestigen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!((page.at.as_str(), page.status), ("/account/factors/add", StatusCode::OK));
    portal.clock.advance(SignedDuration::from_secs(5 * 60 - 1));
    assert_eq!(browser.open("/account/factors/add").await.at, "/account/factors/add");
    portal.clock.advance(SignedDuration::from_secs(1));
    assert_eq!(browser.open("/account/factors/add").await.at, "/account/confirm?to=add-factor");
    let events = portal.events().await;
    assert!(events.contains(&("authn_step_up".to_owned(), "add-factor".to_owned())), "{events:?}");
}

#[tokio::test]
async fn se_03_the_cookie_of_before_is_dead_and_the_session_is_the_same() {
    let portal = Portal::start().await;
    let (anna, mut browser) = logged_in(&portal, "anna").await;
    let before = browser.jar.get("session").unwrap();
    let mut old = browser.twin();
    anna.confirm(&portal, &mut browser, "new-code").await;
    assert_eq!(browser.page().at, "/account/recovery-code/new");
    assert_ne!(browser.jar.get("session").unwrap(), before);
    assert_eq!(old.open("/account").await.at, "/login");
    assert_eq!(portal.rows("sessions").await.len(), 1);
}

#[tokio::test]
async fn j14_the_confirmation_of_one_session_is_none_of_another() {
    let portal = Portal::start().await;
    let (anna, mut one) = logged_in(&portal, "anna").await;
    let mut two = portal.browser();
    anna.log_in(&portal, &mut two).await;
    anna.confirm(&portal, &mut one, "add-factor").await;
    assert_eq!(one.page().at, "/account/factors/add");
    assert_eq!(two.open("/account/factors/add").await.at, "/account/confirm?to=add-factor");
    // The journey of one browser, taken to the other, confirms nothing there.
    let mut thief = two.twin();
    one.open("/account/confirm?to=add-factor").await;
    one.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
    thief.jar.put("journey", &one.jar.get("journey").unwrap());
    let page = thief.open("/login/second-factor").await;
    assert_eq!(page.at, "/account", "{}", page.text());
    assert_eq!(thief.open("/account/factors/add").await.at, "/account/confirm?to=add-factor");
}

#[tokio::test]
async fn j8_a_wrong_password_is_counted_like_at_s1_and_says_so() {
    let portal = Portal::start().await;
    let (_, mut browser) = logged_in(&portal, "anna").await;
    browser.open("/account/confirm?to=export").await;
    let page = browser.press("Doorgaan", &[("Wachtwoord", "")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut wrong = 0;
    loop {
        let page = browser.press("Doorgaan", &[("Wachtwoord", "verkeerd wachtwoord")]).await;
        if page.status == StatusCode::TOO_MANY_REQUESTS {
            break;
        }
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.error().contains("Dit wachtwoord klopt niet."), "{}", page.error());
        wrong += 1;
        assert!(wrong < 30, "nobody counts");
    }
    let page = browser.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{}", page.text());
}

#[tokio::test]
async fn j11_a_second_click_on_the_confirmation_finds_the_place_too() {
    let portal = Portal::start().await;
    let (anna, mut browser) = logged_in(&portal, "anna").await;
    browser.open("/account/confirm?to=add-factor").await;
    browser.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
    let code = anna.next_code(&portal);
    let mut second = browser.twin();
    let first = browser.tab().press("Bevestigen", &[("Code uit uw app", &code)]).await.at.clone();
    assert_eq!(first, "/account/factors/add");
    // The browser that never heard the first answer has the old cookie, and the journey.
    let mut lost = second.twin();
    let page = second.press("Bevestigen", &[("Code uit uw app", &code)]).await;
    assert_eq!(page.at, "/login", "the new cookie was used already by the other tab: {}", page.text());
    assert_eq!(lost.open("/account").await.at, "/login");
}

#[tokio::test]
async fn j11_a_confirmation_whose_answer_was_lost_is_handed_over_once_more() {
    let portal = Portal::start().await;
    let (anna, mut browser) = logged_in(&portal, "anna").await;
    browser.open("/account/confirm?to=add-factor").await;
    browser.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
    let code = anna.next_code(&portal);
    // The answer of the first click never arrives: its cookie is used by nobody.
    let mut unheard = browser.twin();
    unheard.post_once("/login/second-factor", &[("kind", "app"), ("code", &code)]).await;
    let page = browser.press("Bevestigen", &[("Code uit uw app", &code)]).await;
    assert_eq!(page.at, "/account/factors/add", "{}", page.text());
}

#[tokio::test]
async fn j14_a_session_that_ended_in_between_is_not_confirmed() {
    let portal = Portal::start().await;
    let (anna, mut browser) = logged_in(&portal, "anna").await;
    browser.open("/account/confirm?to=add-factor").await;
    browser.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
    let context = store::Context::new(portal.clock.now(), store::Actor::System);
    portal.app.store.end_sessions(anna.id, None, "test", &context).await.unwrap();
    let page = browser.press("Bevestigen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.path(), "/login");
    assert!(portal.rows("sessions").await.is_empty());
}

#[tokio::test]
async fn the_way_back_leads_to_the_account_and_keeps_the_session() {
    let portal = Portal::start().await;
    let (_, mut browser) = logged_in(&portal, "anna").await;
    browser.open("/account/confirm?to=add-factor").await;
    browser.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
    assert_eq!(browser.press("Terug naar Mijn account", &[]).await.at, "/account");
    // A place that nobody knows is the account page.
    assert!(browser.open("/account/confirm?to=//evil.example").await.text().contains("iets wijzigen in uw account"));
}
