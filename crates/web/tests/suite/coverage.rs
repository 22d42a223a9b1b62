//! Every route as four visitors. A route that is missing from the list fails, and so does one that opens to somebody that it should not.

use std::sync::Arc;

use credentials::security_key::testing::U2fKey;
use http::Method;
use oidc::forward::Proxy;
use testkit::{Browser, NUMBER, OidcClient, PASSWORD, Portal};
use web::app::{DemoAccount, DemoMessage};
use web::routes::{Needs, table};

use crate::not_me::objection;

/// Method, path, and what is answered to: somebody unknown, a journey at S2, another account's session, and whoever the route is for.
/// The token of a session's page is none before the login, so a form of the journey leads such a browser back to the form's page.
const EXPECTED: &[(&str, &str, &str, &str, &str, &str)] = &[
    ("GET", "/", "303 /login", "303 /login", "303 /account", "303 /login"),
    ("GET", "/login", "200", "200", "303 /account", "200"),
    ("POST", "/login", "422", "422", "303 /login", "422"),
    ("GET", "/cannot-log-in", "200", "200", "200", "200"),
    ("GET", "/login/continue", "303 /login", "303 /login/second-factor", "303 /account", "303 /login/second-factor"),
    ("GET", "/login/ended", "303 /login", "303 /login", "303 /login", "303 /login"),
    ("POST", "/login/cancel", "303 /login", "303 /login", "303 /login/continue", "303 /login"),
    ("GET", "/login/second-factor", "303 /login", "200", "303 /account", "200"),
    ("POST", "/login/second-factor", "303 /login", "422", "303 /login/second-factor", "422"),
    ("POST", "/login/second-factor/other", "303 /login", "422", "303 /login/continue", "422"),
    ("POST", "/login/second-factor/send-code", "303 /login", "503", "303 /login/continue", "429"),
    (
        "POST",
        "/login/second-factor/key-options",
        "303 /login",
        "303 /login/second-factor",
        "303 /login/continue",
        "200",
    ),
    (
        "POST",
        "/login/second-factor/reset-instead",
        "303 /login",
        "303 /login/second-factor",
        "303 /login/continue",
        "303 /login",
    ),
    ("GET", "/login/reset", "303 /login", "200", "303 /account", "200"),
    ("POST", "/login/reset", "303 /login", "422", "303 /login/reset", "422"),
    ("GET", "/login/no-grant", "303 /login", "303 /login/second-factor", "303 /account", "200"),
    ("GET", "/login/new-password", "303 /login", "303 /login/second-factor", "303 /account", "200"),
    ("POST", "/login/new-password", "303 /login", "303 /login/second-factor", "303 /login/new-password", "422"),
    ("GET", "/login/waiting", "303 /login", "303 /login", "303 /login", "303 /login"),
    ("GET", "/recovery/cancel", "410", "410", "410", "200"),
    ("POST", "/recovery/cancel", "410", "410", "303 /recovery/cancel", "200"),
    ("GET", "/forgot/password", "200", "200", "200", "200"),
    ("POST", "/forgot/password", "422", "422", "303 /forgot/password", "422"),
    ("GET", "/forgot/password/sent", "200", "200", "200", "200"),
    ("GET", "/forgot/username", "200", "200", "200", "200"),
    ("POST", "/forgot/username", "422", "422", "303 /forgot/username", "422"),
    ("GET", "/forgot/username/sent", "200", "200", "200", "200"),
    ("GET", "/forgot/link", "410", "410", "410", "200"),
    ("POST", "/forgot/link", "303 /forgot/link", "303 /forgot/link", "303 /forgot/link", "303 /login/second-factor"),
    ("GET", "/activate", "303 /letter", "303 /letter", "303 /letter", "200"),
    ("POST", "/activate", "303 /activate", "303 /activate", "303 /activate", "422"),
    ("POST", "/password/strength", "200", "200", "200", "200"),
    ("GET", "/reset-link", "303 /letter", "303 /letter", "303 /letter", "200"),
    ("GET", "/letter", "200", "200", "200", "200"),
    ("POST", "/letter", "422", "422", "303 /letter", "422"),
    ("GET", "/enrol", "303 /login", "303 /login/second-factor", "303 /account", "200"),
    ("POST", "/enrol", "303 /login", "303 /login/second-factor", "303 /enrol", "303 /enrol/method"),
    ("GET", "/enrol/method", "303 /login", "303 /login/second-factor", "303 /account", "200"),
    ("POST", "/enrol/method", "303 /login", "303 /login/second-factor", "303 /enrol/method", "422"),
    ("GET", "/enrol/app", "303 /login", "303 /login/second-factor", "303 /account", "200"),
    ("POST", "/enrol/app", "303 /login", "303 /login/second-factor", "303 /enrol/app", "422"),
    ("GET", "/enrol/sms", "303 /login", "303 /login/second-factor", "303 /account", "200"),
    ("POST", "/enrol/sms", "303 /login", "303 /login/second-factor", "303 /enrol/sms", "422"),
    ("POST", "/enrol/sms/code", "303 /login", "303 /login/second-factor", "303 /enrol/sms", "422"),
    ("POST", "/enrol/sms/send-code", "303 /login", "303 /login/second-factor", "303 /enrol/sms", "429"),
    ("POST", "/enrol/sms/other-number", "303 /login", "303 /login/second-factor", "303 /enrol/sms", "303 /enrol/sms"),
    ("GET", "/enrol/key", "303 /login", "303 /login/second-factor", "303 /account", "200"),
    ("POST", "/enrol/key", "303 /login", "303 /login/second-factor", "303 /enrol/key", "422"),
    ("POST", "/enrol/key/options", "303 /login", "303 /login/second-factor", "303 /enrol/key", "200"),
    ("GET", "/enrol/passkey", "303 /login", "303 /login/second-factor", "303 /account", "200"),
    ("POST", "/enrol/passkey", "303 /login", "303 /login/second-factor", "303 /enrol/passkey", "422"),
    ("POST", "/enrol/passkey/options", "303 /login", "303 /login/second-factor", "303 /enrol/passkey", "200"),
    ("GET", "/enrol/second", "303 /login", "303 /login/second-factor", "303 /account", "200"),
    ("POST", "/enrol/second", "303 /login", "303 /login/second-factor", "303 /enrol/second", "303 /enrol/method"),
    ("POST", "/enrol/second/decline", "303 /login", "303 /login/second-factor", "303 /login/continue", "303 /account"),
    ("GET", "/enrol/recovery-code", "303 /login", "303 /login/second-factor", "303 /account", "200"),
    ("POST", "/enrol/recovery-code", "303 /login", "303 /login/second-factor", "303 /enrol/recovery-code", "422"),
    ("GET", "/enrol/recovery-code.txt", "303 /login", "303 /login/second-factor", "303 /account", "200"),
    ("GET", "/account", "303 /login", "303 /login", "200", "200"),
    ("POST", "/account/stay", "303 /account", "303 /account", "200", "200"),
    ("GET", "/account/confirm", "303 /login", "303 /login", "200", "200"),
    ("POST", "/account/confirm", "303 /account/confirm", "303 /account/confirm", "422", "422"),
    ("GET", "/account/factors/add", "303 /login", "303 /login", "303 /account/confirm?to=add-factor", "200"),
    (
        "POST",
        "/account/factors/add",
        "303 /account/factors/add",
        "303 /account/factors/add",
        "303 /account/confirm?to=add-factor",
        "303 /enrol/method",
    ),
    ("GET", "/account/factors/replace", "303 /login", "303 /login", "303 /account/confirm?to=overview", "303 /account"),
    (
        "POST",
        "/account/factors/replace",
        "303 /account",
        "303 /account",
        "303 /account/confirm?to=overview",
        "303 /account",
    ),
    ("GET", "/account/recovery-code/new", "303 /login", "303 /login", "303 /account/confirm?to=new-code", "200"),
    (
        "POST",
        "/account/recovery-code/new",
        "303 /account/recovery-code/new",
        "303 /account/recovery-code/new",
        "303 /account/confirm?to=new-code",
        "303 /enrol/recovery-code",
    ),
    ("GET", "/account/recovery-code/try", "303 /login", "303 /login", "303 /account/confirm?to=try-code", "200"),
    (
        "POST",
        "/account/recovery-code/try",
        "303 /account/recovery-code/try",
        "303 /account/recovery-code/try",
        "303 /account/confirm?to=try-code",
        "422",
    ),
    ("GET", "/account/factors/rename", "303 /login", "303 /login", "303 /account", "303 /account"),
    ("POST", "/account/factors/rename", "303 /account", "303 /account", "303 /account", "303 /account"),
    ("GET", "/account/factors/remove", "303 /login", "303 /login", "303 /account/confirm?to=overview", "303 /account"),
    (
        "POST",
        "/account/factors/remove",
        "303 /account",
        "303 /account",
        "303 /account/confirm?to=overview",
        "303 /account",
    ),
    ("GET", "/account/sessions", "303 /login", "303 /login", "200", "200"),
    (
        "POST",
        "/account/sessions/end",
        "303 /account/sessions",
        "303 /account/sessions",
        "303 /account/confirm?to=sessions",
        "303 /account/sessions",
    ),
    (
        "POST",
        "/account/sessions/end-others",
        "303 /account/sessions",
        "303 /account/sessions",
        "303 /account/confirm?to=sessions",
        "303 /account/sessions",
    ),
    ("GET", "/account/activity", "303 /login", "303 /login", "200", "200"),
    ("GET", "/account/addresses", "303 /login", "303 /login", "303 /account/confirm?to=addresses", "200"),
    ("GET", "/account/addresses/mail", "303 /login", "303 /login", "303 /account/confirm?to=addresses", "200"),
    (
        "POST",
        "/account/addresses/mail",
        "303 /account/addresses/mail",
        "303 /account/addresses/mail",
        "303 /account/confirm?to=addresses",
        "422",
    ),
    ("GET", "/account/addresses/notice-mail", "303 /login", "303 /login", "303 /account/confirm?to=addresses", "200"),
    (
        "POST",
        "/account/addresses/notice-mail",
        "303 /account/addresses/notice-mail",
        "303 /account/addresses/notice-mail",
        "303 /account/confirm?to=addresses",
        "422",
    ),
    (
        "POST",
        "/account/addresses/remove",
        "303 /account/addresses",
        "303 /account/addresses",
        "303 /account/confirm?to=addresses",
        "303 /account/addresses",
    ),
    ("GET", "/account/password", "303 /login", "303 /login", "303 /account/confirm?to=password", "200"),
    (
        "POST",
        "/account/password",
        "303 /account/password",
        "303 /account/password",
        "303 /account/confirm?to=password",
        "422",
    ),
    ("GET", "/account/language", "303 /login", "303 /login", "200", "200"),
    ("POST", "/account/language", "303 /account/language", "303 /account/language", "422", "422"),
    ("GET", "/account/export", "303 /login", "303 /login", "303 /account/confirm?to=export", "200"),
    ("POST", "/account/export", "303 /account/export", "303 /account/export", "303 /account/confirm?to=export", "200"),
    ("GET", "/address-link", "410", "410", "410", "200"),
    ("POST", "/address-link", "303 /address-link", "303 /address-link", "303 /address-link", "303 /address-link"),
    ("GET", "/not-me", "410", "410", "410", "200"),
    ("POST", "/not-me", "303 /not-me", "303 /not-me", "303 /not-me", "303 /not-me"),
    ("POST", "/logout", "303 /account", "303 /account", "303 /login", "303 /login"),
    ("GET", "/leaving", "303 /login", "303 /login", "303 /account", "303 /account"),
    ("POST", "/language", "303 /login", "303 /login", "303 /login", "303 /login"),
    ("GET", "/help", "200", "200", "200", "200"),
    ("GET", "/help/all", "200", "200", "200", "200"),
    ("GET", "/help/search", "200", "200", "200", "200"),
    ("GET", "/help/{topic}", "200", "200", "200", "200"),
    ("GET", "/assets/{name}", "200", "200", "200", "200"),
    ("GET", "/favicon.ico", "303 /assets/", "303 /assets/", "303 /assets/", "303 /assets/"),
    ("GET", "/healthz", "200", "200", "200", "200"),
    ("GET", "/readyz", "200", "200", "200", "200"),
    ("GET", "/doctor/{word}", "404", "404", "404", "200"),
    ("GET", "/demo/inbox", "404", "404", "404", "200"),
    ("GET", "/demo/inbox.json", "404", "404", "404", "200"),
    ("GET", "/authorize", "400", "400", "400", "400"),
    ("POST", "/authorize", "400", "400", "400", "400"),
    ("GET", "/authorize/continue", "410", "410", "410", "410"),
    ("GET", "/authorize/account", "303 /login", "303 /login", "303 /account", "303 /account"),
    ("POST", "/authorize/account", "303 /account", "303 /account", "303 /account", "303 /account"),
    ("GET", "/consent", "303 /login", "303 /login", "303 /account", "303 /account"),
    ("POST", "/consent", "303 /account", "303 /account", "303 /account", "303 /account"),
    ("GET", "/end-session", "303 /login", "303 /login", "200", "303 /login"),
    (
        "POST",
        "/end-session",
        "303 /end-session?csrf=",
        "303 /end-session?csrf=",
        "303 /end-session?csrf=",
        "303 /end-session?csrf=",
    ),
    ("POST", "/end-session/confirm", "303 /account", "303 /account", "303 /login", "303 /login"),
    ("GET", "/account/applications", "303 /login", "303 /login", "200", "200"),
    (
        "POST",
        "/account/applications/withdraw",
        "303 /account/applications",
        "303 /account/applications",
        "303 /account",
        "303 /account",
    ),
    ("GET", "/.well-known/openid-configuration", "200", "200", "200", "200"),
    ("GET", "/.well-known/oauth-authorization-server", "200", "200", "200", "200"),
    ("GET", "/jwks", "200", "200", "200", "200"),
    // What is missing from these forms is told to those who proved who they are, and to nobody else.
    ("POST", "/token", "401", "401", "401", "400"),
    ("OPTIONS", "/token", "204", "204", "204", "204"),
    ("POST", "/par", "401", "401", "401", "400"),
    ("GET", "/userinfo", "401", "401", "401", "200"),
    ("POST", "/userinfo", "401", "401", "401", "200"),
    ("OPTIONS", "/userinfo", "204", "204", "204", "204"),
    ("POST", "/introspect", "401", "401", "401", "400"),
    ("POST", "/revoke", "401", "401", "401", "400"),
    ("GET", "/forward-auth", "403", "403", "403", "401"),
    ("GET", "/forward-auth/nginx", "403", "403", "403", "401"),
    ("GET", "/forward-auth/nginx/answer", "403", "403", "403", "401"),
    ("GET", "/forward-auth/envoy/", "403", "403", "403", "401"),
    ("GET", "/forward-auth/envoy/{*rest}", "403", "403", "403", "401"),
    ("GET", "/.poortwachter/start", "403", "403", "403", "303 the portal"),
    ("GET", "/.poortwachter/ticket", "403", "403", "403", "400"),
    ("GET", "/.poortwachter/logout", "403", "403", "403", "303 the portal"),
    ("POST", "/.poortwachter/logout", "403", "403", "403", "303 the portal"),
    ("GET", "/.poortwachter/assets/{name}", "403", "403", "403", "200"),
    ("GET", "/forward/continue", "410", "410", "410", "410"),
    ("GET", "/forward/logout", "303 /login", "303 /login", "200", "200"),
];

