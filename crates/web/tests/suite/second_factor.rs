//! `/login/second-factor` and `/login/second-factor/reset-instead`: S2.

use http::StatusCode;
use testkit::{Browser, Person, Portal};

async fn at_s2(portal: &Portal) -> (Person, Browser) {
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    (anna, browser)
}

#[tokio::test]
async fn s2_shows_what_the_article_says() {
    let portal = Portal::start().await;
    let (_, browser) = at_s2(&portal).await;
    let page = browser.page();
    assert_eq!(page.heading(), "Tweefactorauthenticatie");
    assert!(page.text().contains("privacygevoelige gegevens"));
    assert!(
        page.link("Tweefactorauthenticatie help").unwrap().starts_with("/help/second-factor?back=/login/second-factor")
    );
    assert!(page.link("Tweefactorauthenticatie problemen?").unwrap().starts_with("/help/second-factor-problems"));
    assert_eq!(page.link("Tweefactorauthenticatie opnieuw instellen").unwrap(), "/login/reset");
    assert!(!page.text().contains("Uw methode kwijt?"), "nobody sent a link");
}

#[tokio::test]
async fn both_factors_open_a_session() {
    let portal = Portal::start().await;
    let (anna, mut browser) = at_s2(&portal).await;
    let spaced = anna.next_code(&portal);
    let spaced = format!("{} {}", &spaced[..3], &spaced[3..]);
    let page = browser.press("Inloggen", &[("Code uit uw app", &spaced)]).await;
    assert_eq!((page.at.as_str(), page.heading().as_str()), ("/account", "Mijn account"));
    assert_eq!(portal.rows("sessions").await.len(), 1);
}

#[tokio::test]
async fn to_08_what_is_no_code_is_told_at_once_and_burns_no_try() {
    let portal = Portal::start().await;
    let (anna, mut browser) = at_s2(&portal).await;
    let before = portal.rows("counters").await;
    for (typed, says) in [
        ("", "Vul de code van 6 cijfers"),
        ("12345", "U hebt er 5 ingevuld"),
        ("1234567", "U hebt er 7 ingevuld"),
        ("１２３４５６", "alleen cijfers"),
        ("abcdef", "alleen cijfers"),
        ("12345\u{0}6", "alleen cijfers"),
    ] {
        let page = browser.press("Inloggen", &[("Code uit uw app", typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
        assert!(page.error().contains(says), "{typed:?}: {}", page.error());
    }
    assert_eq!(portal.rows("counters").await, before);
    browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(browser.page().at, "/account");
}

#[tokio::test]
async fn to_06_a_used_code_and_a_wrong_one_share_a_sentence_and_the_audit_tells_them_apart() {
    let portal = Portal::start().await;
    let (anna, mut browser) = at_s2(&portal).await;
    let code = anna.next_code(&portal);
    browser.press("Inloggen", &[("Code uit uw app", &code)]).await;
    let mut second = portal.browser();
    anna.enter_password(&mut second).await;
    let used = second.press("Inloggen", &[("Code uit uw app", &code)]).await.clone();
    let wrong = second.press("Inloggen", &[("Code uit uw app", &other(&code))]).await.clone();
    assert_eq!((used.status, used.error()), (wrong.status, wrong.error()));
    assert!(portal.events().await.contains(&("otp_replay".to_owned(), "second-factor".to_owned())));
}

#[tokio::test]
async fn to_04_a_code_of_a_minute_ago_is_said_to_be_too_old() {
    let portal = Portal::start().await;
    let (anna, mut browser) = at_s2(&portal).await;
    let code = anna.next_code(&portal);
    portal.clock.advance(jiff::SignedDuration::from_secs(60));
    let page = browser.press("Inloggen", &[("Code uit uw app", &code)]).await;
    assert!(page.error().contains("Deze code is verlopen."), "{}", page.error());
}

/// A code that is not this one, nor one of its neighbours in time but for a chance of one in a million.
pub(crate) fn other(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 123_457) % 1_000_000)
}

#[tokio::test]
async fn five_wrong_codes_end_the_journey_and_the_owner_is_told() {
    let portal = Portal::start().await;
    let (anna, mut browser) = at_s2(&portal).await;
    portal.mails().await;
    for _ in 0..4 {
        let wrong = other(&anna.next_code(&portal));
        let page = browser.press("Inloggen", &[("Code uit uw app", &wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let wrong = other(&anna.next_code(&portal));
    let page = browser.press("Inloggen", &[("Code uit uw app", &wrong)]).await;
    assert_eq!(page.at, "/login");
    assert!(page.notice().contains("vijf keer een code ingevuld die niet klopt"), "{}", page.notice());
    // D9: five wrong codes after the right password are told to the owner.
    let kinds: Vec<&str> = portal.mails().await.iter().map(|mail| mail.kind).collect();
    assert_eq!(kinds, ["second-factor-attack"]);
    assert!(portal.events().await.contains(&("authn_login_fail_max".to_owned(), "second-factor".to_owned())));
}

#[tokio::test]
async fn j8_the_count_of_a_journey_survives_a_walk_to_s3_and_back() {
    let portal = Portal::start().await;
    let (anna, mut browser) = at_s2(&portal).await;
    for _ in 0..4 {
        let wrong = other(&anna.next_code(&portal));
        browser.press("Inloggen", &[("Code uit uw app", &wrong)]).await;
        browser.click("Tweefactorauthenticatie opnieuw instellen").await;
        assert_eq!(browser.click("Terug naar tweefactorauthenticatie").await.at, "/login/second-factor");
    }
    let wrong = other(&anna.next_code(&portal));
    assert_eq!(browser.press("Inloggen", &[("Code uit uw app", &wrong)]).await.at, "/login");
}

#[tokio::test]
async fn j6c_reset_instead_wipes_at_that_moment_and_opens_nothing() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    portal.send_help_desk_link(&mut anna).await;
    let mut browser = portal.browser();
    browser.open(&anna.link).await;
    anna.enter_password(&mut browser).await;
    assert!(browser.page().text().contains("Uw methode kwijt?"));
    assert!(portal.rows("factors").await[0].contains("wiped_at=-"), "opening the link wipes nothing");
    let page = browser.press("Opnieuw instellen", &[]).await;
    assert_eq!(page.at, "/login");
    assert!(page.notice().contains("Uw oude methode is verwijderd."), "{}", page.notice());
    assert!(browser.jar.get("session").is_none());
    assert!(portal.rows("factors").await[0].contains("secret_sealed=-"));
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/enrol");
    assert!(portal.mails().await.iter().any(|mail| mail.kind == "reset-by-help-desk"));
}

#[tokio::test]
async fn reset_instead_without_a_link_does_nothing() {
    let portal = Portal::start().await;
    let (anna, mut browser) = at_s2(&portal).await;
    let page = browser.post("/login/second-factor/reset-instead", &[]).await;
    assert_eq!(page.at, "/login/second-factor");
    assert!(portal.rows("factors").await[0].contains("wiped_at=-"));
    // Nor with somebody else's link.
    let mut piet = portal.enrolled("piet").await;
    portal.send_help_desk_link(&mut piet).await;
    let mut thief = portal.browser();
    thief.open(&piet.link).await;
    anna.enter_password(&mut thief).await;
    assert!(!thief.page().text().contains("Uw methode kwijt?"));
    thief.post("/login/second-factor/reset-instead", &[]).await;
    assert!(portal.rows("factors").await.iter().all(|row| row.contains("wiped_at=-")));
}
