//! The way of a login to an application's host (requirement FA-02): nonce, ticket, cookie; and logging out there.

use credentials::security_key::testing::U2fKey;
use http::{Method, StatusCode};
use jiff::SignedDuration;
use journey::AccountStatus;
use oidc::forward::Proxy;
use testkit::{APP, Browser, ORIGIN, OTHER_APP, PASSWORD, Page, Person, Portal, TO_A_PAGE, ask_key};

use crate::forward::{anna, portal};

const STYLE: Proxy = Proxy::Forwarded;

async fn at(browser: &Browser, path: &str) -> Page {
    browser.send(Method::GET, path, Vec::new(), &[]).await
}

#[tokio::test]
async fn fa_02_a_ticket_is_good_once_in_its_browser_at_its_host_for_a_minute() {
    let portal = portal(STYLE).await;
    let (_, browser, _) = anna(&portal, STYLE).await;
    let app = portal.behind(STYLE, APP);
    let fresh = async |target: &str| at(&browser, &app.begin(target).await).await.header("location").to_owned();

    // In another browser: nothing, and the ticket is gone for the first one as well.
    let (stolen, thief) = (fresh("/a").await, app.other(&portal));
    for who in [&thief, &app] {
        let page = who.own("GET", &stolen, &TO_A_PAGE).await;
        assert_eq!((page.status, page.heading().as_str()), (StatusCode::BAD_REQUEST, "Het inloggen is niet afgemaakt"));
        assert_eq!(who.check("GET", "/", &[]).await.status, StatusCode::UNAUTHORIZED);
    }
    // At another host.
    let mut elsewhere = portal.behind(STYLE, OTHER_APP);
    elsewhere.browser.jar = app.browser.jar.copy();
    let ticket = fresh("/a").await.replace(APP, OTHER_APP);
    assert_eq!(elsewhere.own("GET", &ticket, &TO_A_PAGE).await.status, StatusCode::BAD_REQUEST);
    // Too late.
    let late = fresh("/a").await;
    portal.clock.advance(SignedDuration::from_secs(60));
    assert_eq!(app.own("GET", &late, &TO_A_PAGE).await.status, StatusCode::BAD_REQUEST);
    // In time; a second click leads on, and makes no second session.
    let good = fresh("/a?b").await;
    let page = app.own("GET", &good, &TO_A_PAGE).await;
    assert_eq!(page.header("location"), format!("https://{APP}/a?b"));
    let cookie = app.browser.jar.get("forward");
    let page = app.own("GET", &good, &TO_A_PAGE).await;
    assert_eq!(page.header("location"), format!("https://{APP}/"));
    assert_eq!(app.browser.jar.get("forward"), cookie);
    assert_eq!(app.check("GET", "/", &[]).await.header("remote-user"), "anna");
}

#[tokio::test]
async fn fa_02_a_ticket_without_its_nonce_or_with_anything_else_is_nothing() {
    let portal = portal(STYLE).await;
    let (_, browser, _) = anna(&portal, STYLE).await;
    let app = portal.behind(STYLE, APP);
    let ticket = at(&browser, &app.begin("/").await).await.header("location").to_owned();
    app.browser.jar.take("forward-nonce");
    assert_eq!(app.own("GET", &ticket, &TO_A_PAGE).await.status, StatusCode::BAD_REQUEST);
    for bad in ["", "?ticket=", "?ticket=abc", "?ticket=a&ticket=b", "?ticket=%ff"] {
        let page = app.own("GET", &format!("/.poortwachter/ticket{bad}"), &TO_A_PAGE).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{bad}");
        assert!(app.browser.jar.get("forward").is_none());
    }
}

