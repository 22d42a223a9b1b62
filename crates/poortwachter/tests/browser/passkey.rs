//! Passkeys of phones and laptops, from the first set-up to the lost device, and what goes wrong with them (requirements WA-01, WA-03, WA-11 and
//! WA-14; ADR 16).

use super::browser::Browser;
use super::ceremony::End;
use super::portal::{Account, Portal};
use super::stage::Stage;
use super::virtual_key::{Make, VirtualKey};
use super::words::{EN, NL, Words};

#[tokio::test]
async fn wa_11_j3_the_article_with_a_passkey_in_dutch() {
    article(&NL).await;
}

#[tokio::test]
async fn wa_11_j3_the_article_with_a_passkey_in_english() {
    article(&EN).await;
}

/// From S4 with a synced passkey until one that stays on its laptop logs in; the phone is lost in between.
async fn article(words: &'static Words) {
    let (portal, stage) = (Portal::serve_with_passkeys(), Stage::new());
    let browser = stage.browser(&portal.url, words).await;
    let account = somebody(&portal, &browser).await;
    let phone = browser.plug_in(Make::Phone).await;
    set_up(&browser, "Telefoon").await;
    is_discoverable(&browser, &phone, true).await;
    let code = browser.keep_the_code().await;
    browser.says(&format!("{}: Telefoon", words.passkey)).await;
    browser.log_out().await;
    for _ in 0..2 {
        browser.types_in_login(&account).await;
        browser.says("Telefoon").await;
        unlock(&browser).await;
        browser.arrives("/account", words.account).await;
        browser.log_out().await;
    }

    browser.pull_out(phone).await;
    browser.types_in_login(&account).await;
    browser.lost_the_phone().await;
    browser.recover(&code).await;
    browser.has_no_session().await;
    let laptop = browser.plug_in(Make::Laptop).await;
    browser.types_in_login(&account).await;
    set_up(&browser, "").await;
    is_discoverable(&browser, &laptop, false).await;
    let new_code = browser.keep_the_code().await;
    assert_ne!(new_code, code, "every enrolment gives a new recovery code");
    browser.log_out().await;
    browser.types_in_login(&account).await;
    unlock(&browser).await;
    browser.arrives("/account", words.account).await;
    browser.has_nothing_to_complain_about().await;
}

#[tokio::test]
async fn wa_11_wa_14_a_device_that_nobody_unlocks_sets_nothing_up_and_opens_nothing() {
    let (portal, stage) = (Portal::serve_with_passkeys(), Stage::new());
    let browser = stage.browser(&portal.url, &NL).await;
    let account = somebody(&portal, &browser).await;
    let laptop = browser.plug_in(Make::Laptop).await;
    browser.forget_the_pin(&laptop).await;
    browser.chooses(NL.passkey).await;
    browser.arrives("/enrol/passkey", NL.passkey_setup).await;
    browser.ask(NL.set_up_passkey).await;
    browser.ends_with("Het instellen is gestopt voordat de passkey was gemaakt.", NL.set_up_passkey).await;
    assert_eq!(browser.registered_on(&laptop).await, 0);
    browser.pull_out(laptop).await;

    let phone = browser.plug_in(Make::Phone).await;
    browser.open("/enrol/passkey").await;
    registers(&browser, "Telefoon").await;
    browser.keep_the_code().await;
    browser.log_out().await;
    browser.forget_the_pin(&phone).await;
    browser.types_in_login(&account).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    assert_eq!(browser.focused().await, NL.use_passkey, "the button waits for Enter");
    browser.ask(NL.use_passkey).await;
    // The browser says the same as for a passkey that it does not know, and no more.
    browser.one("//*[@data-state='unknown' or @data-state='cancelled'][not(@hidden)]").await;
    assert_eq!(browser.execute("return document.activeElement.textContent.trim();").await, NL.use_passkey);
    assert!(browser.panel().await.contains("Telefoon of laptop kwijt of stuk?"), "the way out is the recovery code");
    browser.has_no_session().await;
}

