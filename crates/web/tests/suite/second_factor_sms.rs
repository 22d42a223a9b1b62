//! `/login/second-factor` with a code by SMS (requirements SM-01, SM-02, SM-08 and SM-10).

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, Page, Person, Portal};

use crate::second_factor::other;

const LABEL: &str = "Code uit de sms";

/// Somebody at S2 whose code is on its way.
async fn at_s2(portal: &Portal) -> (Person, Browser, String) {
    let anna = portal.enrolled_with_sms("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/login/second-factor", "{}", browser.page().text());
    let code = portal.newest_code().await;
    (anna, browser, code)
}

async fn give<'a>(browser: &'a mut Browser, code: &str) -> &'a Page {
    browser.press("Inloggen", &[(LABEL, code)]).await
}

/// Waits as long as the page asks, and has a new code sent.
async fn resend(portal: &Portal, browser: &mut Browser) -> String {
    portal.clock.advance(SignedDuration::from_secs(61));
    let page = browser.press("Nieuwe code sturen", &[]).await;
    assert!(page.notice().contains("Wij hebben een nieuwe code gestuurd."), "{}", page.text());
    portal.newest_code().await
}

#[tokio::test]
async fn sm_01_a_code_by_sms_opens_a_session_and_sm_08_two_digits_are_shown() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms("anna").await;
    let mut browser = portal.browser();
    // Before the password nothing tells that there is a number.
    let s1 = browser.open("/login").await.clone();
    assert_eq!(browser.open("/login/second-factor").await.at, "/login");
    anna.enter_password(&mut browser).await;
    let page = browser.page().clone();
    assert!(page.text().contains("Voer de eenmalige code in die u per SMS heeft ontvangen."), "{}", page.text());
    assert!(page.text().contains("naar het nummer dat eindigt op 78."), "{}", page.text());
    for shown in [&s1, &page] {
        for digits in ["5678", "345678", "12345678", "+316"] {
            assert!(!shown.body.contains(digits), "{digits} stands on {}", shown.at);
        }
    }
    let texts = portal.texts().await;
    assert_eq!((texts.len(), texts[0].to.as_str()), (1, "+31612345678"));
    assert_eq!(portal.courier.woken(), 2, "once in the wizard and once now");
    assert_eq!(give(&mut browser, &texts[0].code).await.at, "/account");
    assert_eq!(portal.rows("sessions").await.len(), 1);
    assert!(portal.rows("counters").await.iter().all(|row| row.contains("kind=sms-")), "the rest was given back");
}

#[tokio::test]
async fn sm_01_one_code_in_eight_posts_at_once_opens_one_session() {
    let portal = Portal::start().await;
    let (_, browser, code) = at_s2(&portal).await;
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let (mut twin, code) = (browser.twin(), code.clone());
            tokio::spawn(async move {
                twin.post_once("/login/second-factor", &[("kind", "sms"), ("code", &code)]).await;
            })
        })
        .collect();
    for one in tries {
        one.await.unwrap();
    }
    assert_eq!(portal.rows("sessions").await.len(), 1);
    let opened = portal.events().await.into_iter().filter(|(event, _)| event == "session_created").count();
    assert_eq!(opened, 2, "the wizard's and one");
    // Used is used: whoever comes with the journey's cookie later gets nothing for it.
    portal.clock.advance(SignedDuration::from_secs(31));
    let mut late = browser.twin();
    late.post("/login/second-factor", &[("kind", "sms"), ("code", &code)]).await;
    assert!(late.jar.get("session").is_none());
}

#[tokio::test]
async fn sm_01_the_code_of_one_journey_is_none_in_another() {
    let portal = Portal::start().await;
    let (anna, mut one, first) = at_s2(&portal).await;
    let mut two = portal.browser();
    anna.enter_password(&mut two).await;
    let second = portal.newest_code().await;
    assert_ne!(first, second);
    let page = give(&mut two, &first).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("Deze code klopt niet."), "{}", page.error());
    assert_eq!(give(&mut one, &second).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(portal.rows("sessions").await.len(), 0);
    assert_eq!(give(&mut two, &second).await.at, "/account");
    assert_eq!(give(&mut one, &first).await.at, "/account");
}

#[tokio::test]
async fn sm_01_only_the_newest_code_counts() {
    let portal = Portal::start().await;
    let (_, mut browser, first) = at_s2(&portal).await;
    let second = resend(&portal, &mut browser).await;
    let page = give(&mut browser, &first).await;
    assert!(page.error().contains("Een oudere code werkt niet meer."), "{}", page.error());
    assert_eq!(give(&mut browser, &second).await.at, "/account");
}

