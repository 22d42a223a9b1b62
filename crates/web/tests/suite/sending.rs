//! How many codes go out (requirement SM-07, rule J8), as the person and the attacker see it.

use std::net::IpAddr;

use http::StatusCode;
use jiff::SignedDuration;
use journey::sending::SendCaps;
use testkit::{Browser, Person, Portal};

const MINUTE: SignedDuration = SignedDuration::from_secs(61);

/// S2 in a new browser; whether a code is on its way there.
async fn arrive(portal: &Portal, person: &Person, browser: &mut Browser) -> bool {
    person.enter_password(browser).await;
    assert_eq!(browser.page().at, "/login/second-factor", "{}", browser.page().text());
    !portal.texts().await.is_empty()
}

/// The page again after "send me a code", by whichever of its two names.
async fn ask(browser: &mut Browser) -> (StatusCode, String) {
    let page = browser.post("/login/second-factor/send-code", &[]).await;
    (page.status, page.error())
}

#[tokio::test]
async fn sm_07_a_minute_between_two_codes_and_three_in_a_journey() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms("anna").await;
    portal.texts().await;
    let mut browser = portal.browser();
    assert!(arrive(&portal, &anna, &mut browser).await);
    for number in 2..=3 {
        let before = portal.dump().await;
        let (status, error) = ask(&mut browser).await;
        assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
        assert!(error.contains("Wij hebben net een code gestuurd.") && error.contains("Over "), "{error}");
        assert!(portal.dump().await == before, "a refusal wrote something");
        portal.clock.advance(MINUTE);
        assert_eq!(ask(&mut browser).await.0, StatusCode::OK, "code {number}");
        assert_eq!(portal.texts().await.len(), 1);
    }
    // Neither time nor a walk to S3 and back gives a fourth.
    portal.clock.advance(MINUTE);
    browser.click("Tweefactorauthenticatie opnieuw instellen").await;
    browser.click("Terug naar tweefactorauthenticatie").await;
    let (status, error) = ask(&mut browser).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(error.contains("U hebt drie codes laten sturen."), "{error}");
    assert!(portal.texts().await.is_empty());
}

#[tokio::test]
async fn sm_07_two_clicks_at_once_send_one_code() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    portal.texts().await;
    portal.clock.advance(MINUTE);
    let clicks: Vec<_> = (0..6)
        .map(|_| {
            let mut twin = browser.twin();
            tokio::spawn(async move { twin.post_once("/login/second-factor/send-code", &[]).await.status })
        })
        .collect();
    for click in clicks {
        let status = click.await.unwrap();
        assert!([StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS].contains(&status), "{status}");
    }
    assert_eq!(portal.texts().await.len(), 1);
}

#[tokio::test]
async fn sm_07_five_in_an_hour_to_one_number_and_j8_the_owners_browser_has_its_own() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms("anna").await;
    portal.texts().await;
    for _ in 0..5 {
        assert!(arrive(&portal, &anna, &mut portal.browser()).await);
        portal.clock.advance(SignedDuration::from_secs(90));
    }
    let mut sixth = portal.browser();
    assert!(!arrive(&portal, &anna, &mut sixth).await);
    assert!(sixth.page().notice().contains("Er is nog geen code gestuurd."), "{}", sixth.page().text());
    let (status, error) = ask(&mut sixth).await;
    assert_eq!(status, StatusCode::TOO_MANY_REQUESTS);
    assert!(error.contains("te veel codes gestuurd") && error.contains("minuten"), "{error}");
    assert!(portal.events().await.contains(&("excess_rate_limit_exceeded".to_owned(), "sms-number-hour".to_owned())));
    let mut home = anna.home.clone();
    assert!(arrive(&portal, &anna, &mut home).await, "a known browser has its own counters");
    // After an hour strangers may again.
    portal.clock.advance(SignedDuration::from_hours(1));
    assert!(arrive(&portal, &anna, &mut portal.browser()).await);
}

