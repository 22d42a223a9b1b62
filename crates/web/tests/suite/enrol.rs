//! `/enrol`, `/enrol/method`, `/enrol/app`: S4 and S5.

use credentials::totp::TotpSecret;
use http::StatusCode;
use jiff::SignedDuration;
use journey::KindRule;
use testkit::{Browser, PASSWORD, Page, Portal};

async fn at_s4(portal: &Portal) -> Browser {
    let mut fatima = portal.invited("fatima").await;
    fatima.home.open(&fatima.link).await;
    fatima.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
    fatima.home
}

async fn at_the_app(portal: &Portal) -> Browser {
    let mut browser = at_s4(portal).await;
    browser.press("Beginnen", &[]).await;
    browser.press("Verder met deze methode", &[("method", "app")]).await;
    browser
}

/// The step that the bar shows as the current one.
fn current(page: &Page) -> String {
    let document = page.document();
    let mut steps = document.all().into_iter().filter(|element| element.attribute("aria-current") == Some("step"));
    steps.next().map(testkit::Element::text).unwrap()
}

fn secret_on(page: &Page) -> TotpSecret {
    TotpSecret::parse(&page.by_id("secret").unwrap().replace(' ', "")).unwrap()
}

#[tokio::test]
async fn the_step_bar_stands_on_every_page_of_the_wizard() {
    let portal = Portal::start().await;
    let mut browser = at_s4(&portal).await;
    assert_eq!(current(browser.page()), "1Introductie");
    browser.press("Beginnen", &[]).await;
    assert_eq!(current(browser.page()), "2Tweefactorauthenticatie instellen");
    assert!(browser.page().text().contains("Op welke wijze wilt u de extra verificatiestap uitvoeren?"));
    browser.press("Verder met deze methode", &[("method", "app")]).await;
    assert_eq!(current(browser.page()), "2Tweefactorauthenticatie instellen");
    let code = portal.next_code(&secret_on(browser.page()));
    browser.press("Code bevestigen", &[("Code uit uw app", &code)]).await;
    assert_eq!(
        (browser.page().at.as_str(), current(browser.page()).as_str()),
        ("/enrol/recovery-code", "3Herstelcode")
    );
}

#[tokio::test]
async fn sf_04_no_step_can_be_skipped() {
    let portal = Portal::start().await;
    let mut browser = at_s4(&portal).await;
    for ahead in [
        "/enrol/app",
        "/enrol/sms",
        "/enrol/key",
        "/enrol/passkey",
        "/enrol/second",
        "/enrol/recovery-code",
        "/enrol/recovery-code.txt",
        "/enrol/method",
        "/login/second-factor",
    ] {
        assert_eq!(browser.open(ahead).await.at, "/enrol", "{ahead}");
    }
    for (ahead, field) in [
        ("/enrol/app", "code"),
        ("/enrol/sms", "number"),
        ("/enrol/sms/code", "code"),
        ("/enrol/sms/send-code", "x"),
        ("/enrol/key", "answer"),
        ("/enrol/key/options", "x"),
        ("/enrol/passkey", "answer"),
        ("/enrol/passkey/options", "x"),
        ("/enrol/method", "method"),
        ("/enrol/recovery-code", "typed"),
        ("/enrol/second", "x"),
        ("/enrol/second/decline", "x"),
    ] {
        assert_eq!(browser.post(ahead, &[(field, "123456")]).await.at, "/enrol", "{ahead}");
    }
    assert_eq!(portal.rows("recovery_codes").await.len(), 0);
    assert_eq!(portal.rows("factors").await.len(), 0);
}