pub(crate) fn address(path: &str) -> String {
    path.replace("{topic}", "reset")
        .replace("{*rest}", "a/b")
        .replace("{name}", web::look::assets::asset_url("icon.svg").trim_start_matches("/assets/"))
}

/// One try: the status, and where it leads.
pub(crate) async fn attempt(browser: &mut Browser, method: &str, path: &str) -> String {
    let page = match method {
        "GET" => browser.send(Method::GET, &address(path), Vec::new(), &[]).await,
        "OPTIONS" => browser.send(Method::OPTIONS, path, Vec::new(), &[]).await,
        _ => browser.post_once(path, &[]).await,
    };
    let status = page.status.as_u16();
    let to = page.header("location");
    let to = if to.starts_with("/assets/") { "/assets/" } else { to };
    let to = if to.starts_with("/end-session?csrf=") { "/end-session?csrf=" } else { to };
    if to.is_empty() { status.to_string() } else { format!("{status} {to}") }
}

/// Somebody unknown who has looked at S1.
async fn nobody(portal: &Portal) -> Browser {
    let mut browser = portal.browser();
    browser.open("/login").await;
    browser
}

/// The browser that a route is for.
pub(crate) async fn its_own(portal: &Portal, needs: Needs, method: &str, path: &str) -> Browser {
    let name = format!("eigen{method}{path}").replace(|c: char| !c.is_alphanumeric(), "").to_lowercase();
    let mut browser = portal.browser();
    match (needs, path) {
        (Needs::Session, _) => portal.enrolled(&name).await.log_in(portal, &mut browser).await,
        (Needs::Confirmed, _) => {
            let person = portal.enrolled(&name).await;
            person.log_in(portal, &mut browser).await;
            person.confirm(portal, &mut browser, "add-factor").await;
        }
        (_, "/address-link") => drop(browser.open(&crate::account_addresses::link_of(portal, &name).await).await),
        (_, "/recovery/cancel") => {
            let person = portal.enrolled(&name).await;
            browser.open(&crate::recovery_delay::link_that_cancels(portal, &person).await).await;
        }
        (Needs::Journey, "/login/new-password") => {
            let person = portal.enrolled(&name).await;
            let context = store::Context::new(portal.clock.now(), store::Actor::System);
            portal.app.store.require_new_password(person.id, "test", &context).await.unwrap();
            person.enter_password(&mut browser).await;
            browser.press("Inloggen", &[("Code uit uw app", &person.next_code(portal))]).await;
        }
        (_, "/forgot/link") => drop(browser.open(&portal.forgot(&portal.enrolled(&name).await).await).await),
        (Needs::Link, _) | (_, "/activate") => drop(browser.open(&portal.invited(&name).await.link).await),
        (_, "/not-me") => {
            let person = portal.with_password(&name).await;
            browser.open(&objection(portal, &person, "password-set").await).await;
        }
        (_, "/reset-link" | "/login/second-factor/reset-instead") => {
            let mut person = portal.enrolled(&name).await;
            portal.send_help_desk_link(&mut person).await;
            browser.open(&person.link).await;
            if needs == Needs::Journey {
                person.enter_password(&mut browser).await;
            }
        }
        (Needs::Journey, "/login/no-grant") => portal.with_password(&name).await.enter_password(&mut browser).await,
        (Needs::Journey, "/login/second-factor/send-code") => {
            portal.enrolled_with_sms(&name).await.enter_password(&mut browser).await;
        }
        (Needs::Journey, "/login/second-factor/key-options") => {
            portal.enrolled_with_key(&name, &U2fKey::from_seed(1)).await.enter_password(&mut browser).await;
        }
        (Needs::Journey, path) if path.starts_with("/enrol") => in_the_wizard(portal, &name, path, &mut browser).await,
        (Needs::Journey, _) => portal.enrolled(&name).await.enter_password(&mut browser).await,
        _ => drop(browser.open("/login").await),
    }
    browser
}

