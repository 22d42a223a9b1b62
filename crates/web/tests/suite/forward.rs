//! Forward-auth: who passes, as whom, and what the browser gets otherwise (requirements FA-01, FA-03, FA-04).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::{Method, StatusCode};
use jiff::SignedDuration;
use journey::AccountStatus;
use oidc::forward::Proxy;
use rstest::rstest;
use serde_json::Value;
use store::{AccountChange, Actor, Context};
use testkit::{APP, Behind, Browser, OTHER_APP, PASSWORD, Page, Person, Portal, TO_A_PAGE, settings_behind_a_proxy};

const TOLD: [&str; 5] = ["remote-user", "remote-name", "remote-email", "remote-groups", "x-poortwachter-assertion"];

pub(crate) async fn portal(proxy: Proxy) -> Portal {
    let portal = Portal::with(settings_behind_a_proxy(proxy)).await;
    portal.signing_keys().await;
    portal
}

pub(crate) fn says_who(page: &Page) -> bool {
    TOLD.iter().any(|name| page.headers.contains_key(*name))
}

/// Anna at the portal, and her browser at the application.
pub(crate) async fn anna(portal: &Portal, proxy: Proxy) -> (Person, Browser, Behind) {
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.log_in(portal, &mut browser).await;
    let app = portal.behind(proxy, APP);
    assert_eq!(app.arrive(&browser, "/").await, format!("https://{APP}/"));
    (anna, browser, app)
}

async fn join(portal: &Portal, person: &Person, group: &str) {
    let change = AccountChange { groups: Some(vec![group.to_owned()]), ..AccountChange::default() };
    let context = Context::new(portal.clock.now(), Actor::System);
    assert!(portal.app.store.update_account(person.id, &change, "test", &context).await.unwrap());
}

#[rstest]
#[case(Proxy::Forwarded)]
#[case(Proxy::Nginx)]
#[case(Proxy::Envoy)]
#[tokio::test]
async fn fa_01_a_login_leads_back_to_exactly_where_the_person_was(#[case] proxy: Proxy) {
    let portal = portal(proxy).await;
    let anna = portal.enrolled("anna").await;
    let app = portal.behind(proxy, APP);
    let target = "/dossier/caf%C3%A9?naam=a%20b&x=1&y=%2F%2Fz";
    let to = app.begin(target).await;
    let mut browser = portal.browser();
    let page = browser.open(&to).await;
    assert!(page.at.starts_with("/login?to=f.") && page.text().contains("Dossier"), "S1 names it: {}", page.text());
    let page = browser.press("Inloggen", &[("Gebruikersnaam", "anna"), ("Wachtwoord", PASSWORD)]).await;
    assert!(page.text().contains("Dossier"), "S2 names it: {}", page.text());
    let page = browser.press("Inloggen", &[("Code uit uw app", &anna.next_code(&portal))]).await;
    assert!(page.at.starts_with("/leaving?to=f."), "{}", page.at);
    let on = page.link("Naar Dossier").unwrap();
    let page = browser.send(Method::GET, &on, Vec::new(), &[]).await;
    let ticket = page.header("location").to_owned();
    assert!(ticket.starts_with(&format!("https://{APP}/.poortwachter/ticket?ticket=")), "{ticket}");
    let page = app.own("GET", &ticket, &TO_A_PAGE).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, &*format!("https://{APP}{target}")));
    let page = app.check("GET", target, &TO_A_PAGE).await;
    assert_eq!((page.status, page.body.as_str()), (StatusCode::OK, ""));
    let told = ["remote-user", "remote-name", "remote-email", "remote-groups"].map(|name| page.header(name));
    assert_eq!(told, ["anna", "Mevrouw anna", "anna@voorbeeld.example", ""]);
    assert_eq!(page.header("cache-control"), "no-store");
    // A page that the person posts passes as well: the portal never sees a body.
    assert_eq!(app.check("POST", "/dossier", &[]).await.status, StatusCode::OK);
}

