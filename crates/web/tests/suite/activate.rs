//! `/activate`: the first password (rule J6b).

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{PASSWORD, Portal};

#[tokio::test]
async fn fp_04_the_secret_leaves_the_address_and_looking_changes_nothing() {
    let portal = Portal::start().await;
    let mut fatima = portal.invited("fatima").await;
    let before = portal.dump().await;
    for _ in 0..2 {
        let page = fatima.home.open(&fatima.link).await;
        assert_eq!((page.at.as_str(), page.status), ("/activate", StatusCode::OK));
        assert!(page.text().contains("Welkom, Mevrouw fatima."), "{}", page.text());
    }
    assert_eq!(portal.dump().await, before);
}

#[tokio::test]
async fn j6b_a_password_and_the_wizard_and_then_the_link_is_dead() {
    let portal = Portal::start().await;
    let mut fatima = portal.invited("fatima").await;
    fatima.home.open(&fatima.link).await;
    let page = fatima.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
    assert_eq!(page.at, "/enrol");
    assert!(page.notice().contains("Uw wachtwoord is opgeslagen."), "{}", page.notice());
    assert!(fatima.home.jar.get("session").is_none());
    let kinds: Vec<&str> = portal.mails().await.iter().map(|mail| mail.kind).collect();
    assert!(kinds.contains(&"password-set"), "{kinds:?}");
    let mut again = portal.browser();
    let page = again.open(&fatima.link).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::GONE, "Deze link is al gebruikt"));
    // PW-10: nobody sets a password a second time with it.
    let page = again.post("/activate", &[("password", "een heel ander wachtwoord")]).await;
    assert_eq!(page.status, StatusCode::GONE);
    let mut login = portal.browser();
    fatima.enter_password(&mut login).await;
    assert_eq!(login.page().at, "/login/no-grant");
    assert!(portal.events().await.contains(&("enrolment_grant_missing".to_owned(), "password-only".to_owned())));
    assert_eq!(login.page().heading(), "Ga verder waar u begon");
}

#[tokio::test]
async fn pw_01_to_05_the_rules_of_a_new_password_are_told_at_the_field() {
    let portal = Portal::start().await;
    let mut fatima = portal.invited("fatima").await;
    fatima.home.open(&fatima.link).await;
    let before = portal.rows("accounts").await;
    let long = "a".repeat(257);
    for (typed, says) in [
        ("", "heeft 0 tekens. Kies een wachtwoord van minstens 12 tekens"),
        ("elf tekens!", "heeft 11 tekens"),
        (long.as_str(), "hoogstens 256 tekens"),
        ("regel een\nregel twee", "een teken dat niet zichtbaar is"),
        ("poortwachter", "makkelijk te raden"),
        ("Voorbeeld Verzuim", "makkelijk te raden"),
    ] {
        let page = fatima.home.press("Wachtwoord opslaan", &[("Wachtwoord", typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
        assert!(page.error().contains(says), "{typed:?}: {}", page.error());
        assert_eq!(page.value("password").as_deref(), Some(""), "never what was typed");
    }
    assert_eq!(portal.rows("accounts").await, before);
    let page = fatima.home.press("Wachtwoord opslaan", &[("Wachtwoord", "aaaa bbbb cccc")]).await;
    assert_eq!(page.at, "/enrol", "PW-04: no rule of composition");
}

#[tokio::test]
async fn links_that_are_old_cut_or_never_ours_are_dead() {
    let portal = Portal::start().await;
    let fatima = portal.invited("fatima").await;
    let cut = &fatima.link[..fatima.link.len() - 5];
    let never = format!("/activate?token={}", "A".repeat(43));
    for link in [cut, &never, "/activate?token=", "/activate?token=a&token=b", "/activate?token=%ff"] {
        let page = portal.browser().open(link).await.clone();
        assert_eq!((page.status, page.heading().as_str()), (StatusCode::GONE, "Deze link werkt niet meer"), "{link}");
    }
    // Without a link there may be a letter.
    assert_eq!(portal.browser().open("/activate").await.at, "/letter");
    portal.clock.advance(SignedDuration::from_hours(24));
    let mut late = portal.browser();
    assert_eq!(late.open(&fatima.link).await.status, StatusCode::GONE);
    assert_eq!(late.click("Ik heb een brief met een code").await.at, "/letter");
}

#[tokio::test]
async fn j6b_the_same_link_in_two_tabs_sets_one_password() {
    let portal = Portal::start().await;
    let fatima = portal.invited("fatima").await;
    let (mut one, mut two) = (portal.browser(), portal.browser());
    one.open(&fatima.link).await;
    two.open(&fatima.link).await;
    let first = [("password", "het eerste wachtwoord")];
    let second = [("password", "het tweede wachtwoord")];
    let (a, b) = tokio::join!(one.post_once("/activate", &first), two.post_once("/activate", &second));
    let wizards = [&a, &b].iter().filter(|page| page.header("location") == "/enrol").count();
    assert_eq!(wizards, 1, "{} {}", a.header("location"), b.header("location"));
}

#[tokio::test]
async fn j11_a_double_click_on_the_first_password_can_be_gone_on_with() {
    let portal = Portal::start().await;
    let mut fatima = portal.invited("fatima").await;
    fatima.home.open(&fatima.link).await;
    let token = fatima.home.page().csrf().unwrap();
    fatima.home.twin().post_once("/activate", &[("password", PASSWORD), ("csrf", &token)]).await;
    let page = fatima.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
    assert_eq!(page.at, "/enrol");
}

#[tokio::test]
async fn j11_a_used_link_hands_nothing_over_without_the_password_or_later() {
    for (password, seconds) in [("another lovely password", 1), (PASSWORD, 31)] {
        let portal = Portal::start().await;
        let mut fatima = portal.invited("fatima").await;
        fatima.home.open(&fatima.link).await;
        let token = fatima.home.page().csrf().unwrap();
        let mut thief = fatima.home.twin();
        fatima.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
        portal.clock.advance(SignedDuration::from_secs(seconds));
        let page = thief.post("/activate", &[("password", password), ("csrf", &token)]).await;
        assert_eq!((page.at.as_str(), page.status.as_u16()), ("/activate", 410), "{seconds} {password}");
        assert!(thief.jar.get("grant").is_none());
    }
}
