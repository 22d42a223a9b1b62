//! `/login/new-password`: forgotten, lost together with the factor, or wanted by policy (J12, FP-03, FP-08, PW-09).

use credentials::ids::JourneyId;
use credentials::mailed_link::{self, verify_link};
use credentials::token::SecretToken;
use http::StatusCode;
use journey::{Event, Journey, Target, step};
use store::{Actor, Commit, Context};
use testkit::{Browser, PASSWORD, Person, Portal};

const FRESH: &str = "herfst storm schaats 9";

/// Follows a mailed link as far as its button leads; the journey's cookie is in the browser.
async fn follow(portal: &Portal, person: &Person, browser: &mut Browser) {
    let (app, now) = (&portal.app, portal.clock.now());
    let ctx = Context::new(now, Actor::System);
    let token = SecretToken::generate(&*app.rng);
    app.store.issue_password_link(person.id, token.hash(), now + mailed_link::LIFE, &ctx).await.unwrap().unwrap();
    let row = app.store.find_password_link(&token.hash(), now).await.unwrap().unwrap();
    let begun = Journey::begin(JourneyId::generate(now, &*app.rng), now);
    let witness = verify_link(&row, &token, begun.id, now).unwrap();
    let facts = app.store.facts(person.id).await.unwrap().unwrap();
    let policy = &app.settings.policy;
    let event = Event::LinkFollowed { witness, facts, tries: Vec::new(), target: Target::Account };
    let outcome = step(&begun, event, policy, now).unwrap();
    let cookie = SecretToken::generate(&*app.rng);
    let sessions = &policy.session;
    let commit = Commit { before: &begun, outcome: &outcome, new_token: Some(cookie.hash()), ctx: &ctx, sessions };
    app.store.commit(commit).await.unwrap();
    browser.open("/login").await;
    browser.jar.put("journey", &cookie.expose());
    browser.open("/login/continue").await;
}

async fn log_in_with(portal: &Portal, person: &Person, password: &str) -> String {
    let mut browser = portal.browser();
    browser.open("/login").await;
    browser.press("Inloggen", &[("Gebruikersnaam", &person.username), ("Wachtwoord", password)]).await.at.clone()
}

#[tokio::test]
async fn fp_03_the_factor_is_needed_before_a_new_password_and_no_session_comes_of_it() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let (mut browser, mut elsewhere) = (portal.browser(), portal.browser());
    anna.log_in(&portal, &mut elsewhere).await;
    portal.mails().await;
    follow(&portal, &anna, &mut browser).await;
    assert_eq!(browser.page().at, "/login/second-factor");
    assert!(browser.page().text().contains("U wilt een nieuw wachtwoord kiezen."), "{}", browser.page().text());
    // The link alone sets nothing.
    assert_eq!(browser.open("/login/new-password").await.at, "/login/second-factor");
    let page = browser.post("/login/new-password", &[("password", FRESH)]).await;
    assert_eq!(page.at, "/login/second-factor");
    let page = browser.press("Doorgaan", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.at, "/login/new-password");
    assert!(page.body.contains("autocomplete=\"username\"") && page.body.contains("new-password"), "AC-02");
    let page = browser.press("Wachtwoord opslaan", &[("Nieuw wachtwoord", "kort")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = browser.press("Wachtwoord opslaan", &[("Nieuw wachtwoord", FRESH)]).await;
    assert_eq!(page.at, "/login");
    assert!(page.notice().contains("Uw nieuwe wachtwoord is ingesteld."), "{}", page.notice());
    assert!(browser.jar.get("session").is_none());
    // FP-07: everybody is told, every session ended; the old password is none any more.
    assert_eq!(elsewhere.open("/account").await.at, "/login");
    assert_eq!(portal.mails().await.iter().map(|mail| mail.kind).collect::<Vec<_>>(), ["password-reset"]);
    assert_eq!(log_in_with(&portal, &anna, PASSWORD).await, "/login");
    assert_eq!(log_in_with(&portal, &anna, FRESH).await, "/login/second-factor");
    let facts = portal.app.store.facts(anna.id).await.unwrap().unwrap();
    assert!(facts.cooling_until(portal.clock.now()).is_some(), "RC-09");
}

#[tokio::test]
async fn fp_08_both_lost_everything_happens_with_the_new_password() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    portal.mails().await;
    follow(&portal, &anna, &mut browser).await;
    browser.click("Tweefactorauthenticatie opnieuw instellen").await;
    let page = browser.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    assert_eq!(page.at, "/login/new-password", "{}", page.text());
    // Nothing has happened yet.
    let facts = portal.app.store.facts(anna.id).await.unwrap().unwrap();
    assert!(facts.has_factor() && facts.active_code().is_some() && portal.mails().await.is_empty());
    assert!(browser.jar.get("grant").is_none());
    let page = browser.press("Wachtwoord opslaan", &[("Nieuw wachtwoord", FRESH)]).await;
    assert_eq!(page.at, "/login");
    let facts = portal.app.store.facts(anna.id).await.unwrap().unwrap();
    assert!(!facts.has_factor() && facts.open_recovery(portal.clock.now()).is_some());
    let mut told: Vec<_> = portal.mails().await.iter().map(|mail| mail.kind).collect();
    told.sort_unstable();
    assert_eq!(told, ["password-reset", "recovery-done"]);
    // The browser holds the grant: the new password opens the wizard.
    let page = browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", FRESH)]).await;
    assert_eq!(page.at, "/enrol", "{}", page.text());
}

