//! A kind of factor that the settings switch off after people have enrolled it (rule J2, requirement SM-03).

use http::StatusCode;
use jiff::SignedDuration;
use journey::KindRule;
use testkit::Portal;
use web::WebSettings;

use crate::several_factors::kind_of_the_session;

const APP: &str = "Code uit uw app";
const SMS: &str = "Code uit de sms";

/// Settings without SMS; a number may be proven until `window` to set up something else.
fn without_sms(window: Option<jiff::Timestamp>) -> WebSettings {
    let mut settings = testkit::settings();
    settings.policy.kinds.sms = KindRule::nobody();
    settings.policy.kinds.replace_until = window;
    settings
}

#[tokio::test]
async fn j2_a_number_counts_when_sms_is_switched_off_but_cannot_be_proven() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms("anna").await;
    portal.texts().await;
    let portal = portal.restarted(without_sms(None));
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    let page = browser.page();
    assert_eq!(page.at, "/login/second-factor", "{}", page.text());
    assert!(page.text().contains("SMS kunt u niet meer gebruiken om in te loggen."), "{}", page.text());
    assert_eq!(page.notice(), "", "no word about a code that nobody waits for");
    let kept = |text: String| text.lines().filter(|line| !line.starts_with("audit: ")).map(str::to_owned).collect();
    let before: Vec<String> = kept(portal.dump().await);
    for (path, status) in [
        ("/login/second-factor/send-code", StatusCode::SERVICE_UNAVAILABLE),
        ("/login/second-factor", StatusCode::UNPROCESSABLE_ENTITY),
        ("/login/second-factor/other", StatusCode::OK),
    ] {
        let page = browser.post(path, &[("kind", "sms"), ("code", "123456")]).await;
        assert_eq!(page.status, status, "{path}: {}", page.text());
        assert!(page.text().contains("SMS kunt u niet meer gebruiken"), "{path}");
    }
    assert_eq!(kept(portal.dump().await), before, "something was written, or money spent");
    assert!(portal.texts().await.is_empty());
    // The recovery code is the way out, and only with a grant.
    browser.click("Tweefactorauthenticatie opnieuw instellen").await;
    browser.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    anna.enter_password(&mut browser).await;
    assert_eq!(browser.page().at, "/enrol");
}

#[tokio::test]
async fn j2_another_kind_is_asked_first_when_sms_is_switched_off() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms_and_app("anna").await;
    portal.texts().await;
    let portal = portal.restarted(without_sms(None));
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    let page = browser.page();
    assert!(page.text().contains("Open de authenticator app") && !page.text().contains("SMS gebruiken"));
    assert_eq!(browser.press("Inloggen", &[(APP, &anna.next_code(&portal))]).await.at, "/account");
}

#[tokio::test]
async fn sm_03_within_the_window_a_number_opens_the_wizard_and_is_replaced() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled_with_sms("anna").await;
    portal.texts().await;
    portal.mails().await;
    let window = portal.clock.now() + SignedDuration::from_hours(48);
    let portal = portal.restarted(without_sms(Some(window)));
    anna.home = portal.takes_over(&anna.home);
    let mut browser = anna.home.clone();
    anna.enter_password(&mut browser).await;
    let code = portal.newest_code().await;
    let page = browser.press("Inloggen", &[(SMS, &code)]).await;
    assert_eq!(page.at, "/enrol", "{}", page.text());
    assert_eq!(portal.rows("sessions").await.len(), 0, "it opens the wizard and nothing else");
    assert_eq!(browser.open("/account").await.at, "/login");
    browser.open("/enrol").await;
    let page = browser.press("Beginnen", &[]).await;
    assert!(!page.text().contains("een mobiel telefoonnummer nodig"));
    // Leaving here changes nothing: the number is still there.
    assert!(portal.rows("factors").await[0].contains("wiped_at=-"));
    anna.home = browser;
    portal.set_up_app(&mut anna).await;
    assert_eq!(anna.home.page().at, "/account", "{}", anna.home.page().text());
    let factors = portal.rows("factors").await;
    let old = factors.iter().find(|row| row.contains("kind=sms")).unwrap();
    assert!(old.contains("wiped_reason=switched-off") && old.contains("secret_sealed=-"), "{old}");
    let mut told: Vec<&str> = portal.mails().await.iter().map(|mail| mail.kind).collect();
    told.sort_unstable();
    assert_eq!(told, ["factor-added", "factor-removed"]);
    assert_eq!(kind_of_the_session(&portal).await, "totp");
    // After the window it would have been too late.
    portal.clock.set(window);
    let mut later = portal.browser();
    anna.enter_password(&mut later).await;
    assert!(later.page().text().contains("Open de authenticator app"));
}

#[tokio::test]
async fn sm_03_whoever_holds_another_method_is_asked_for_that_one_within_the_window() {
    let portal = Portal::start().await;
    let anna = portal.enrolled_with_sms_and_app("anna").await;
    portal.texts().await;
    let mut settings = without_sms(Some(portal.clock.now() + SignedDuration::from_hours(48)));
    // Nothing can be set up in the place of the number, which was used last: it would open a wizard without a way on.
    settings.policy.kinds.security_key = KindRule::nobody();
    let portal = portal.restarted(settings);
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    let page = browser.page();
    assert!(page.text().contains("Open de authenticator app"), "{}", page.text());
    assert!(!page.text().contains("SMS gebruiken"), "{}", page.text());
    let page = browser.post("/login/second-factor/other", &[("kind", "sms")]).await;
    assert!(page.text().contains("Open de authenticator app"), "{}", page.text());
    assert_eq!(browser.press("Inloggen", &[(APP, &anna.next_code(&portal))]).await.at, "/account");
    assert!(portal.texts().await.is_empty());
}
