//! A live session that will not do: no page allowed, proofs again, a higher level, another account (OP-13, OP-15, J14).

use credentials::security_key::testing::U2fKey;
use http::{Method, StatusCode};
use jiff::SignedDuration;
use oidc::acr::Acr;
use rstest::rstest;
use testkit::{Browser, ORIGIN, OidcClient, PASSWORD, Person, Portal, ask_key};

use crate::authorize::{away, code, error, go_on, log_in, logged_in};

const OPTIONS: &str = "/login/second-factor/key-options";

fn page_of(id: &str) -> String {
    format!("/login?to=r.{id}")
}

/// Somebody with an app and a key whose day of borrowed worth is over, logged in with the app.
async fn with_app_and_key(portal: &Portal) -> (Person, Browser, U2fKey) {
    let mut anna = portal.enrolled("anna").await;
    let key = U2fKey::from_seed(1);
    let mut home = anna.home.clone();
    anna.log_in(portal, &mut home).await;
    anna.confirm(portal, &mut home, "add-factor").await;
    home.press("Doorgaan", &[]).await;
    portal.set_up_key(&mut home, &key).await;
    home.open("/account").await;
    home.press("Uitloggen", &[]).await;
    anna.home = home;
    portal.clock.advance(SignedDuration::from_hours(25));
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    browser.post("/login/second-factor/other", &[("kind", "app")]).await;
    browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(portal))]).await;
    assert_eq!(browser.page().at, "/account", "{}", browser.page().text());
    portal.clock.advance(SignedDuration::from_mins(1));
    (anna, browser, key)
}

#[tokio::test]
async fn op_13_prompt_none_shows_nothing() {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks_with(&[("prompt", "none")]);
    code(&away(&browser, &asked.address).await, &asked, &client);
    assert_eq!(error(&away(&portal.browser(), &asked.address).await), "login_required");
    let asked = client.asks_with(&[("prompt", "none"), ("max_age", "1")]);
    assert_eq!(error(&away(&browser, &asked.address).await), "login_required");
    assert!(portal.rows("authorization_requests").await.is_empty());
    // In a form the same, by way of the row.
    let body = asked.address.split_once('?').unwrap().1.as_bytes().to_vec();
    let page = browser.send(Method::POST, "/authorize", body, &[("sec-fetch-site", "cross-site")]).await;
    assert_eq!(error(&away(&browser, page.header("location")).await), "login_required");
}