#[tokio::test]
async fn fa_01_the_signed_header_is_for_this_application_and_a_minute() {
    let portal = portal(Proxy::Forwarded).await;
    let (anna, browser, app) = anna(&portal, Proxy::Forwarded).await;
    let assertion = |page: Page| page.header("x-poortwachter-assertion").to_owned();
    let first = assertion(app.check("GET", "/", &[]).await);
    let part = |text: &str, at: usize| -> Value {
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text.split('.').nth(at).unwrap()).unwrap()).unwrap()
    };
    let (head, claims) = (part(&first, 0), part(&first, 1));
    assert_eq!((&head["typ"], &head["alg"]), (&"forward-auth+jwt".into(), &"ES256".into()));
    let set = browser.send(Method::GET, "/jwks", Vec::new(), &[]).await;
    let set: Value = serde_json::from_str(&set.body).unwrap();
    let key = set["keys"].as_array().unwrap().iter().find(|key| key["kid"] == head["kid"]).unwrap().clone();
    let key = serde_json::from_value::<oidc::jose::Jwk>(key).unwrap().to_public().unwrap();
    let (signed, signature) = first.rsplit_once('.').unwrap();
    assert!(key.verifies(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(signature).unwrap()), "the key is published");
    assert_eq!(claims["aud"], format!("https://{APP}"));
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 60);
    assert_eq!((&claims["sub"], &claims["preferred_username"]), (&anna.id.to_string().into(), &"anna".into()));
    assert_eq!(claims["acr"], "urn:poortwachter:acr:two-factor");
    // Signed once for twenty seconds, and anew after that: an application always has forty to read it.
    portal.clock.advance(SignedDuration::from_secs(19));
    assert_eq!(assertion(app.check("GET", "/x", &[]).await), first);
    portal.clock.advance(SignedDuration::from_secs(1));
    let second = assertion(app.check("GET", "/x", &[]).await);
    assert_ne!(second, first);
    // What changes about the person is told at once.
    join(&portal, &anna, "finance").await;
    let page = app.check("GET", "/finance", &[]).await;
    assert_eq!(page.header("remote-groups"), "finance");
    assert_eq!(part(&assertion(page), 1)["groups"], serde_json::json!(["finance"]));
}

/// nginx asks a second time for what the browser gets; by then another tab may have logged in. The browser is never told what the proxy is.
#[tokio::test]
async fn fa_01_the_answer_for_the_browser_never_says_who_it_is() {
    let portal = portal(Proxy::Nginx).await;
    let (_, _, app) = anna(&portal, Proxy::Nginx).await;
    let page = app.answer("GET", "/dossier?x=1", &TO_A_PAGE).await;
    let back = format!("https://{APP}/dossier?x=1");
    assert_eq!((page.status, page.header("location"), says_who(&page)), (StatusCode::SEE_OTHER, &*back, false));
    assert!(page.headers.get("cookie").is_none());
    let page = app.answer("POST", "/dossier", &[]).await;
    assert_eq!((page.status, says_who(&page)), (StatusCode::CONFLICT, false), "a form is not sent twice by a redirect");
}

#[rstest]
#[case(Proxy::Forwarded)]
#[case(Proxy::Nginx)]
#[case(Proxy::Envoy)]
#[tokio::test]
async fn fa_01_no_answer_but_200_says_who_it_is(#[case] proxy: Proxy) {
    let portal = portal(proxy).await;
    let (_, _, app) = anna(&portal, proxy).await;
    let nobody = app.other(&portal);
    let spoofed: Vec<(&str, &str)> = TOLD.iter().map(|name| (*name, "admin")).collect();
    for (who, target, status) in [
        (&nobody, "/", 401),
        (&nobody, "/finance", 401),
        (&nobody, "/old", 403),
        (&nobody, "/a/../b", 403),
        (&app, "/finance", 403),
        (&app, "/vault", 403),
        (&app, "/old", 403),
        (&app, "/health/..%2fold", 403),
        (&app, "/%2e%2e/old", 403),
        (&app, "//old", 403),
        (&app, "/OLD", 403),
        (&app, "/health;/../old", 403),
    ] {
        let page = who.check("GET", target, &spoofed).await;
        assert_eq!((page.status.as_u16(), says_who(&page)), (status, false), "{target} {}", page.body);
        assert!(page.headers.get("cookie").is_none(), "{target}");
    }
    // An open page passes for everybody, and says nothing of anybody.
    for who in [&nobody, &app] {
        let page = who.check("GET", "/health", &spoofed).await;
        assert_eq!((page.status, says_who(&page)), (StatusCode::OK, false));
    }
    let page = app.check("GET", "/", &spoofed).await;
    assert_eq!(page.header("remote-user"), "anna");
}

