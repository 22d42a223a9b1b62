//! `/cannot-log-in`: each problem leads to its answer, and the way to the application is kept.

use http::StatusCode;
use testkit::Portal;

use crate::help::{exists, links};

#[tokio::test]
async fn the_link_of_s1_leads_to_the_list_and_back() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    browser.open("/login").await;
    let page = browser.click("Ik kan niet inloggen").await;
    assert_eq!((page.at.as_str(), page.heading().as_str()), ("/cannot-log-in", "Ik kan niet inloggen"));
    assert_eq!(browser.click("Terug naar inloggen").await.at, "/login");
}

#[tokio::test]
async fn every_problem_has_an_answer_in_both_languages() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    for lang in ["nl", "en"] {
        browser.languages = lang;
        let page = browser.open("/cannot-log-in").await.clone();
        let choices: Vec<String> = page
            .document()
            .named("a")
            .into_iter()
            .filter(|a| a.attribute("class") == Some("choice"))
            .filter_map(|a| a.attribute("href").map(str::to_owned))
            .collect();
        assert_eq!(choices.len(), 10, "{choices:?}");
        for awaited in ["/forgot/password", "/forgot/username"] {
            assert!(choices.iter().any(|choice| choice == awaited), "{awaited}");
        }
        for choice in choices.iter().filter(|choice| choice.starts_with("/help/")) {
            assert!(exists(choice), "{choice}");
            let answer = browser.open(choice).await;
            assert_eq!(answer.status, StatusCode::OK, "{choice}");
            assert!(links(answer).contains(&"/cannot-log-in".to_owned()), "{choice} has no way back");
        }
        // Whoever lost the phone and the code as well is helped by people, never by mail alone (rule J6).
        let text = browser.open("/help/no-recovery-code").await.text();
        assert!(text.contains("030 123 45 67"), "{text}");
    }
}

#[tokio::test]
async fn j11_the_application_is_kept_from_s1_to_the_answer_and_back_to_s1() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    browser.open("/login?to=verzuim").await;
    let page = browser.click("Ik kan niet inloggen").await.clone();
    let all = links(&page);
    for link in ["/forgot/password?to=verzuim", "/forgot/username?to=verzuim", "/login?to=verzuim"] {
        assert!(all.contains(&link.to_owned()), "{link} in {all:?}");
    }
    let lost = all.iter().find(|link| link.starts_with("/help/lost-phone-or-key?")).unwrap();
    let answer = links(browser.open(lost).await);
    for link in ["/cannot-log-in?to=verzuim", "/login?to=verzuim", "/help/reset?to=verzuim"] {
        assert!(answer.contains(&link.to_owned()), "{link} in {answer:?}");
    }
    assert!(!answer.contains(&"/login".to_owned()), "{answer:?}");
}

#[tokio::test]
async fn only_applications_of_the_settings_are_carried_along() {
    let portal = Portal::start().await;
    let mut browser = portal.browser();
    for to in ["onbekend", "https://evil.example", "%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "verzuim&to=evil"] {
        let page = browser.open(&format!("/cannot-log-in?to={to}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.body.contains("?to=") && !page.body.contains("evil") && !page.body.contains("alert"), "{to}");
    }
}
