//! Security keys of type U2F and newer ones, from the first touch to the lost key, and everything that can go wrong with them (requirements WA-01,
//! WA-03, WA-06, WA-07 and WA-14).

use super::browser::Browser;
use super::ceremony::End;
use super::phone::Phone;
use super::portal::{Account, Portal};
use super::proxy::{HOST, Proxy};
use super::stage::Stage;
use super::virtual_key::{Make, VirtualKey};
use super::words::{EN, NL};

#[tokio::test]
async fn wa_01_j3_the_article_with_a_key_of_type_u2f() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = stage.browser(&portal.url, &NL).await;
    let account = portal.account("never-enrolled");
    browser.log_in(account).await;
    let _key = article(&browser, account, [Make::U2f, Make::U2f]).await;
    assert!(portal.subjects().contains(&"Uw tweede factor is verwijderd met uw herstelcode".to_owned()));
}

#[tokio::test]
async fn wa_01_the_article_in_english_with_newer_keys_that_are_asked_for_no_pin() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let browser = stage.browser(&portal.url, &EN).await;
    let account = portal.account("never-enrolled");
    browser.log_in(account).await;
    let key = article(&browser, account, [Make::Fido2, Make::Fido2WithPin]).await;
    // Nobody knows the PIN any more, and nobody asks for it.
    browser.log_out().await;
    browser.forget_the_pin(&key).await;
    browser.types_in_login(account).await;
    browser.prove_with_the_key().await;
    browser.arrives("/account", EN.account).await;
}

#[tokio::test]
async fn wa_10_the_article_with_a_key_behind_a_proxy_with_https_and_a_name_of_its_own() {
    let mut stage = Stage::new();
    let proxy = Proxy::start(stage.folder());
    let portal = Portal::serve_behind(&proxy);
    stage.trusts(&proxy.authority);
    stage.resolves(HOST, proxy.port);
    let browser = stage.browser(&portal.url, &NL).await;
    browser.open_link(&portal.operator.add_account("piet")).await;
    let account = browser.choose_password("piet").await;
    assert_eq!(browser.execute("return location.origin;").await, format!("https://{HOST}"));
    let _key = article(&browser, &account, [Make::U2f, Make::Fido2]).await;
}

/// From S4 with the first of two keys until the second, new one logs in; the first is lost in between.
async fn article(browser: &Browser, account: &Account, [first, second]: [Make; 2]) -> VirtualKey {
    let words = browser.words;
    let key = browser.plug_in(first).await;
    browser.set_up_a_key("Thuis").await;
    assert_eq!(browser.registered_on(&key).await, 1);
    let code = browser.keep_the_code().await;
    browser.says(&format!("{}: Thuis", words.security_key)).await;
    browser.log_out().await;

    for _ in 0..2 {
        browser.types_in_login(account).await;
        browser.says("Thuis").await;
        browser.prove_with_the_key().await;
        browser.log_out().await;
    }

    browser.pull_out(key).await;
    browser.types_in_login(account).await;
    browser.lost_the_phone().await;
    browser.recover(&code).await;
    browser.has_no_session().await;
    let key = browser.plug_in(second).await;
    browser.types_in_login(account).await;
    browser.set_up_a_key("").await;
    let new_code = browser.keep_the_code().await;
    assert_ne!(new_code, code, "every enrolment gives a new recovery code");
    browser.is_silent_about("Thuis").await;
    browser.log_out().await;
    browser.types_in_login(account).await;
    browser.prove_with_the_key().await;
    browser.arrives("/account", words.account).await;
    assert_eq!(browser.registered_on(&key).await, 1);
    browser.has_nothing_to_complain_about().await;
    key
}