#[tokio::test]
async fn sm_07_ten_in_an_hour_from_one_address_and_a_whole_login_gives_its_own_back() {
    let portal = Portal::start().await;
    let mut people = Vec::new();
    for number in 0..13 {
        let name = format!("persoon{number}");
        people.push(portal.enrolled_with_number(&name, &format!("06 12{number:02}5678")).await);
    }
    portal.texts().await;
    let office = || portal.browser_from(IpAddr::from([192, 0, 2, 9]));
    for person in &people[..9] {
        assert!(arrive(&portal, person, &mut office()).await, "{}", person.username);
    }
    let mut tenth = office();
    people[9].enter_password(&mut tenth).await;
    let code = portal.newest_code().await;
    let mut eleventh = office();
    assert!(!arrive(&portal, &people[10], &mut eleventh).await);
    assert_eq!(ask(&mut eleventh).await.0, StatusCode::TOO_MANY_REQUESTS);
    assert!(portal.events().await.contains(&("excess_rate_limit_exceeded".to_owned(), "sms-source".to_owned())));
    // A known browser behind the same address, and a stranger from elsewhere, are not held up.
    let mut home = people[11].home.clone();
    home.address = IpAddr::from([192, 0, 2, 9]);
    assert!(arrive(&portal, &people[11], &mut home).await);
    assert!(arrive(&portal, &people[10], &mut portal.browser()).await);
    // The tenth logs in: that code led to a login, and somebody else behind the address may have one.
    assert_eq!(tenth.press("Inloggen", &[("Code uit de sms", &code)]).await.at, "/account");
    assert!(arrive(&portal, &people[12], &mut office()).await);
    assert!(!arrive(&portal, &people[10], &mut office()).await);
}

#[tokio::test]
async fn sm_07_j8_the_budget_of_a_day_keeps_a_share_for_known_browsers() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms("anna").await;
    let piet = portal.enrolled_with_number("piet", "06 23456789").await;
    portal.texts().await;
    portal.clock.advance(SignedDuration::from_hours(24));
    let mut settings = testkit::settings();
    settings.send_caps = SendCaps { per_day: 4, known_share: 50, ..SendCaps::default() };
    let portal = portal.restarted(settings);
    assert!(arrive(&portal, &anna, &mut portal.browser()).await);
    assert!(arrive(&portal, &piet, &mut portal.browser()).await);
    let mut third = portal.browser();
    assert!(!arrive(&portal, &anna, &mut third).await, "strangers have had their half");
    let (status, error) = ask(&mut third).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(error.contains("Wij kunnen nu geen sms sturen."), "{error}");
    let known = |person: &Person| portal.takes_over(&person.home);
    assert!(arrive(&portal, &anna, &mut known(&anna)).await);
    assert!(arrive(&portal, &piet, &mut known(&piet)).await);
    assert!(!arrive(&portal, &piet, &mut known(&piet)).await, "the whole is never exceeded");
    assert!(portal.log.text().contains("the budget for SMS is spent"));
    assert!(portal.events().await.contains(&("excess_rate_limit_exceeded".to_owned(), "sms-budget".to_owned())));
}

/// Somebody who has ten passwords and many addresses, and wants us to pay for messages.
#[tokio::test]
async fn sm_07_an_attack_of_three_hundred_requests_never_exceeds_the_budget() {
    let portal = Portal::start().await;
    let mut people = Vec::new();
    for number in 0..10 {
        people.push(portal.enrolled_with_number(&format!("slachtoffer{number}"), &format!("06 1{number}345678")).await);
    }
    portal.texts().await;
    portal.clock.advance(SignedDuration::from_hours(24));
    let mut settings = testkit::settings();
    settings.send_caps = SendCaps { per_day: 20, known_share: 25, ..SendCaps::default() };
    let portal = portal.restarted(settings);
    let (mut requests, mut sent, mut thieves) = (0, 0, Vec::new());
    for round in 0..5_u8 {
        for (number, person) in (0_u8..).zip(&people) {
            let mut thief = portal.browser_from(IpAddr::from([100, 64, round, number]));
            person.enter_password(&mut thief).await;
            requests += 1;
            thieves.push(thief);
        }
    }
    for round in 0..5 {
        portal.clock.advance(MINUTE);
        for thief in &mut thieves {
            let path = if round % 2 == 0 { "/login/second-factor/send-code" } else { "/login/second-factor/other" };
            let page = thief.post_once(path, &[("kind", "sms")]).await;
            assert!(page.status.as_u16() != 500, "{}", page.text());
            requests += 1;
        }
        sent += portal.texts().await.len();
    }
    assert_eq!((requests, sent), (300, 15), "three quarters of twenty are for strangers");
    let budget = portal.rows("sms_budgets").await;
    assert!(budget.iter().any(|row| row.contains("name=day") && row.ends_with("used=15")), "{budget:?}");
    // And the owner at home gets the code all the same.
    assert!(arrive(&portal, &people[0], &mut portal.takes_over(&people[0].home)).await);
}
