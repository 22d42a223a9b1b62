//! `/enrol/passkey`: S5 with a passkey (requirements WA-01 to WA-03, WA-11, SF-02 and SF-08; ADR 16).

use credentials::security_key::testing::{Passkey, U2fKey};
use http::StatusCode;
use testkit::{Browser, ORIGIN, Page, Person, Portal, ask_key, settings_with_passkeys};

const OPTIONS: &str = "/enrol/passkey/options";

async fn start() -> Portal {
    Portal::with(settings_with_passkeys()).await
}

/// Somebody who has chosen a passkey.
async fn at_the_passkey(portal: &Portal, username: &str) -> (Person, Browser) {
    let person = portal.at_the_choice(username).await;
    let mut browser = person.home.clone();
    browser.press("Verder met deze methode", &[("method", "passkey")]).await;
    assert_eq!(browser.page().at, "/enrol/passkey");
    (person, browser)
}

async fn give<'a>(browser: &'a mut Browser, name: &str, answer: &str) -> &'a Page {
    browser.press("Passkey instellen", &[("Naam van de passkey", name), ("answer", answer)]).await
}

#[tokio::test]
async fn sf_02_a_passkey_is_offered_where_the_settings_say_so() {
    let portal = Portal::start().await;
    let mut browser = portal.at_the_choice("fatima").await.home;
    assert!(!browser.page().text().contains("Passkey"), "{}", browser.page().text());
    let page = browser.press("Verder met deze methode", &[("method", "passkey")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    let portal = start().await;
    let browser = portal.at_the_choice("fatima").await.home;
    let text = browser.page().text();
    let places: Vec<_> = ["USB Beveiligingssleutel", "Passkey (telefoon of laptop)", "Authenticator App", "SMS"]
        .map(|name| text.find(name))
        .to_vec();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "the safest first: {text}");
}

#[tokio::test]
async fn wa_11_a_passkey_is_asked_for_with_a_verified_user_and_gets_its_name() {
    let portal = start().await;
    let (fatima, mut browser) = at_the_passkey(&portal, "fatima").await;
    let options = ask_key(&mut browser, OPTIONS).await;
    let plain: String = options.split_whitespace().collect();
    for member in [r#""residentKey":"required""#, r#""userVerification":"required""#, r#""attestation":"none""#] {
        assert!(plain.contains(member), "{member} in {options}");
    }
    assert!(!plain.contains("authenticatorAttachment"), "a phone beside the computer may answer: {options}");
    assert!(!options.contains("fatima"), "{options}");
    let mut elsewhere = portal.browser();
    fatima.enter_password(&mut elsewhere).await;
    assert_eq!(elsewhere.page().at, "/login/no-grant", "SF-08: what is not proven cannot log in");
    let page = give(&mut browser, " Telefoon ", &Passkey::synced(1).register(&options, ORIGIN)).await;
    assert_eq!(page.at, "/enrol/recovery-code", "{}", page.text());
    let factors = portal.rows("factors").await;
    assert!(factors[0].contains("kind=passkey") && factors[0].contains("label=Telefoon |"), "{factors:?}");
    let added = portal.audit().await.into_iter().rfind(|line| line.event == "factor_added").unwrap();
    assert_eq!(added.factor, Some(journey::FactorKind::Passkey));
}

#[tokio::test]
async fn wa_11_a_device_that_verified_nobody_is_refused_and_its_answer_used_up() {
    let portal = start().await;
    let (_, mut browser) = at_the_passkey(&portal, "fatima").await;
    let mut phone = Passkey::synced(1);
    phone.verifies_user = false;
    let options = ask_key(&mut browser, OPTIONS).await;
    let page = give(&mut browser, "Telefoon", &phone.register(&options, ORIGIN)).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("Uw apparaat is niet ontgrendeld."), "{}", page.error());
    assert_eq!(page.value("name").as_deref(), Some("Telefoon"), "the name stays");
    phone.verifies_user = true;
    let page = give(&mut browser, "Telefoon", &phone.register(&options, ORIGIN)).await;
    assert!(page.error().contains("dit antwoord was al gebruikt"), "WA-02: {}", page.error());
    assert_eq!(portal.rows("factors").await.len(), 0);
}

/// Neither becomes the other by the ceremony that somebody happened to choose.
#[tokio::test]
async fn a_passkey_is_no_usb_key_and_a_touched_key_no_passkey() {
    let portal = start().await;
    let (_, mut browser) = at_the_passkey(&portal, "fatima").await;
    let options = ask_key(&mut browser, OPTIONS).await;
    let page = give(&mut browser, "", &U2fKey::from_seed(1).register(&options, ORIGIN)).await;
    assert!(page.error().contains("niet ontgrendeld"), "{}", page.error());
    browser.open("/enrol/method").await;
    browser.press("Verder met deze methode", &[("method", "security-key")]).await;
    let options = ask_key(&mut browser, "/enrol/key/options").await;
    let answer = Passkey::synced(1).register(&options, ORIGIN);
    let page = browser.press("Sleutel instellen", &[("Naam van de sleutel", ""), ("answer", &answer)]).await;
    assert!(page.error().contains("geen USB beveiligingssleutel"), "{}", page.error());
    assert_eq!(portal.rows("factors").await.len(), 0);
}

#[tokio::test]
async fn wa_03_a_passkey_of_another_account_is_refused() {
    let portal = start().await;
    portal.enrolled_with_passkey("piet", &mut Passkey::synced(1)).await;
    let (_, mut browser) = at_the_passkey(&portal, "fatima").await;
    let options = ask_key(&mut browser, OPTIONS).await;
    let page = give(&mut browser, "", &Passkey::synced(1).register(&options, ORIGIN)).await;
    assert!(page.error().contains("Op dit apparaat staat al een passkey"), "{}", page.error());
    assert_eq!(portal.rows("factors").await.len(), 1);
}

#[tokio::test]
async fn j10_without_javascript_the_page_says_what_to_do_and_nothing_is_counted() {
    let portal = start().await;
    let (_, mut browser) = at_the_passkey(&portal, "fatima").await;
    let before = portal.dump().await;
    let page = give(&mut browser, "Telefoon", "").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("Voor een passkey is JavaScript nodig."), "{}", page.error());
    assert!(portal.dump().await == before, "something was written");
}

#[tokio::test]
async fn wa_08_no_options_elsewhere_than_at_the_passkey() {
    let portal = start().await;
    let (_, mut browser) = at_the_passkey(&portal, "fatima").await;
    browser.open("/enrol/method").await;
    browser.press("Verder met deze methode", &[("method", "security-key")]).await;
    let before = portal.dump().await;
    let page = browser.post_once(OPTIONS, &[]).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, "/enrol/key"));
    assert!(portal.dump().await == before, "something was written");
}