async fn in_the_wizard(portal: &Portal, name: &str, path: &str, browser: &mut Browser) {
    let person = portal.invited(name).await;
    browser.open(&person.link).await;
    browser.press("Wachtwoord opslaan", &[("Wachtwoord", PASSWORD)]).await;
    if path == "/enrol" {
        return;
    }
    browser.press("Beginnen", &[]).await;
    if path == "/enrol/method" {
        return;
    }
    if path.starts_with("/enrol/passkey") {
        browser.press("Verder met deze methode", &[("method", "passkey")]).await;
        return;
    }
    if path.starts_with("/enrol/key") {
        browser.press("Verder met deze methode", &[("method", "security-key")]).await;
        return;
    }
    if path.starts_with("/enrol/sms") {
        browser.press("Verder met deze methode", &[("method", "sms")]).await;
        if path != "/enrol/sms" {
            browser.press("Code sturen", &[("Mobiel telefoonnummer", NUMBER)]).await;
        }
        return;
    }
    let page = browser.press("Verder met deze methode", &[("method", "app")]).await;
    if path == "/enrol/app" {
        return;
    }
    let secret = page.by_id("secret").unwrap().replace(' ', "");
    let secret = credentials::totp::TotpSecret::parse(&secret).unwrap();
    let page = browser.press("Code bevestigen", &[("Code uit uw app", &portal.next_code(&secret))]).await;
    if path.starts_with("/enrol/second") {
        let code = page.by_id("recovery-code").unwrap();
        browser.press("Code bevestigen", &[("Vul de herstelcode nog een keer in", &code)]).await;
    }
}

