//! Tries (rule J8, decisions D3 and D9, requirements TH-01 to TH-05).

use std::net::IpAddr;

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, Page, Portal};

const WRONG: &str = "verkeerd wachtwoord";

async fn guess(browser: &mut Browser, username: &str) -> Page {
    browser.open("/login").await;
    browser.press("Inloggen", &[("Gebruikersnaam", username), ("Wachtwoord", WRONG)]).await.clone()
}

#[tokio::test]
async fn d9_after_five_wrong_passwords_strangers_wait_and_the_wait_doubles() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    for _ in 0..5 {
        assert_eq!(guess(&mut portal.browser(), "anna").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    for (wait, words) in [(30, "Wacht 30 seconden"), (60, "Wacht 1 minuut"), (120, "Wacht 2 minuten")] {
        let page = guess(&mut portal.browser(), "anna").await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(page.error().contains(words), "{}", page.error());
        // The right password has to wait as well, and says so in the same words.
        let mut right = portal.browser();
        anna.enter_password(&mut right).await;
        assert_eq!(right.page().status, StatusCode::TOO_MANY_REQUESTS);
        portal.clock.advance(SignedDuration::from_secs(wait));
        assert_eq!(guess(&mut portal.browser(), "anna").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn th_04_hundreds_of_guesses_by_strangers_and_the_owners_browser_still_logs_in() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut stopped = 0;
    for number in 0_u16..400 {
        portal.clock.advance(SignedDuration::from_mins(61));
        let [high, low] = number.to_be_bytes();
        let mut stranger = portal.browser_from(IpAddr::from([192, 0, high, low]));
        let page = guess(&mut stranger, "anna").await;
        if page.status == StatusCode::TOO_MANY_REQUESTS {
            assert!(page.error().contains("Bel de helpdesk"), "{}", page.error());
            stopped += 1;
        }
    }
    assert_eq!(stopped, 300, "a hundred guesses are the most that anybody has");
    // A stranger with the right password is stopped, the owner at home is not.
    let mut stranger = portal.browser();
    anna.enter_password(&mut stranger).await;
    assert_eq!(stranger.page().status, StatusCode::TOO_MANY_REQUESTS);
    let mut home = anna.home.clone();
    anna.log_in(&portal, &mut home).await;
    assert_eq!(home.page().at, "/account");
    // J8: the browser is known on that account only.
    let piet = portal.enrolled("piet").await;
    for _ in 0..5 {
        guess(&mut portal.browser(), "piet").await;
    }
    home.press("Uitloggen", &[]).await;
    piet.enter_password(&mut home).await;
    assert_eq!(home.page().status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn th_05_the_throttled_answer_is_the_same_for_a_name_that_does_not_exist() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    let mut answers = Vec::new();
    for username in ["anna", "niem"] {
        for _ in 0..5 {
            guess(&mut portal.browser(), username).await;
        }
        // The same wait: the clock is at the same distance from the fifth guess but for some microseconds.
        portal.clock.advance(SignedDuration::from_millis(500));
        let page = guess(&mut portal.browser(), username).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        let body = page.body.replace(&page.csrf().unwrap(), "").replace(&format!("\"{username}\""), "");
        let mut headers = page.headers.clone();
        headers.remove("content-length");
        answers.push((body, headers));
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn th_03_thirty_failures_from_one_address_and_sixty_from_the_office() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    for (address, most) in [([192, 0, 2, 1], 30), ([198, 51, 100, 7], 60)] {
        for number in 0..most {
            let mut browser = portal.browser_from(IpAddr::from(address));
            let page = guess(&mut browser, &format!("naam{number}")).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{number}");
        }
        let page = guess(&mut portal.browser_from(IpAddr::from(address)), "nog-een-naam").await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(page.error().contains("Wacht 10 minuten"), "{}", page.error());
        // A known browser behind the same address is not held up.
        anna.home.address = IpAddr::from(address);
        let mut home = anna.home.clone();
        anna.enter_password(&mut home).await;
        assert_eq!(home.page().at, "/login/second-factor");
    }
    portal.clock.advance(SignedDuration::from_mins(10));
    let page = guess(&mut portal.browser_from(IpAddr::from([192, 0, 2, 1])), "later").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn th_03_ipv6_counts_by_the_network() {
    let portal = Portal::start().await;
    for number in 0..31_u16 {
        let address: std::net::Ipv6Addr = format!("2001:db8:1:2:{number:x}::1").parse().unwrap();
        let page = guess(&mut portal.browser_from(address.into()), &format!("naam{number}")).await;
        assert_eq!(page.status == StatusCode::TOO_MANY_REQUESTS, number == 30, "{number}");
    }
}

#[tokio::test]
async fn th_01_parallel_guesses_get_no_more_than_one_after_the_other() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    let mut guesses = Vec::new();
    for number in 0..60_u8 {
        let mut browser = portal.browser_from(IpAddr::from([192, 0, 2, number]));
        browser.open("/login").await;
        guesses.push(tokio::spawn(async move {
            browser.post_once("/login", &[("username", "anna"), ("password", WRONG)]).await.status
        }));
    }
    let mut looked_at = 0;
    for guess in guesses {
        looked_at += usize::from(guess.await.unwrap() == StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(looked_at, 5);
}

#[tokio::test]
async fn th_02_a_try_is_given_back_after_both_factors_only() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let begin = portal.rows("counters").await.len();
    // The right password alone gives nothing back.
    for _ in 0..5 {
        anna.enter_password(&mut portal.browser()).await;
    }
    let mut sixth = portal.browser();
    anna.enter_password(&mut sixth).await;
    assert_eq!(sixth.page().status, StatusCode::TOO_MANY_REQUESTS);
    portal.clock.advance(SignedDuration::from_secs(30));
    let with_tries = portal.rows("counters").await.len();
    assert!(with_tries > begin);
    let counter = || async {
        let rows = portal.rows("counters").await;
        let row =
            rows.iter().find(|row| row.contains("name=password/") && row.contains("in_browser=0")).unwrap().clone();
        let state = row.split("\"consecutive\":").nth(1).unwrap().to_owned();
        state.split(',').next().unwrap().parse::<u32>().unwrap()
    };
    assert_eq!(counter().await, 5);
    let mut whole = portal.browser();
    anna.enter_password(&mut whole).await;
    assert_eq!(counter().await, 6);
    whole.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(whole.page().at, "/account");
    // Exactly its own try, so that a daily login gives a stranger no fresh budget.
    assert_eq!(counter().await, 5);
}

#[tokio::test]
async fn d9_twenty_wrong_codes_in_a_day_stop_strangers_but_not_the_owner() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    for _ in 0..20 {
        portal.clock.advance(SignedDuration::from_mins(62));
        let mut thief = portal.browser();
        anna.enter_password(&mut thief).await;
        let wrong = crate::second_factor::other(&anna.next_code(&portal));
        let page = thief.press("Inloggen", &[("Code uit uw app", &wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
    }
    portal.clock.advance(SignedDuration::from_mins(62));
    let mut thief = portal.browser();
    anna.enter_password(&mut thief).await;
    let page = thief.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    let mut home = anna.home.clone();
    anna.log_in(&portal, &mut home).await;
    assert!(portal.mails().await.iter().any(|mail| mail.kind == "second-factor-attack"));
}

#[tokio::test]
async fn a_full_hashing_queue_says_busy_and_writes_nothing() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    let mut places = Vec::new();
    while let Ok(place) = portal.app.hashing.enter(false) {
        places.push(place);
    }
    let before = portal.rows("counters").await;
    let page = guess(&mut portal.browser(), "anna").await;
    assert_eq!((page.status, page.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "2"));
    assert_eq!(portal.rows("counters").await, before);
    drop(places);
    assert_eq!(guess(&mut portal.browser(), "anna").await.status, StatusCode::UNPROCESSABLE_ENTITY);
}