#[tokio::test]
async fn j11_two_tabs_of_one_browser_each_reach_their_own_page() {
    let portal = portal(STYLE).await;
    let person = portal.enrolled("anna").await;
    let app = portal.behind(STYLE, APP);
    let (first, second) = (app.begin("/een").await, app.begin("/twee?x=2").await);
    let mut browser = portal.browser();
    browser.open(&first).await;
    browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    browser.press("Inloggen", &[("Code uit uw app", &person.next_code(&portal))]).await;
    for (to, back) in [(second, "/twee?x=2"), (first, "/een")] {
        let ticket = at(&browser, &to).await.header("location").to_owned();
        assert_eq!(app.own("GET", &ticket, &TO_A_PAGE).await.header("location"), format!("https://{APP}{back}"));
    }
}

#[tokio::test]
async fn we_07_a_login_leads_back_to_its_own_host_only() {
    let portal = portal(STYLE).await;
    let (_, browser, _) = anna(&portal, STYLE).await;
    let app = portal.behind(STYLE, APP);
    for to in [
        "",
        "?to=",
        "?to=https%3A%2F%2Fevil.example%2F",
        "?to=%2F%2Fevil.example",
        "?to=%2F%5Cevil.example",
        "?to=%2F%0d%0aSet-Cookie%3A%20a%3Db",
        "?to=%2F%09%2Fevil.example",
        "?to=javascript%3Aalert(1)",
        "?to=%2F.poortwachter%2Fstart",
        "?to=a&to=b",
    ] {
        let page = app.own("GET", &format!("/.poortwachter/start{to}"), &TO_A_PAGE).await;
        let on = page.header("location").strip_prefix(ORIGIN).unwrap().to_owned();
        let page = at(&browser, &on).await;
        let page = app.own("GET", page.header("location"), &TO_A_PAGE).await;
        assert_eq!(page.header("location"), format!("https://{APP}/"), "{to}");
    }
    // What is no request of ours leads nowhere.
    for request in ["", "x", "00000000-0000-0000-0000-000000000000"] {
        let page = at(&browser, &format!("/forward/continue?request={request}")).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::GONE, ""));
    }
}

#[tokio::test]
async fn se_04_the_cookies_of_a_host_are_strict() {
    let portal = portal(STYLE).await;
    let (_, _, app) = anna(&portal, STYLE).await;
    let lines = app.browser.jar.lines();
    let rest = "; Path=/; Secure; HttpOnly; SameSite=Lax";
    let named = |name: &str| lines.iter().find(|line| line.starts_with(&format!("{name}="))).unwrap().clone();
    assert!(named("__Host-pw-forward").ends_with(rest), "{lines:?}");
    assert!(named("__Host-pw-forward-nonce").ends_with(&format!("{rest}; Max-Age=86400")), "{lines:?}");
    assert!(lines.iter().all(|line| line.contains(rest) && !line.contains("Domain")));
}

#[tokio::test]
async fn fa_03_somebody_who_may_not_is_told_at_the_portal_and_gets_no_ticket() {
    let portal = portal(STYLE).await;
    let (person, browser, _) = anna(&portal, STYLE).await;
    let app = portal.behind(STYLE, APP);
    let page = at(&browser, &app.begin("/finance/2026").await).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::FORBIDDEN, "U hebt hier geen toegang"));
    assert!(page.text().contains("Dossier") && portal.rows("forward_tickets").await.is_empty());
    let to = app.begin("/").await;
    portal.set_status(&person, AccountStatus::Disabled).await;
    assert!(at(&browser, &to).await.header("location").starts_with("/login?to=f."));
}