/// A program that proves itself, for somebody who is logged in.
async fn by_program(client: &OidcClient, session: &Browser, (needs, method, path): (Needs, &str, &str)) -> String {
    let answer = if needs == Needs::Client {
        client.post(path, &[]).await
    } else {
        let token = client.tokens(session, "openid").await.text("access_token");
        let bearer = format!("Bearer {token}");
        let method = if method == "GET" { Method::GET } else { Method::POST };
        client.send(method, path, Vec::new(), &[("authorization", &bearer)]).await
    };
    answer.status.as_u16().to_string()
}

/// A proxy of the settings, for a browser that nobody knows at the application.
async fn by_proxy(method: &str, path: &str) -> String {
    let proxy = match path {
        path if path.contains("nginx") => Proxy::Nginx,
        path if path.contains("envoy") => Proxy::Envoy,
        _ => Proxy::Forwarded,
    };
    let portal = Portal::with(testkit::settings_behind_a_proxy(proxy)).await;
    let app = portal.behind(proxy, testkit::APP);
    let page = if path.starts_with("/.poortwachter/") {
        app.own(method, &address(path), &[]).await
    } else if path.ends_with("/answer") {
        app.answer(method, "/", &[]).await
    } else {
        app.check(method, path.strip_prefix("/forward-auth/envoy").unwrap_or("/"), &[]).await
    };
    let portal = page.header("location").starts_with(testkit::ORIGIN);
    format!("{}{}", page.status.as_u16(), if portal { " the portal" } else { "" })
}

