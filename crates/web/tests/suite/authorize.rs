//! `/authorize`: whole logins from an application and back (J11, J15, OP-05, OP-06), and what the pages between say.

use std::collections::BTreeMap;

use http::{Method, StatusCode};
use jiff::SignedDuration;
use oidc::client::{Client, ClientAuth};
use testkit::{Asked, Browser, OidcClient, PASSWORD, Person, Portal};

/// Opens an address and follows the portal's own redirects to the one that leaves it.
pub async fn away(browser: &Browser, path: &str) -> String {
    let mut to = path.to_owned();
    for _ in 0..10 {
        let page = browser.send(Method::GET, &to, Vec::new(), &[]).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{to} is a page: {}", page.text());
        page.header("location").clone_into(&mut to);
        if !to.starts_with('/') {
            return to;
        }
    }
    panic!("redirects without end at {to}");
}

/// The parameters of an answer, once each.
pub fn answered(location: &str) -> BTreeMap<String, String> {
    let (_, query) = location.split_once('?').unwrap_or_else(|| panic!("no query in {location}"));
    let decode = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_encoding::percent_decode_str(&spaced).decode_utf8().unwrap().into_owned()
    };
    let mut found = BTreeMap::new();
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        assert!(found.insert(decode(name), decode(value)).is_none(), "{name} twice in {location}");
    }
    found
}

/// The code in an answer that is right in every other way.
pub fn code(location: &str, asked: &Asked, client: &OidcClient) -> String {
    assert!(location.starts_with(&format!("{}?", client.client.redirect_uris[0])), "{location}");
    let answer = answered(location);
    assert_eq!(answer.get("state"), Some(&asked.state), "OP-06: {location}");
    assert_eq!(answer["iss"], testkit::ORIGIN, "OP-05");
    answer.get("code").unwrap_or_else(|| panic!("no code: {answer:?}")).clone()
}

/// The error in an answer.
pub fn error(location: &str) -> String {
    let answer = answered(location);
    assert_eq!(answer["iss"], testkit::ORIGIN, "OP-05");
    assert!(!answer.contains_key("code"), "{answer:?}");
    answer.get("error").unwrap_or_else(|| panic!("no error: {answer:?}")).clone()
}

/// S1 and S2, at whose end the browser is at the leaving page.
pub async fn log_in(portal: &Portal, person: &Person, browser: &mut Browser) {
    browser.press("Inloggen", &[("Gebruikersnaam", &person.username), ("Wachtwoord", PASSWORD)]).await;
    browser.press("Inloggen", &[("Code uit uw app", &person.next_code(portal))]).await;
    assert_eq!(browser.page().path(), "/leaving", "{}", browser.page().text());
}

/// From the leaving page to the application.
pub async fn go_on(browser: &Browser, name: &str) -> String {
    let href = browser.page().link(&format!("Naar {name}")).unwrap_or_else(|| panic!("{}", browser.page().text()));
    away(browser, &href).await
}

/// Somebody who is logged in for a minute already.
pub async fn logged_in(portal: &Portal, name: &str) -> (Person, Browser) {
    let person = portal.enrolled(name).await;
    let mut browser = portal.browser();
    person.log_in(portal, &mut browser).await;
    portal.clock.advance(SignedDuration::from_mins(1));
    (person, browser)
}

/// Everything that is stored but counters, audit and requests.
async fn tokens(portal: &Portal) -> usize {
    portal.rows("authorization_codes").await.len() + portal.rows("token_families").await.len()
}

#[tokio::test]
async fn j15_a_whole_login_names_the_application_and_ends_there_with_a_code() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks();
    let mut browser = portal.browser();
    let page = browser.open(&asked.address).await;
    assert!(page.at.starts_with("/login?to=r."), "{}", page.at);
    assert!(page.text().contains("Daarna gaat u naar Toepassing dossier."), "S1: {}", page.text());
    let page = browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    assert!(page.text().contains("Daarna gaat u naar Toepassing dossier."), "S2: {}", page.text());
    let page = browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.heading(), "U gaat naar Toepassing dossier");
    assert!(page.hops.iter().all(|(_, to)| to.starts_with('/')), "a form never leaves our origin");
    let href = page.link("Naar Toepassing dossier").unwrap();
    assert!(href.starts_with("/authorize/continue?request="), "{href}");
    let location = go_on(&browser, "Toepassing dossier").await;
    let answer = client.redeem(&asked, &code(&location, &asked, &client)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let claims = client.verify(&answer.text("id_token")).await;
    assert_eq!((claims["sub"].as_str(), claims["nonce"].as_str()), (Some(&*anna.id.to_string()), Some(&*asked.nonce)));
    let events = portal.events().await;
    assert!(events.iter().any(|(event, _)| event == "authn_application_login"), "{events:?}");
}

