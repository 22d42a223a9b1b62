//! OP-07: pushed requests.

use oidc::OAuthError;
use oidc::client::{Client, ClientId};
use oidc::par::{LIFE, PushedRow, check, named, response, take};

use crate::support::{client, now, params, request_params, seconds, secret};

fn row() -> PushedRow {
    let request = check(&request_params(&[]), &client()).unwrap();
    PushedRow { hash: secret(3).hash(), client: client().id, request, pushed_at: now() }
}

#[test]
fn op_07_a_pushed_request_is_taken_by_its_client_within_90_seconds() {
    let answer = response(&secret(3));
    assert_eq!(answer.expires_in, 90);
    assert!(answer.request_uri.starts_with("urn:ietf:params:oauth:request_uri:"));
    let browser = params(&[("client_id", "wiki"), ("request_uri", &answer.request_uri), ("scope", "openid email")]);
    assert_eq!(named(&browser), Some(secret(3)));
    assert_eq!(take(Some(row()), &browser, now() + seconds(89)), Ok(row().request));
    for (row, at) in [(None, now()), (Some(row()), now() + LIFE)] {
        assert_eq!(take(row, &browser, at).unwrap_err().error, OAuthError::InvalidRequestUri);
    }
    let other = params(&[("client_id", "other"), ("request_uri", &answer.request_uri)]);
    assert_eq!(take(Some(row()), &other, now()).unwrap_err().error, OAuthError::InvalidRequestUri);
}

#[test]
fn op_07_other_addresses_are_no_names() {
    for uri in
        ["", "https://evil.example/r", "urn:ietf:params:oauth:request_uri:", "urn:ietf:params:oauth:request_uri:x"]
    {
        assert_eq!(named(&params(&[("request_uri", uri)])), None, "{uri}");
    }
}

#[test]
fn op_07_what_is_pushed_is_checked_the_same_way() {
    let error = |changes: &[(&str, &str)]| check(&request_params(changes), &client()).unwrap_err().error;
    assert_eq!(error(&[("response_type", "token")]), OAuthError::UnsupportedResponseType);
    assert_eq!(error(&[("redirect_uri", "https://evil.example")]), OAuthError::InvalidRequest);
    assert_eq!(error(&[("client_id", "other")]), OAuthError::InvalidRequest);
    assert_eq!(error(&[("request_uri", "urn:ietf:params:oauth:request_uri:x")]), OAuthError::RequestUriNotSupported);
    let must = Client { par_required: true, ..client() };
    assert!(check(&request_params(&[]), &must).is_ok());
    let other = Client { id: ClientId::parse("other").unwrap(), ..client() };
    assert!(check(&request_params(&[]), &other).is_err());
}
