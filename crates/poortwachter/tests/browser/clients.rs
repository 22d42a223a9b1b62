//! Whole logins with clients that we did not write (OP-01 to OP-19): `openid-client`, Authlib, `mod_auth_openidc` and the crate
//! `openidconnect`, each as the example of the repository, with Chromium and a second factor. For each also: one login for two visits,
//! logging out at the application, a suspended account, and a recovery on the way.

use super::authenticator::Authenticator;
use super::browser::Browser;
use super::lures::nobody_is_lured;
use super::portal::{Account, Portal};
use super::relying_party::{Kind, RelyingParty};
use super::stage::Stage;
use super::words::NL;

#[tokio::test]
async fn op_19_openid_client_from_login_to_recovery() {
    story(Kind::OpenidClient).await;
}

#[tokio::test]
async fn op_19_authlib_from_login_to_recovery() {
    story(Kind::Authlib).await;
}

#[tokio::test]
async fn op_19_mod_auth_openidc_from_login_to_recovery() {
    story(Kind::Apache).await;
}

#[tokio::test]
async fn op_10_openidconnect_from_login_to_recovery() {
    story(Kind::Openidconnect).await;
}

async fn story(kind: Kind) {
    let (portal, stage) = (Portal::serve_for_applications(), Stage::new());
    let application = RelyingParty::start(kind, &portal);
    let browser = stage.browser(&portal.url, &NL).await;
    browser.open_link(&portal.operator.add_account("piet")).await;
    let account = browser.choose_password("piet").await;
    let (mut app, code) = browser.enrol().await;
    browser.log_out().await;

    // From the application to the login, which names it, and back to exactly where the person was.
    goes_to(&browser, &application, &account).await;
    browser.prove(&mut app).await;
    is_in(&browser, &application, "urn:poortwachter:acr:two-factor").await;

    nobody_is_lured(&browser, &application).await;

    // The session of the portal is enough for a second visit.
    browser.open("/account").await;
    browser.arrives("/account", NL.account).await;

    log_out_there(&browser, &application).await;

    // Suspended while logged in: the application hears of it, and no login leads back.
    goes_to(&browser, &application, &account).await;
    browser.prove(&mut app).await;
    is_in(&browser, &application, "urn:poortwachter:acr:two-factor").await;
    portal.operator.switch("piet", "disable");
    is_out(&browser, &application).await;
    portal.operator.switch("piet", "enable");

    recovers_on_the_way(&browser, &application, &account, &code).await;
}

/// Asks for the private page and gives name and password at the portal.
async fn goes_to(browser: &Browser, application: &RelyingParty, account: &Account) {
    browser.open_link(&application.private()).await;
    browser.arrives("/login", NL.log_in).await;
    browser.says("Verzuimsysteem").await;
    browser.types_in_login(account).await;
}

/// The application shows who it is, at the address that was asked for.
async fn is_in(browser: &Browser, application: &RelyingParty, level: &str) {
    browser.says("Logged in").await;
    let here = browser.or_fail(browser.driver.current_url().await, "reading the address").await;
    assert_eq!(here.as_str(), application.private(), "back to exactly where the person was");
    assert_eq!(shown(browser, "preferred_username").await, "piet");
    assert_eq!(shown(browser, "acr").await, level);
}

async fn shown(browser: &Browser, claim: &str) -> String {
    let value = browser.one(&format!("//*[@id='{claim}']")).await;
    browser.or_fail(value.text().await, "reading a claim").await
}

/// Logging out at the application ends the portal's session too, and leads back to the application.
async fn log_out_there(browser: &Browser, application: &RelyingParty) {
    browser.open_link(&application.private()).await;
    browser.says("Logged in").await;
    browser.follow("Log out").await;
    browser.says("Welcome").await;
    browser.has_no_session().await;
}

/// The session at the application is over by itself: by back-channel logout.
async fn is_out(browser: &Browser, application: &RelyingParty) {
    let begun = std::time::Instant::now();
    loop {
        browser.open_link(&application.private()).await;
        if browser.path().await == "/login" {
            return;
        }
        if begun.elapsed() > std::time::Duration::from_secs(30) {
            browser.fail("the application did not hear that the account is closed").await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }
}

/// The phone is lost on the way to the application: the recovery, the wizard, and still the same page of the application (J11).
async fn recovers_on_the_way(browser: &Browser, application: &RelyingParty, account: &Account, code: &str) {
    goes_to(browser, application, account).await;
    browser.lost_the_phone().await;
    browser.recover(code).await;
    browser.says("Verzuimsysteem").await;
    browser.types_in_login(account).await;
    browser.to_the_app().await;
    let _new: Authenticator = browser.set_up_the_app().await;
    browser.arrives("/enrol/recovery-code", NL.recovery_code_title).await;
    let new_code = browser.groups().await.join("-");
    browser.finish(&new_code).await;
    is_in(browser, application, "urn:poortwachter:acr:two-factor").await;
}
