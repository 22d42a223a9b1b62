//! More than one factor: the advice after S6, switching at S2, and the end of them all (requirement SF-05, rules J3, J8 and J11).

use credentials::security_key::testing::U2fKey;
use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, ORIGIN, Person, Portal, ask_key};

use crate::second_factor::other;

const APP: &str = "Code uit uw app";
const SMS: &str = "Code uit de sms";

/// The kind of the factor that opened the only session.
pub(crate) async fn kind_of_the_session(portal: &Portal) -> String {
    let session = portal.rows("sessions").await.remove(0);
    let id = session.split("factor_id=").nth(1).unwrap().split(" | ").next().unwrap().to_owned();
    let row = portal.rows("factors").await.into_iter().find(|row| row.contains(&format!("id={id}"))).unwrap();
    row.split("kind=").nth(1).unwrap().split(" | ").next().unwrap().to_owned()
}

async fn at_the_advice(portal: &Portal) -> Person {
    let mut fatima = portal.at_the_choice("fatima").await;
    portal.set_up_sms(&mut fatima.home).await;
    portal.to_the_advice(&mut fatima).await;
    fatima
}

#[tokio::test]
async fn sf_05_the_advice_names_what_there_is_and_can_be_declined() {
    let portal = Portal::start().await;
    let mut fatima = at_the_advice(&portal).await;
    let page = fatima.home.page();
    assert!(page.text().contains("Ingesteld SMS") && page.text().contains("Authenticator App"), "{}", page.text());
    assert_eq!(portal.rows("sessions").await.len(), 0, "J5: no session before the answer");
    let page = fatima.home.press("Nu niet", &[]).await;
    assert_eq!(page.at, "/account");
    assert_eq!(kind_of_the_session(&portal).await, "sms");
}

#[tokio::test]
async fn sf_05_the_advice_can_be_declined_after_a_look_at_the_methods() {
    let portal = Portal::start().await;
    let mut fatima = at_the_advice(&portal).await;
    let page = fatima.home.press("Tweede methode instellen", &[]).await;
    assert_eq!((page.at.as_str(), page.heading().as_str()), ("/enrol/method", "Nog een methode instellen"));
    assert!(!page.text().contains("een mobiel telefoonnummer nodig"), "one number is all");
    // Also with a secret on the screen that nobody scanned.
    fatima.home.press("Verder met deze methode", &[("method", "app")]).await;
    fatima.home.open("/enrol/method").await;
    assert_eq!(fatima.home.press("Nu niet", &[]).await.at, "/account");
    assert_eq!((portal.rows("factors").await.len(), portal.rows("sessions").await.len()), (1, 1));
    // Nobody without a licence gets a session for declining.
    let mut stranger = portal.at_the_choice("piet").await.home;
    stranger.post("/enrol/second/decline", &[]).await;
    assert!(stranger.jar.get("session").is_none());
    assert_eq!(stranger.page().at, "/enrol/method");
}

#[tokio::test]
async fn j14_the_session_after_a_second_factor_is_the_firsts_and_the_owner_is_told() {
    let portal = Portal::start().await;
    let mut fatima = at_the_advice(&portal).await;
    portal.mails().await;
    fatima.home.press("Tweede methode instellen", &[]).await;
    portal.set_up_app(&mut fatima).await;
    assert_eq!(fatima.home.page().at, "/account", "{}", fatima.home.page().text());
    assert_eq!(kind_of_the_session(&portal).await, "sms");
    assert_eq!(portal.rows("factors").await.len(), 2);
    assert_eq!(portal.mails().await.iter().map(|mail| mail.kind).collect::<Vec<_>>(), ["factor-added"]);
    assert!(portal.events().await.iter().all(|(event, _)| event != "recovery_code_voided"));
    assert_eq!(portal.rows("recovery_codes").await.len(), 1, "the code of the first stays");
}

