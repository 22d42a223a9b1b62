//! Whom the portal believes about a request (requirements FA-03 and WE-08): the proxy of the settings, with each of its headers once.

use std::net::IpAddr;

use http::StatusCode;
use oidc::forward::Proxy;
use rstest::rstest;
use testkit::{APP, Behind, Page, Portal, TO_A_PAGE, describe, settings_behind_a_proxy};

use crate::forward::{anna, portal, says_who};

fn refused(page: &Page) -> bool {
    page.status == StatusCode::FORBIDDEN && !says_who(page) && page.headers.get("set-cookie").is_none()
}

async fn ask(app: &Behind, headers: &[(&'static str, String)], more: &[(&str, &str)]) -> Page {
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    app.ask("GET", "/", &[&headers, more].concat()).await
}

#[rstest]
#[case(Proxy::Forwarded)]
#[case(Proxy::Nginx)]
#[case(Proxy::Envoy)]
#[tokio::test]
async fn we_08_from_anywhere_else_nothing_is_believed(#[case] proxy: Proxy) {
    let portal = portal(proxy).await;
    let (_, _, app) = anna(&portal, proxy).await;
    assert_eq!(app.check("GET", "/", &[]).await.status, StatusCode::OK);
    for address in ["203.0.113.9", "10.0.1.9", "127.0.0.1", "::1"] {
        let mut stranger = app.clone();
        stranger.browser.address = address.parse::<IpAddr>().unwrap();
        for target in ["/", "/health"] {
            assert!(refused(&stranger.check("GET", target, &[]).await), "{address}");
        }
        for path in ["start?to=%2F", "ticket?ticket=x", "logout", "assets/x"] {
            assert!(refused(&stranger.own("GET", &format!("/.poortwachter/{path}"), &TO_A_PAGE).await), "{path}");
        }
    }
    // The same machine, written as IPv6.
    let mut mapped = app.clone();
    mapped.browser.address = "::ffff:10.0.0.9".parse().unwrap();
    assert_eq!(mapped.check("GET", "/", &[]).await.status, StatusCode::OK);
}

#[rstest]
#[case(Proxy::Forwarded)]
#[case(Proxy::Nginx)]
#[case(Proxy::Envoy)]
#[tokio::test]
async fn we_08_each_header_is_there_once(#[case] proxy: Proxy) {
    let portal = portal(proxy).await;
    let (_, _, app) = anna(&portal, proxy).await;
    let good = describe(proxy, "GET", APP, "/");
    assert_eq!(ask(&app, &good, &[]).await.status, StatusCode::OK);
    for at in 0..good.len() {
        let mut less = good.clone();
        let (name, value) = less.remove(at);
        assert!(refused(&ask(&app, &less, &[]).await), "without {name}");
        for second in [value.as_str(), "evil.example", ""] {
            assert!(refused(&ask(&app, &good, &[(name, second)]).await), "{name} and {second:?}");
        }
        for odd in ["", "a, b", "\u{e9}", "https://evil.example"] {
            let mut other = less.clone();
            other.push((name, odd.to_owned()));
            assert!(refused(&ask(&app, &other, &[]).await), "{name}: {odd:?}");
        }
    }
}

#[rstest]
#[case(Proxy::Forwarded, Proxy::Nginx)]
#[case(Proxy::Nginx, Proxy::Forwarded)]
#[case(Proxy::Envoy, Proxy::Forwarded)]
#[case(Proxy::Forwarded, Proxy::Envoy)]
#[tokio::test]
async fn we_08_headers_of_another_proxy_are_not_believed(#[case] set: Proxy, #[case] asks: Proxy) {
    let portal = portal(set).await;
    let (_, _, app) = anna(&portal, set).await;
    let mut other = app.clone();
    other.proxy = asks;
    assert!(refused(&other.check("GET", "/health", &[]).await));
    // Nor are they looked at beside the right ones: a browser may send what it likes.
    let spoofed = describe(asks, "GET", APP, "/health");
    let spoofed: Vec<(&str, &str)> = spoofed
        .iter()
        .map(|(n, v)| (*n, v.as_str()))
        .filter(|(n, _)| !["host", "x-forwarded-proto"].contains(n))
        .collect();
    let nobody = app.other(&portal);
    assert_eq!(nobody.check("GET", "/", &spoofed).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn we_08_an_application_may_name_its_own_proxy() {
    let mut settings = settings_behind_a_proxy(Proxy::Forwarded);
    settings.forward[0].from = vec!["10.0.0.7/32".parse().unwrap()];
    let portal = Portal::with(settings).await;
    let mut app = portal.behind(Proxy::Forwarded, APP);
    assert!(refused(&app.check("GET", "/health", &[]).await));
    app.browser.address = "10.0.0.7".parse().unwrap();
    assert_eq!(app.check("GET", "/health", &[]).await.status, StatusCode::OK);
}

#[rstest]
#[case(Proxy::Forwarded)]
#[case(Proxy::Nginx)]
#[case(Proxy::Envoy)]
#[tokio::test]
async fn fa_03_unknown_hosts_plain_http_and_our_own_folder_are_refused(#[case] proxy: Proxy) {
    let portal = portal(proxy).await;
    let (_, _, app) = anna(&portal, proxy).await;
    for host in [
        "other.voorbeeld.example",
        "login.voorbeeld.example",
        "app.voorbeeld.example:8443",
        "app.voorbeeld.example.evil.example",
    ] {
        assert!(refused(&ask(&app, &describe(proxy, "GET", host, "/"), &[]).await), "{host}");
    }
    let plain: Vec<_> = describe(proxy, "GET", APP, "/")
        .into_iter()
        .map(|(name, value)| (name, value.replace("https", "http")))
        .collect();
    assert!(refused(&ask(&app, &plain, &[]).await));
    for target in ["/.poortwachter", "/.poortwachter/", "/.poortwachter/start?to=/", "/%2epoortwachter/ticket"] {
        assert!(refused(&app.check("GET", target, &[]).await), "{target}");
    }
}

#[tokio::test]
async fn the_page_for_the_operator_says_what_is_missing_and_under_which_number() {
    let portal = portal(Proxy::Forwarded).await;
    let app = portal.behind(Proxy::Forwarded, APP);
    let mut headers = describe(Proxy::Forwarded, "GET", APP, "/");
    headers.retain(|(name, _)| *name != "x-forwarded-uri");
    let page = ask(&app, &headers, &TO_A_PAGE).await;
    assert_eq!(page.heading(), "Deze website is niet goed ingesteld");
    assert!(page.text().contains("the proxy's header x-forwarded-uri is missing"), "{}", page.text());
    let number = page.text().split("nummer ").nth(1).unwrap().split(':').next().unwrap().to_owned();
    assert!(number.len() == 8 && portal.log.text().contains(&number), "{number}: {}", portal.log.text());
    // Below our own folder too.
    let page = app.send("GET", "/.poortwachter/start", &[("host", APP)]).await;
    assert!(refused(&page) && page.text().contains("x-forwarded-proto is missing"), "{}", page.text());
    let other = [("host", APP), ("x-forwarded-proto", "https"), ("x-forwarded-host", "evil.example")];
    assert!(refused(&app.send("GET", "/.poortwachter/start", &other).await));
    let same = [("host", APP), ("x-forwarded-proto", "https"), ("x-forwarded-host", APP)];
    assert_eq!(app.send("GET", "/.poortwachter/start", &same).await.status, StatusCode::SEE_OTHER);
}
