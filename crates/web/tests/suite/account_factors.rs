//! `/account/factors/rename` and `/account/factors/remove` (requirements SF-05 and SF-09).

use http::StatusCode;
use jiff::SignedDuration;
use testkit::{Browser, PASSWORD, Person, Portal};

/// Somebody with a number and an app, logged in with the number.
async fn with_two(portal: &Portal) -> (Person, Browser) {
    let anna = portal.enrolled_with_sms_and_app("anna").await;
    let mut browser = portal.browser();
    log_in_by_sms(portal, &anna, &mut browser).await;
    (anna, browser)
}

async fn log_in_by_sms(portal: &Portal, person: &Person, browser: &mut Browser) {
    portal.clock.advance(SignedDuration::from_mins(2));
    person.enter_password(browser).await;
    let code = portal.newest_code().await;
    browser.press("Inloggen", &[("Code uit de sms", &code)]).await;
    assert_eq!(browser.page().at, "/account", "{}", browser.page().text());
}

/// Confirms with the number, on the way to a page.
async fn confirm_by_sms(portal: &Portal, browser: &mut Browser, to: &str) {
    portal.clock.advance(SignedDuration::from_mins(2));
    browser.open(to).await;
    browser.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
    let code = portal.newest_code().await;
    browser.press("Bevestigen", &[("Code uit de sms", &code)]).await;
    assert_eq!(browser.page().at, to, "{}", browser.page().text());
}

/// The address behind a link of a factor, by its act and its method.
fn way(browser: &Browser, act: &str, method: &str) -> Option<String> {
    let document = browser.page().document();
    let links = document.named("a");
    let words = format!("{act}: {method}");
    links.iter().find(|a| a.text().starts_with(&words)).and_then(|a| a.attribute("href")).map(str::to_owned)
}

#[tokio::test]
async fn sf_09_the_last_one_is_only_replaced() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    assert!(browser.page().text().contains("U kunt die niet verwijderen, alleen vervangen."));
    assert_eq!(way(&browser, "Verwijderen", "Authenticator App"), None);
    let replace = way(&browser, "Vervangen", "Authenticator App").unwrap();
    let remove = replace.replace("replace", "remove");
    let id = remove.split_once('=').unwrap().1.to_owned();

    anna.confirm(&portal, &mut browser, &format!("remove-factor.{id}")).await;
    assert_eq!(browser.page().at, remove);
    assert!(browser.page().text().contains("Daarom kunt u die niet verwijderen."), "{}", browser.page().text());
    // Also for whoever sends the form by hand.
    browser.open("/account").await;
    let page = browser.post("/account/factors/remove", &[("factor", &id)]).await;
    assert_eq!(page.at, "/account");
    assert!(page.notice().contains("U kunt die alleen vervangen."), "{}", page.notice());
    assert_eq!(portal.app.store.list_factors(anna.id).await.unwrap()[0].wiped_at, None);
}

#[tokio::test]
async fn sf_05_a_factor_is_removed_after_a_confirmation_and_everybody_is_told() {
    let portal = Portal::start().await;
    let (_, mut browser) = with_two(&portal).await;
    let remove = way(&browser, "Verwijderen", "Authenticator App").unwrap();
    // Without a confirmation there is no way, not even by hand.
    let id = remove.split_once('=').unwrap().1.to_owned();
    let page = browser.post("/account/factors/remove", &[("factor", &id)]).await;
    assert!(page.at.starts_with("/account/confirm?to=remove-factor."), "{}", page.at);

    confirm_by_sms(&portal, &mut browser, &remove).await;
    let text = browser.page().text();
    for words in ["kunt u er niet meer mee inloggen", "blijft dit werken: SMS", "blijft uw herstelcode dezelfde"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    portal.mails().await;
    let page = browser.press("Verwijderen", &[]).await;
    assert_eq!((page.at.as_str(), page.notice().as_str()), ("/account", "De tweede factor is verwijderd."));
    assert!(!page.text().contains("Naam wijzigen: Authenticator App"));
    let told: Vec<_> = portal.mails().await.into_iter().map(|mail| mail.subject).collect();
    assert_eq!(told, ["Een tweede factor is verwijderd"]);
    // A second click finds it gone.
    assert_eq!(browser.post("/account/factors/remove", &[("factor", &id)]).await.at, "/account");
}

#[tokio::test]
async fn the_session_of_the_factor_that_goes_ends_and_the_other_one_logs_in() {
    let portal = Portal::start().await;
    let (anna, mut browser) = with_two(&portal).await;
    let remove = way(&browser, "Verwijderen", "SMS").unwrap();
    confirm_by_sms(&portal, &mut browser, &remove).await;
    assert!(browser.page().text().contains("wordt u hier uitgelogd"));
    let page = browser.press("Verwijderen", &[]).await;
    assert_eq!(page.at, "/login");
    assert!(page.notice().contains("Log in met uw andere methode."), "{}", page.notice());
    assert!(browser.jar.get("session").is_none());
    anna.log_in(&portal, &mut browser).await;
}

#[tokio::test]
async fn j14_a_confirmation_goes_with_the_factor_that_it_was_made_with() {
    let portal = Portal::start().await;
    let (anna, mut browser) = with_two(&portal).await;
    let remove = way(&browser, "Verwijderen", "Authenticator App").unwrap();
    browser.open(&remove).await;
    browser.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
    browser.press("Authenticator App gebruiken", &[]).await;
    let page = browser.press("Bevestigen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.at, remove, "{}", page.text());
    let other = browser.open("/account/export").await;
    assert_eq!(other.at, "/account/export");
    browser.open(&remove).await;
    assert_eq!(browser.press("Verwijderen", &[]).await.at, "/account");
    assert_eq!(browser.open("/account/export").await.at, "/account/confirm?to=export");
}

#[tokio::test]
async fn a_factor_of_somebody_else_is_nobodys() {
    let portal = Portal::start().await;
    let (anna, piet) = (portal.enrolled("anna").await, portal.enrolled("piet").await);
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    let theirs = portal.app.store.list_factors(piet.id).await.unwrap()[0].id.to_string();
    anna.confirm(&portal, &mut browser, &format!("remove-factor.{theirs}")).await;
    assert_eq!(browser.page().at, "/account");
    for path in ["/account/factors/remove", "/account/factors/rename"] {
        for factor in [theirs.as_str(), "", "7", "'+OR+1=1+--"] {
            assert_eq!(browser.open(&format!("{path}?factor={factor}")).await.at, "/account");
            browser.open("/account").await;
            assert_eq!(
                browser.post(path, &[("factor", factor), ("name", "x")]).await.at,
                "/account",
                "{path} {factor}"
            );
        }
    }
    let line = &portal.app.store.list_factors(piet.id).await.unwrap()[0];
    assert!(line.wiped_at.is_none() && line.label.is_empty());
}

#[tokio::test]
async fn a_factor_gets_another_name() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(&portal, &mut browser).await;
    let rename = way(&browser, "Naam wijzigen", "Authenticator App").unwrap();
    browser.open(&rename).await;
    let long = "x".repeat(41);
    for wrong in [long.as_str(), "a\u{7}b"] {
        let page = browser.press("Naam opslaan", &[("Naam", wrong)]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.error().contains("te lang") && page.title().starts_with("Fout: "), "{}", page.error());
    }
    let page = browser.press("Naam opslaan", &[("Naam", " <b>Werk</b> ")]).await;
    assert_eq!((page.at.as_str(), page.notice().as_str()), ("/account", "De naam is opgeslagen."));
    assert!(page.body.contains("Authenticator App: &#60;b&#62;Werk"), "{}", page.body);
}
