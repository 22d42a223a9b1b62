//! Sessions and cookies (requirements SE-01 to SE-10).

use jiff::SignedDuration;
use testkit::{Browser, Person, Portal};

async fn logged_in(portal: &Portal) -> (Person, Browser) {
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(portal, &mut browser).await;
    (anna, browser)
}

fn seconds(count: i64) -> SignedDuration {
    SignedDuration::from_secs(count)
}

#[tokio::test]
async fn se_02_half_an_hour_without_a_request_to_the_second() {
    let portal = Portal::start().await;
    let (_, mut browser) = logged_in(&portal).await;
    let policy = &portal.app.settings.policy.session;
    portal.clock.advance(policy.idle - seconds(1));
    let seen = portal.clock.now();
    assert_eq!(browser.open("/account").await.at, "/account");
    portal.clock.set(seen + policy.idle - seconds(1));
    assert_eq!(browser.twin().open("/account").await.at, "/account");
    portal.clock.advance(policy.idle + seconds(1));
    let page = browser.open("/account").await;
    assert_eq!(page.at, "/login");
    assert!(page.notice().contains("omdat er een tijd niets gebeurde"), "{}", page.notice());
    assert!(browser.jar.get("session").is_none());
}

#[tokio::test]
async fn se_02_twelve_hours_whatever_happens_to_the_second() {
    let portal = Portal::start().await;
    let (_, mut browser) = logged_in(&portal).await;
    let policy = &portal.app.settings.policy.session;
    let begun = portal.clock.now();
    let end = begun + policy.overall;
    while portal.clock.now() + seconds(1_200) < end {
        portal.clock.advance(seconds(1_200));
        assert_eq!(browser.open("/account").await.at, "/account");
    }
    portal.clock.set(end - seconds(1));
    assert_eq!(browser.open("/account").await.at, "/account");
    portal.clock.set(end + seconds(1));
    assert_eq!(browser.open("/account").await.at, "/login");
}

#[tokio::test]
async fn se_10_at_most_ten_and_the_oldest_ends() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browsers = Vec::new();
    for _ in 0..11 {
        let mut browser = portal.browser();
        anna.log_in(&portal, &mut browser).await;
        browsers.push(browser);
    }
    assert_eq!(portal.rows("sessions").await.len(), 10);
    assert_eq!(browsers[0].open("/account").await.at, "/login");
    assert_eq!(browsers[1].open("/account").await.at, "/account");
    assert!(portal.events().await.contains(&("session_ended".to_owned(), "too-many".to_owned())));
}

#[tokio::test]
async fn se_03_what_was_planted_before_the_login_is_worth_nothing_after_it() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    // The attacker's own visit, journey and session are put into the victim's browser.
    let piet = portal.enrolled("piet").await;
    let mut attacker = portal.browser();
    piet.log_in(&portal, &mut attacker).await;
    let mut victim = portal.browser();
    for name in ["visit", "journey", "browser"] {
        victim.jar.put(name, &attacker.jar.get(name).unwrap());
    }
    anna.log_in(&portal, &mut victim).await;
    for name in ["journey", "session"] {
        assert!(victim.jar.get(name).is_some());
        assert_ne!(victim.jar.get(name), attacker.jar.get(name), "{name}");
    }
    // The victim's login left nothing of it in the attacker's hands.
    assert!(attacker.open("/account").await.text().contains("Mevrouw piet"));
}

#[tokio::test]
async fn se_03_logging_in_again_ends_the_session_that_this_browser_had() {
    let portal = Portal::start().await;
    let (anna, mut browser) = logged_in(&portal).await;
    let mut old = browser.twin();
    // S1 leads on with a session; its form, sent from a page that stood open, does not.
    let mut before = portal.browser();
    before.open("/login").await;
    let page = before.page().clone();
    browser.jar.put("visit", &before.jar.get("visit").unwrap());
    browser.back_to(&page);
    browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", testkit::PASSWORD)]).await;
    browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(browser.page().at, "/account");
    assert_ne!(browser.jar.get("session"), old.jar.get("session"));
    assert_eq!(old.open("/account").await.at, "/login", "the old session is dead");
    assert_eq!(portal.rows("sessions").await.len(), 1);
}

#[tokio::test]
async fn se_04_every_cookie_of_every_walk_is_strict() {
    let portal = Portal::start().await;
    let mut anna = portal.invited("anna").await;
    anna.home.open(&anna.link).await;
    anna.home.press("Wachtwoord opslaan", &[("Wachtwoord", testkit::PASSWORD)]).await;
    portal.walk_the_wizard(&mut anna).await;
    anna.home.press("English", &[]).await;
    anna.home.press("Log out", &[]).await;
    let mut browser = portal.browser();
    browser.open("/login").await;
    browser.press("Inloggen", &[("username", "anna"), ("password", testkit::PASSWORD), ("remember", "yes")]).await;
    browser.open("/login/reset").await;
    browser.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    let lines: Vec<String> = [&anna.home, &browser].iter().flat_map(|browser| browser.jar.lines()).collect();
    let mut names = std::collections::BTreeSet::new();
    for line in &lines {
        let mut parts = line.split("; ");
        let (name, value) = parts.next().unwrap().split_once('=').unwrap();
        names.insert(name.to_owned());
        let attributes: Vec<&str> = parts.collect();
        assert!(name.starts_with("__Host-"), "{line}");
        for needed in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
            assert_eq!(attributes.iter().filter(|one| **one == needed).count(), 1, "{line}");
        }
        let kept = attributes.iter().any(|one| one.starts_with("Max-Age=") && *one != "Max-Age=0");
        let closing_ends = name.ends_with("-session") || name.ends_with("-visit");
        assert!(!(kept && closing_ends), "{line}");
        assert!(attributes.len() == 4 || (attributes.len() == 5 && attributes[4].starts_with("Max-Age=")), "{line}");
        // SE-01: 256 bits, or nothing that matters.
        let secret = ["session", "journey", "grant", "browser", "visit", "link"];
        if !value.is_empty() && secret.iter().any(|short| name.ends_with(&format!("-{short}"))) {
            assert_eq!(value.len(), 43, "{line}");
        }
    }
    assert_eq!(names.len(), 9, "{names:?}");
}

#[tokio::test]
async fn se_01_the_database_holds_no_cookie_that_works() {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal).await;
    let dump = portal.dump().await;
    for name in browser.jar.names() {
        assert!(!dump.contains(&browser.jar.get(&name).unwrap()), "{name}");
    }
}

#[tokio::test]
async fn a_writer_to_the_database_cannot_make_a_session() {
    let portal = Portal::start().await;
    let (_, mut browser) = logged_in(&portal).await;
    let stretched = "UPDATE sessions SET expires_at = expires_at + 1";
    assert_eq!(store::testing::execute(&portal.app.store, stretched, &[]).await.unwrap(), 1);
    assert_eq!(browser.open("/account").await.at, "/login");
}