#[tokio::test]
async fn j11_an_advice_that_ran_out_is_no_loss() {
    let portal = Portal::start().await;
    let mut fatima = at_the_advice(&portal).await;
    portal.clock.advance(SignedDuration::from_mins(10));
    let page = fatima.home.press("Nu niet", &[]).await;
    assert_eq!(page.at, "/login");
    assert_eq!(portal.rows("sessions").await.len(), 0);
    // The code was typed back: the next login goes straight on.
    portal.texts().await;
    let mut browser = fatima.home.clone();
    fatima.enter_password(&mut browser).await;
    let code = portal.newest_code().await;
    assert_eq!(browser.press("Inloggen", &[(SMS, &code)]).await.at, "/account");
}

#[tokio::test]
async fn the_method_that_was_used_last_comes_first() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms_and_app("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    assert!(browser.page().text().contains("eindigt op 78"), "{}", browser.page().text());
    browser.press("Authenticator App gebruiken", &[]).await;
    browser.press("Inloggen", &[(APP, &anna.next_code(&portal))]).await;
    assert_eq!(browser.page().at, "/account");
    portal.texts().await;
    let mut later = portal.browser();
    anna.enter_password(&mut later).await;
    assert!(later.page().text().contains("Open de authenticator app"), "{}", later.page().text());
    assert!(portal.texts().await.is_empty(), "nothing is sent to somebody who is asked for the app");
    assert_eq!(kind_of_the_session(&portal).await, "totp");
}

#[tokio::test]
async fn sm_02_j8_switching_between_methods_keeps_the_count_and_the_code() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms_and_app("anna").await;
    portal.texts().await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    let code = portal.newest_code().await;
    for _ in 0..2 {
        browser.press("Inloggen", &[(SMS, &other(&code))]).await;
    }
    browser.press("Authenticator App gebruiken", &[]).await;
    for _ in 0..2 {
        browser.press("Inloggen", &[(APP, &other(&anna.next_code(&portal)))]).await;
    }
    // Back to SMS: the code is still on its way, no other is sent.
    browser.press("SMS gebruiken", &[]).await;
    assert!(portal.texts().await.is_empty());
    assert!(browser.page().text().contains("eindigt op 78"));
    assert_eq!(browser.press("Inloggen", &[(SMS, &other(&code))]).await.at, "/login", "the fifth wrong one");
    browser.post("/login/second-factor", &[("kind", "sms"), ("code", &code)]).await;
    assert!(browser.jar.get("session").is_none());
}