#[rstest]
#[case(Proxy::Forwarded)]
#[case(Proxy::Nginx)]
#[case(Proxy::Envoy)]
#[tokio::test]
async fn fa_02_the_application_never_sees_our_cookies(#[case] proxy: Proxy) {
    let portal = portal(proxy).await;
    let (_, _, app) = anna(&portal, proxy).await;
    assert_eq!(app.browser.jar.names(), ["forward", "forward-nonce"]);
    let page = app.check("GET", "/", &[("cookie", "own=1; two=2")]).await;
    assert_eq!((page.status, page.header("cookie")), (StatusCode::OK, "own=1; two=2"));
    let page = app.check("GET", "/health", &[]).await;
    assert_eq!((page.status, page.header("cookie")), (StatusCode::OK, ""));
    if proxy == Proxy::Envoy {
        assert_eq!(
            page.header("x-envoy-auth-headers-to-remove"),
            "remote-user,remote-name,remote-email,remote-groups,x-poortwachter-assertion,cookie"
        );
    }
}

#[rstest]
#[case(Proxy::Forwarded)]
#[case(Proxy::Envoy)]
#[tokio::test]
async fn a_page_is_redirected_a_script_gets_401_and_a_form_keeps_what_was_typed(#[case] proxy: Proxy) {
    let portal = portal(proxy).await;
    let app = portal.behind(proxy, APP);
    let page = app.check("GET", "/a?b=c&d", &TO_A_PAGE).await;
    let start = format!("https://{APP}/.poortwachter/start?to=%2Fa%3Fb%3Dc%26d");
    assert_eq!((page.status, page.header("location")), (StatusCode::SEE_OTHER, start.as_str()));
    for headers in [&[("sec-fetch-mode", "cors"), ("accept", "text/html")][..], &[("accept", "application/json")], &[]]
    {
        let page = app.check("GET", "/api", headers).await;
        assert_eq!((page.status, page.header("location")), (StatusCode::UNAUTHORIZED, ""));
        assert_eq!(page.header("www-authenticate"), "Bearer realm=\"poortwachter\"");
        let told: Value = serde_json::from_str(&page.body).unwrap();
        assert_eq!(told["login"], format!("https://{APP}/.poortwachter/start?to=%2F"));
    }
    let page = app.check("POST", "/form", &TO_A_PAGE).await;
    assert_eq!((page.status, page.header("location")), (StatusCode::UNAUTHORIZED, ""));
    assert!(page.text().contains("Het staat nog in dit tabblad."), "{}", page.text());
    assert!(page.body.contains("target=\"_blank\"") && page.headers.contains_key("www-authenticate"));
}

#[tokio::test]
async fn nginx_hears_401_and_403_only_and_asks_once_more_for_the_browser() {
    let portal = portal(Proxy::Nginx).await;
    let app = portal.behind(Proxy::Nginx, APP);
    for (target, status) in [("/a", 401), ("/old", 403), ("/a//b", 403)] {
        let page = app.check("GET", target, &TO_A_PAGE).await;
        assert_eq!((page.status.as_u16(), page.body.as_str()), (status, ""));
    }
    let page = app.answer("GET", "/a?b", &TO_A_PAGE).await;
    assert_eq!(page.header("location"), format!("https://{APP}/.poortwachter/start?to=%2Fa%3Fb"));
    assert_eq!(app.answer("GET", "/api", &[]).await.status, StatusCode::UNAUTHORIZED);
    let page = app.answer("GET", "/old", &TO_A_PAGE).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::FORBIDDEN, "U hebt hier geen toegang"));
    assert_eq!(app.answer("GET", "/a//b", &TO_A_PAGE).await.heading(), "Dit adres kunnen wij niet openen");
}

