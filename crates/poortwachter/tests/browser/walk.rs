//! Past every screen once, with the errors that a person can meet on it; what is done at each screen is the caller's.
//!
//! Two portals: the demo for the journey, `serve` for the activation and the way to an application on another origin.

use super::authenticator::Authenticator;
use super::browser::Browser;
use super::methods;
use super::portal::{Account, Portal};

/// The screens of the journey, in the demo.
pub async fn through_the_demo(portal: &Portal, browser: &Browser, look: &mut impl AsyncFnMut(&Browser, &str)) {
    at_the_door(browser, look).await;
    let account = portal.account("never-enrolled");
    let code = wizard(portal, browser, look).await;
    methods::at_the_login(portal, browser, look).await;
    second_factor(portal, browser, look).await;
    recovery(browser, account, &code, look).await;
    browser.log_in(portal.account("disabled")).await;
    browser.one("//h1").await;
    look(browser, "S2-account-closed").await;
    browser.open("/demo/inbox").await;
    look(browser, "demo-inbox").await;
    around(browser, look).await;
}

async fn at_the_door(browser: &Browser, look: &mut impl AsyncFnMut(&Browser, &str)) {
    let words = browser.words;
    browser.open("/login").await;
    look(browser, "S1-login").await;
    browser.press(words.log_in).await;
    browser.says(words.error).await;
    look(browser, "S1-login-empty").await;
    for _ in 0..6 {
        browser.fill(words.username, "niemand").await;
        browser.fill(words.password, "geen wachtwoord").await;
        browser.press(words.log_in).await;
    }
    look(browser, "S1-login-wait").await;
    browser.open("/login").await;
    browser.fill(words.username, "iemand").await;
    browser.fill(words.password, "geen wachtwoord").await;
    browser.press(words.log_in).await;
    browser.says(words.login_wrong).await;
    look(browser, "S1-login-wrong").await;
}

async fn wizard(portal: &Portal, browser: &Browser, look: &mut impl AsyncFnMut(&Browser, &str)) -> String {
    let (words, account) = (browser.words, portal.account("never-enrolled"));
    browser.log_in(account).await;
    browser.arrives("/enrol", words.introduction).await;
    look(browser, "S4-introduction").await;
    browser.press(words.begin).await;
    browser.arrives("/enrol/method", words.method).await;
    look(browser, "S5-method").await;
    methods::not_taken(browser, look).await;
    browser.choose(words.app).await;
    browser.press(words.choose).await;
    browser.arrives("/enrol/app", words.app_setup).await;
    look(browser, "S5-app").await;
    browser.fill(words.app_code, "12345").await;
    browser.press(words.confirm).await;
    browser.says(words.error).await;
    look(browser, "S5-app-error").await;
    browser.set_up_the_app().await;
    look(browser, "S6-recovery-code").await;
    browser.type_back("1234").await;
    browser.says(words.error).await;
    look(browser, "S6-recovery-code-error").await;
    let code = browser.groups().await.join("-");
    browser.type_back(&code).await;
    browser.arrives("/enrol/second", words.second_advice).await;
    look(browser, "second-advice").await;
    browser.press(words.set_up_second).await;
    methods::sms(portal, browser, look).await;
    browser.arrives("/account", words.account).await;
    look(browser, "S7-account").await;
    browser.log_out().await;
    look(browser, "S1-login-after-logout").await;
    code
}

async fn second_factor(portal: &Portal, browser: &Browser, look: &mut impl AsyncFnMut(&Browser, &str)) {
    let (words, account) = (browser.words, portal.account("enrolled"));
    browser.log_in(account).await;
    browser.arrives("/login/second-factor", words.second_factor).await;
    look(browser, "S2-second-factor").await;
    let app = Authenticator::with(&account.totp_secret);
    browser.fill(words.app_code, &wrong(&app)).await;
    browser.press(words.log_in).await;
    browser.says(words.code_wrong).await;
    look(browser, "S2-second-factor-error").await;
    browser.press(words.back_to_login).await;
    // The help desk sent a link.
    browser.open_link(&portal.operator.reset_factor(&account.username)).await;
    browser.arrives("/reset-link", words.reset).await;
    look(browser, "reset-link").await;
    browser.log_in(account).await;
    browser.arrives("/login/second-factor", words.second_factor).await;
    look(browser, "S2-second-factor-with-link").await;
    browser.press(words.back_to_login).await;
}

