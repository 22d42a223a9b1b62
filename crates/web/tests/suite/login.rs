//! `/`, `/login`, `/login/continue`, `/login/cancel`, `/login/ended`: S1.

use http::StatusCode;
use journey::AccountStatus;
use testkit::{PASSWORD, Portal};

#[tokio::test]
async fn s1_shows_what_the_article_says() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    let page = browser.open("/").await;
    assert_eq!((page.at.as_str(), page.status), ("/login", StatusCode::OK));
    assert_eq!((page.heading().as_str(), page.title().as_str()), ("Inloggen", "Inloggen – Poortwachter"));
    let text = page.text();
    for words in ["Log hier in op Poortwachter.", "Gebruikersnaam", "Wachtwoord", "Onthoud mijn gebruikersnaam"] {
        assert!(text.contains(words), "{words} is missing: {text}");
    }
    assert!(text.contains("© 2026 Poortwachter"));
    assert_eq!(page.link("Ik kan niet inloggen").unwrap(), "/cannot-log-in");
}

#[tokio::test]
async fn j2_the_right_password_leads_to_the_second_factor_and_opens_nothing() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/login/second-factor");
    // J1: there is a journey and no session, neither as a cookie nor as a row.
    assert!(browser.jar.get("journey").is_some() && browser.jar.get("session").is_none());
    assert_eq!(portal.rows("sessions").await.len(), 0);
    assert_eq!(browser.open("/account").await.at, "/login");
}

#[tokio::test]
async fn names_are_taken_however_they_are_typed() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    for typed in ["ANNA", " anna ", "ａｎｎａ"] {
        let mut browser = portal.browser();
        browser.open("/login").await;
        let page = browser.press("Inloggen", &[("Gebruikersnaam", typed), ("Wachtwoord", PASSWORD)]).await;
        assert_eq!(page.at, "/login/second-factor", "{typed}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_told_at_the_field_and_the_name_is_kept() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    let mut browser = portal.browser();
    browser.open("/login").await;
    let page = browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", "verkeerd wachtwoord")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("De gebruikersnaam of het wachtwoord klopt niet."), "{}", page.error());
    assert_eq!(page.value("username").as_deref(), Some("anna"));
    // What was typed as a password never comes back.
    assert_eq!(page.value("password").as_deref(), Some(""));
    assert!(!page.body.contains("verkeerd wachtwoord"));
    assert!(page.title().starts_with("Fout: "), "{}", page.title());
    assert!(browser.jar.get("journey").is_none());
}

#[tokio::test]
async fn empty_fields_burn_no_try() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    let mut browser = portal.browser();
    let before = portal.rows("counters").await;
    for (username, password, says) in [
        ("", "", "Vul uw gebruikersnaam en uw wachtwoord in."),
        ("  ", "x", "Vul uw gebruikersnaam in."),
        ("anna", "", "Vul uw wachtwoord in."),
    ] {
        browser.open("/login").await;
        let page = browser.press("Inloggen", &[("username", username), ("password", password)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.error().contains(says), "{}", page.error());
    }
    assert_eq!(portal.rows("counters").await, before);
}

#[tokio::test]
async fn se_12_the_name_is_remembered_when_asked_and_forgotten_when_not() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    browser.open("/login").await;
    let asked = [("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD), ("Onthoud mijn gebruikersnaam", "yes")];
    browser.press("Inloggen", &asked).await;
    let cookie = browser.jar.get("username").expect("the name is remembered");
    assert!(!cookie.contains("anna"), "the name is readable in {cookie}");
    let page = browser.open("/login").await;
    assert_eq!(page.value("username").as_deref(), Some("anna"));
    // Another installation's, or a changed one, is nobody's.
    let mut other = portal.browser();
    other.jar.put("username", &cookie[..cookie.len() - 2]);
    assert_eq!(other.open("/login").await.value("username").as_deref(), Some(""));
    let form = browser.page().form("Inloggen", &[]);
    assert!(form.fields.iter().any(|(name, _)| name == "remember"), "the box is ticked");
    let token = browser.page().csrf().unwrap();
    browser.post("/login", &[("csrf", &token), ("username", "anna"), ("password", PASSWORD)]).await;
    assert!(browser.jar.get("username").is_none());
    drop(anna);
}

#[tokio::test]
async fn the_application_is_named_and_an_unknown_one_is_not() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    assert!(browser.open("/login?to=verzuim").await.text().contains("Daarna gaat u naar Verzuimbeheer."));
    for unknown in [
        "/login?to=evil",
        "/login?to=https://evil.example",
        "/login?to=%0d%0ax",
        "/login?to=",
        "/login?to=a&to=b",
        "/login?%ff",
    ] {
        let page = browser.open(unknown).await;
        assert_eq!(page.status, StatusCode::OK, "{unknown}");
        assert!(!page.text().contains("Daarna gaat u") && !page.body.contains("evil"), "{unknown}");
    }
}

#[tokio::test]
async fn somebody_who_is_logged_in_is_not_asked_again() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    anna.clone().log_in(&portal, &mut anna.home).await;
    assert_eq!(anna.home.open("/login").await.at, "/account");
    assert_eq!(anna.home.open("/").await.at, "/account");
    assert_eq!(anna.home.open("/login?to=dossier").await.at, "/leaving?to=dossier");
}

#[tokio::test]
async fn continue_leads_to_the_page_of_the_state() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    assert_eq!(browser.open("/login/continue").await.at, "/login");
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.open("/login/continue").await.at, "/login/second-factor");
    browser.open("/login/reset").await;
    assert_eq!(browser.open("/login/continue").await.at, "/login/reset");
}

#[tokio::test]
async fn cancel_ends_the_journey_and_keeps_where_one_was_going() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    browser.open("/login?to=dossier").await;
    browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    let kept = browser.twin();
    assert_eq!(browser.press("Terug naar inloggen", &[]).await.at, "/login?to=dossier");
    assert!(browser.jar.get("journey").is_none());
    // The cookie of the ended journey is worth nothing.
    let mut kept = kept;
    assert_eq!(kept.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await.path(), "/login");
    assert!(kept.jar.get("session").is_none());
}

#[tokio::test]
async fn en_04_a_closed_account_is_told_only_after_the_right_password() {
    let portal = Portal::start().await;
    let piet = portal.disabled("piet").await;
    let mut browser = portal.browser();
    piet.enter_password(&mut browser).await;
    let page = browser.page();
    assert_eq!((page.at.as_str(), page.status), ("/login/ended", StatusCode::FORBIDDEN));
    assert!(page.text().contains("030 123 45 67"), "{}", page.text());
    // Nobody else sees that page, and a journey that ended so opens nothing.
    assert_eq!(portal.browser().open("/login/ended").await.at, "/login");
    assert_eq!(browser.open("/login/second-factor").await.at, "/login/ended");
    portal.set_status(&piet, AccountStatus::Active).await;
    piet.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/login/second-factor");
}
