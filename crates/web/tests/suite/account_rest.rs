//! `/account/language`, `/account/export` and `/account/recovery-code/try`.

use http::StatusCode;
use testkit::{Browser, Person, Portal};

async fn logged_in(portal: &Portal) -> (Person, Browser) {
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(portal, &mut browser).await;
    (anna, browser)
}

#[tokio::test]
async fn a_language_is_for_pages_and_mails() {
    let portal = Portal::start().await;
    let (anna, mut browser) = logged_in(&portal).await;
    browser.open("/account/language").await;
    let page = browser.post("/account/language", &[("language", "de")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("Kies een taal."), "{}", page.error());
    let page = browser.press("Taal opslaan", &[("language", "en")]).await;
    assert_eq!((page.heading().as_str(), page.notice().as_str()), ("My account", "The language has been saved."));
    let account = portal.app.store.account(anna.id).await.unwrap().unwrap();
    assert_eq!(account.language, journey::Language::En);
}

#[tokio::test]
async fn nl_01_the_export_is_a_file_with_everything_of_ones_own_and_no_secret() {
    let portal = Portal::start().await;
    let (anna, mut browser) = logged_in(&portal).await;
    portal.enrolled("piet").await;
    assert_eq!(browser.open("/account/export").await.at, "/account/confirm?to=export");
    anna.confirm(&portal, &mut browser, "export").await;
    assert_eq!(browser.page().at, "/account/export");
    let page = browser.press("Bestand downloaden", &[]).await.clone();
    assert_eq!(page.header("content-type"), "application/json");
    let name = page.header("content-disposition");
    assert!(name.starts_with("attachment; filename=\"account-2026-11-2"), "{name}");
    assert_eq!(page.header("cache-control"), "no-store");
    let whole: serde_json::Value = serde_json::from_str(&page.body).unwrap();
    let data = &whole["data"];
    assert_eq!((&data["account"]["username"], &data["factors"][0]["kind"]), (&"anna".into(), &"totp".into()));
    let session = browser.jar.get("session").unwrap();
    let app = anna.app.as_ref().unwrap().to_base32().to_string();
    for secret in [session.as_str(), app.as_str(), anna.code(), testkit::PASSWORD, "argon2", "piet", "_sealed", "hash"]
    {
        assert!(!page.body.contains(secret), "{secret}");
    }
    let events = portal.events().await;
    assert!(events.iter().any(|(event, _)| event == "account_exported"));
}

#[tokio::test]
async fn j14_trying_the_code_spends_nothing_and_shares_the_counters() {
    let portal = Portal::start().await;
    let (anna, mut browser) = logged_in(&portal).await;
    anna.confirm(&portal, &mut browser, "try-code").await;
    assert_eq!(browser.page().at, "/account/recovery-code/try");
    let page = browser.press("Code controleren", &[("Herstelcode", "1234")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.error().contains("16 cijfers"), "{}", page.error());
    let page = browser.press("Code controleren", &[("Herstelcode", anna.code())]).await;
    assert_eq!(page.at, "/account");
    assert!(page.notice().contains("Dit is uw herstelcode."), "{}", page.notice());
    browser.open("/account/recovery-code/try").await;
    for _ in 0..5 {
        let page = browser.press("Code controleren", &[("Herstelcode", "8181818181818181")]).await;
        assert!(page.error().contains("Deze herstelcode klopt niet."), "{}", page.error());
    }
    // A sixth is not looked at, wherever it is typed, and the code still works afterwards.
    let page = browser.press("Code controleren", &[("Herstelcode", anna.code())]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{}", page.text());
    let codes = portal.rows("recovery_codes").await;
    assert!(codes[0].contains("status=active"), "{}", codes[0]);
    let events = portal.events().await;
    assert!(events.iter().any(|(event, _)| event == "recovery_code_tried"));
    assert!(!events.iter().any(|(event, _)| event == "recovery_code_voided"));
    portal.clock.advance(jiff::SignedDuration::from_hours(2));
    anna.recover(&mut portal.browser()).await;
}
