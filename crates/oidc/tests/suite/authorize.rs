//! The authorization request: the order of its checks, each refusal by its name, and the answer's form.

use oidc::acr::{Acr, AcrDemand};
use oidc::authorize::{self, Arrival, PageError, Rejection, Request, ResponseMode};
use oidc::client::Client;
use oidc::scope::{Scope, Scopes};
use oidc::{OAuthError, Params, Refused};
use proptest::prelude::*;
use rstest::rstest;

use crate::support::{REDIRECT, check, client, issuer, params, request_params, seconds, secret, told};

#[test]
fn a_good_request_is_read_whole() {
    let request = check(&[
        ("scope", "openid profile unheard_of"),
        ("response_mode", "form_post"),
        ("prompt", "login consent"),
        ("max_age", "300"),
        ("acr_values", "phrh phr nonsense"),
        ("login_hint", "jan"),
        ("ui_locales", "nl-NL en <x>"),
        ("unknown", "ignored"),
    ])
    .unwrap();
    assert_eq!(request.scopes, [Scope::Openid, Scope::Profile].into_iter().collect());
    assert_eq!(request.to.mode, ResponseMode::FormPost);
    assert_eq!(request.to.state.as_deref(), Some("a state=&\"<>"));
    assert_eq!(request.nonce.as_deref(), Some("n-1"));
    assert!(request.prompts.login && request.prompts.consent && !request.prompts.none);
    assert_eq!(request.max_age, Some(seconds(300)));
    assert_eq!(request.acr, AcrDemand { known: vec![Acr::Phrh, Acr::Phr], essential: false });
    assert_eq!(request.login_hint.as_deref(), Some("jan"));
    assert_eq!(request.ui_locales, ["nl-NL", "en"]);
    let stored = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<Request>(&stored).unwrap(), request);
}

#[rstest]
#[case(&[("client_id", "")], PageError::UnknownClient)]
#[case(&[("client_id", "other")], PageError::UnknownClient)]
#[case(&[("client_id", "wi ki")], PageError::UnknownClient)]
#[case(&[("client_id", "wiki\0")], PageError::UnknownClient)]
#[case(&[("redirect_uri", "")], PageError::RedirectUri)]
#[case(&[("redirect_uri", "https://app.example.org/callback\0")], PageError::RedirectUri)]
fn op_02_until_client_and_address_belong_together_there_is_a_page(
    #[case] changes: &[(&str, &str)],
    #[case] error: PageError,
) {
    assert_eq!(check(changes), Err(Rejection::Page(error)));
}

#[test]
fn op_02_unknown_and_switched_off_clients_get_a_page() {
    let off = Client { enabled: false, ..client() };
    for client in [None, Some(&off)] {
        let answer = authorize::check(&request_params(&[]), client, Arrival::Browser);
        assert_eq!(answer, Err(Rejection::Page(PageError::UnknownClient)));
    }
}