/// Whoever left a word in the database.
async fn by_doctor(portal: &Portal) -> String {
    let path = crate::doctor::left_word(portal).await;
    portal.browser().open(&path).await.status.as_u16().to_string()
}

#[tokio::test]
async fn every_route_stands_in_the_list_and_nothing_else() {
    let routes: Vec<(&str, &str)> = table().iter().map(|route| (route.method, route.path)).collect();
    let listed: Vec<(&str, &str)> = EXPECTED.iter().map(|row| (row.0, row.1)).collect();
    assert_eq!(routes, listed);
}

#[tokio::test]
async fn every_route_as_four_visitors() {
    let portal = Portal::with(testkit::settings_with_passkeys()).await;
    let with_demo = Portal::with_demo(testkit::settings(), Some(Arc::new(EmptyDemo))).await;
    let (anna, piet) = (portal.enrolled("anna").await, portal.enrolled("piet").await);
    let client = OidcClient::register(&portal, "eigen").await;
    let mut wrong = Vec::new();
    for (route, row) in table().iter().zip(EXPECTED) {
        let (method, path) = (route.method, route.path);
        // Strangers' passwords are delayed after five without a whole login (D9).
        portal.clock.advance(jiff::SignedDuration::from_mins(61));
        let mut unknown = nobody(&portal).await;
        let mut journey = portal.browser();
        anna.enter_password(&mut journey).await;
        let mut session = portal.browser();
        piet.log_in(&portal, &mut session).await;
        let own = match route.needs {
            Needs::Client | Needs::Bearer => by_program(&client, &session, (route.needs, method, path)).await,
            Needs::Proxy => by_proxy(method, path).await,
            Needs::Word => by_doctor(&portal).await,
            Needs::Demo => attempt(&mut nobody(&with_demo).await, method, path).await,
            needs => attempt(&mut its_own(&portal, needs, method, path).await, method, path).await,
        };
        let found = (
            attempt(&mut unknown, method, path).await,
            attempt(&mut journey, method, path).await,
            attempt(&mut session, method, path).await,
            own,
        );
        let found = (method, path, &*found.0, &*found.1, &*found.2, &*found.3);
        if found != *row {
            wrong.push(format!("{found:?}"));
        }
    }
    assert!(wrong.is_empty(), "these answered otherwise:\n{}", wrong.join("\n"));
}