async fn recovery(browser: &Browser, account: &Account, code: &str, look: &mut impl AsyncFnMut(&Browser, &str)) {
    let words = browser.words;
    browser.log_in(account).await;
    browser.lost_the_phone().await;
    look(browser, "S3-reset").await;
    browser.fill(words.recovery_code, "1234 - 5678").await;
    browser.press(words.set_up_again).await;
    browser.says(words.error).await;
    look(browser, "S3-reset-error").await;
    browser.recover(code).await;
    look(browser, "S1-login-after-reset").await;
    browser.types_in_login(account).await;
    browser.arrives("/enrol", words.introduction).await;
    look(browser, "S4-introduction-after-reset").await;
    let code = methods::key(browser, account, look).await;
    browser.log_in(account).await;
    browser.lost_the_phone().await;
    browser.recover(&code).await;
    // Another device has the password, and not the grant.
    browser.or_fail(browser.driver.delete_all_cookies().await, "forgetting the cookies").await;
    browser.log_in(account).await;
    browser.arrives("/login/no-grant", words.no_grant).await;
    look(browser, "no-grant").await;
}

async fn around(browser: &Browser, look: &mut impl AsyncFnMut(&Browser, &str)) {
    for topic in web::help::TOPICS {
        browser.open(&format!("/help/{topic}?back=/login")).await;
        look(browser, &format!("S8-help-{topic}")).await;
    }
    for (path, name) in [
        ("/cannot-log-in", "S1-cannot-log-in"),
        ("/help/all", "S8-help-all"),
        ("/help/search?q=sms", "S8-help-search"),
        ("/help/search?q=olifant", "S8-help-search-nothing"),
    ] {
        browser.open(path).await;
        look(browser, name).await;
    }
    browser.open("/no-such-page").await;
    look(browser, "not-found").await;
    browser.open("/login").await;
    browser.or_fail(browser.driver.delete_all_cookies().await, "forgetting the cookies").await;
    browser.fill(browser.words.username, "piet").await;
    browser.fill(browser.words.password, "geen wachtwoord").await;
    browser.press(browser.words.log_in).await;
    browser.one("//h1").await;
    look(browser, "form-too-old").await;
}

/// The screens of a new account and of an application, in `serve`.
pub async fn through_serve(portal: &Portal, browser: &Browser, look: &mut impl AsyncFnMut(&Browser, &str)) {
    let words = browser.words;
    for (path, name) in [("/activate?token=x", "link-dead-activate"), ("/reset-link?token=x", "link-dead-reset")] {
        browser.open(path).await;
        browser.one("//h1").await;
        look(browser, name).await;
    }
    let link = portal.operator.add_account("piet");
    browser.open_link(&link).await;
    browser.arrives("/activate", words.activate).await;
    look(browser, "activate").await;
    browser.fill(words.password, "kort").await;
    browser.press(words.save_password).await;
    browser.says(words.error).await;
    look(browser, "activate-error").await;
    let account = browser.choose_password("piet").await;
    let (_, code) = browser.enrol().await;
    browser.open_link(&link).await;
    browser.one("//h1").await;
    look(browser, "link-used-activate").await;
    browser.open("/account").await;
    browser.log_out().await;
    browser.open("/login?to=stil").await;
    look(browser, "S1-login-to-application").await;
    browser.types_in_login(&account).await;
    browser.lost_the_phone().await;
    browser.recover(&code).await;
    browser.types_in_login(&account).await;
    browser.to_the_app().await;
    browser.set_up_the_app().await;
    let code = browser.groups().await.concat();
    browser.finish(&code).await;
    // The silent application answers nothing, so that the page that leads to it stays.
    browser.arrives("/leaving", words.leaving).await;
    look(browser, "leaving").await;
}

/// Six figures that the app does not show.
fn wrong(app: &Authenticator) -> String {
    let (code, _) = app.look();
    let last = code.chars().last().map_or('0', |figure| if figure == '0' { '1' } else { '0' });
    format!("{}{last}", &code[..5])
}
