//! Nobody learns who has an account (requirements EN-01, EN-02, EN-04).

use http::StatusCode;
use testkit::{Page, Portal};

/// An answer without what is random, and without the name that was typed.
fn plain(page: &Page, username: &str) -> (StatusCode, Vec<(String, String)>, String) {
    let token = page.csrf().unwrap();
    let body = page.body.replace(&token, "[token]").replace(&format!("value=\"{username}\""), "value=\"[name]\"");
    let headers = page.headers.iter().map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()));
    let headers = headers.filter(|(name, _)| name != "content-length").collect();
    (page.status, headers, body)
}

async fn try_it(portal: &Portal, username: &str, password: &str) -> (StatusCode, Vec<(String, String)>, String) {
    let mut browser = portal.browser();
    browser.open("/login").await;
    let page = browser.press("Inloggen", &[("Gebruikersnaam", username), ("Wachtwoord", password)]).await;
    plain(page, username)
}

#[tokio::test]
async fn en_01_unknown_closed_wrong_and_without_a_password_are_one_answer() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    portal.disabled("piet").await;
    portal.invited("fatima").await;
    portal.with_password("karin").await;
    let unknown = try_it(&portal, "nobody", "verkeerd wachtwoord").await;
    assert_eq!(unknown.0, StatusCode::UNPROCESSABLE_ENTITY);
    for username in ["anna", "piet", "fatima", "karin"] {
        assert_eq!(try_it(&portal, username, "verkeerd wachtwoord").await, unknown, "{username}");
    }
    // A name that cannot be one, too.
    assert_eq!(try_it(&portal, "no body", "verkeerd wachtwoord").await, unknown);
}

#[tokio::test]
async fn en_02_the_same_statements_run_whether_the_name_exists_or_not() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    portal.disabled("piet").await;
    portal.invited("fatima").await;
    let mut counts = Vec::new();
    // Twice each: the first try makes the counter's row, the second changes it.
    for username in ["nobody", "anna", "piet", "fatima"] {
        for _ in 0..2 {
            let mut browser = portal.browser();
            browser.open("/login").await;
            let before = store::testing::statements(&portal.app.store);
            browser.press("Inloggen", &[("Gebruikersnaam", username), ("Wachtwoord", "verkeerd wachtwoord")]).await;
            counts.push(store::testing::statements(&portal.app.store) - before);
        }
    }
    assert!(counts[0] > 3 && counts.iter().all(|count| *count == counts[0]), "{counts:?}");
}

#[tokio::test]
async fn en_04_the_state_is_told_only_after_the_right_password() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let piet = portal.disabled("piet").await;
    let karin = portal.with_password("karin").await;
    anna.recover(&mut portal.browser()).await;
    let unknown = try_it(&portal, "nobody", "verkeerd wachtwoord").await;
    for (person, at) in [(&anna, "/login/no-grant"), (&piet, "/login/ended"), (&karin, "/login/no-grant")] {
        assert_eq!(try_it(&portal, &person.username, "verkeerd wachtwoord").await, unknown);
        let mut browser = portal.browser();
        person.enter_password(&mut browser).await;
        assert_eq!(browser.page().at, at);
    }
}
