//! Two methods in one account: the advice after S6, switching at S2, and each of them good for a login.

use super::authenticator::Authenticator;
use super::phone::Phone;
use super::portal::Portal;
use super::stage::Stage;
use super::virtual_key::Make;
use super::words::{EN, NL, Words};

#[tokio::test]
async fn j11_switching_between_the_key_and_sms_in_dutch() {
    key_and_sms(&NL).await;
}

#[tokio::test]
async fn j11_switching_between_the_key_and_sms_in_english() {
    key_and_sms(&EN).await;
}

async fn key_and_sms(words: &'static Words) {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let (account, mut phone) = (portal.account("never-enrolled"), Phone::with(&portal, "+31612345678"));
    let browser = stage.browser(&portal.url, words).await;
    let key = browser.plug_in(Make::U2f).await;
    browser.log_in(account).await;
    browser.set_up_a_key("").await;
    browser.type_back(&browser.groups().await.concat()).await;
    browser.arrives("/enrol/second", words.second_advice).await;
    browser.press(words.set_up_second).await;
    browser.arrives("/enrol/method", words.another_method).await;
    browser.choose(words.sms).await;
    browser.press(words.choose).await;
    browser.proves_the_number(&mut phone).await;
    browser.arrives("/account", words.account).await;
    browser.says(words.security_key).await;
    browser.says(words.sms).await;
    browser.log_out().await;

    // The key, set up first, is asked first; the other one is a click away.
    browser.types_in_login(account).await;
    browser.arrives("/login/second-factor", words.second_factor).await;
    browser.says(words.other_methods).await;
    assert_eq!(phone.received(), 1, "nobody asked for a code yet");
    browser.press(words.use_sms).await;
    browser.prove_with_sms(&mut phone).await;
    browser.log_out().await;
    // What was used last is asked next, and its code is on its way; back to the key all the same.
    browser.types_in_login(account).await;
    browser.arrives("/login/second-factor", words.second_factor).await;
    phone.code().await;
    browser.press(words.use_security_key).await;
    browser.prove_with_the_key().await;
    browser.log_out().await;

    // The key is lost: no recovery code is needed as long as the phone is there.
    browser.pull_out(key).await;
    browser.types_in_login(account).await;
    browser.arrives("/login/second-factor", words.second_factor).await;
    browser.press(words.use_sms).await;
    browser.prove_with_sms(&mut phone).await;
    browser.arrives("/account", words.account).await;
    browser.has_nothing_to_complain_about().await;
}

#[tokio::test]
async fn j11_two_tabs_that_ask_for_different_methods_each_take_their_own_answer() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let (account, mut phone) = (portal.account("never-enrolled"), Phone::with(&portal, "+31612345678"));
    let browser = stage.browser(&portal.url, &NL).await;
    browser.log_in(account).await;
    browser.to_the_app().await;
    let app: Authenticator = browser.set_up_the_app().await;
    browser.type_back(&browser.groups().await.concat()).await;
    browser.press(NL.set_up_second).await;
    browser.choose(NL.sms).await;
    browser.press(NL.choose).await;
    browser.proves_the_number(&mut phone).await;
    browser.log_out().await;

    browser.types_in_login(account).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    let left = browser.tab().await;
    browser.new_tab().await;
    browser.open("/login/second-factor").await;
    browser.press(NL.use_sms).await;
    let code = phone.code().await;
    browser.button(NL.use_app).await;
    // The left tab still asks for the app: what it is answered is no SMS code, and costs the SMS code nothing.
    let right = browser.tab().await;
    browser.to_tab(&left).await;
    browser.fill(NL.app_code, &super::phone::other_than(&app.look().0)).await;
    browser.press(NL.log_in).await;
    browser.says(NL.code_wrong).await;
    browser.to_tab(&right).await;
    browser.fill(NL.sms_code, &code).await;
    browser.press(NL.log_in).await;
    browser.arrives("/account", NL.account).await;
}
