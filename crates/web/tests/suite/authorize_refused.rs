//! `/authorize` with what is wrong: to nobody before client and address belong together, then to the application (OP-01, OP-02, OP-03,
//! OP-05, WE-07), and nothing is issued.

use http::{Method, StatusCode};
use rstest::rstest;
use testkit::{Browser, OidcClient, Page, Portal};

use crate::authorize::{answered, error, logged_in};

/// A value that fills an address: none that a browser can be sent with is longer than 64 KiB.
const LONGEST: usize = 60_000;

fn escape(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

async fn get(browser: &Browser, path: &str) -> Page {
    browser.send(Method::GET, path, Vec::new(), &[]).await
}

/// A page of ours that sends nobody anywhere.
fn stays(page: &Page, what: &str) {
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "{what}: {} {}", page.header("location"), page.text());
    assert_eq!((page.header("location"), page.header("refresh")), ("", ""), "{what}");
    assert!(!page.body.contains("http-equiv"), "{what}");
    assert_eq!(page.heading(), "Deze applicatie kan u niet laten inloggen");
    assert!(page.text().contains("Nummer van de aanvraag"), "{what} says what to tell: {}", page.text());
}

async fn nothing_issued(portal: &Portal) {
    for table in ["authorization_codes", "token_families", "authorization_requests"] {
        assert!(portal.rows(table).await.is_empty(), "{table}");
    }
}

#[tokio::test]
async fn op_02_variants_of_a_registered_address_get_a_page() {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let variants = [
        "https://dossier.voorbeeld.example/callback/",
        "https://dossier.voorbeeld.example/Callback",
        "https://dossier.voorbeeld.example/callback?x=1",
        "https://dossier.voorbeeld.example/callback?",
        "https://dossier.voorbeeld.example/callback#",
        "https://dossier.voorbeeld.example/callback#code",
        "https://dossier.voorbeeld.example/callback/../callback",
        "https://dossier.voorbeeld.example/./callback",
        "https://dossier.voorbeeld.example//callback",
        "https://dossier.voorbeeld.example/callback%2f",
        "https://dossier.voorbeeld.example/%63allback",
        "https://dossier.voorbeeld.example:443/callback",
        "https://dossier.voorbeeld.example:8443/callback",
        "https://dossier.voorbeeld.example./callback",
        "https://DOSSIER.voorbeeld.example/callback",
        "HTTPS://dossier.voorbeeld.example/callback",
        "http://dossier.voorbeeld.example/callback",
        "https://x.dossier.voorbeeld.example/callback",
        "https://dossier.voorbeeld.example.evil.example/callback",
        "https://dossier.voorbeeld.example@evil.example/callback",
        "https://evil.example/https://dossier.voorbeeld.example/callback",
        "https://anna:geheim@dossier.voorbeeld.example/callback",
        "https://dossier.voorbeeld.example/callback ",
        " https://dossier.voorbeeld.example/callback",
        "https://dossier.voorbeeld.example/callback\t",
        "//dossier.voorbeeld.example/callback",
        "/callback",
        "https://dossier.voorbeeld.example",
        "https://dossier.voorbeeld.example\\callback",
        "https://127.0.0.1/callback",
    ];
    assert!(variants.len() >= 30);
    for variant in variants {
        let asked = client.asks_with(&[("redirect_uri", variant)]);
        let page = get(&browser, &asked.address).await;
        stays(&page, variant);
        assert!(page.text().contains("Toepassing dossier") && page.text().contains("redirect_uri"), "{}", page.text());
        assert!(!page.body.contains("evil"), "nothing of the request is repeated: {variant}");
    }
    nothing_issued(&portal).await;
    let events = portal.events().await;
    assert!(events.contains(&("authz_fail".to_owned(), "redirect-uri".to_owned())), "{events:?}");
}

