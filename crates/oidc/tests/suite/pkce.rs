//! OP-03: PKCE with S256, RFC 7636.

use oidc::OAuthError;
use oidc::authorize::{self, Arrival, Challenge, VerifierFault};
use oidc::client::{Client, PkceRule};
use rstest::rstest;

use crate::support::{CHALLENGE, VERIFIER, check, client, public_client, request_params, told};

#[test]
fn op_03_rfc_7636_appendix_b() {
    let challenge = Challenge::parse(CHALLENGE).unwrap();
    assert_eq!(challenge.check(VERIFIER), Ok(()));
    assert_eq!(challenge.check(&VERIFIER.replace('d', "e")), Err(VerifierFault::Different));
    // The challenge itself is no verifier: that would be `plain`.
    assert_eq!(challenge.check(CHALLENGE), Err(VerifierFault::Different));
}

#[rstest]
#[case(42, Err(VerifierFault::Malformed))]
#[case(43, Err(VerifierFault::Different))]
#[case(128, Err(VerifierFault::Different))]
#[case(129, Err(VerifierFault::Malformed))]
fn op_03_a_verifier_has_43_to_128_characters(#[case] length: usize, #[case] expected: Result<(), VerifierFault>) {
    assert_eq!(Challenge::parse(CHALLENGE).unwrap().check(&"a".repeat(length)), expected);
}

#[rstest]
#[case("+")]
#[case("/")]
#[case("=")]
#[case(" ")]
#[case("é")]
#[case("\0")]
fn op_03_a_verifier_has_unreserved_characters_only(#[case] wrong: &str) {
    let verifier = format!("{}{wrong}", "a".repeat(50));
    assert_eq!(Challenge::parse(CHALLENGE).unwrap().check(&verifier), Err(VerifierFault::Malformed));
}

#[rstest]
#[case(&[("code_challenge", ""), ("code_challenge_method", "")])]
#[case(&[("code_challenge", "")])]
#[case(&[("code_challenge_method", "")])]
#[case(&[("code_challenge_method", "plain")])]
#[case(&[("code_challenge_method", "s256")])]
#[case(&[("code_challenge", "short")])]
#[case(&[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cN")])]
#[case(&[("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM=")])]
fn op_03_a_request_without_a_good_challenge_is_refused(#[case] changes: &[(&str, &str)]) {
    assert_eq!(told(check(changes)), OAuthError::InvalidRequest);
}

#[test]
fn op_03_only_an_old_confidential_client_may_leave_it_out() {
    let without = request_params(&[("code_challenge", ""), ("code_challenge_method", "")]);
    let half = request_params(&[("code_challenge", "")]);
    let old = Client { pkce: PkceRule::OldClient, ..client() };
    let lax_public = Client { pkce: PkceRule::OldClient, ..public_client() };
    assert_eq!(authorize::check(&without, Some(&old), Arrival::Browser).unwrap().challenge, None);
    assert_eq!(told(authorize::check(&half, Some(&old), Arrival::Browser)), OAuthError::InvalidRequest);
    assert_eq!(told(authorize::check(&without, Some(&lax_public), Arrival::Browser)), OAuthError::InvalidRequest);
}