#[tokio::test]
async fn sm_01_a_code_is_good_for_five_minutes() {
    let portal = Portal::start().await;
    let (_, mut browser, code) = at_s2(&portal).await;
    portal.clock.advance(SignedDuration::from_mins(5));
    let page = give(&mut browser, &code).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("Deze code is verlopen."), "{}", page.error());
    // There is nothing to type any more: the page offers a new one.
    let page = browser.press("Code sturen", &[]).await;
    assert!(page.notice().contains("nieuwe code gestuurd"), "{}", page.text());
    let code = portal.newest_code().await;
    portal.clock.advance(SignedDuration::from_secs(295));
    assert_eq!(give(&mut browser, &code).await.at, "/account");
}

#[tokio::test]
async fn sm_02_a_new_code_does_not_reset_the_count() {
    let portal = Portal::start().await;
    let (_, mut browser, code) = at_s2(&portal).await;
    for _ in 0..3 {
        assert_eq!(give(&mut browser, &other(&code)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let code = resend(&portal, &mut browser).await;
    assert_eq!(give(&mut browser, &other(&code)).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = give(&mut browser, &other(&code)).await;
    assert_eq!(page.at, "/login");
    assert!(page.notice().contains("vijf keer een code ingevuld die niet klopt"), "{}", page.notice());
    // The right one is dead with its journey.
    browser.post("/login/second-factor", &[("kind", "sms"), ("code", &code)]).await;
    assert_eq!(portal.rows("sessions").await.len(), 0);
    assert!(portal.mails().await.iter().any(|mail| mail.kind == "second-factor-attack"));
}

#[tokio::test]
async fn sm_05_what_is_no_code_is_told_at_once_and_burns_no_try() {
    let portal = Portal::start().await;
    let (_, mut browser, code) = at_s2(&portal).await;
    let before = portal.rows("counters").await;
    for (typed, says) in [
        ("", "Vul de code van 6 cijfers uit de sms in."),
        ("12345", "U hebt er 5 ingevuld"),
        ("1234567", "U hebt er 7 ingevuld"),
        ("１２３４５６", "alleen cijfers"),
        ("abcdef", "alleen cijfers"),
        ("12345\u{0}6", "alleen cijfers"),
    ] {
        let page = give(&mut browser, typed).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}");
        assert!(page.error().contains(says), "{typed:?}: {}", page.error());
    }
    assert_eq!(portal.rows("counters").await, before);
    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    assert_eq!(give(&mut browser, &spaced).await.at, "/account");
}

#[tokio::test]
async fn sm_10_without_a_gateway_the_page_says_so_offers_the_other_method_and_writes_nothing() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms_and_app("anna").await;
    portal.texts().await;
    portal.courier.set_away(true);
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    let page = browser.page();
    assert_eq!(page.at, "/login/second-factor");
    assert!(page.notice().contains("Er is nog geen code gestuurd."), "{}", page.text());
    let before = portal.dump().await;
    let page = browser.press("Code sturen", &[]).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.error().contains("Wij kunnen nu geen sms sturen. Kies een andere methode"), "{}", page.text());
    assert!(portal.dump().await == before, "something was written");
    // Never open: nothing that somebody types is a code that was sent.
    let page = browser.post("/login/second-factor", &[("kind", "sms"), ("code", "000000")]).await;
    assert!(page.error().contains("Er is nog geen code gestuurd."), "{}", page.text());
    assert!(portal.dump().await == before, "a guess at nothing was counted");
    browser.press("Authenticator App gebruiken", &[]).await;
    let page = browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.at, "/account", "{}", page.text());
    assert!(portal.texts().await.is_empty());
}

#[tokio::test]
async fn sm_10_a_message_that_could_not_be_delivered_is_told_on_the_page() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    let (store, now) = (&portal.app.store, portal.clock.now());
    let row = store.claim_sms(9, now).await.unwrap().pop().unwrap();
    assert!(!browser.open("/login/second-factor").await.text().contains("kon niet worden bezorgd"));
    assert!(store.mark_sms_failed(row.id, "refused", now).await.unwrap());
    let page = browser.open("/login/second-factor").await;
    assert!(page.text().contains("Onze sms kon niet worden bezorgd."), "{}", page.text());
    let code = resend(&portal, &mut browser).await;
    assert!(!browser.page().text().contains("kon niet worden bezorgd"));
    assert_eq!(give(&mut browser, &code).await.at, "/account");
}

#[tokio::test]
async fn sm_06_a_number_of_a_country_that_is_not_allowed_any_more_gets_no_code() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms("anna").await;
    portal.texts().await;
    let mut settings = testkit::settings();
    let belgium = credentials::phone::Country::parse("BE").unwrap();
    settings.phones = credentials::phone::PhonePolicy::new(vec![belgium]).unwrap();
    let portal = portal.restarted(settings);
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    let page = browser.press("Code sturen", &[]).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(portal.texts().await.is_empty());
    assert!(portal.rows("counters").await.iter().all(|row| !row.contains("kind=sms-source")));
}