#[tokio::test]
async fn op_13_a_page_that_wants_a_key_asks_for_the_key_and_no_new_login() {
    let portal = portal(STYLE).await;
    let (person, mut key) = (portal.enrolled("anna").await, U2fKey::from_seed(3));
    add_key(&portal, &person, &key).await;
    // A factor that a session added counts for less for a day (rule J14).
    portal.clock.advance(SignedDuration::from_hours(25));
    let mut browser = portal.browser();
    person.enter_password(&mut browser).await;
    browser.press("Inloggen", &[("Code uit uw app", &person.next_code(&portal))]).await;
    let app = portal.behind(STYLE, APP);
    app.arrive(&browser, "/").await;
    assert_eq!(app.check("GET", "/", &[]).await.status, StatusCode::OK);

    let page = app.check("GET", "/vault", &[]).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    assert!(
        page.header("www-authenticate").contains("insufficient_user_authentication")
            && page.header("www-authenticate").contains("acr_values=\"phr\"")
    );
    let page = browser.open(&app.begin("/vault?a=1").await).await;
    assert!(
        page.at.starts_with("/account/confirm?to=forward.") && page.text().contains("Dossier"),
        "{} {}",
        page.at,
        page.text()
    );
    browser.press("Doorgaan", &[("Wachtwoord", PASSWORD)]).await;
    let options = ask_key(&mut browser, "/login/second-factor/key-options").await;
    let answer = key.assert(&options, ORIGIN);
    let page = browser.press("Sleutel gebruiken", &[("answer", &answer)]).await;
    assert!(page.at.starts_with("/leaving?to=f."), "{} {}", page.at, page.text());
    let on = page.link("Naar Dossier").unwrap();
    let ticket = at(&browser, &on).await.header("location").to_owned();
    assert_eq!(app.own("GET", &ticket, &TO_A_PAGE).await.header("location"), format!("https://{APP}/vault?a=1"));
    assert_eq!(app.check("GET", "/vault", &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_link_to_the_logout_asks_and_a_form_of_the_application_ends_it_all() {
    let portal = portal(STYLE).await;
    let (person, mut browser, app) = anna(&portal, STYLE).await;
    let asks = format!("{ORIGIN}/forward/logout?host=app%2Evoorbeeld%2Eexample");
    // A link, and a form of another site: nothing ends.
    let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")];
    for (method, more) in [("GET", &TO_A_PAGE[..]), ("POST", &foreign), ("POST", &[]), ("POST", &[("origin", ORIGIN)])]
    {
        let page = app.own(method, "/.poortwachter/logout", more).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, asks.as_str()));
        assert_eq!(app.check("GET", "/", &[]).await.status, StatusCode::OK);
    }
    // The portal asks, and its form ends the session.
    let page = browser.open("/forward/logout?host=app%2Evoorbeeld%2Eexample").await;
    assert_eq!(page.link("Terug naar Dossier").unwrap(), format!("https://{APP}/"));
    browser.press("Uitloggen", &[]).await;
    assert_eq!(app.check("GET", "/", &[]).await.status, StatusCode::UNAUTHORIZED);
    // Addresses that are not in the settings are not led back to.
    person.log_in(&portal, &mut browser).await;
    let page = browser.open("/forward/logout?host=evil%2Eexample").await;
    assert!(!page.body.contains("evil"), "{}", page.body);
    // A form of the application itself: at once, here and at the portal.
    app.arrive(&browser, "/").await;
    let own = [("sec-fetch-site", "same-origin"), ("origin", "https://app.voorbeeld.example")];
    let page = app.own("POST", "/.poortwachter/logout", &own).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, asks.as_str()));
    assert!(app.browser.jar.names().is_empty());
    let page = browser.open("/forward/logout?host=app%2Evoorbeeld%2Eexample").await;
    assert_eq!((page.at.as_str(), page.notice().contains("uitgelogd")), ("/login", true), "{}", page.text());
    assert!(portal.rows("sessions").await.is_empty() && portal.rows("forward_sessions").await.is_empty());
}

async fn add_key(portal: &Portal, person: &Person, key: &U2fKey) {
    let mut browser = portal.browser();
    person.log_in(portal, &mut browser).await;
    person.confirm(portal, &mut browser, "add-factor").await;
    browser.press("Doorgaan", &[]).await;
    portal.set_up_key(&mut browser, key).await;
}
