//! How much can be asked for (requirement FP-06, rule J8): mails to a person, requests of an address, rows in the database.

use std::net::{IpAddr, Ipv4Addr};

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, Portal};

use crate::forgot_password::{ask, plain};

/// An address of its own for each number.
fn address(number: u32) -> IpAddr {
    Ipv4Addr::from(u32::from(Ipv4Addr::new(10, 0, 0, 0)) + number).into()
}

/// Asks without looking at a page first; the token of the browser's last page goes along.
async fn again(browser: &mut Browser, username: &str) -> StatusCode {
    let page = browser.post_once("/forgot/password", &[("username", username)]).await;
    assert!(page.status != StatusCode::SEE_OTHER || page.header("location") == "/forgot/password/sent", "{page:?}");
    page.status
}

#[tokio::test]
async fn fp_06_three_mails_an_hour_and_ten_a_day_and_the_same_page_all_the_time() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    portal.mails().await;
    let expected = plain(&ask(&mut portal.browser(), "niemand").await);
    let mut mails = Vec::new();
    for hour in 0..5 {
        for _ in 0..5 {
            assert_eq!(plain(&ask(&mut portal.browser(), "anna").await), expected);
            mails.extend(portal.answered().await);
        }
        assert_eq!(mails.len(), [3, 6, 9, 10, 10][hour], "{hour}");
        portal.clock.advance(SignedDuration::from_mins(61));
    }
    portal.clock.advance(SignedDuration::from_hours(20));
    ask(&mut portal.browser(), "anna").await;
    assert_eq!(portal.answered().await.len(), 1);
    // FP-06: nobody is locked out by what others ask for.
    let anna = portal.enrolled("els").await;
    for _ in 0..5 {
        ask(&mut portal.browser(), "els").await;
    }
    let mut home = portal.browser();
    anna.log_in(&portal, &mut home).await;
    assert_eq!(home.page().at, "/account");
}

#[tokio::test]
async fn fp_06_both_kinds_of_mail_count_together() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    portal.mails().await;
    for _ in 0..3 {
        ask(&mut portal.browser(), "anna").await;
    }
    assert_eq!(portal.answered().await.len(), 1, "an older mail that waits gives way to the newest");
    let mut browser = portal.browser();
    browser.open("/forgot/username").await;
    browser.press("Mail sturen", &[("Mailadres", "anna@voorbeeld.example")]).await;
    assert!(portal.answered().await.is_empty());
    let last = portal.events().await.pop().unwrap();
    assert_eq!(last, ("authn_username_asked".to_owned(), "limit".to_owned()));
}

#[tokio::test]
async fn fp_06_twenty_an_hour_from_one_address_and_more_from_the_office() {
    let portal = Portal::start().await;
    for (from, most) in [([192, 0, 2, 1], 20), ([198, 51, 100, 7], 40)] {
        let mut browser = portal.browser_from(IpAddr::from(from));
        browser.open("/forgot/password").await;
        for number in 0..most {
            assert_eq!(again(&mut browser, &format!("naam{number}")).await, StatusCode::SEE_OTHER, "{number}");
        }
        // The same refusal whoever is asked for, with the wait; what was typed is kept, and nothing is written but the log.
        let before = (portal.rows("requests").await, portal.rows("counters").await);
        let page = ask(&mut browser, "nog-een-naam").await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(
            page.text().contains("Vanaf uw internetverbinding is vaak om een mail gevraagd. Wacht 1 uur."),
            "{}",
            page.text()
        );
        assert_eq!(page.value("username").as_deref(), Some("nog-een-naam"));
        assert_eq!((portal.rows("requests").await, portal.rows("counters").await), before);
        let last = portal.events().await.pop().unwrap();
        assert_eq!(last, ("excess_rate_limit_exceeded".to_owned(), "request-source".to_owned()));
        // Both kinds are counted together.
        browser.open("/forgot/username").await;
        let page = browser.press("Mail sturen", &[("Mailadres", "x@voorbeeld.example")]).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    }
    portal.clock.advance(SignedDuration::from_mins(61));
    let mut browser = portal.browser_from(IpAddr::from([192, 0, 2, 1]));
    assert_eq!(ask(&mut browser, "later").await.status, StatusCode::OK);
}

#[tokio::test]
async fn fp_06_ten_thousand_requests_for_one_account_are_five_rows_and_three_mails() {
    const REQUESTS: u32 = 10_000;
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    portal.mails().await;
    let mut browser = portal.browser();
    browser.open("/forgot/password").await;
    let mut mails = 0;
    for number in 0..REQUESTS {
        browser.address = address(number / 20);
        // Every way to write the name is one name; the name that nobody has is bounded the same way.
        let name = ["anna", "ANNA", " Anna ", "ａｎｎａ"][number as usize % 4];
        let name = if number % 2 == 0 { name } else { "niemand" };
        assert_eq!(again(&mut browser, name).await, StatusCode::SEE_OTHER, "{number}");
        if number == REQUESTS / 2 {
            assert_eq!(portal.rows("requests").await.len(), 10);
            mails += portal.answered().await.len();
        }
    }
    mails += portal.answered().await.len();
    assert_eq!((mails, portal.rows("requests").await.len()), (1, 0));
    let queued = portal.rows("outbox").await.into_iter().filter(|row| row.contains("kind=password-link")).count();
    assert_eq!(queued, 3, "three were queued, and the older ones gave way to the newest");
    let asked = portal.events().await.into_iter().filter(|(name, _)| name == "authn_password_asked").count();
    assert_eq!(asked, 10);
}

#[tokio::test]
async fn fp_06_requests_side_by_side_are_bounded_as_well() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    portal.mails().await;
    let mut browsers = Vec::new();
    for number in 0..40 {
        let mut browser = portal.browser_from(address(number));
        browser.open("/forgot/password").await;
        browsers.push(browser);
    }
    let posts: Vec<_> = browsers
        .into_iter()
        .map(|mut browser| tokio::spawn(async move { again(&mut browser, "anna").await }))
        .collect();
    for post in posts {
        assert_eq!(post.await.unwrap(), StatusCode::SEE_OTHER);
    }
    assert_eq!(portal.rows("requests").await.len(), 5);
    let (one, two) = tokio::join!(web::requests::answer_all(&portal.app), web::requests::answer_all(&portal.app));
    assert_eq!(one.unwrap() + two.unwrap(), 5, "two jobs never answer the same request");
    assert_eq!(portal.mails().await.len(), 1);
}