#[tokio::test]
async fn j12_a_link_is_of_no_use_to_an_account_without_a_factor() {
    let portal = Portal::start().await;
    let piet = portal.with_password("piet").await;
    let mut browser = portal.browser();
    follow(&portal, &piet, &mut browser).await;
    let page = browser.page();
    assert_eq!(page.at, "/login/no-grant");
    assert!(page.text().contains("een link in een mail is daarvoor niet genoeg"), "{}", page.text());
    for path in ["/enrol", "/login/reset", "/login/new-password"] {
        assert_eq!(browser.open(path).await.at, "/login/no-grant", "{path}");
    }
}

#[tokio::test]
async fn fp_02_a_link_that_was_used_in_the_meantime_sets_nothing() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    follow(&portal, &anna, &mut browser).await;
    browser.press("Doorgaan", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    // A newer link kills the one that this journey began with.
    follow(&portal, &anna, &mut portal.browser()).await;
    let page = browser.press("Wachtwoord opslaan", &[("Nieuw wachtwoord", FRESH)]).await;
    assert_eq!((page.at.as_str(), page.status), ("/forgot/link", StatusCode::GONE), "{}", page.text());
    assert!(page.link("Nieuwe link vragen").is_some(), "{}", page.text());
    assert_eq!(log_in_with(&portal, &anna, PASSWORD).await, "/login/second-factor");
}

#[tokio::test]
async fn pw_09_a_forced_change_comes_after_the_factor_and_before_the_session() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let ctx = Context::new(portal.clock.now(), Actor::System);
    assert!(portal.app.store.require_new_password(anna.id, "leaked", &ctx).await.unwrap());
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/login/second-factor", "never before the factor");
    let page = browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.at, "/login/new-password");
    assert!(browser.jar.get("session").is_none());
    let page = browser.press("Wachtwoord opslaan", &[("Nieuw wachtwoord", PASSWORD)]).await;
    assert!(page.error().contains("Dit is uw oude wachtwoord."), "{}", page.error());
    let page = browser.press("Wachtwoord opslaan", &[("Nieuw wachtwoord", FRESH)]).await;
    assert_eq!(page.at, "/account", "{}", page.text());
    assert!(page.notice().contains("Uw nieuwe wachtwoord is ingesteld."), "{}", page.notice());
    browser.press("Uitloggen", &[]).await;
    assert_eq!(log_in_with(&portal, &anna, FRESH).await, "/login/second-factor");
    assert!(!portal.app.store.facts(anna.id).await.unwrap().unwrap().must_change_password);
}
