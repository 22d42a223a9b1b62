//! Headers of every answer, and the last-resort page (requirements WE-03, WE-05, WE-09).

use std::sync::Arc;

use http::{Method, StatusCode};
use testkit::{Browser, Page, Portal};
use web::app::{DemoAccount, DemoMessage};
use web::routes::table;

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    font-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

fn insist(page: &Page, what: &str) {
    for (name, value) in [
        ("content-security-policy", CSP),
        ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("x-frame-options", "DENY"),
        (
            "permissions-policy",
            "publickey-credentials-get=(self), publickey-credentials-create=(self), otp-credentials=(self)",
        ),
    ] {
        // On an application's host TLS is its proxy's, and none of our business.
        if name == "strict-transport-security" && (what.contains("/.poortwachter/") || what.contains("/forward-auth")) {
            assert_eq!(page.header(name), "", "{name} of {what}");
            continue;
        }
        assert_eq!(page.header(name), value, "{name} of {what}");
        assert_eq!(page.headers.get_all(name).iter().count(), 1, "{name} of {what}");
    }
    let published = match what {
        what if what.ends_with("/jwks") => Some("public, max-age=3600"),
        what if what.contains("/.well-known/") => Some("public, max-age=300"),
        _ => None,
    };
    let published = published.filter(|_| page.status == StatusCode::OK);
    let kept = what.contains("/assets/") && page.status == StatusCode::OK;
    let cache = if kept { "public, max-age=31536000, immutable" } else { published.unwrap_or("no-store") };
    assert_eq!(page.header("cache-control"), cache, "{what}");
    // WE-06: no other site may read anything but what is published. And nothing tells what we are made of.
    assert_eq!(page.header("access-control-allow-origin"), if published.is_some() { "*" } else { "" }, "{what}");
    for absent in ["server", "x-powered-by"] {
        assert_eq!(page.header(absent), "", "{what}");
    }
}

async fn each(browser: &Browser) {
    for route in table() {
        let method = if route.method == "GET" { Method::GET } else { Method::POST };
        let page = browser.send(method, &crate::coverage::address(route.path), Vec::new(), &[]).await;
        insist(&page, &format!("{} {} {}", page.status, route.method, route.path));
    }
}

#[tokio::test]
async fn we_03_we_05_every_route_and_every_error_has_all_headers() {
    let portal = Portal::start().await;
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    each(&browser).await;
    anna.enter_password(&mut browser).await;
    each(&browser).await;
    anna.log_in(&portal, &mut browser).await;
    each(&browser).await;
    let form = [("content-type", "text/plain")];
    let foreign = [("sec-fetch-site", "cross-site")];
    for (page, status) in [
        (browser.send(Method::GET, "/nergens", Vec::new(), &[]).await, 404),
        (browser.send(Method::GET, "/assets/nergens.css", Vec::new(), &[]).await, 404),
        (browser.send(Method::PUT, "/login", Vec::new(), &[]).await, 405),
        (browser.send(Method::POST, "/login", b"a=1".to_vec(), &form).await, 415),
        (browser.send(Method::POST, "/login", vec![b'a'; 70_000], &[]).await, 413),
        (browser.send(Method::POST, "/login", b"a=1".to_vec(), &foreign).await, 403),
        (browser.send(Method::OPTIONS, "/login", Vec::new(), &foreign).await, 403),
    ] {
        assert_eq!(page.status.as_u16(), status, "{}", page.body);
        insist(&page, &status.to_string());
    }
}

#[tokio::test]
async fn we_03_we_05_what_the_script_for_keys_gets_has_all_headers() {
    let portal = Portal::start().await;
    let key = credentials::security_key::testing::U2fKey::from_seed(1);
    let mut at_s2 = portal.browser();
    portal.enrolled_with_key("anna", &key).await.enter_password(&mut at_s2).await;
    let mut at_s5 = portal.at_the_choice("fatima").await.home;
    at_s5.press("Verder met deze methode", &[("method", "security-key")]).await;
    for (browser, path) in [(&mut at_s2, "/login/second-factor/key-options"), (&mut at_s5, "/enrol/key/options")] {
        each(browser).await;
        let page = browser.post_once(path, &[]).await;
        assert_eq!((page.status, page.header("content-type")), (StatusCode::OK, "application/json"));
        insist(&page, path);
    }
}

#[tokio::test]
async fn hsts_only_over_https_and_subdomains_by_the_settings() {
    let mut settings = testkit::settings();
    settings.hsts_subdomains = false;
    let portal = Portal::with(settings.clone()).await;
    assert_eq!(portal.browser().open("/login").await.header("strict-transport-security"), "max-age=63072000");
    settings.public_url.origin = "http://localhost:8080".to_owned();
    let portal = Portal::with(settings).await;
    assert_eq!(portal.browser().open("/login").await.header("strict-transport-security"), "");
}

/// The number that the page says, after checking that it says nothing else about the fault.
fn number_on(page: &Page) -> String {
    assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(page.heading(), "Er ging iets mis bij ons");
    let text = page.text();
    for detail in ["sqlite", "sqlx", "error", "panick", "thread", "crates/", "Unavailable", "SELECT"] {
        assert!(!text.to_lowercase().contains(&detail.to_lowercase()), "{detail} is told: {text}");
    }
    let number = text.split("noem nummer ").nth(1).expect("the page says the number")[..8].to_owned();
    assert!(number.as_bytes()[4] == b'-', "{number}");
    number
}

#[tokio::test]
async fn we_09_a_fault_is_told_by_number_only_and_the_log_has_the_rest() {
    let portal = Portal::start().await;
    portal.expect_faults();
    let anna = portal.enrolled("anna").await;
    let mut browser = portal.browser();
    anna.enter_password(&mut browser).await;
    store::testing::fail_after(&portal.app.store, Some(0));
    let page = browser.open("/login/second-factor").await.clone();
    let number = number_on(&page);
    insist(&page, "500");
    assert!(portal.log.faults().iter().any(|line| line.contains(&number)), "{:?}", portal.log.faults());
    for (path, fields) in [
        ("/login", [("username", "anna"), ("password", "x")]),
        ("/login/second-factor", [("code", "123456"), ("x", "")]),
    ] {
        let page = browser.post(path, &fields).await.clone();
        assert_eq!(page.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
    }
    assert_eq!(browser.open("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(browser.open("/healthz").await.status, StatusCode::OK);
    // When the database is back, so is everybody's journey.
    store::testing::fail_after(&portal.app.store, None);
    assert_eq!(browser.open("/login/second-factor").await.status, StatusCode::OK);
}

#[tokio::test]
async fn we_09_a_panic_is_caught_and_told_by_number() {
    let portal = Portal::with_demo(testkit::settings(), Some(Arc::new(Panicking))).await;
    portal.expect_faults();
    let mut browser = portal.browser();
    let page = browser.open("/demo/inbox").await.clone();
    let number = number_on(&page);
    insist(&page, "500");
    assert!(portal.log.faults().iter().any(|line| line.contains(&number)));
    assert_eq!(browser.open("/login").await.status, StatusCode::OK);
}

struct Panicking;

impl web::Demo for Panicking {
    fn messages(&self) -> Vec<DemoMessage> {
        panic!("on purpose")
    }

    fn accounts(&self) -> Vec<DemoAccount> {
        Vec::new()
    }
}
