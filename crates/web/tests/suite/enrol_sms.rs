//! `/enrol/sms`: S5 with a mobile number (requirements SM-03, SM-06, SM-07 and SF-08).

use http::StatusCode;
use jiff::SignedDuration;
use journey::Role;
use testkit::{Browser, NUMBER, Page, Person, Portal};

use crate::second_factor::other;

const MINUTE: SignedDuration = SignedDuration::from_secs(61);

/// Somebody who has chosen SMS.
async fn at_the_number(portal: &Portal) -> (Person, Browser) {
    let fatima = portal.at_the_choice("fatima").await;
    let mut browser = fatima.home.clone();
    browser.press("Verder met deze methode", &[("method", "sms")]).await;
    assert_eq!(browser.page().at, "/enrol/sms");
    (fatima, browser)
}

/// The same once a code is on its way.
async fn at_the_code(portal: &Portal) -> (Person, Browser, String) {
    let (fatima, mut browser) = at_the_number(portal).await;
    type_number(&mut browser, NUMBER).await;
    let code = portal.newest_code().await;
    (fatima, browser, code)
}

async fn type_number<'a>(browser: &'a mut Browser, number: &str) -> &'a Page {
    browser.press("Code sturen", &[("Mobiel telefoonnummer", number)]).await
}

async fn give<'a>(browser: &'a mut Browser, code: &str) -> &'a Page {
    browser.press("Code bevestigen", &[("Code uit de sms", code)]).await
}

#[tokio::test]
async fn sm_03_sm_06_a_number_is_proven_before_it_counts_and_the_risk_is_told() {
    let portal = Portal::start().await;
    let (fatima, mut browser) = at_the_number(&portal).await;
    assert!(browser.page().text().contains("sms is minder veilig dan een app of een sleutel"));
    let page = type_number(&mut browser, "06-12 34 56 78").await;
    assert!(page.text().contains("Wij stuurden de code naar 06 12345678."), "{}", page.text());
    assert_eq!(portal.rows("factors").await.len(), 0);
    // SF-08: what is not proven cannot log in, and is not asked.
    let mut elsewhere = portal.browser();
    fatima.enter_password(&mut elsewhere).await;
    assert_eq!(elsewhere.page().at, "/login/no-grant");
    let texts = portal.texts().await;
    assert_eq!((texts.len(), texts[0].to.as_str()), (1, "+31612345678"));
    let page = give(&mut browser, &texts[0].code).await;
    assert_eq!(page.at, "/enrol/recovery-code", "{}", page.text());
    let factors = portal.rows("factors").await;
    assert!(factors.len() == 1 && factors[0].contains("kind=sms") && !factors[0].contains("12345678"), "{factors:?}");
    assert_eq!(portal.rows("sessions").await.len(), 0);
    assert!(portal.mails().await.iter().any(|mail| mail.kind == "factor-added"));
}

#[tokio::test]
async fn sm_06_each_bad_number_has_its_sentence_and_what_was_typed_stays() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_the_number(&portal).await;
    let before = portal.dump().await;
    for (typed, says) in [
        ("", "Vul uw mobiele telefoonnummer in."),
        ("06-1234567a", "alleen cijfers"),
        ("06１２３４５６７８", "alleen cijfers"),
        ("0612345678\u{0}", "alleen cijfers"),
        ("061234567", "te kort"),
        ("06123456789", "te lang"),
        ("030 123 45 67", "kunt u geen sms krijgen"),
        ("0900-0123", "kunt u geen sms krijgen"),
        ("+3197012345678", "kunt u geen sms krijgen"),
        ("+4915123456789", "Naar nummers uit dit land sturen wij geen sms."),
        ("<b>06</b>", "alleen cijfers"),
    ] {
        let page = type_number(&mut browser, typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.error().contains(says), "{typed}: {}", page.error());
        assert_eq!(page.value("number").as_deref(), Some(typed), "what was typed is kept");
    }
    let page = type_number(&mut browser, &"1".repeat(10_000)).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.value("number").unwrap().len() <= 40);
    assert!(portal.dump().await == before, "something was written");
    assert!(portal.texts().await.is_empty());
}

#[tokio::test]
async fn five_wrong_codes_end_the_wizard_and_the_grant_is_still_there() {
    let portal = Portal::start().await;
    let (fatima, mut browser, code) = at_the_code(&portal).await;
    for _ in 0..4 {
        let page = give(&mut browser, &other(&code)).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.error().contains("Deze code klopt niet."), "{}", page.error());
    }
    assert_eq!(give(&mut browser, &other(&code)).await.at, "/login");
    browser.post("/enrol/sms/code", &[("code", &code)]).await;
    assert_eq!(portal.rows("factors").await.len(), 0);
    assert!(portal.events().await.contains(&("authn_login_fail_max".to_owned(), "enrolment".to_owned())));
    fatima.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/enrol");
}

#[tokio::test]
async fn sf_08_a_number_that_is_not_proven_in_fifteen_minutes_begins_again() {
    let portal = Portal::start().await;
    let (_, mut browser, _) = at_the_code(&portal).await;
    let mut code = String::new();
    for _ in 0..2 {
        portal.clock.advance(SignedDuration::from_mins(7));
        browser.post("/enrol/sms/send-code", &[]).await;
        code = portal.newest_code().await;
    }
    // The code is a minute old; the number has waited for fifteen.
    portal.clock.advance(SignedDuration::from_mins(1));
    let page = browser.post("/enrol/sms/code", &[("code", &code)]).await;
    assert_eq!(page.at, "/enrol/sms");
    assert!(page.notice().contains("Deze stap duurde te lang."), "{}", page.text());
    assert_eq!(page.value("number").as_deref(), Some(""));
    assert_eq!(portal.rows("factors").await.len(), 0);
}

