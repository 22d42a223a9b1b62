//! `/forgot/link`: the page behind the link in the mail (requirements FP-02 to FP-04, rule J12).

use http::StatusCode;
use jiff::SignedDuration;
use journey::AccountStatus;
use testkit::{Browser, Page, Portal};

fn dead(page: &Page) {
    assert_eq!(
        (page.status, page.heading().as_str()),
        (StatusCode::GONE, "Deze link werkt niet meer"),
        "{}",
        page.text()
    );
    assert!(page.link("Nieuwe link vragen").unwrap().starts_with("/forgot/password"), "{}", page.body);
}

/// The page with the button, and what the button leads to.
async fn follow(browser: &mut Browser, link: &str) -> Page {
    browser.open(link).await;
    browser.press("Ga verder", &[]).await.clone()
}

#[tokio::test]
async fn fp_04_the_secret_leaves_the_address_and_looking_changes_nothing() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let link = portal.forgot(&anna).await;
    let token = link.split("token=").nth(1).unwrap();
    let before = portal.dump().await;
    let mut browser = portal.browser();
    for _ in 0..2 {
        let page = browser.open(&link).await;
        assert_eq!((page.at.as_str(), page.status), ("/forgot/link", StatusCode::OK));
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert!(!page.body.contains(token) && !page.text().contains("anna"), "{}", page.body);
    }
    assert!(portal.dump().await == before, "looking wrote something");
    assert!(browser.jar.lines().iter().any(|line| line.starts_with("__Host-pw-link=")), "{:?}", browser.jar.lines());
    assert!(!portal.log.text().contains(token) && !portal.dump().await.contains(token));
    // The button begins a journey that opens nothing by itself: the second factor is asked first.
    let page = browser.press("Ga verder", &[]).await;
    assert_eq!(page.at, "/login/second-factor");
    assert!(browser.jar.get("session").is_none() && portal.rows("sessions").await.is_empty());
    for path in ["/account", "/enrol", "/enrol/method"] {
        let at = browser.open(path).await.at.clone();
        assert!(["/login", "/login/second-factor"].contains(&at.as_str()), "{path} leads to {at}");
    }
}

#[tokio::test]
async fn fp_02_old_cut_doubled_replaced_and_foreign_links_get_one_calm_page() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let replaced = portal.forgot(&anna).await;
    let newest = portal.forgot(&anna).await;
    let fatima = portal.invited("fatima").await;
    let activation = fatima.link.replace("/activate", "/forgot/link");
    let never = format!("/forgot/link?token={}", "A".repeat(43));
    let cut = &newest[..newest.len() - 5];
    let longer = format!("{newest}A");
    for link in
        [&replaced, &activation, &never, cut, &longer, "/forgot/link", "/forgot/link?token=", "/forgot/link?token=%ff"]
    {
        dead(portal.browser().open(link).await);
    }
    dead(portal.browser().open(&format!("{newest}&{}", newest.split('?').nth(1).unwrap())).await);
    // The other way round: this link is no activation.
    let other = portal.browser().open(&newest.replace("/forgot/link", "/activate")).await.clone();
    assert_eq!(other.status, StatusCode::GONE);
    assert_eq!(portal.browser().open(&newest).await.status, StatusCode::OK);
    // Half an hour, to the second: also for a page that stands open.
    let mut open = portal.browser();
    open.open(&newest).await;
    portal.clock.advance(SignedDuration::from_mins(30));
    dead(open.press("Ga verder", &[]).await);
    dead(portal.browser().open(&newest).await);
    assert_eq!(open.click("Nieuwe link vragen").await.at, "/forgot/password");
}

#[tokio::test]
async fn fp_02_the_link_of_a_closed_account_is_dead() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let link = portal.forgot(&anna).await;
    portal.set_status(&anna, AccountStatus::Suspended).await;
    dead(portal.browser().open(&link).await);
}

#[tokio::test]
async fn j11_the_application_survives_the_mail() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    portal.mails().await;
    let mut browser = portal.browser();
    browser.open("/forgot/password?to=dossier").await;
    browser.press("Mail sturen", &[("Gebruikersnaam", "anna")]).await;
    let link = portal.answered().await[0].link.clone().unwrap();
    let path = link.strip_prefix(testkit::ORIGIN).unwrap();
    // Another browser, as when the mail is read on a telephone.
    let mut telephone = portal.browser();
    assert_eq!(telephone.open(path).await.at, "/forgot/link?to=dossier");
    let page = telephone.press("Ga verder", &[]).await;
    assert!(page.text().contains("Dossier"), "{}", page.text());
    portal.clock.advance(SignedDuration::from_mins(31));
    let page = telephone.open(path).await;
    dead(page);
    assert_eq!(page.link("Nieuwe link vragen").as_deref(), Some("/forgot/password?to=dossier"));
}

#[tokio::test]
async fn j11_two_tabs_and_a_second_click_begin_a_journey_each_time() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let link = portal.forgot(&anna).await;
    let mut browser = portal.browser();
    for _ in 0..2 {
        assert_eq!(follow(&mut browser, &link).await.at, "/login/second-factor");
    }
    // A journey that ran out is no loss: the link still counts.
    portal.clock.advance(SignedDuration::from_mins(11));
    assert_eq!(follow(&mut browser, &link).await.at, "/login/second-factor");
}

#[tokio::test]
async fn sm_07_codes_of_such_a_journey_run_on_the_same_counters() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms("anna").await;
    let link = portal.forgot(&anna).await;
    portal.texts().await;
    portal.clock.advance(SignedDuration::from_mins(61));
    let link = {
        drop(link);
        portal.forgot(&anna).await
    };
    for number in 0..7 {
        let mut browser = portal.browser();
        // By the link and by the password in turns: five an hour to the number, whichever way.
        let page = if number % 2 == 0 {
            follow(&mut browser, &link).await
        } else {
            anna.enter_password(&mut browser).await;
            browser.page().clone()
        };
        assert_eq!(page.at, "/login/second-factor");
        assert_eq!(portal.texts().await.len(), usize::from(number < 5), "{number}");
        portal.clock.advance(SignedDuration::from_secs(90));
    }
    let counters = portal.rows("counters").await;
    assert!(counters.iter().any(|row| row.contains("sms-account")), "{counters:?}");
}

#[tokio::test]
async fn th_03_wrong_factors_in_such_a_journey_count_as_ever() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let link = portal.forgot(&anna).await;
    let mut browser = portal.browser();
    follow(&mut browser, &link).await;
    for _ in 0..5 {
        browser.press("Doorgaan", &[("Code uit uw app", "000000")]).await;
    }
    assert_eq!(browser.page().path(), "/login");
    assert!(browser.page().notice().contains("vijf keer een code"), "{}", browser.page().notice());
    // FP-03: the password is what it was, and the link is not used up by somebody who has no factor.
    anna.log_in(&portal, &mut portal.browser()).await;
    assert_eq!(portal.browser().open(&link).await.status, StatusCode::OK);
}