#[tokio::test]
async fn a_live_session_is_answered_at_once_and_a_form_of_the_application_by_a_get() {
    let portal = Portal::start().await;
    let (anna, browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks();
    let page = browser.send(Method::GET, &asked.address, Vec::new(), &[]).await;
    code(page.header("location"), &asked, &client);
    assert!(portal.rows("authorization_requests").await.is_empty(), "no row is needed");
    // OpenID Connect Core 3.1.2.1: POST, from the application's own page. The browser sends no cookie along.
    let asked = client.asks();
    let body = asked.address.split_once('?').unwrap().1.as_bytes().to_vec();
    let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://dossier.voorbeeld.example"), ("cookie", "")];
    let page = browser.send(Method::POST, "/authorize", body, &foreign).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    let to = page.header("location").to_owned();
    assert!(to.starts_with("/authorize/continue?request="), "{to}");
    let answer = client.redeem(&asked, &code(&away(&browser, &to).await, &asked, &client)).await;
    assert_eq!(client.verify(&answer.text("id_token")).await["sub"], anna.id.to_string());
}

#[tokio::test]
async fn j11_each_tab_reaches_its_own_application() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let (dossier, rooster) =
        (OidcClient::register(&portal, "dossier").await, OidcClient::register(&portal, "rooster").await);
    let mut one = portal.browser();
    let mut two = one.tab();
    let (first, second) = (dossier.asks(), rooster.asks());
    one.open(&first.address).await;
    two.open(&second.address).await;
    // The second tab types the password, the first one the code: the journey is one, the targets are two.
    two.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    one.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    let page = one.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert_eq!(page.heading(), "U gaat naar Toepassing dossier");
    code(&go_on(&one, "Toepassing dossier").await, &first, &dossier);
    // The other tab's S2 is of yesterday; its button goes on to its own application.
    let page = two.press("Inloggen", &[("Code uit uw app", "123456")]).await;
    assert_eq!(page.heading(), "U gaat naar Toepassing rooster", "{}", page.text());
    code(&go_on(&two, "Toepassing rooster").await, &second, &rooster);
}