#[tokio::test]
async fn wa_03_wa_14_cancelling_waiting_and_the_same_device_once_more() {
    let (portal, stage) = (Portal::serve_with_passkeys(), Stage::new());
    let browser = stage.browser(&portal.url, &NL).await;
    somebody(&portal, &browser).await;
    browser.chooses(NL.passkey).await;
    browser.arrives("/enrol/passkey", NL.passkey_setup).await;
    assert_eq!(browser.audit().await, Vec::<String>::new());
    let left = browser.plug_in(Make::Left).await;
    for (end, said) in
        [(End::Cancelled, "Het instellen is gestopt"), (End::TimeOut, "Het duurde te lang. Er is niets gebeurd.")]
    {
        browser.open("/enrol/passkey").await;
        browser.ends_soon(end).await;
        browser.ask(NL.set_up_passkey).await;
        browser.says("Ontgrendel uw telefoon of laptop met uw vinger").await;
        browser.ends_with(said, NL.set_up_passkey).await;
    }
    browser.pull_out(left).await;
    let _phone = browser.plug_in(Make::Phone).await;
    browser.open("/enrol/passkey").await;
    registers(&browser, "Telefoon").await;
    browser.type_back(&browser.groups().await.concat()).await;
    browser.press(NL.set_up_second).await;
    browser.arrives("/enrol/method", NL.another_method).await;
    assert_eq!(browser.audit().await, Vec::<String>::new());
    browser.choose(NL.passkey).await;
    browser.press(NL.choose).await;
    browser.arrives("/enrol/passkey", NL.passkey_setup).await;
    browser.ask(NL.set_up_passkey).await;
    browser.ends_with("Op dit apparaat staat al een passkey", NL.set_up_passkey).await;
    browser.has_nothing_to_complain_about().await;
}

/// A laptop does not answer where a USB key is asked for, and says nothing of what is in it.
#[tokio::test]
async fn a_passkeys_device_does_not_answer_for_a_security_key() {
    let (portal, stage) = (Portal::serve_with_passkeys(), Stage::new());
    let browser = stage.browser(&portal.url, &NL).await;
    somebody(&portal, &browser).await;
    let laptop = browser.plug_in(Make::Laptop).await;
    browser.chooses(NL.security_key).await;
    browser.arrives("/enrol/key", NL.key_setup).await;
    browser.ends_soon(End::Cancelled).await;
    browser.ask(NL.set_up_key).await;
    browser.ends_with("Het instellen is gestopt", NL.set_up_key).await;
    assert_eq!(browser.registered_on(&laptop).await, 0);
}

#[tokio::test]
async fn j10_wa_14_without_javascript_or_support_the_page_says_what_is_needed() {
    let (portal, stage) = (Portal::serve_with_passkeys(), Stage::new());
    let browser = stage.browser(&portal.url, &NL).await;
    browser.knows_no_keys().await;
    called(&portal, &browser, "klaas").await;
    browser.chooses(NL.passkey).await;
    browser.says("kan geen passkey gebruiken").await;
    browser.follow("Een andere methode kiezen").await;
    browser.arrives("/enrol/method", NL.method).await;

    let plain = stage.browser_without_script(&portal.url, &NL).await;
    called(&portal, &plain, "marie").await;
    plain.chooses(NL.passkey).await;
    plain.arrives("/enrol/passkey", NL.passkey_setup).await;
    plain.says("Voor een passkey is JavaScript nodig.").await;
    plain.follow("Een andere methode kiezen").await;
    plain.arrives("/enrol/method", NL.method).await;

    // Somebody with a passkey, at browsers that cannot use it: the way out is the recovery code.
    let able = stage.browser(&portal.url, &NL).await;
    let account = somebody(&portal, &able).await;
    let _phone = able.plug_in(Make::Phone).await;
    set_up(&able, "").await;
    able.keep_the_code().await;
    for (browser, said) in [(&plain, "Voor een passkey is JavaScript nodig."), (&browser, "kan geen passkey gebruiken")]
    {
        browser.log_in(&account).await;
        browser.arrives("/login/second-factor", NL.second_factor).await;
        browser.says(said).await;
        browser.is_silent_about(NL.use_passkey).await;
        browser.lost_the_phone().await;
    }
}

/// Somebody new, at S4.
async fn somebody(portal: &Portal, browser: &Browser) -> Account {
    called(portal, browser, "piet").await
}

async fn called(portal: &Portal, browser: &Browser, username: &str) -> Account {
    browser.open_link(&portal.operator.add_account(username)).await;
    browser.choose_password(username).await
}

/// S4 and S5: a passkey with this name, proven.
async fn set_up(browser: &Browser, name: &str) {
    browser.chooses(browser.words.passkey).await;
    registers(browser, name).await;
}

/// S5: types the name and asks the device, which answers.
async fn registers(browser: &Browser, name: &str) {
    let words = browser.words;
    browser.arrives("/enrol/passkey", words.passkey_setup).await;
    browser.fill(words.passkey_name, name).await;
    browser.press(words.set_up_passkey).await;
    browser.arrives("/enrol/recovery-code", words.recovery_code_title).await;
}

/// S2: asks the device, which answers.
async fn unlock(browser: &Browser) {
    browser.arrives("/login/second-factor", browser.words.second_factor).await;
    browser.press(browser.words.use_passkey).await;
}

/// What the device keeps is a passkey, synced or not.
async fn is_discoverable(browser: &Browser, device: &VirtualKey, synced: bool) {
    let credentials = browser.credentials_of(device).await;
    assert_eq!(credentials.len(), 1);
    assert_eq!(credentials[0]["isResidentCredential"], true, "{credentials:?}");
    assert_eq!(credentials[0]["backupEligibility"], synced, "{credentials:?}");
}