#[rstest]
#[case(&[("response_type", "")], OAuthError::InvalidRequest)]
#[case(&[("response_type", "token")], OAuthError::UnsupportedResponseType)]
#[case(&[("response_type", "id_token")], OAuthError::UnsupportedResponseType)]
#[case(&[("response_type", "code id_token")], OAuthError::UnsupportedResponseType)]
#[case(&[("response_type", "code token")], OAuthError::UnsupportedResponseType)]
#[case(&[("response_type", "none")], OAuthError::UnsupportedResponseType)]
#[case(&[("response_type", "Code")], OAuthError::UnsupportedResponseType)]
#[case(&[("response_mode", "fragment")], OAuthError::InvalidRequest)]
#[case(&[("response_mode", "web_message")], OAuthError::InvalidRequest)]
#[case(&[("scope", "")], OAuthError::InvalidScope)]
#[case(&[("scope", "profile")], OAuthError::InvalidScope)]
#[case(&[("scope", "openid \"x\"")], OAuthError::InvalidScope)]
#[case(&[("scope", "openid é")], OAuthError::InvalidScope)]
#[case(&[("prompt", "none login")], OAuthError::InvalidRequest)]
#[case(&[("prompt", "create")], OAuthError::InvalidRequest)]
#[case(&[("max_age", "-1")], OAuthError::InvalidRequest)]
#[case(&[("max_age", "+1")], OAuthError::InvalidRequest)]
#[case(&[("max_age", "1.5")], OAuthError::InvalidRequest)]
#[case(&[("max_age", "99999999999")], OAuthError::InvalidRequest)]
#[case(&[("claims", "[]")], OAuthError::InvalidRequest)]
#[case(&[("claims", "{\"id_token\":[]}")], OAuthError::InvalidRequest)]
#[case(&[("claims", "{\"id_token\":{\"acr\":true}}")], OAuthError::InvalidRequest)]
#[case(&[("claims", "{")], OAuthError::InvalidRequest)]
#[case(&[("request", "ey.ey.ey")], OAuthError::RequestNotSupported)]
#[case(&[("request_uri", "https://evil.example/r")], OAuthError::RequestUriNotSupported)]
#[case(&[("nonce", "n\0")], OAuthError::InvalidRequest)]
#[case(&[("unknown", "line\nbreak")], OAuthError::InvalidRequest)]
fn op_01_op_07_op_13_refusals_go_to_the_client(#[case] changes: &[(&str, &str)], #[case] error: OAuthError) {
    assert_eq!(told(check(changes)), error);
}

#[rstest]
#[case("response_type")]
#[case("scope")]
#[case("state")]
#[case("nonce")]
#[case("prompt")]
#[case("code_challenge")]
#[case("response_mode")]
#[case("whatever")]
fn rfc_6749_3_1_a_doubled_parameter_is_refused_at_the_redirect_uri(#[case] name: &str) {
    assert_eq!(told(doubled(name, "query")), OAuthError::InvalidRequest);
}

#[rstest]
#[case("client_id", "wiki", PageError::UnknownClient)]
#[case("redirect_uri", REDIRECT, PageError::RedirectUri)]
fn rfc_6749_3_1_a_doubled_client_or_address_gets_a_page(
    #[case] name: &str,
    #[case] value: &str,
    #[case] error: PageError,
) {
    assert_eq!(doubled(name, value), Err(Rejection::Page(error)));
}

fn doubled(name: &str, value: &str) -> Result<Request, Rejection> {
    let mut pairs = vec![
        ("client_id", "wiki"),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "openid"),
        ("code_challenge", crate::support::CHALLENGE),
        ("code_challenge_method", "S256"),
        (name, value),
    ];
    pairs.push((name, value));
    authorize::check(&params(&pairs), Some(&client()), Arrival::Browser)
}

#[test]
fn a_parameter_of_a_megabyte_is_refused() {
    let long = "x".repeat(1 << 20);
    assert_eq!(told(check(&[("nonce", &long)])), OAuthError::InvalidRequest);
    assert_eq!(check(&[("redirect_uri", &long)]), Err(Rejection::Page(PageError::RedirectUri)));
}

#[test]
fn a_client_gets_only_its_scopes() {
    let narrow = Client { scopes: [Scope::Openid].into_iter().collect(), ..client() };
    let params = request_params(&[("scope", "openid offline_access")]);
    assert_eq!(told(authorize::check(&params, Some(&narrow), Arrival::Browser)), OAuthError::InvalidScope);
}

#[test]
fn op_07_a_client_that_must_push_is_refused_in_the_browser() {
    let pushing = Client { par_required: true, ..client() };
    let check = |arrival| authorize::check(&request_params(&[]), Some(&pushing), arrival);
    assert_eq!(told(check(Arrival::Browser)), OAuthError::InvalidRequest);
    assert!(check(Arrival::Pushed).is_ok());
}

