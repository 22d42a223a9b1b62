//! `/account` and `/logout`: S7.

use testkit::Portal;

#[tokio::test]
async fn s7_says_who_and_with_what() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    let text = browser.page().text();
    for words in
        ["Mijn account", "Mevrouw anna", "anna", "Authenticator App", "Ingesteld op 23 november 2026", "om 14:06 uur"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[tokio::test]
async fn se_06_logging_out_ends_the_row_and_what_the_browser_kept() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    let mut thief = browser.twin();
    let answer = browser.post_once("/logout", &[]).await;
    assert_eq!(answer.header("location"), "/login");
    // SE-07: never "cookies", which would reach the sibling applications.
    assert_eq!(answer.header("clear-site-data"), "\"cache\", \"storage\"");
    assert!(browser.jar.get("session").is_none());
    assert!(browser.open("/login").await.notice().contains("U bent uitgelogd."));
    assert_eq!(portal.rows("sessions").await.len(), 0);
    assert_eq!(thief.open("/account").await.at, "/login");
    assert!(portal.events().await.contains(&("session_ended".to_owned(), "logout".to_owned())));
    // The browser stays known on the account, and no second factor is skipped for it.
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/login/second-factor");
}

#[tokio::test]
async fn a_wiped_factor_ends_the_session_that_it_opened() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    anna.recover(&mut portal.browser()).await;
    let page = browser.open("/account").await;
    assert_eq!(page.at, "/login");
    assert!(page.notice().contains("U bent uitgelogd"), "{}", page.notice());
}

#[tokio::test]
async fn se_08_closing_an_account_ends_its_sessions_at_once() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    portal.set_status(&anna, journey::AccountStatus::Suspended).await;
    assert_eq!(browser.open("/account").await.at, "/login");
}