#[rstest]
#[case(&[("prompt", "login")])]
#[case(&[("max_age", "30")])]
#[case(&[("max_age", "0")])]
#[tokio::test]
async fn op_13_proofs_again_renew_the_login_without_a_new_session(#[case] changed: &[(&str, &str)]) {
    let portal = Portal::start().await;
    let (anna, mut browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks_with(changed);
    let sessions = portal.rows("sessions").await.len();
    let page = browser.open(&asked.address).await;
    assert!(page.at.starts_with("/account/confirm?to=request."), "{}", page.at);
    let wanted = "Toepassing dossier vraagt u om nog een keer te laten zien dat u het bent.";
    assert!(page.text().contains(wanted), "{}", page.text());
    let page = browser.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
    assert!(page.text().contains(wanted), "S2 says why: {}", page.text());
    let page = browser.press("Bevestigen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.heading(), "U gaat naar Toepassing dossier");
    let location = go_on(&browser, "Toepassing dossier").await;
    let answer = client.redeem(&asked, &code(&location, &asked, &client)).await;
    let claims = client.verify(&answer.text("id_token")).await;
    assert_eq!(claims["auth_time"].as_i64(), Some(portal.clock.now().as_second()));
    assert_eq!(portal.rows("sessions").await.len(), sessions, "no new login");
}

#[tokio::test]
async fn op_13_a_step_up_asks_only_what_gives_the_level_and_says_why() {
    let portal = Portal::start().await;
    let (anna, mut browser, mut key) = with_app_and_key(&portal).await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks_with(&[("acr_values", "phr")]);
    let why = "Toepassing dossier vraagt om een veiliger manier van inloggen.";
    let page = browser.open(&asked.address).await;
    assert!(page.at.starts_with("/account/confirm?to=request.") && page.text().contains(why), "{}", page.text());
    let page = browser.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
    assert!(page.text().contains(why), "{}", page.text());
    assert_eq!(page.value("kind").as_deref(), Some("security-key"), "{}", page.text());
    assert!(page.by_id("others-title").is_none(), "the app gives no such level: {}", page.text());
    // Nor does it by a form that somebody made up.
    let app = [("kind", "app"), ("code", &*anna.next_code(&portal))];
    let page = browser.post("/login/second-factor", &app).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
    let page = browser.post("/login/second-factor/other", &[("kind", "app")]).await;
    assert_eq!(page.value("kind").as_deref(), Some("security-key"));
    let options = ask_key(&mut browser, OPTIONS).await;
    let answer = key.assert(&options, ORIGIN);
    let page = browser.press("Sleutel gebruiken", &[("answer", &answer)]).await;
    assert_eq!(page.heading(), "U gaat naar Toepassing dossier", "{}", page.text());
    let location = go_on(&browser, "Toepassing dossier").await;
    let claims = client.verify(&client.redeem(&asked, &code(&location, &asked, &client)).await.text("id_token")).await;
    assert_eq!(
        (claims["acr"].as_str(), claims["auth_time"].as_i64()),
        (Some("phr"), Some(portal.clock.now().as_second()))
    );
    // From now on the session has the level, for every application.
    let strict = OidcClient::register_with(&portal, "streng", |client| client.least_acr = Some(Acr::Phr)).await;
    let again = strict.asks();
    code(&away(&browser, &again.address).await, &again, &strict);
}

#[tokio::test]
async fn op_13_op_15_who_cannot_is_told_to_the_application_also_after_a_login() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let strict = OidcClient::register_with(&portal, "streng", |client| client.least_acr = Some(Acr::Phr)).await;
    let mut browser = portal.browser();
    browser.open(&strict.asks().address).await;
    log_in(&portal, &anna, &mut browser).await;
    assert_eq!(error(&go_on(&browser, "Toepassing streng").await), "unmet_authentication_requirements");
    assert_eq!(error(&away(&browser, &strict.asks().address).await), "unmet_authentication_requirements");
    assert!(portal.rows("authorization_codes").await.is_empty());
}

#[tokio::test]
async fn op_13_a_confirmation_that_nobody_wants_goes_on_to_the_application() {
    let portal = Portal::start().await;
    let (_, mut browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks_with(&[("prompt", "login")]);
    let at = browser.open(&asked.address).await.at.clone();
    let id = at.split_once("request.").unwrap().1;
    // The session ends; the login that follows is new enough.
    let mut other = portal.browser();
    let page = other.open(&format!("/account/confirm?to=request.{id}")).await;
    assert_eq!(page.at, page_of(id));
    let bea = portal.enrolled("bea").await;
    other.open(&page_of(id)).await;
    log_in(&portal, &bea, &mut other).await;
    let page = other.open(&format!("/account/confirm?to=request.{id}")).await;
    assert_eq!(page.path(), "/leaving", "{}", page.text());
}

#[tokio::test]
async fn op_13_another_account_is_a_new_login_and_a_choice_may_stay() {
    let portal = Portal::start().await;
    let (anna, mut browser) = logged_in(&portal, "anna").await;
    let bea = portal.enrolled("bea").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let hint = client.tokens(&browser, "openid").await.text("id_token");
    // Her own hint is no question at all, also when it is old.
    portal.clock.advance(SignedDuration::from_mins(10));
    let own = client.asks_with(&[("id_token_hint", &hint)]);
    code(&away(&browser, &own.address).await, &own, &client);
    let mut home = portal.browser();
    bea.log_in(&portal, &mut home).await;
    let page = home.open(&own.address).await;
    assert!(page.at.starts_with("/authorize/account?to=r."), "{}", page.at);
    assert!(page.text().contains("Toepassing dossier vraagt om een ander account."), "{}", page.text());
    assert!(page.link("Verder als bea").is_none());
    let page = home.press("Inloggen met een ander account", &[]).await;
    assert!(page.at.starts_with("/login?to=r."), "{}", page.at);
    log_in(&portal, &anna, &mut home).await;
    code(&go_on(&home, "Toepassing dossier").await, &own, &client);
    // Somebody else again: the application is told.
    let quiet = client.asks_with(&[("id_token_hint", &hint), ("prompt", "none")]);
    let mut other = portal.browser();
    bea.log_in(&portal, &mut other).await;
    assert_eq!(error(&away(&other, &quiet.address).await), "login_required");
    // A choice.
    portal.clock.advance(SignedDuration::from_mins(1));
    let choice = client.asks_with(&[("prompt", "select_account")]);
    browser = home;
    browser.open(&choice.address).await;
    let page = browser.click("Verder als anna").await;
    assert!(page.at.starts_with("/account/confirm?to=request."), "{}", page.at);
    browser.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
    browser.press("Bevestigen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    code(&go_on(&browser, "Toepassing dossier").await, &choice, &client);
}

#[tokio::test]
async fn a_hint_of_another_client_or_another_key_is_refused() {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let other = OidcClient::register(&portal, "rooster").await;
    let hint = other.tokens(&browser, "openid").await.text("id_token");
    let mut cut = hint.clone();
    cut.truncate(hint.len() - 8);
    for token in [&hint, &cut, &hint.replacen('.', "..", 1)] {
        let asked = client.asks_with(&[("id_token_hint", token)]);
        assert_eq!(error(&away(&browser, &asked.address).await), "invalid_request");
    }
}