#[tokio::test]
async fn wa_14_a_ceremony_that_fails_says_why_offers_another_way_and_puts_the_focus_back() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let account = portal.account("never-enrolled");
    let browser = stage.browser(&portal.url, &NL).await;
    browser.log_in(account).await;
    browser.chooses(NL.security_key).await;
    browser.arrives("/enrol/key", NL.key_setup).await;

    // S5: nobody touches the key.
    let still = browser.plug_in(Make::Untouched).await;
    for (end, said) in
        [(End::Cancelled, "Het instellen is gestopt"), (End::TimeOut, "Het duurde te lang. Er is niets gebeurd.")]
    {
        browser.open("/enrol/key").await;
        browser.ends_soon(end).await;
        browser.ask(NL.set_up_key).await;
        browser.says("Knippert het lampje?").await;
        browser.ends_with(said, NL.set_up_key).await;
        browser.follow("Een andere methode kiezen").await;
        browser.arrives("/enrol/method", NL.method).await;
    }
    browser.pull_out(still).await;

    // The same page still works, and then the same key once more (the list of excluded keys).
    let key = browser.plug_in(Make::U2f).await;
    browser.open("/enrol/key").await;
    browser.registers("Werk").await;
    browser.arrives("/enrol/recovery-code", NL.recovery_code_title).await;
    browser.type_back(&browser.groups().await.concat()).await;
    browser.press(NL.set_up_second).await;
    browser.arrives("/enrol/method", NL.another_method).await;
    browser.choose(NL.security_key).await;
    browser.press(NL.choose).await;
    browser.arrives("/enrol/key", NL.key_setup).await;
    browser.ask(NL.set_up_key).await;
    browser.ends_with("Deze sleutel is al ingesteld.", NL.set_up_key).await;
    browser.follow("Een andere methode kiezen").await;
    browser.arrives("/enrol/method", NL.another_method).await;
    browser.press(NL.not_now).await;
    browser.log_out().await;
    browser.pull_out(key).await;
    at_the_login(&browser, account).await;
    browser.has_nothing_to_complain_about().await;
}

/// S2 with a key of somebody else, and with one that nobody touches.
async fn at_the_login(browser: &Browser, account: &Account) {
    browser.types_in_login(account).await;
    browser.arrives("/login/second-factor", NL.second_factor).await;
    assert_eq!(browser.focused().await, NL.use_key, "the button waits for Enter");
    let strange = browser.plug_in(Make::U2f).await;
    browser.ask(NL.use_key).await;
    browser.ends_with("Deze sleutel hoort niet bij uw account.", NL.use_key).await;
    browser.pull_out(strange).await;
    let still = browser.plug_in(Make::Untouched).await;
    browser.ends_soon(End::Cancelled).await;
    browser.ask(NL.use_key).await;
    browser.ends_with("De controle is gestopt", NL.use_key).await;
    browser.pull_out(still).await;
    // The key is the only method: the way out is the recovery code.
    assert!(browser.panel().await.contains("Sleutel kwijt of stuk?"));
    browser.has_no_session().await;
}

#[tokio::test]
async fn j10_wa_14_without_javascript_or_support_the_page_says_what_is_needed_and_offers_the_other_methods() {
    let (portal, stage) = (Portal::demo(), Stage::new());
    let account = portal.account("never-enrolled");
    let plain = stage.browser_without_script(&portal.url, &NL).await;
    plain.log_in(account).await;
    plain.chooses(NL.security_key).await;
    plain.arrives("/enrol/key", NL.key_setup).await;
    plain.says("Voor een beveiligingssleutel is JavaScript nodig.").await;
    plain.is_silent_about(NL.set_up_key).await;
    plain.follow("Een andere methode kiezen").await;
    plain.arrives("/enrol/method", NL.method).await;

    let browser = stage.browser(&portal.url, &NL).await;
    browser.knows_no_keys().await;
    browser.log_in(account).await;
    browser.chooses(NL.security_key).await;
    browser.says("kan geen beveiligingssleutel gebruiken").await;
    browser.is_silent_about(NL.set_up_key).await;
    browser.follow("Een andere methode kiezen").await;
    browser.arrives("/enrol/method", NL.method).await;

    // Somebody with a key and SMS, at browsers that can only do SMS.
    let mut phone = Phone::with(&portal, "+31612345678");
    let able = stage.browser(&portal.url, &NL).await;
    let _key = able.plug_in(Make::U2f).await;
    able.log_in(account).await;
    able.set_up_a_key("").await;
    able.type_back(&able.groups().await.concat()).await;
    able.press(NL.set_up_second).await;
    able.choose(NL.sms).await;
    able.press(NL.choose).await;
    able.proves_the_number(&mut phone).await;
    able.log_out().await;
    for browser in [&plain, &browser] {
        browser.log_in(account).await;
        browser.arrives("/login/second-factor", NL.second_factor).await;
        browser.is_silent_about(NL.use_key).await;
        browser.press(NL.use_sms).await;
        browser.field(NL.sms_code).await;
    }
    plain.fill(NL.sms_code, &phone.code().await).await;
    plain.press(NL.log_in).await;
    plain.arrives("/account", NL.account).await;
}
