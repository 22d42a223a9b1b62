//! The screens of SMS and of security keys, as stations of the [walk](super::walk).

use super::browser::Browser;
use super::ceremony::End;
use super::phone::{Phone, other_than};
use super::portal::{Account, Portal};
use super::virtual_key::Make;

const NUMBER: &str = "+31612345678";

/// S5: a look at the key and at SMS, and back to the choice.
pub async fn not_taken(browser: &Browser, look: &mut impl AsyncFnMut(&Browser, &str)) {
    let words = browser.words;
    browser.choose(words.security_key).await;
    browser.press(words.choose).await;
    browser.arrives("/enrol/key", words.key_setup).await;
    look(browser, "S5-key").await;
    let still = browser.plug_in(Make::Untouched).await;
    browser.ask(words.set_up_key).await;
    browser.one("//*[@data-state='waiting']").await;
    look(browser, "S5-key-waiting").await;
    browser.open("/enrol/key").await;
    browser.ends_soon(End::Cancelled).await;
    browser.ask(words.set_up_key).await;
    browser.one("//*[@data-state='cancelled']").await;
    look(browser, "S5-key-cancelled").await;
    browser.pull_out(still).await;
    browser.follow(words.back_to_method).await;
    browser.arrives("/enrol/method", words.method).await;
}

/// S5 once more, after the advice: a number, the errors on the way, and its code.
pub async fn sms(portal: &Portal, browser: &Browser, look: &mut impl AsyncFnMut(&Browser, &str)) {
    let (words, mut phone) = (browser.words, Phone::with(portal, NUMBER));
    browser.arrives("/enrol/method", words.another_method).await;
    look(browser, "S5-method-second").await;
    browser.choose(words.sms).await;
    browser.press(words.choose).await;
    browser.arrives("/enrol/sms", words.sms_setup).await;
    look(browser, "S5-sms-number").await;
    browser.fill(words.phone, "030 123 45 67").await;
    browser.press(words.send_code).await;
    browser.says(words.error).await;
    look(browser, "S5-sms-number-error").await;
    browser.fill(words.phone, "06 12345678").await;
    browser.press(words.send_code).await;
    browser.field(words.sms_code).await;
    look(browser, "S5-sms-code").await;
    let code = phone.code().await;
    browser.fill(words.sms_code, &other_than(&code)).await;
    browser.press(words.confirm).await;
    browser.says(words.code_wrong).await;
    look(browser, "S5-sms-code-error").await;
    browser.fill(words.sms_code, &code).await;
    browser.press(words.confirm).await;
}

/// S2 of an account with an app and SMS: the one that was used last, and a new code that is asked for too soon.
pub async fn at_the_login(portal: &Portal, browser: &Browser, look: &mut impl AsyncFnMut(&Browser, &str)) {
    let words = browser.words;
    browser.log_in(portal.account("never-enrolled")).await;
    browser.arrives("/login/second-factor", words.second_factor).await;
    look(browser, "S2-other-methods").await;
    browser.press(words.use_sms).await;
    browser.field(words.sms_code).await;
    look(browser, "S2-sms").await;
    browser.press(words.send_new_code).await;
    browser.says(words.error).await;
    look(browser, "S2-sms-wait").await;
    browser.press(words.back_to_login).await;
}

/// A key from S5 to S2: the same one twice, and another one at the login. Returns the recovery code.
pub async fn key(browser: &Browser, account: &Account, look: &mut impl AsyncFnMut(&Browser, &str)) -> String {
    let words = browser.words;
    let key = browser.plug_in(Make::U2f).await;
    browser.set_up_a_key("Thuis").await;
    let code = browser.groups().await.concat();
    browser.type_back(&code).await;
    browser.press(words.set_up_second).await;
    browser.choose(words.security_key).await;
    browser.press(words.choose).await;
    browser.arrives("/enrol/key", words.key_setup).await;
    browser.ask(words.set_up_key).await;
    browser.one("//*[@data-state='known']").await;
    look(browser, "S5-key-known").await;
    browser.follow(words.back_to_method).await;
    browser.press(words.not_now).await;
    browser.log_out().await;
    browser.pull_out(key).await;
    browser.types_in_login(account).await;
    browser.arrives("/login/second-factor", words.second_factor).await;
    look(browser, "S2-key").await;
    let strange = browser.plug_in(Make::U2f).await;
    browser.ask(words.use_key).await;
    browser.one("//*[@data-state='unknown']").await;
    look(browser, "S2-key-unknown").await;
    browser.pull_out(strange).await;
    browser.press(words.back_to_login).await;
    code
}
