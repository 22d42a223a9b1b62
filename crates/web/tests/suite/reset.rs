//! `/login/reset` and `/login/no-grant`: S3.

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, Person, Portal};

async fn at_s3(portal: &Portal) -> (Person, Browser) {
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    browser.click("Tweefactorauthenticatie opnieuw instellen").await;
    (anna, browser)
}

/// A code of the right form that is not this one.
pub(crate) fn other(code: &str) -> String {
    let swap = |c: char| c.to_digit(10).map_or(c, |digit| char::from_digit((digit + 1) % 10, 10).unwrap());
    code.chars().map(swap).collect()
}

async fn wrong_code(person: &Person, browser: &mut Browser) {
    browser.press("Opnieuw instellen", &[("Herstelcode", &other(person.code()))]).await;
}

#[tokio::test]
async fn s3_shows_what_the_article_says() {
    let portal = Portal::start().await;
    let (_, browser) = at_s3(&portal).await;
    let page = browser.page();
    assert_eq!(page.heading(), "Tweefactorauthenticatie opnieuw instellen");
    assert!(page.text().contains("1234 - 5678 - 9012 - 3456"));
    assert!(page.link("Reset help").is_some() && page.link("Herstelcode problemen?").is_some());
    assert_eq!(page.link("Terug naar tweefactorauthenticatie").unwrap(), "/login/second-factor");
}

#[tokio::test]
async fn rc_02_s3_is_reached_from_s2_only() {
    let portal = Portal::start().await;
    assert_eq!(portal.browser().open("/login/reset").await.at, "/login");
    // J2: never enrolled and without a grant is not a recovery.
    let fatima = portal.with_password("fatima").await;
    let mut browser = portal.browser();
    fatima.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/login/no-grant");
    assert_eq!(browser.open("/login/reset").await.at, "/login/no-grant");
}

#[tokio::test]
async fn j3_the_right_code_wipes_everything_and_leads_to_s1_without_a_session() {
    let portal = Portal::start().await;
    let (anna, mut browser) = at_s3(&portal).await;
    let mut elsewhere = anna.home.clone();
    anna.log_in(&portal, &mut elsewhere).await;
    portal.mails().await;
    let typed = anna.code().replace('-', " ");
    let page = browser.press("Opnieuw instellen", &[("Herstelcode", &typed)]).await;
    assert_eq!(page.at, "/login");
    assert!(page.notice().contains("Uw oude methode is verwijderd."), "{}", page.notice());
    assert!(browser.jar.get("session").is_none() && browser.jar.get("grant").is_some());
    assert_eq!(portal.rows("sessions").await.len(), 0);
    assert_eq!(portal.rows("known_browsers").await.len(), 0);
    // SF-06: the history of what was bound stays, its secret does not.
    let factors = portal.rows("factors").await;
    assert!(factors[0].contains("secret_sealed=-") && !factors[0].contains("wiped_at=-"), "{factors:?}");
    assert_eq!(elsewhere.open("/account").await.at, "/login");
    assert_eq!(portal.mails().await.iter().map(|mail| mail.kind).collect::<Vec<_>>(), ["recovery-done"]);
}

