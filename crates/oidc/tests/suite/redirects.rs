//! OP-02: redirect URIs are the same text or not the same at all.

use oidc::authorize::{self, Arrival, PageError, Rejection};
use oidc::client::{RedirectFault, check_client, check_registered, matches};
use rstest::rstest;

use crate::support::{client, public_client, request_params};

const REGISTERED: &str = "https://app.example.org/callback";

/// Forty ways in which somebody could try to have the code sent elsewhere.
const ELSEWHERE: [&str; 40] = [
    "https://app.example.org/callback/",
    "https://app.example.org/callback?",
    "https://app.example.org/callback?x=1",
    "https://app.example.org/callback#",
    "https://app.example.org/callback#x",
    "https://app.example.org/Callback",
    "https://app.example.org/callback/..",
    "https://app.example.org/callback/../evil",
    "https://app.example.org/./callback",
    "https://app.example.org//callback",
    "https://app.example.org/callback%2f",
    "https://app.example.org/%63allback",
    "https://app.example.org/callback%00",
    "https://app.example.org/callback;x",
    "https://app.example.org/callbackx",
    "https://app.example.org/callbac",
    "https://app.example.org/",
    "https://app.example.org",
    "http://app.example.org/callback",
    "HTTPS://app.example.org/callback",
    "https://APP.example.org/callback",
    "https://app.example.org:443/callback",
    "https://app.example.org:8443/callback",
    "https://app.example.org./callback",
    "https://app.example.org.evil.example/callback",
    "https://evil.example/https://app.example.org/callback",
    "https://evil.example/callback",
    "https://evil.app.example.org/callback",
    "https://app.example.org@evil.example/callback",
    "https://app.example.org:x@evil.example/callback",
    "https://evil.example\\@app.example.org/callback",
    "https://evil.example#@app.example.org/callback",
    "https://app.example.org\\callback",
    "https:/app.example.org/callback",
    "https:app.example.org/callback",
    "//app.example.org/callback",
    "/callback",
    "javascript:alert(1)//https://app.example.org/callback",
    "data:text/html,https://app.example.org/callback",
    " https://app.example.org/callback",
];

#[test]
fn op_02_forty_other_addresses_get_a_page_and_no_redirect() {
    for uri in ELSEWHERE {
        assert!(!matches(REGISTERED, uri, true), "{uri}");
        for client in [client(), public_client()] {
            let params = request_params(&[("redirect_uri", uri), ("response_type", "token")]);
            let answer = authorize::check(&params, Some(&client), Arrival::Browser);
            assert_eq!(answer, Err(Rejection::Page(PageError::RedirectUri)), "{uri}");
        }
    }
}

#[rstest]
#[case("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb", true)]
#[case("http://127.0.0.1:1234/cb", "http://127.0.0.1:49152/cb", true)]
#[case("http://127.0.0.1:1234/cb", "http://127.0.0.1/cb", true)]
#[case("http://[::1]/cb?x=1", "http://[::1]:49152/cb?x=1", true)]
#[case("http://127.0.0.1", "http://127.0.0.1:1", true)]
#[case("http://127.0.0.1/cb", "http://127.0.0.1:49152/cb/", false)]
#[case("http://127.0.0.1/cb", "http://127.0.0.1:49152/other", false)]
#[case("http://127.0.0.1/cb", "http://127.0.0.1:0/cb", false)]
#[case("http://127.0.0.1/cb", "http://127.0.0.1:65536/cb", false)]
#[case("http://127.0.0.1/cb", "http://127.0.0.1:/cb", false)]
#[case("http://127.0.0.1/cb", "http://127.0.0.1:80@evil.example/cb", false)]
#[case("http://127.0.0.1/cb", "http://127.0.0.1.evil.example/cb", false)]
#[case("http://127.0.0.1/cb", "http://127.0.0.1evil.example/cb", false)]
#[case("http://127.0.0.1/cb", "http://127.0.0.2:1/cb", false)]
#[case("http://127.0.0.1/cb", "http://[::1]:1/cb", false)]
#[case("http://127.0.0.1/cb", "https://127.0.0.1:1/cb", false)]
#[case("http://127.0.0.1/cb", "http://localhost:1/cb", false)]
#[case("http://localhost/cb", "http://localhost:1/cb", false)]
#[case("https://127.0.0.1/cb", "https://127.0.0.1:1/cb", false)]
fn op_02_only_the_port_of_a_loopback_address_is_free(#[case] registered: &str, #[case] sent: &str, #[case] same: bool) {
    assert_eq!(matches(registered, sent, true), same);
    assert!(!matches(registered, sent, false), "only for native applications");
}

#[rstest]
#[case("https://app.example.org/callback?tenant=1", false, Ok(()))]
#[case("https://app.example.org", false, Ok(()))]
#[case("http://127.0.0.1:8080/cb", false, Ok(()))]
#[case("org.example.app:/cb", true, Ok(()))]
#[case("org.example.app:/cb", false, Err(RedirectFault::Scheme))]
#[case("http://app.example.org/cb", false, Err(RedirectFault::Scheme))]
#[case("http://localhost/cb", true, Err(RedirectFault::Scheme))]
#[case("javascript:alert(1)", true, Err(RedirectFault::Scheme))]
#[case("https://app.example.org/cb#x", false, Err(RedirectFault::Fragment))]
#[case("https://u@app.example.org/cb", false, Err(RedirectFault::UserInfo))]
#[case("https://@app.example.org/cb", false, Err(RedirectFault::UserInfo))]
#[case("https://*.example.org/cb", false, Err(RedirectFault::Pattern))]
#[case("https://app.example.org/*", false, Err(RedirectFault::Pattern))]
#[case("https://App.example.org/cb", false, Err(RedirectFault::NotAbsolute))]
#[case("https://app.example.org/a/../b", false, Err(RedirectFault::NotAbsolute))]
#[case("/cb", false, Err(RedirectFault::NotAbsolute))]
#[case("", false, Err(RedirectFault::NotAbsolute))]
#[case("https://app.example.org/\\x", false, Err(RedirectFault::NotAbsolute))]
fn op_02_what_may_be_registered(#[case] uri: &str, #[case] native: bool, #[case] expected: Result<(), RedirectFault>) {
    assert_eq!(check_registered(uri, native), expected, "{uri}");
}

#[test]
fn a_registration_names_all_its_faults() {
    assert_eq!(check_client(&client()), vec![]);
    assert_eq!(check_client(&public_client()), vec![]);
    let bad = oidc::client::Client {
        name: "\n".to_owned(),
        auth: oidc::client::ClientAuth::Basic(vec![]),
        redirect_uris: vec!["http://app.example.org".to_owned()],
        scopes: oidc::scope::Scopes::default(),
        back_channel_logout_uri: Some("ftp://x".to_owned()),
        cors_origins: vec!["https://app.example.org/".to_owned()],
        ..client()
    };
    assert_eq!(check_client(&bad).len(), 6);
    let lax = oidc::client::Client { pkce: oidc::client::PkceRule::OldClient, ..public_client() };
    assert_eq!(check_client(&lax), vec![oidc::client::ClientFault::PublicWithoutPkce]);
}
