//! `/login/second-factor` with a passkey (requirements WA-02, WA-06, WA-07 and WA-11; ADR 16).

use credentials::security_key::testing::{Passkey, U2fKey};
use http::StatusCode;
use testkit::{Browser, ORIGIN, Page, Person, Portal, ask_key, settings, settings_with_passkeys};

const OPTIONS: &str = "/login/second-factor/key-options";
const BUTTON: &str = "Passkey gebruiken";

async fn at_s2(portal: &Portal, mut device: Passkey) -> (Person, Browser, Passkey) {
    let anna = portal.enrolled_with_passkey("anna", &mut device).await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    (anna, browser, device)
}

async fn start() -> (Portal, Person, Browser, Passkey) {
    let portal = Portal::with(settings_with_passkeys()).await;
    let (anna, browser, device) = at_s2(&portal, Passkey::synced(1)).await;
    (portal, anna, browser, device)
}

async fn give<'a>(browser: &'a mut Browser, answer: &str) -> &'a Page {
    browser.press(BUTTON, &[("answer", answer)]).await
}

async fn unlock<'a>(browser: &'a mut Browser, device: &mut Passkey) -> &'a Page {
    let options = ask_key(browser, OPTIONS).await;
    let answer = device.assert(&options, ORIGIN);
    give(browser, &answer).await
}

#[tokio::test]
async fn wa_11_an_unlocked_device_opens_a_session() {
    let (portal, _, mut browser, mut device) = start().await;
    assert!(browser.page().text().contains("Uw passkeys: Telefoon."), "{}", browser.page().text());
    let options = ask_key(&mut browser, OPTIONS).await;
    assert!(options.contains(r#""userVerification":"required""#), "{options}");
    assert_eq!(unlock(&mut browser, &mut device).await.at, "/account");
    assert!(browser.page().text().contains("Passkey (telefoon of laptop): Telefoon"), "{}", browser.page().text());
    let login = portal.audit().await.into_iter().rfind(|line| line.event == "authn_login_success").unwrap();
    assert_eq!(login.factor, Some(journey::FactorKind::Passkey));
}

#[tokio::test]
async fn wa_11_a_device_that_nobody_unlocked_opens_nothing() {
    let (portal, _, mut browser, mut device) = start().await;
    device.verifies_user = false;
    let before = portal.rows("sessions").await.len();
    let page = unlock(&mut browser, &mut device).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("Uw apparaat is niet ontgrendeld."), "{}", page.error());
    for _ in 0..3 {
        assert_eq!(unlock(&mut browser, &mut device).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    assert_eq!(unlock(&mut browser, &mut device).await.at, "/login", "the fifth ends the journey");
    assert_eq!(portal.rows("sessions").await.len(), before);
}

#[tokio::test]
async fn wa_02_a_challenge_is_good_for_one_answer() {
    let (_portal, _, mut browser, mut device) = start().await;
    let options = ask_key(&mut browser, OPTIONS).await;
    let right = device.assert(&options, ORIGIN);
    assert!(give(&mut browser, "{}").await.error().contains("Het antwoord van de passkey klopte niet."));
    assert!(give(&mut browser, &right).await.error().contains("dit antwoord was al gebruikt"));
    assert_eq!(unlock(&mut browser, &mut device).await.at, "/account");
}

#[tokio::test]
async fn wa_06_a_passkey_of_somebody_else_and_another_sites_answer_are_refused() {
    let (_portal, _, mut browser, mut device) = start().await;
    let page = unlock(&mut browser, &mut Passkey::synced(2)).await;
    assert!(page.error().contains("Deze passkey hoort niet bij uw account."), "{}", page.error());
    let options = ask_key(&mut browser, OPTIONS).await;
    let phished = device.assert(&options, "https://evil.example");
    assert!(give(&mut browser, &phished).await.error().contains("Uw browser weigert de passkey op dit adres."));
}

#[tokio::test]
async fn wa_07_a_synced_passkey_that_counts_backwards_is_written_down() {
    let (portal, anna, mut browser, mut device) = start().await;
    for (count, signals) in [(9, 0), (4, 1)] {
        let options = ask_key(&mut browser, OPTIONS).await;
        let mut answer = device.prepare_assertion(&options, ORIGIN);
        answer.auth_data.sign_count = count;
        assert_eq!(give(&mut browser, &answer.sign(device.signer())).await.at, "/account");
        let lines = portal.audit().await;
        assert_eq!(lines.iter().filter(|line| line.event == "factor_key_counter").count(), signals);
        browser = portal.browser();
        anna.enter_password(&mut browser).await;
    }
    assert!(portal.mails().await.iter().all(|mail| mail.kind != "key-counter"));
}

/// Two tabs, each with its own kind: neither uses up the other's challenge (rule J11).
#[tokio::test]
async fn j11_a_key_and_a_passkey_are_asked_side_by_side() {
    let portal = Portal::with(settings_with_passkeys()).await;
    let (mut phone, mut key) = (Passkey::synced(1), U2fKey::from_seed(1));
    let mut anna = portal.at_the_choice("anna").await;
    portal.set_up_passkey(&mut anna.home, &mut phone).await;
    portal.to_the_advice(&mut anna).await;
    anna.home.press("Tweede methode instellen", &[]).await;
    portal.set_up_key(&mut anna.home, &key).await;
    anna.home.press("Uitloggen", &[]).await;
    let mut tab = portal.browser();
    anna.enter_password(&mut tab).await;
    assert!(tab.page().text().contains("Uw passkeys: Telefoon."), "{}", tab.page().text());
    let for_phone = phone.assert(&ask(&mut tab, "passkey").await, ORIGIN);
    let for_key = key.assert(&ask(&mut tab, "security-key").await, ORIGIN);
    assert_eq!(tab.post("/login/second-factor", &[("kind", "security-key"), ("answer", "{}")]).await.status, 422);
    let page = tab.post("/login/second-factor", &[("kind", "security-key"), ("answer", &for_key)]).await;
    assert_eq!(page.status, 422, "its challenge is used up");
    let page = tab.post("/login/second-factor", &[("kind", "passkey"), ("answer", &for_phone)]).await;
    assert_eq!(page.at, "/account", "{}", page.text());
}

async fn ask(tab: &mut Browser, kind: &str) -> String {
    tab.post_once(OPTIONS, &[("kind", kind)]).await.body
}

#[tokio::test]
async fn j10_without_javascript_the_page_says_what_to_do() {
    let (portal, _, mut browser, _) = start().await;
    let before = portal.dump().await;
    let page = give(&mut browser, "").await;
    assert!(page.error().contains("Voor een passkey is JavaScript nodig."), "{}", page.error());
    assert!(portal.dump().await == before, "something was written");
}

/// Switched off later, it still counts as a factor and opens nothing (rule J2).
#[tokio::test]
async fn j2_a_passkey_that_is_switched_off_counts_and_opens_nothing() {
    let (portal, anna, _, mut device) = start().await;
    let portal = portal.restarted(settings());
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    let text = browser.page().text();
    assert!(text.contains("Passkey (telefoon of laptop) kunt u niet meer gebruiken"), "{text}");
    let page = browser.post_once(OPTIONS, &[("kind", "passkey")]).await;
    assert_ne!(page.header("content-type"), "application/json");
    let answer = device.assert(r#"{"challenge":"AAAA","rpId":"login.voorbeeld.example"}"#, ORIGIN);
    let page = browser.post("/login/second-factor", &[("kind", "passkey"), ("answer", &answer)]).await;
    assert_ne!(page.at, "/account");
}