#[tokio::test]
async fn j11_the_form_of_another_tab_is_judged_by_its_own_kind_and_answered_in_words() {
    let portal = Portal::start().await;
    let mut anna = at_the_advice(&portal).await;
    anna.home.press("Tweede methode instellen", &[]).await;
    let mut key = U2fKey::from_seed(1);
    portal.set_up_key(&mut anna.home, &key).await;
    anna.home.press("Uitloggen", &[]).await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    let code = portal.newest_code().await;
    let with_sms = browser.page().clone();
    let mut tab = browser.tab();
    tab.press("USB Beveiligingssleutel gebruiken", &[]).await;
    // The first tab still shows the field for the code, while the journey asks the key.
    browser.back_to(&with_sms);
    for (typed, says) in [(other(&code), "Deze code klopt niet."), ("123".to_owned(), "U hebt er 3 ingevuld")] {
        browser.back_to(&with_sms);
        let page = browser.press("Inloggen", &[(SMS, &typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text().contains(says), "the page of the key says so: {}", page.text());
        assert!(page.text().contains("Pak uw beveiligingssleutel."));
    }
    let events = portal.audit().await;
    let wrong = events.iter().rfind(|line| line.event == "authn_login_fail").unwrap();
    assert_eq!(wrong.factor, Some(journey::FactorKind::Sms));
    browser.back_to(&with_sms);
    let page = browser.press("Nieuwe code sturen", &[]).await;
    assert!(page.text().contains("Wij hebben net een code gestuurd."), "{}", page.text());
    // And each answer opens, whichever is asked.
    browser.back_to(&with_sms);
    assert_eq!(browser.press("Inloggen", &[(SMS, &code)]).await.at, "/account");
    browser.press("Uitloggen", &[]).await;
    anna.enter_password(&mut browser).await;
    let options = ask_key(&mut browser, "/login/second-factor/key-options").await;
    let answer = key.assert(&options, ORIGIN);
    let page = browser.post("/login/second-factor", &[("kind", "security-key"), ("answer", &answer)]).await;
    assert_eq!(page.at, "/account", "{}", page.text());
}

#[tokio::test]
async fn a_kind_that_the_account_does_not_hold_is_not_judged() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    for kind in ["sms", "security-key"] {
        let page = browser.post("/login/second-factor/other", &[("kind", kind)]).await;
        assert!(page.text().contains("Open de authenticator app"), "{kind}: {}", page.text());
        // Judged as what is asked: the app.
        let page = browser.post("/login/second-factor", &[("kind", kind), ("code", "12")]).await;
        assert!(page.error().contains("U hebt er 2 ingevuld"), "{}", page.error());
    }
    let page = browser.post("/login/second-factor/other", &[("kind", "geen")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("Kies een methode om verder te gaan."), "{}", page.text());
    assert!(portal.texts().await.is_empty());
}

#[tokio::test]
async fn j3_a_recovery_wipes_every_method_and_each_can_be_set_up_after_it() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled_with_sms_and_app("anna").await;
    let key = U2fKey::from_seed(1);
    for method in ["sms", "security-key", "app"] {
        portal.clock.advance(SignedDuration::from_hours(25));
        let mut browser = portal.browser();
        anna.recover(&mut browser).await;
        assert!(portal.rows("factors").await.iter().all(|row| row.contains("secret_sealed=- ")), "{method}");
        assert_eq!(portal.rows("sessions").await.len(), 0);
        anna.enter_password(&mut browser).await;
        browser.press("Beginnen", &[]).await;
        anna.home = browser;
        match method {
            "sms" => portal.set_up_sms(&mut anna.home).await,
            "app" => portal.set_up_app(&mut anna).await,
            _ => portal.set_up_key(&mut anna.home, &key).await,
        }
        portal.to_the_advice(&mut anna).await;
        anna.home.press("Nu niet", &[]).await;
        assert_eq!(anna.home.page().at, "/account");
        assert_eq!(kind_of_the_session(&portal).await, if method == "app" { "totp" } else { method });
        anna.home.press("Uitloggen", &[]).await;
    }
    assert_eq!(portal.rows("factors").await.len(), 5, "the history stays (SF-06)");
}

async fn wrong_password(portal: &Portal, username: &str) -> (StatusCode, String) {
    let mut browser: Browser = portal.browser();
    browser.open("/login").await;
    let filled = [("Gebruikersnaam", username), ("Wachtwoord", "verkeerd wachtwoord")];
    let page = browser.press("Inloggen", &filled).await;
    let body = page.body.replace(&page.csrf().unwrap(), "[token]");
    (page.status, body.replace(&format!("value=\"{username}\""), "value=\"[name]\""))
}

#[tokio::test]
async fn en_04_nothing_tells_the_method_before_the_right_password() {
    let portal = Portal::start().await;
    portal.enrolled("app").await;
    portal.enrolled_with_sms("sms").await;
    portal.enrolled_with_key("key", &U2fKey::from_seed(1)).await;
    portal.texts().await;
    let unknown = wrong_password(&portal, "niemand").await;
    for username in ["app", "sms", "key"] {
        assert_eq!(wrong_password(&portal, username).await, unknown, "{username}");
    }
    assert!(portal.texts().await.is_empty(), "SM-07: no code before the right password");
}