#[rstest]
#[case(r#"{"id_token":{"acr":{"essential":true,"values":["phr","x"]}}}"#, "", &[Acr::Phr], true)]
#[case(r#"{"userinfo":{"acr":{"essential":true,"value":"phrh"}}}"#, "phr", &[Acr::Phrh], true)]
#[case(r#"{"id_token":{"acr":{"values":["phr"]}}}"#, "", &[Acr::Phr], false)]
#[case(r#"{"id_token":{"acr":{"values":["phr"]}}}"#, "phrh", &[Acr::Phrh], false)]
#[case(r#"{"id_token":{"acr":{"essential":true}}}"#, "", &[], false)]
#[case(r#"{"id_token":{"acr":null,"email":null}}"#, "", &[], false)]
#[case(r#"{"id_token":{"acr":{"essential":true,"value":"gold"}}}"#, "", &[], true)]
fn op_13_claims_and_acr_values_are_one_demand(
    #[case] claims: &str,
    #[case] acr_values: &str,
    #[case] known: &[Acr],
    #[case] essential: bool,
) {
    let request = check(&[("claims", claims), ("acr_values", acr_values)]).unwrap();
    assert_eq!(request.acr, AcrDemand { known: known.to_vec(), essential });
}

#[test]
fn op_05_op_06_every_answer_has_iss_and_the_state_as_it_came() {
    let to = check(&[]).unwrap().to;
    let good = to.code(&secret(7), &issuer());
    assert_eq!(
        good.location(),
        format!(
            "{REDIRECT}?code={}&state=a+state%3D%26%22%3C%3E&iss=https%3A%2F%2Flogin.example.org",
            secret(7).expose().as_str()
        )
    );
    assert!(!format!("{good:?}").contains(secret(7).expose().as_str()));
    let bad = to.error(Refused::new(OAuthError::AccessDenied, "no"), &issuer());
    let names: Vec<_> = bad.fields.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["error", "error_description", "state", "iss"]);
}

#[rstest]
#[case("https://a.example/cb", "https://a.example/cb?iss=")]
#[case("https://a.example/cb?", "https://a.example/cb?iss=")]
#[case("https://a.example/cb?t=1", "https://a.example/cb?t=1&iss=")]
fn the_query_of_a_registered_address_stays(#[case] uri: &str, #[case] begins: &str) {
    let reply = authorize::Reply {
        redirect_uri: uri.to_owned(),
        mode: ResponseMode::Query,
        fields: vec![("iss", "x".to_owned())],
    };
    assert_eq!(reply.location(), format!("{begins}x"));
}

proptest! {
    #[test]
    fn no_parameters_make_it_panic(pairs in prop::collection::vec((name(), ".*"), 0..20)) {
        let params = Params::new(pairs);
        let _ = authorize::check(&params, Some(&client()), Arrival::Browser);
        let _ = oidc::token::TokenRequest::parse(&params);
        let _ = oidc::logout::read(&params);
        let _ = oidc::par::named(&params);
        let _ = oidc::client_auth::Presented::read(params.lenient("state"), &params);
    }

    #[test]
    fn whatever_a_good_request_is_changed_to_nothing_panics(at in name(), value in ".*") {
        let _ = check(&[(&at, &value)]);
    }

    #[test]
    fn scopes_that_are_read_are_written_and_read_again(text in "[a-z_ ]{0,60}") {
        let scopes = Scopes::parse(&text).unwrap();
        prop_assert_eq!(Scopes::parse(&scopes.to_text()).unwrap(), scopes);
    }
}

fn name() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "client_id",
        "redirect_uri",
        "response_type",
        "response_mode",
        "scope",
        "state",
        "nonce",
        "prompt",
        "max_age",
        "acr_values",
        "claims",
        "login_hint",
        "ui_locales",
        "request",
        "request_uri",
        "code_challenge",
        "code_challenge_method",
        "grant_type",
        "code",
        "code_verifier",
        "refresh_token",
        "client_secret",
        "client_assertion",
        "client_assertion_type",
        "id_token_hint",
        "post_logout_redirect_uri",
    ])
    .prop_map(str::to_owned)
}