#[tokio::test]
async fn j7_typing_errors_burn_no_try_and_what_was_typed_is_kept() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_s3(&portal).await;
    let before = portal.rows("counters").await;
    for (typed, says) in [
        ("", "Vul uw herstelcode in."),
        ("123 456 789 012 345", "heeft 16 cijfers. U hebt er 15 ingevuld"),
        ("1234-5678-9012-34567", "U hebt er 17 ingevuld"),
        ("1234-5678-9012-345X", "Het teken „X” komt in een herstelcode niet voor"),
    ] {
        let page = browser.press("Opnieuw instellen", &[("Herstelcode", typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.error().contains(says), "{typed}: {}", page.error());
        assert_eq!(page.value("code").as_deref(), Some(typed));
    }
    assert_eq!(portal.rows("counters").await, before);
}

#[tokio::test]
async fn d3_three_wrong_codes_end_the_journey_and_the_first_is_told() {
    let portal = Portal::start().await;
    let (anna, mut browser) = at_s3(&portal).await;
    portal.mails().await;
    wrong_code(&anna, &mut browser).await;
    assert!(browser.page().error().contains("Deze herstelcode klopt niet."), "{}", browser.page().error());
    assert_eq!(portal.mails().await.iter().map(|mail| mail.kind).collect::<Vec<_>>(), ["wrong-recovery-code"]);
    wrong_code(&anna, &mut browser).await;
    // J8: a walk to S2 and back does not reset the count.
    browser.click("Terug naar tweefactorauthenticatie").await;
    browser.click("Tweefactorauthenticatie opnieuw instellen").await;
    wrong_code(&anna, &mut browser).await;
    assert_eq!(browser.page().at, "/login");
    assert!(browser.page().notice().contains("drie keer een herstelcode"), "{}", browser.page().notice());
    assert_eq!(portal.mails().await.len(), 0);
}

#[tokio::test]
async fn d3_five_a_day_pause_and_ten_void_the_code() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    for day in 0..2 {
        for tried in 0..5 {
            // The passwords of strangers are delayed too (D9).
            portal.clock.advance(SignedDuration::from_mins(if day == 0 { 1 } else { 40 }));
            let mut browser = portal.browser();
            anna.enter_password(&mut browser).await;
            browser.open("/login/reset").await;
            wrong_code(&anna, &mut browser).await;
            let last = day == 1 && tried == 4;
            let notice = browser.page().notice();
            assert_eq!(notice.contains("werkt niet meer"), last, "day {day}, {tried}: {notice}");
        }
        portal.clock.advance(SignedDuration::from_mins(if day == 0 { 1 } else { 40 }));
        let mut browser = portal.browser();
        anna.enter_password(&mut browser).await;
        browser.open("/login/reset").await;
        if day == 0 {
            // The right code has to wait too: the pause is about tries.
            let page = browser.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
            assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
            assert!(page.error().contains("Wacht 24 uur"), "{}", page.error());
            portal.clock.advance(SignedDuration::from_hours(25));
        } else {
            let page = browser.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
            assert!(page.error().contains("geen herstelcode die werkt"), "{}", page.error());
        }
    }
    assert!(portal.mails().await.iter().any(|mail| mail.kind == "recovery-code-voided"));
    // J8: the next full login leads to S6 and a fresh code.
    let mut browser = anna.home.clone();
    anna.enter_password(&mut browser).await;
    let page = browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.at, "/enrol/recovery-code");
    assert!(page.text().contains("Uw oude herstelcode werkt niet meer"), "{}", page.text());
    assert!(browser.jar.get("session").is_none());
}

#[tokio::test]
async fn j4_the_same_code_goes_on_with_an_open_recovery_for_a_day() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut first = portal.browser();
    anna.recover(&mut first).await;
    portal.mails().await;
    // The laptop died: another browser has the password and no grant.
    let mut second = portal.browser();
    anna.enter_password(&mut second).await;
    assert_eq!(second.page().at, "/login/no-grant");
    assert!(second.page().text().contains("Ga verder op het apparaat waar u uw herstelcode hebt ingevuld"));
    second.click("Herstelcode invullen").await;
    assert_eq!(second.click("Terug naar de vorige pagina").await.at, "/login/no-grant");
    second.click("Herstelcode invullen").await;
    second.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    assert_eq!(second.page().path(), "/login");
    assert_eq!(portal.mails().await.iter().map(|mail| mail.kind).collect::<Vec<_>>(), ["recovery-again"]);
    // J6: an account has one live grant, and the older one is dead.
    anna.enter_password(&mut first).await;
    assert_eq!(first.page().at, "/login/no-grant");
    anna.enter_password(&mut second).await;
    assert_eq!(second.page().at, "/enrol");
    portal.clock.advance(SignedDuration::from_hours(24));
    let mut third = portal.browser();
    anna.enter_password(&mut third).await;
    assert_eq!(third.page().heading(), "Vraag eerst een link aan");
    assert_eq!(third.open("/login/reset").await.at, "/login/no-grant");
}

#[tokio::test]
async fn j13_a_code_is_spent_with_the_new_factor() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    let old = anna.code().to_owned();
    let mut browser = portal.browser();
    anna.recover(&mut browser).await;
    anna.enter_password(&mut browser).await;
    anna.home = browser;
    portal.walk_the_wizard(&mut anna).await;
    assert_ne!(anna.code(), old);
    let mut later = portal.browser();
    anna.enter_password(&mut later).await;
    later.open("/login/reset").await;
    let page = later.press("Opnieuw instellen", &[("Herstelcode", &old)]).await;
    assert!(page.error().contains("Deze herstelcode klopt niet."), "{}", page.error());
}
