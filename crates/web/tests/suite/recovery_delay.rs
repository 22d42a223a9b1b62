//! A recovery that waits (requirement RC-10): nothing changes until the delay is over, and it can be stopped.

use credentials::token::SecretToken;
use http::StatusCode;
use jiff::SignedDuration;
use journey::{CodeStatus, RecoveryDelay};
use store::testing::{Value, execute};
use testkit::{Browser, Person, Portal, settings};

const DELAY: SignedDuration = SignedDuration::from_hours(24);

/// A portal where everybody waits a day, and somebody who has entered the recovery code.
async fn waiting() -> (Portal, Person, Browser) {
    let mut settings = settings();
    settings.policy.recovery_delay = RecoveryDelay { users: DELAY, privileged: DELAY };
    let portal = Portal::with(settings).await;
    let anna = portal.enrolled("anna").await;
    portal.mails().await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    browser.open("/login/reset").await;
    browser.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    (portal, anna, browser)
}

/// Lets somebody's recovery wait as it would where there is a delay; the path of the link that cancels it.
pub(crate) async fn link_that_cancels(portal: &Portal, person: &Person) -> String {
    let token = SecretToken::generate(&*portal.app.rng);
    let sql = "UPDATE recovery_codes SET status = 'waiting', effective_at = $2, cancel_hash = $3 WHERE account_id = $1";
    let values = [Value::from(person.id), Value::from(portal.clock.now() + DELAY), Value::from(&token.hash())];
    assert_eq!(execute(&portal.app.store, sql, &values).await.unwrap(), 1);
    format!("/recovery/cancel?token={}", token.expose().as_str())
}

async fn status(portal: &Portal, person: &Person) -> CodeStatus {
    portal.app.store.facts(person.id).await.unwrap().unwrap().code.unwrap().status
}

#[tokio::test]
async fn rc_10_until_the_delay_is_over_nothing_changes_and_the_owner_is_told() {
    let (portal, anna, mut browser) = waiting().await;
    let page = browser.page().clone();
    assert_eq!((page.at.as_str(), page.status), ("/login/waiting", StatusCode::OK));
    assert!(page.text().contains("Uw herstel gaat in na een wachttijd"), "{}", page.text());
    assert!(browser.jar.get("grant").is_none(), "the grant begins with the recovery");
    assert_eq!(status(&portal, &anna).await, CodeStatus::Waiting);
    assert!(portal.app.store.facts(anna.id).await.unwrap().unwrap().has_factor());
    let mails = portal.mails().await;
    assert_eq!(mails.iter().map(|mail| mail.kind).collect::<Vec<_>>(), ["recovery-waiting"]);
    let link = mails[0].link.clone().unwrap();
    assert!(link.starts_with("https://login.voorbeeld.example/recovery/cancel?token="), "FP-05");
    assert!(mails[0].text.contains(&link));
    // The code once more changes nothing and says the same.
    anna.enter_password(&mut browser).await;
    browser.open("/login/reset").await;
    browser.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    assert_eq!(browser.page().at, "/login/waiting");
    assert!(portal.mails().await.is_empty());
}

#[tokio::test]
async fn rc_10_a_login_with_the_factor_stops_it_and_gives_a_new_code() {
    let (portal, anna, _) = waiting().await;
    portal.mails().await;
    let mut owner = portal.browser();
    anna.enter_password(&mut owner).await;
    let page = owner.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.at, "/enrol/recovery-code");
    assert!(page.text().contains("Er liep een herstel van uw account."), "{}", page.text());
    assert_eq!(portal.mails().await.iter().map(|mail| mail.kind).collect::<Vec<_>>(), ["recovery-cancelled"]);
    let code = page.by_id("recovery-code").unwrap();
    let page = owner.press("Code bevestigen", &[("Vul de herstelcode nog een keer in", &code)]).await;
    assert_eq!(page.at, "/account");
    // A day later there is nothing that could take effect.
    portal.clock.advance(DELAY);
    let mut later = portal.browser();
    anna.enter_password(&mut later).await;
    assert_eq!(later.page().at, "/login/second-factor");
}

#[tokio::test]
async fn rc_10_the_first_password_after_the_delay_wipes_and_the_code_once_more_gives_the_grant() {
    let (portal, anna, mut browser) = waiting().await;
    portal.clock.advance(DELAY - SignedDuration::from_secs(1));
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/login/second-factor", "one second is left");
    portal.clock.advance(SignedDuration::from_secs(1));
    portal.mails().await;
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/login/no-grant");
    assert!(!portal.app.store.facts(anna.id).await.unwrap().unwrap().has_factor());
    assert_eq!(portal.mails().await.iter().map(|mail| mail.kind).collect::<Vec<_>>(), ["recovery-done"]);
    browser.click("Herstelcode invullen").await;
    let page = browser.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    assert_eq!(page.at, "/login");
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/enrol", "{}", browser.page().text());
}

#[tokio::test]
async fn rc_10_later_than_a_day_after_the_delay_it_has_lapsed() {
    let (portal, anna, _) = waiting().await;
    portal.mails().await;
    portal.clock.advance(DELAY + SignedDuration::from_hours(24));
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/login/second-factor");
    let page = browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.at, "/enrol/recovery-code");
    assert!(portal.mails().await.is_empty(), "nobody is alarmed by what came to nothing");
}

#[tokio::test]
async fn rc_10_the_link_stops_it_once_and_opens_nothing() {
    let (portal, anna, _) = waiting().await;
    let link = portal.mails().await[0].link.clone().unwrap().replace("https://login.voorbeeld.example", "");
    let mut stranger = portal.browser();
    let page = stranger.open(&link).await;
    assert_eq!(
        (page.at.as_str(), page.status),
        ("/recovery/cancel", StatusCode::OK),
        "FP-04: the token leaves the address"
    );
    assert_eq!(status(&portal, &anna).await, CodeStatus::Waiting, "GET changes nothing");
    let page = stranger.press("Herstel stoppen", &[]).await;
    assert_eq!(page.heading(), "Het herstel is gestopt");
    assert_eq!(status(&portal, &anna).await, CodeStatus::Void);
    for secret in ["session", "grant", "journey"] {
        assert!(stranger.jar.get(secret).is_none(), "{secret}");
    }
    let page = stranger.open(&link).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::GONE, "Er valt niets te stoppen"));
    assert_eq!(portal.mails().await.iter().map(|mail| mail.kind).collect::<Vec<_>>(), ["recovery-cancelled"]);
    portal.clock.advance(DELAY);
    let mut later = portal.browser();
    anna.enter_password(&mut later).await;
    assert_eq!(later.page().at, "/login/second-factor", "nothing takes effect");
}