#[tokio::test]
async fn sf_01_a_journey_opens_no_route_that_needs_a_session() {
    let portal = Portal::with(testkit::settings_with_passkeys()).await;
    let anna = portal.enrolled("anna").await;
    let mut journey = portal.browser();
    anna.enter_password(&mut journey).await;
    // Nor when its secret is put where a session's belongs, or anything else that this browser holds.
    let secrets: Vec<String> = ["journey", "visit"].iter().map(|name| journey.jar.get(name).unwrap()).collect();
    for route in table().iter().filter(|route| matches!(route.needs, Needs::Session | Needs::Confirmed)) {
        for secret in secrets.iter().map(Some).chain([None]) {
            let mut thief = journey.twin();
            if let Some(secret) = secret {
                thief.jar.put("session", secret);
            }
            let answer = attempt(&mut thief, route.method, route.path).await;
            // A form without a token leads back to its page, and that asks for the session.
            assert!(answer == "303 /login" || answer.starts_with("303 /account"), "{} {answer}", route.path);
            assert_eq!(thief.open("/account").await.at, "/login");
        }
    }
}

#[test]
fn routes_are_made_in_one_place() {
    fn look(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                look(&path, found);
            } else if std::fs::read_to_string(&path).is_ok_and(|text| text.contains(".route(")) {
                found.push(path.display().to_string());
            }
        }
    }
    let mut found = Vec::new();
    look(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut found);
    assert!(found.len() == 1 && found[0].ends_with("src/routes/mod.rs"), "{found:?}");
}

struct EmptyDemo;

impl web::Demo for EmptyDemo {
    fn messages(&self) -> Vec<DemoMessage> {
        Vec::new()
    }

    fn accounts(&self) -> Vec<DemoAccount> {
        Vec::new()
    }
}
