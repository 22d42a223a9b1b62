//! `/account/password` (requirement PW-08).

use http::StatusCode;
use testkit::{Browser, Person, Portal};

const FRESH: &str = "vier paarden lopen langzaam";

/// Somebody at the page, and another browser in which they are logged in too.
async fn at_the_page(portal: &Portal) -> (Person, Browser, Browser) {
    let anna = portal.enrolled("anna").await;
    let (mut here, mut there) = (portal.browser(), portal.browser());
    anna.log_in(portal, &mut there).await;
    anna.log_in(portal, &mut here).await;
    assert_eq!(here.open("/account/password").await.at, "/account/confirm?to=password", "J14");
    anna.confirm(portal, &mut here, "password").await;
    assert_eq!(here.page().at, "/account/password");
    portal.mails().await;
    (anna, here, there)
}

#[tokio::test]
async fn pw_08_a_changed_password_ends_the_other_sessions_and_is_told() {
    let portal = Portal::start().await;
    let (_, mut here, mut there) = at_the_page(&portal).await;
    let page = here.press("Wachtwoord opslaan", &[("Nieuw wachtwoord", FRESH)]).await;
    assert_eq!(page.at, "/account");
    assert!(page.notice().contains("Op andere apparaten bent u uitgelogd."), "{}", page.notice());
    assert_eq!(there.open("/account").await.at, "/login");
    let mails: Vec<_> = portal.mails().await.into_iter().map(|mail| mail.kind).collect();
    assert_eq!(mails, ["password-changed"]);
    let mut later = portal.browser();
    later.open("/login").await;
    let page = later.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", FRESH)]).await;
    assert_eq!(page.at, "/login/second-factor");
}

#[tokio::test]
async fn pw_08_the_other_sessions_stay_when_their_owner_wants_that() {
    let portal = Portal::start().await;
    let (_, mut here, mut there) = at_the_page(&portal).await;
    // The box is not ticked: a browser leaves it out.
    let page = here.post("/account/password", &[("password", FRESH)]).await;
    assert!(page.notice().contains("Op andere apparaten bent u nog ingelogd."), "{}", page.notice());
    assert_eq!(there.open("/account").await.at, "/account");
}

#[tokio::test]
async fn pw_01_pw_05_what_does_not_do_is_said_at_the_field_and_changes_nothing() {
    let portal = Portal::start().await;
    let (_, mut here, _) = at_the_page(&portal).await;
    let before = portal.rows("accounts").await;
    for (typed, says) in [
        ("kort", "minstens"),
        ("wachtwoord123", "kiezen veel mensen"),
        (testkit::PASSWORD, "Dit is uw oude wachtwoord."),
    ] {
        let page = here.press("Wachtwoord opslaan", &[("Nieuw wachtwoord", typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.error().contains(says), "{typed}: {}", page.error());
    }
    assert_eq!(portal.rows("accounts").await, before);
    assert!(portal.mails().await.is_empty());
}

#[tokio::test]
async fn j14_without_a_confirmation_nothing_is_written() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    let before = portal.rows("accounts").await;
    let page = browser.post("/account/password", &[("password", FRESH)]).await;
    assert_eq!(page.at, "/account/confirm?to=password");
    assert_eq!(portal.rows("accounts").await, before);
}