#[tokio::test]
async fn sm_01_a_code_to_one_number_proves_no_other() {
    let portal = Portal::start().await;
    let (_, mut browser, first) = at_the_code(&portal).await;
    let page = browser.press("Ander nummer invullen", &[]).await;
    assert_eq!((page.at.as_str(), page.value("number").as_deref()), ("/enrol/sms", Some("")));
    // The code that went out is dead already.
    assert_eq!(browser.post("/enrol/sms/code", &[("code", &first)]).await.at, "/enrol/sms");
    assert_eq!(portal.rows("factors").await.len(), 0);
    portal.clock.advance(SignedDuration::from_mins(1));
    type_number(&mut browser, "06 23456789").await;
    let texts = portal.texts().await;
    assert_eq!(texts[0].to, "+31623456789");
    assert_eq!(give(&mut browser, &first).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(give(&mut browser, &texts[0].code).await.at, "/enrol/recovery-code");
}

#[tokio::test]
async fn sm_07_a_minute_between_two_codes_and_three_in_a_journey_whatever_the_number() {
    let portal = Portal::start().await;
    let (_, mut browser, _) = at_the_code(&portal).await;
    let page = browser.press("Nieuwe code sturen", &[]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.error().contains("Wij hebben net een code gestuurd."), "{}", page.error());
    portal.clock.advance(MINUTE);
    let page = browser.press("Nieuwe code sturen", &[]).await;
    assert!(page.notice().contains("nieuwe code gestuurd"), "{}", page.text());
    browser.press("Ander nummer invullen", &[]).await;
    portal.clock.advance(MINUTE);
    type_number(&mut browser, "06 23456789").await;
    portal.clock.advance(MINUTE);
    let page = browser.press("Nieuwe code sturen", &[]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.error().contains("U hebt drie codes laten sturen."), "{}", page.error());
    // Nor by going back to the choice and choosing SMS afresh.
    browser.open("/enrol/method").await;
    browser.press("Verder met deze methode", &[("method", "app")]).await;
    browser.open("/enrol/method").await;
    browser.press("Verder met deze methode", &[("method", "sms")]).await;
    let page = type_number(&mut browser, "06 34567891").await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(page.value("number").as_deref(), Some("06 34567891"));
}

#[tokio::test]
async fn j11_a_double_click_on_the_number_sends_one_code() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_the_number(&portal).await;
    browser.twin().post_once("/enrol/sms", &[("number", NUMBER)]).await;
    let page = browser.post("/enrol/sms", &[("number", NUMBER)]).await;
    assert_eq!((page.at.as_str(), page.status), ("/enrol/sms", StatusCode::OK));
    assert!(page.text().contains("Wij stuurden de code"), "{}", page.text());
    let mut texts = portal.texts().await;
    assert_eq!(texts.len(), 1);
    assert_eq!(give(&mut browser, &texts.remove(0).code).await.at, "/enrol/recovery-code");
}

#[tokio::test]
async fn sm_10_without_a_gateway_the_number_stays_typed_and_another_method_can_be_chosen() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_the_number(&portal).await;
    portal.courier.set_away(true);
    let before = portal.dump().await;
    let page = type_number(&mut browser, NUMBER).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.error().contains("Wij kunnen nu geen sms sturen."), "{}", page.error());
    assert_eq!(page.value("number").as_deref(), Some(NUMBER));
    assert!(portal.dump().await == before, "something was written");
    browser.click("Terug naar de keuze van de methode").await;
    browser.press("Verder met deze methode", &[("method", "app")]).await;
    assert_eq!(browser.page().at, "/enrol/app");
}

#[tokio::test]
async fn sm_10_a_failed_delivery_is_told_where_the_number_can_be_changed() {
    let portal = Portal::start().await;
    let (_, mut browser) = at_the_number(&portal).await;
    type_number(&mut browser, NUMBER).await;
    let (store, now) = (&portal.app.store, portal.clock.now());
    let row = store.claim_sms(9, now).await.unwrap().pop().unwrap();
    store.mark_sms_failed(row.id, "no such number", now).await.unwrap();
    let page = browser.open("/enrol/sms").await;
    assert!(page.text().contains("Onze sms kon niet worden bezorgd."), "{}", page.text());
    browser.press("Ander nummer invullen", &[]).await;
}

#[tokio::test]
async fn sms_is_offered_to_those_whom_the_settings_name() {
    let mut settings = testkit::settings();
    settings.policy.kinds.sms.roles = vec![Role::User, Role::Auditor];
    let portal = Portal::with(settings).await;
    let fatima = portal.at_the_choice("fatima").await;
    let mut browser = fatima.home.clone();
    assert!(browser.page().text().contains("een mobiel telefoonnummer nodig"));
    for role in ["administrator", "help-desk"] {
        let sql = "UPDATE accounts SET role = $1";
        store::testing::execute(&portal.app.store, sql, &[role.into()]).await.unwrap();
        let page = browser.open("/enrol/method").await;
        assert!(!page.text().contains("een mobiel telefoonnummer nodig"), "{role}");
        let page = browser.post("/enrol/method", &[("method", "sms")]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{role}");
    }
    assert_eq!(browser.open("/enrol/sms").await.at, "/enrol/method");
}