#[tokio::test]
async fn a_method_has_to_be_chosen_and_to_be_offered() {
    let mut settings = testkit::settings();
    settings.policy.kinds.sms = KindRule::nobody();
    settings.policy.kinds.security_key = KindRule::nobody();
    let portal = Portal::with(settings).await;
    let mut browser = at_s4(&portal).await;
    browser.press("Beginnen", &[]).await;
    assert!(!browser.page().text().contains("SMS"), "{}", browser.page().text());
    for method in ["", "sms", "security-key", "geen"] {
        let page = browser.post("/enrol/method", &[("method", method)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{method}");
        assert!(page.error().contains("Kies een methode"), "{}", page.error());
    }
}

#[tokio::test]
async fn j11_looking_back_keeps_the_secret_that_was_scanned() {
    let portal = Portal::start().await;
    let mut browser = at_the_app(&portal).await;
    let secret = secret_on(browser.page()).to_base32();
    assert_eq!(browser.click("Terug naar de keuze van de methode").await.at, "/enrol/method");
    assert_eq!(browser.click("Terug naar introductie").await.at, "/enrol");
    browser.press("Beginnen", &[]).await;
    browser.open("/enrol/method").await;
    browser.press("Verder met deze methode", &[("method", "app")]).await;
    assert_eq!(secret_on(browser.page()).to_base32(), secret);
}

#[tokio::test]
async fn wrong_codes_are_told_and_the_secret_stays() {
    let portal = Portal::start().await;
    let mut browser = at_the_app(&portal).await;
    let secret = secret_on(browser.page());
    let good = portal.next_code(&secret);
    for (typed, says) in [
        (crate::second_factor::other(&good), "Deze code klopt niet."),
        ("12345".to_owned(), "U hebt er 5 ingevuld"),
        ("１２３４５６".to_owned(), "alleen cijfers"),
    ] {
        let page = browser.press("Code bevestigen", &[("Code uit uw app", &typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.error().contains(says), "{typed}: {}", page.error());
        assert_eq!(secret_on(page).to_base32(), secret.to_base32());
    }
    assert_eq!(portal.rows("factors").await.len(), 0);
    browser.press("Code bevestigen", &[("Code uit uw app", &good)]).await;
    assert_eq!(browser.page().at, "/enrol/recovery-code");
}

#[tokio::test]
async fn sf_08_a_secret_that_is_not_proven_in_fifteen_minutes_is_replaced() {
    let portal = Portal::start().await;
    let mut browser = at_the_app(&portal).await;
    let old = secret_on(browser.page());
    portal.clock.advance(SignedDuration::from_mins(8));
    // The step is still alive because somebody looked around in the wizard.
    browser.post("/enrol/method", &[("method", "app")]).await;
    portal.clock.advance(SignedDuration::from_mins(8));
    let page = browser.post("/enrol/app", &[("code", &portal.next_code(&old))]).await;
    assert_eq!(page.at, "/enrol/app");
    assert!(page.notice().contains("De QR-code was te oud."), "{}", page.notice());
    assert_ne!(secret_on(page).to_base32(), old.to_base32());
    assert_eq!(portal.rows("factors").await.len(), 0);
}

#[tokio::test]
async fn j6_the_password_alone_never_reaches_the_wizard() {
    let portal = Portal::start().await;
    let fatima = portal.with_password("fatima").await;
    let mut browser = portal.browser();
    fatima.enter_password(&mut browser).await;
    for path in
        ["/enrol", "/enrol/method", "/enrol/app", "/enrol/sms", "/enrol/key", "/enrol/recovery-code", "/enrol/second"]
    {
        assert_eq!(browser.open(path).await.at, "/login/no-grant", "{path}");
        assert_eq!(browser.post(path, &[("method", "app"), ("code", "123456")]).await.at, "/login/no-grant", "{path}");
    }
    // RC-05: a grant of somebody else is none.
    let mut piet = portal.invited("piet").await;
    piet.home.open(&piet.link).await;
    piet.home.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
    fatima.enter_password(&mut piet.home).await;
    assert_eq!(piet.home.page().at, "/login/no-grant");
}

#[tokio::test]
async fn j6d_the_first_login_by_password_only_where_the_settings_allow_it_and_for_two_weeks() {
    let mut settings = testkit::settings();
    settings.policy.first_login = journey::FirstLogin::Password;
    let portal = Portal::with(settings).await;
    let mut anna = portal.with_password("anna").await;
    let late = portal.with_password("laat").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/enrol");
    anna.home = browser;
    portal.walk_the_wizard(&mut anna).await;
    // Once there was a factor, the way is closed for good.
    let mut later = portal.browser();
    anna.recover(&mut later).await;
    let mut other = portal.browser();
    anna.enter_password(&mut other).await;
    assert_eq!(other.page().at, "/login/no-grant");
    portal.clock.advance(SignedDuration::from_hours(14 * 24));
    late.enter_password(&mut other).await;
    assert_eq!(other.page().at, "/login/no-grant");
}