#[tokio::test]
async fn we_07_open_redirect_payloads_lead_nowhere() {
    let portal = Portal::start().await;
    let (_, mut browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let payloads = [
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "https:/evil.example",
        "https:///evil.example",
        "http://evil.example",
        "https://evil.example/callback",
        "HtTpS://evil.example",
        "javascript:alert(1)",
        "JavaScript:alert(document.domain)",
        "java\tscript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:msgbox(1)",
        "file:///etc/passwd",
        "ftp://evil.example",
        "blob:https://evil.example/x",
        "about:blank",
        "mailto:evil@evil.example",
        "intent://evil.example#Intent;scheme=http;end",
        "https://dossier.voorbeeld.example/callback\r\nSet-Cookie: a=b",
        "https://dossier.voorbeeld.example/callback\nLocation: https://evil.example",
        "https://dossier.voorbeeld.example/callback\0.evil.example",
        "https://dossier.voorbeeld.example%00.evil.example/callback",
        "https://dossier.voorbeeld.example%2eevil.example/callback",
        "https://dossier.voorbeeld.example;.evil.example/callback",
        "https://dossier.voorbeeld.example,evil.example/callback",
        "https://evil.example?https://dossier.voorbeeld.example/callback",
        "https://evil.example#https://dossier.voorbeeld.example/callback",
        "https://[::1]/callback",
        "https://2130706433/callback",
        "https://\u{ff45}vil.example/callback",
        "https://dossier\u{3002}voorbeeld\u{3002}example/callback",
        "https://dossier.voorbeeld.ex\u{430}mple/callback",
        "\u{202e}elpmaxe.live//:sptth",
        "?redirect_uri=https://evil.example",
        "@evil.example",
        "null",
        "*",
        "https://*.voorbeeld.example/callback",
    ];
    assert!(payloads.len() >= 40);
    for payload in payloads {
        let asked = client.asks_with(&[("redirect_uri", payload)]);
        stays(&get(&browser, &asked.address).await, payload);
        let escaped = escape(payload);
        // No other address that people are led by takes it either.
        for path in [
            format!("/leaving?to={escaped}"),
            format!("/login?to={escaped}"),
            format!("/consent?to={escaped}"),
            format!("/authorize/account?to={escaped}"),
            format!("/account/confirm?to={escaped}"),
            format!("/authorize/continue?request={escaped}"),
        ] {
            let page = browser.open(&path).await;
            assert!(page.hops.iter().all(|(_, to)| !to.contains("evil")), "{path} {:?}", page.hops);
            assert!(!page.body.contains("http-equiv"), "{path}");
        }
        let leaves = get(&browser, &format!("/end-session?client_id=dossier&post_logout_redirect_uri={escaped}")).await;
        let unreadable = payload.chars().any(char::is_control);
        let expected = if unreadable { StatusCode::BAD_REQUEST } else { StatusCode::OK };
        assert_eq!((leaves.status, leaves.header("location")), (expected, ""), "{payload:?}: it asks");
        assert!(leaves.value("landing").is_none(), "{payload}");
    }
    nothing_issued(&portal).await;
}

#[tokio::test]
async fn op_02_unknown_switched_off_and_unreadable_clients_get_a_page() {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let off = OidcClient::register_with(&portal, "uit", |client| client.enabled = false).await;
    let long = "x".repeat(LONGEST);
    for id in ["", "onbekend", "DOSSIER", "dossier ", "dossier\0", "d\u{f6}ssier", "<script>", &long] {
        let asked = client.asks_with(&[("client_id", id)]);
        let page = get(&browser, &asked.address).await;
        stays(&page, id);
        assert!(!page.body.contains("<script>") && !page.body.contains("Toepassing"), "{id}");
    }
    stays(&get(&browser, &off.asks().address).await, "switched off");
    let asked = client.asks();
    for (what, path) in [
        ("doubled client", format!("{}&client_id=dossier", asked.address)),
        ("doubled address", format!("{}&redirect_uri={}", asked.address, escape(&client.client.redirect_uris[0]))),
        ("no UTF-8", "/authorize?client_id=%ff".to_owned()),
        ("nothing", "/authorize".to_owned()),
        ("an odd query", "/authorize?&&=&%&%%&client_id".to_owned()),
    ] {
        stays(&get(&browser, &path).await, what);
    }
    nothing_issued(&portal).await;
}

#[rstest]
#[case(&[("response_type", "token")], "unsupported_response_type")]
#[case(&[("response_type", "code id_token")], "unsupported_response_type")]
#[case(&[("response_type", "")], "invalid_request")]
#[case(&[("scope", "")], "invalid_scope")]
#[case(&[("scope", "profile")], "invalid_scope")]
#[case(&[("code_challenge", "")], "invalid_request")]
#[case(&[("code_challenge_method", "plain")], "invalid_request")]
#[case(&[("code_challenge_method", "")], "invalid_request")]
#[case(&[("response_mode", "fragment")], "invalid_request")]
#[case(&[("prompt", "none login")], "invalid_request")]
#[case(&[("prompt", "create")], "invalid_request")]
#[case(&[("max_age", "-1")], "invalid_request")]
#[case(&[("max_age", "soon")], "invalid_request")]
#[case(&[("claims", "[]")], "invalid_request")]
#[case(&[("request", "eyJhbGciOiJub25lIn0.e30.")], "request_not_supported")]
#[case(&[("request_uri", "https://evil.example/r")], "request_uri_not_supported")]
#[case(&[("request_uri", "urn:ietf:params:oauth:request_uri:never")], "invalid_request_uri")]
#[case(&[("registration", "{}")], "registration_not_supported")]
#[case(&[("id_token_hint", "eyJhbGciOiJub25lIn0.e30.")], "invalid_request")]
#[case(&[("acr_values", "phr")], "unmet_authentication_requirements")]
#[case(&[("claims", r#"{"id_token":{"acr":{"essential":true,"value":"gold"}}}"#)], "unmet_authentication_requirements")]
#[tokio::test]
async fn op_01_op_03_each_error_goes_to_the_application(#[case] changed: &[(&str, &str)], #[case] expected: &str) {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let asked = client.asks_with(changed);
    let page = get(&browser, &asked.address).await;
    assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text());
    let location = page.header("location");
    assert!(location.starts_with("https://dossier.voorbeeld.example/callback?"), "{location}");
    assert_eq!(error(location), expected);
    assert_eq!(answered(location).get("state"), Some(&asked.state), "OP-06");
    nothing_issued(&portal).await;
    assert!(portal.events().await.contains(&("authz_fail".to_owned(), expected.to_owned())));
}