#[tokio::test]
async fn a_refusal_is_a_plain_page_of_this_host() {
    let portal = portal(Proxy::Forwarded).await;
    let (_, _, app) = anna(&portal, Proxy::Forwarded).await;
    let page = app.check("GET", "/finance", &TO_A_PAGE).await;
    assert_eq!((page.status, page.heading().as_str()), (StatusCode::FORBIDDEN, "U hebt hier geen toegang"));
    assert!(page.text().contains("Dossier") && page.text().contains("030 123 45 67"), "{}", page.text());
    assert_eq!(page.link("Naar Mijn account").unwrap(), "https://login.voorbeeld.example/account");
    assert!(page.headers.get("set-cookie").is_none() && page.headers.get("strict-transport-security").is_none());
    assert!(page.header("content-security-policy").contains("default-src 'none'"));
    // Its stylesheet is there, by way of the only folder that is ours.
    let sheet = page.body.split('"').find(|part| part.starts_with("/.poortwachter/assets/main-")).unwrap().to_owned();
    let page = app.own("GET", &sheet, &[]).await;
    assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "text/css; charset=utf-8"));
    assert_eq!(page.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn fa_04_logout_suspension_and_recovery_are_seen_at_once() {
    let portal = portal(Proxy::Forwarded).await;
    let (person, mut browser, app) = anna(&portal, Proxy::Forwarded).await;
    assert_eq!(app.check("GET", "/", &[]).await.status, StatusCode::OK);
    browser.open("/account").await;
    browser.press("Uitloggen", &[]).await;
    assert_eq!(app.check("GET", "/", &[]).await.status, StatusCode::UNAUTHORIZED);

    person.log_in(&portal, &mut browser).await;
    app.arrive(&browser, "/").await;
    assert_eq!(app.check("GET", "/", &[]).await.status, StatusCode::OK);
    portal.set_status(&person, AccountStatus::Disabled).await;
    assert_eq!(app.check("GET", "/", &[]).await.status, StatusCode::UNAUTHORIZED);
    portal.set_status(&person, AccountStatus::Active).await;

    person.log_in(&portal, &mut browser).await;
    app.arrive(&browser, "/").await;
    assert_eq!(app.check("GET", "/", &[]).await.status, StatusCode::OK);
    person.recover(&mut portal.browser()).await;
    assert_eq!(app.check("GET", "/", &[]).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn fa_04_groups_that_change_are_seen_at_once_and_idle_sessions_end() {
    let portal = portal(Proxy::Forwarded).await;
    let (person, _, app) = anna(&portal, Proxy::Forwarded).await;
    assert_eq!(app.check("GET", "/finance", &[]).await.status, StatusCode::FORBIDDEN);
    join(&portal, &person, "finance").await;
    assert_eq!(app.check("GET", "/finance", &[]).await.status, StatusCode::OK);
    join(&portal, &person, "other").await;
    assert_eq!(app.check("GET", "/finance", &[]).await.status, StatusCode::FORBIDDEN);
    // Work in the application keeps the session alive; half an hour of nothing ends it.
    for _ in 0..3 {
        portal.clock.advance(SignedDuration::from_mins(20));
        assert_eq!(app.check("GET", "/", &[]).await.status, StatusCode::OK);
    }
    portal.clock.advance(SignedDuration::from_mins(31));
    assert_eq!(app.check("GET", "/", &[]).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn fa_02_a_cookie_of_one_host_is_worth_nothing_at_another() {
    let portal = portal(Proxy::Forwarded).await;
    let (_, browser, app) = anna(&portal, Proxy::Forwarded).await;
    let mut elsewhere = portal.behind(Proxy::Forwarded, OTHER_APP);
    elsewhere.browser.jar = app.browser.jar.copy();
    assert_eq!(elsewhere.check("GET", "/", &[]).await.status, StatusCode::UNAUTHORIZED);
    // Nor is the portal's own session, and the host's cookie is none at the portal.
    let portals = browser.jar.get("session").unwrap();
    elsewhere.browser.jar.put("forward", &portals);
    elsewhere.browser.jar.put("session", &portals);
    assert_eq!(elsewhere.check("GET", "/", &[]).await.status, StatusCode::UNAUTHORIZED);
    let mut thief = portal.browser();
    thief.jar.put("session", &app.browser.jar.get("forward").unwrap());
    assert_eq!(thief.open("/account").await.at, "/login");
    // Two cookies of the name are none.
    let double = format!("__Host-pw-forward={}", app.browser.jar.get("forward").unwrap());
    assert_eq!(app.check("GET", "/", &[("cookie", &double)]).await.status, StatusCode::UNAUTHORIZED);
}
