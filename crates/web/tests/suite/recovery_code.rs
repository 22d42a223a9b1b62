//! `/enrol/recovery-code` and its text file: S6.

use http::StatusCode;
use testkit::{Browser, PASSWORD, Person, Portal};

const LABEL: &str = "Vul de herstelcode nog een keer in";

async fn at_s6(portal: &Portal) -> (Person, Browser) {
    let mut fatima = portal.invited("fatima").await;
    let browser = &mut fatima.home;
    browser.open(&fatima.link).await;
    browser.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
    browser.press("Beginnen", &[]).await;
    let page = browser.press("Verder met deze methode", &[("method", "app")]).await;
    let secret = page.by_id("secret").unwrap().replace(' ', "");
    let secret = credentials::totp::TotpSecret::parse(&secret).unwrap();
    browser.press("Code bevestigen", &[("Code uit uw app", &portal.next_code(&secret))]).await;
    let browser = browser.clone();
    fatima.app = Some(secret);
    fatima.recovery_code = browser.page().by_id("recovery-code");
    (fatima, browser)
}

#[tokio::test]
async fn j5_a_reload_and_the_file_show_the_same_code() {
    let portal = Portal::start().await;
    let (fatima, mut browser) = at_s6(&portal).await;
    let shape: Vec<usize> = fatima.code().split('-').map(str::len).collect();
    assert_eq!(shape, [4, 4, 4, 4], "{}", fatima.code());
    assert_eq!(browser.open("/enrol/recovery-code").await.by_id("recovery-code").as_deref(), Some(fatima.code()));
    let file = browser.open("/enrol/recovery-code.txt").await;
    assert!(file.header("content-disposition").starts_with("attachment; filename=\"herstelcode.txt\""));
    assert_eq!((file.header("content-type"), file.header("cache-control")), ("text/plain; charset=utf-8", "no-store"));
    let groups: Vec<&str> = fatima.code().split('-').collect();
    assert!(groups.iter().all(|group| file.body.contains(group)), "{}", file.body);
    assert!(!file.body.contains("fatima"), "the paper says nobody's name: {}", file.body);
}

#[tokio::test]
async fn j5_no_session_before_the_code_is_typed_back() {
    let portal = Portal::start().await;
    let (fatima, mut browser) = at_s6(&portal).await;
    assert_eq!(browser.open("/account").await.at, "/login");
    browser.open("/enrol/recovery-code").await;
    for (typed, says) in [
        (String::new(), "Vul uw herstelcode in."),
        (crate::reset::other(fatima.code()), "Dit is niet de code die hierboven staat."),
        ("1234".to_owned(), "U hebt er 4 ingevuld"),
    ] {
        let page = browser.press("Code bevestigen", &[(LABEL, &typed)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed}");
        assert!(page.error().contains(says), "{typed}: {}", page.error());
    }
    assert_eq!(portal.rows("sessions").await.len(), 0);
    let page = browser.press("Code bevestigen", &[(LABEL, &fatima.code().replace('-', ""))]).await;
    assert_eq!(page.at, "/enrol/second");
    assert_eq!(portal.rows("sessions").await.len(), 0, "the advice comes before the session");
    assert!(browser.jar.get("session").is_none());
    let page = browser.press("Nu niet", &[]).await;
    assert_eq!(page.at, "/account");
    assert_eq!(portal.rows("sessions").await.len(), 1);
    assert!(browser.jar.get("grant").is_none(), "the grant is spent");
}

#[tokio::test]
async fn j5_leaving_at_s6_gives_a_fresh_code_at_the_next_login() {
    let portal = Portal::start().await;
    let (mut fatima, _) = at_s6(&portal).await;
    let mut later = portal.browser();
    fatima.enter_password(&mut later).await;
    // The factor counts from S5 on.
    assert_eq!(later.page().at, "/login/second-factor");
    let page = later.press("Inloggen", &[("Code uit uw app", &fatima.next_code(&portal))]).await;
    assert_eq!(page.at, "/enrol/recovery-code");
    assert!(page.text().contains("nog niet bevestigd"), "{}", page.text());
    let fresh = page.by_id("recovery-code").unwrap();
    assert_ne!(fresh, fatima.code());
    let old = fatima.recovery_code.replace(fresh.clone()).unwrap();
    let page = later.press("Code bevestigen", &[(LABEL, &fresh)]).await;
    assert_eq!(page.at, "/account");
    // The old one is dead at that moment.
    fatima.recovery_code = Some(old);
    let mut thief = portal.browser();
    fatima.enter_password(&mut thief).await;
    thief.open("/login/reset").await;
    let page = thief.press("Opnieuw instellen", &[("Herstelcode", fatima.code())]).await;
    assert!(page.error().contains("klopt niet"), "{}", page.error());
}

#[tokio::test]
async fn j7_the_strict_form_forgives_small_letters_and_lookalikes() {
    let mut settings = testkit::settings();
    settings.policy.code_format = credentials::recovery_code::RecoveryCodeFormat::Base32x4x4;
    let portal = Portal::with(settings).await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    browser.open("/login/reset").await;
    let short = &anna.code()[..anna.code().len() - 1];
    let page = browser.press("Opnieuw instellen", &[("Herstelcode", short)]).await;
    assert!(page.error().contains("heeft 16 tekens. U hebt er 15 ingevuld"), "{}", page.error());
    let typed = anna.code().to_lowercase().replace('0', "o").replace('1', "l").replace('-', " . ");
    let page = browser.press("Opnieuw instellen", &[("Herstelcode", &typed)]).await;
    assert_eq!(page.path(), "/login", "{}", page.text());
}