#[tokio::test]
async fn bad_input_for_every_parameter() {
    let portal = Portal::start().await;
    let (_, browser) = logged_in(&portal, "anna").await;
    let client = OidcClient::register(&portal, "dossier").await;
    let (long, megabyte) = ("x".repeat(LONGEST), "x".repeat(1 << 20));
    for name in [
        "response_type",
        "scope",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
        "response_mode",
        "prompt",
        "max_age",
        "acr_values",
        "claims",
        "login_hint",
        "id_token_hint",
        "ui_locales",
        "display",
        "unknown",
    ] {
        let rest = client.asks_with(&[(name, "")]).address;
        for (what, bad) in [
            ("doubled", format!("{rest}&{name}=code&{name}=code")),
            ("all of an address", format!("{rest}&{name}={long}")),
            ("NUL", format!("{rest}&{name}=%00")),
            ("no UTF-8", format!("{rest}&{name}=%ff")),
        ] {
            let page = get(&browser, &bad).await;
            assert_eq!(page.status, StatusCode::SEE_OTHER, "{name} {what}: {}", page.text());
            let location = page.header("location");
            assert_eq!(error(location), "invalid_request", "{name} {what}");
            assert!(location.len() < 1_000, "{name} {what}: nothing of it is repeated");
        }
    }
    // The same in a form; one that is too long to be read at all is not read.
    let body = |extra: &str| format!("{}&{extra}", client.asks().address.split_once('?').unwrap().1).into_bytes();
    let foreign = [("sec-fetch-site", "cross-site"), ("origin", "https://dossier.voorbeeld.example")];
    let page = browser.send(Method::POST, "/authorize", body("scope=x"), &foreign).await;
    assert_eq!(error(page.header("location")), "invalid_request");
    let page = browser.send(Method::POST, "/authorize", body(&format!("x={megabyte}")), &foreign).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    let kind = [("content-type", "application/json")];
    assert_eq!(
        browser.send(Method::POST, "/authorize", body(""), &kind).await.status,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
    nothing_issued(&portal).await;
}