#[tokio::test]
async fn j11_the_target_survives_a_recovery() {
    let portal = Portal::start().await;
    let mut anna = portal.enrolled("anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks();
    let mut browser = portal.browser();
    browser.open(&asked.address).await;
    browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    browser.open("/login/reset").await;
    let page = browser.press("Opnieuw instellen", &[("Herstelcode", anna.code())]).await;
    assert!(page.at.starts_with("/login?to=r."), "{}", page.at);
    assert!(page.text().contains("Daarna gaat u naar Toepassing dossier."), "{}", page.text());
    let page = browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    assert_eq!(page.at, "/enrol");
    anna.home = browser;
    portal.walk_the_wizard(&mut anna).await;
    assert_eq!(anna.home.page().heading(), "U gaat naar Toepassing dossier");
    let location = go_on(&anna.home, "Toepassing dossier").await;
    let answer = client.redeem(&asked, &code(&location, &asked, &client)).await;
    let claims = client.verify(&answer.text("id_token")).await;
    assert!(claims["recovered_at"].is_i64(), "the application may be careful: {claims}");
}

#[tokio::test]
async fn j11_a_request_is_answered_again_for_a_minute_and_then_begins_at_the_application() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks();
    let mut browser = portal.browser();
    browser.open(&asked.address).await;
    log_in(&portal, &anna, &mut browser).await;
    let leaving = browser.page().clone();
    let href = leaving.link("Naar Toepassing dossier").unwrap();
    let (first, second) = (away(&browser, &href).await, away(&browser, &href).await);
    assert_ne!(code(&first, &asked, &client), code(&second, &asked, &client), "a double click");
    portal.clock.advance(SignedDuration::from_secs(61));
    let before = tokens(&portal).await;
    let page = browser.open(&href).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::GONE, "Begin opnieuw bij de applicatie"));
    assert!(page.text().contains("Ga terug naar Toepassing dossier"), "{}", page.text());
    assert_eq!(browser.open(&leaving.at).await.status, StatusCode::GONE);
    assert_eq!(tokens(&portal).await, before);
    // Unknown, cut and too old ones lead to the same page; at S1 before anything is typed.
    let unknown = "0198a000-0000-7000-8000-000000000007";
    for path in [
        format!("/authorize/continue?request={unknown}"),
        "/authorize/continue?request=7".to_owned(),
        "/authorize/continue".to_owned(),
        format!("/login?to=r.{unknown}"),
        format!("/leaving?to=r.{unknown}"),
    ] {
        let mut browser = if path.starts_with("/login") { portal.browser() } else { browser.twin() };
        let page = browser.open(&path).await;
        assert_eq!(
            (page.status, page.heading().as_str()),
            (StatusCode::GONE, "Begin opnieuw bij de applicatie"),
            "{path}"
        );
    }
    let late = client.asks();
    let mut waiting = portal.browser();
    let at = waiting.open(&late.address).await.at.clone();
    portal.clock.advance(SignedDuration::from_hours(24));
    assert_eq!(waiting.open(&at).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn op_13_a_login_hint_is_written_down_for_anybody_and_languages_are_asked_for() {
    let portal = Portal::start().await;
    portal.enrolled("anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    for hint in ["anna", "nobody-here", "\"><script>"] {
        let mut browser = portal.browser();
        let asked = client.asks_with(&[("login_hint", hint)]);
        let page = browser.open(&asked.address).await;
        assert!(!page.body.contains("<script>") && page.status == StatusCode::OK, "{hint}");
        assert!(page.error().is_empty() && page.notice().is_empty(), "{hint} tells nobody anything");
        if !hint.contains('<') {
            assert_eq!(page.value("username").as_deref(), Some(hint));
        }
    }
    let mut browser = portal.browser();
    let asked = client.asks_with(&[("ui_locales", "fr-CA en-GB nl")]);
    assert_eq!(browser.open(&asked.address).await.heading(), "Log in");
    assert_eq!(browser.open("/cannot-log-in").await.document().named("html")[0].attribute("lang"), Some("en"));
    // What the person chose goes before what an application asks for, and the way is kept.
    let mut chosen = portal.browser();
    chosen.open("/login").await;
    chosen.post("/language", &[("lang", "nl"), ("back", "/login")]).await;
    assert_eq!(chosen.open(&asked.address).await.heading(), "Inloggen");
    let page = chosen.press("English", &[]).await;
    assert!(page.at.starts_with("/login?to=r.") && page.text().contains("Toepassing dossier"), "{}", page.text());
}

#[tokio::test]
async fn op_07_a_pushed_request_is_used_once_by_its_own_client() {
    let portal = Portal::start().await;
    let (_, mut browser) = logged_in(&portal, "anna").await;
    let strict = OidcClient::register_with(&portal, "streng", |client| client.par_required = true).await;
    let other = OidcClient::register(&portal, "dossier").await;
    let asked = strict.asks();
    let direct = browser.send(Method::GET, &asked.address, Vec::new(), &[]).await;
    assert_eq!(error(direct.header("location")), "invalid_request", "it must push");
    let fields: Vec<(&str, &str)> = asked.params.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let pushed = strict.post("/par", &fields).await;
    let address =
        |client: &OidcClient, uri: &str| format!("/authorize?client_id={}&request_uri={uri}", client.client.id);
    let uri = pushed.text("request_uri").replace(':', "%3A");
    let page = browser.open(&address(&other, &uri)).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "another client's");
    let location = away(&browser, &address(&strict, &uri)).await;
    code(&location, &asked, &strict);
    let page = browser.open(&address(&strict, &uri)).await;
    assert_eq!(
        (page.status, page.heading().as_str()),
        (StatusCode::BAD_REQUEST, "Deze applicatie kan u niet laten inloggen")
    );
    assert!(page.text().contains("Toepassing streng") && page.text().contains("request_uri"), "{}", page.text());
}

#[tokio::test]
async fn a_client_that_was_switched_off_in_between_gets_nothing() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let mut browser = portal.browser();
    browser.open(&client.asks().address).await;
    log_in(&portal, &anna, &mut browser).await;
    let href = browser.page().link("Naar Toepassing dossier").unwrap();
    let context = store::Context::new(portal.clock.now(), store::Actor::System);
    portal.app.store.set_client_enabled(&client.client.id, false, &context).await.unwrap();
    assert_eq!(browser.open(&href).await.status, StatusCode::GONE);
    assert_eq!(browser.open(&client.asks().address).await.status, StatusCode::BAD_REQUEST);
    assert_eq!(tokens(&portal).await, 0);
}

/// A public client with an address of a native app, for the tests of addresses.
pub fn native(client: &mut Client) {
    client.auth = ClientAuth::None;
    client.redirect_uris = vec!["http://127.0.0.1/callback".to_owned()];
}

#[tokio::test]
async fn op_02_a_native_app_is_answered_at_its_port() {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register_with(&portal, "app", native).await;
    let asked = client.asks_with(&[("redirect_uri", "http://127.0.0.1:51004/callback")]);
    let location = away(&browser, &asked.address).await;
    assert!(location.starts_with("http://127.0.0.1:51004/callback?code="), "{location}");
}
