//! What a request and a session lead to (OP-13, OP-15, OP-17).

use jiff::SignedDuration;
use journey::FactorKind;
use oidc::acr::Acr;
use oidc::authorize::{CodeGrant, Given, Outcome, Request, decide};
use oidc::client::{Client, ConsentRule};
use oidc::consent;
use oidc::scope::{Scope, Scopes};
use oidc::{LoginFacts, OAuthError, Proof};
use rstest::rstest;

use crate::support::{account, check, client, login, now, seconds};

fn given<'a>(client: &'a Client, login: Option<&'a LoginFacts>) -> Given<'a> {
    Given { client, asked_at: now(), login, consent: None, consented_at: None, now: now() }
}

fn outcome(changes: &[(&str, &str)], login: Option<&LoginFacts>) -> Outcome {
    decide(&check(changes).unwrap(), &given(&client(), login))
}

fn error(outcome: &Outcome) -> Option<OAuthError> {
    match outcome {
        Outcome::Refuse(refused) => Some(refused.error),
        _ => None,
    }
}

fn issued(outcome: Outcome) -> CodeGrant {
    match outcome {
        Outcome::Issue(grant) => *grant,
        other => panic!("no code: {other:?}"),
    }
}

/// With a security key that is bound to its device, proven `ago`.
fn with_key(ago: SignedDuration) -> LoginFacts {
    let proof = Proof { at: now() - ago, factor: FactorKind::SecurityKey, device_bound: true, attested: false };
    LoginFacts { login: proof, reachable: Acr::Phr, ..login() }
}

#[test]
fn a_code_stands_for_what_happened() {
    let grant = issued(outcome(&[], Some(&login())));
    assert_eq!(grant.account, account(1));
    assert_eq!(grant.session, login().session);
    assert_eq!(grant.session_ends_at, login().expires_at);
    assert_eq!(grant.auth_time, login().login.at);
    assert_eq!(grant.acr, Acr::TwoFactor);
    assert_eq!(grant.amr, ["pwd", "otp", "mfa"]);
    assert_eq!(grant.nonce.as_deref(), Some("n-1"));
    assert!(grant.challenge.is_some());
    let stored = serde_json::to_string(&grant).unwrap();
    assert_eq!(serde_json::from_str::<CodeGrant>(&stored).unwrap(), grant);
}

#[test]
fn op_13_nobody_is_logged_in() {
    assert_eq!(outcome(&[], None), Outcome::NeedsLogin);
    assert_eq!(error(&outcome(&[("prompt", "none")], None)), Some(OAuthError::LoginRequired));
}

#[rstest]
#[case("login", Outcome::NeedsStepUp(Acr::TwoFactor))]
#[case("select_account", Outcome::NeedsAccount { may_stay: true })]
fn op_13_prompt_login_wants_the_proofs_after_the_request(#[case] prompt: &str, #[case] expected: Outcome) {
    let changes = &[("prompt", prompt)];
    assert_eq!(outcome(changes, Some(&login())), expected);
    let after = LoginFacts { login: Proof { at: now(), ..login().login }, ..login() };
    issued(outcome(changes, Some(&after)));
}

#[test]
fn op_13_max_age_counts_from_the_last_proof() {
    issued(outcome(&[("max_age", "60")], Some(&login())));
    assert_eq!(outcome(&[("max_age", "59")], Some(&login())), Outcome::NeedsStepUp(Acr::TwoFactor));
    let none = outcome(&[("max_age", "59"), ("prompt", "none")], Some(&login()));
    assert_eq!(error(&none), Some(OAuthError::LoginRequired));
    let stepped = LoginFacts { step_up: Some(Proof { at: now() - seconds(5), ..login().login }), ..login() };
    assert_eq!(issued(outcome(&[("max_age", "59")], Some(&stepped))).auth_time, now() - seconds(5));
}

#[test]
fn op_13_max_age_of_zero_comes_to_an_end() {
    assert_eq!(outcome(&[("max_age", "0")], Some(&login())), Outcome::NeedsStepUp(Acr::TwoFactor));
    let request = check(&[("max_age", "0")]).unwrap();
    let (client, after) =
        (client(), LoginFacts { login: Proof { at: now() + seconds(9), ..login().login }, ..login() });
    let later = Given { now: now() + seconds(10), ..given(&client, Some(&after)) };
    issued(decide(&request, &later));
}

#[test]
fn op_13_a_higher_level_is_a_step_up_if_the_account_can() {
    let can = LoginFacts { reachable: Acr::Phr, ..login() };
    let asked = &[("acr_values", "phr")];
    assert_eq!(outcome(asked, Some(&can)), Outcome::NeedsStepUp(Acr::Phr));
    assert_eq!(error(&outcome(asked, Some(&login()))), Some(OAuthError::UnmetAuthenticationRequirements));
    let none = outcome(&[("acr_values", "phr"), ("prompt", "none")], Some(&can));
    assert_eq!(error(&none), Some(OAuthError::LoginRequired));
    let step_up = Proof { at: now(), factor: FactorKind::SecurityKey, device_bound: true, attested: false };
    let grant = issued(outcome(asked, Some(&LoginFacts { step_up: Some(step_up), ..can })));
    assert_eq!((grant.acr, grant.auth_time), (Acr::Phr, now()));
    assert_eq!(grant.amr, ["pwd", "otp", "hwk", "user", "mfa"]);
}

#[test]
fn op_13_an_essential_level_that_nobody_knows_is_unmet_and_a_wish_is_not() {
    let essential = r#"{"id_token":{"acr":{"essential":true,"value":"gold"}}}"#;
    let unmet = outcome(&[("claims", essential)], Some(&with_key(seconds(1))));
    assert_eq!(error(&unmet), Some(OAuthError::UnmetAuthenticationRequirements));
    assert_eq!(issued(outcome(&[("acr_values", "gold")], Some(&with_key(seconds(1))))).acr, Acr::Phr);
}

#[test]
fn op_13_proofs_that_are_wanted_again_give_the_level_at_once() {
    let asked = &[("acr_values", "phr"), ("prompt", "login")];
    let can = LoginFacts { reachable: Acr::Phr, ..login() };
    assert_eq!(outcome(asked, Some(&can)), Outcome::NeedsStepUp(Acr::Phr));
    assert_eq!(outcome(asked, Some(&with_key(seconds(60)))), Outcome::NeedsStepUp(Acr::Phr));
    assert_eq!(outcome(&[("prompt", "login")], Some(&with_key(seconds(60)))), Outcome::NeedsStepUp(Acr::TwoFactor));
    assert_eq!(error(&outcome(asked, Some(&login()))), Some(OAuthError::UnmetAuthenticationRequirements));
}

#[test]
fn op_15_what_a_client_always_wants_goes_before_the_request() {
    let strict = Client { least_acr: Some(Acr::Phr), ..client() };
    let decide =
        |changes: &[(&str, &str)], login: &LoginFacts| decide(&check(changes).unwrap(), &given(&strict, Some(login)));
    let low = [("acr_values", "urn:poortwachter:acr:two-factor")];
    assert_eq!(error(&decide(&low, &login())), Some(OAuthError::UnmetAuthenticationRequirements));
    let can = LoginFacts { reachable: Acr::Phr, ..login() };
    assert_eq!(decide(&low, &can), Outcome::NeedsStepUp(Acr::Phr));
    assert_eq!(issued(decide(&low, &with_key(seconds(1)))).acr, Acr::Phr);
}

#[test]
fn a_subject_that_is_asked_for_must_log_in() {
    let request = Request { subject: Some(account(9).to_string()), ..check(&[]).unwrap() };
    let client = client();
    let another = decide(&request, &given(&client, Some(&login())));
    assert_eq!(another, Outcome::NeedsAccount { may_stay: false });
    let quietly = Request { subject: Some(account(9).to_string()), ..check(&[("prompt", "none")]).unwrap() };
    assert_eq!(error(&decide(&quietly, &given(&client, Some(&login())))), Some(OAuthError::LoginRequired));
    let after = LoginFacts { login: Proof { at: now(), ..login().login }, ..login() };
    assert_eq!(error(&decide(&request, &given(&client, Some(&after)))), Some(OAuthError::LoginRequired));
    let own = Request { subject: Some(account(1).to_string()), ..check(&[]).unwrap() };
    issued(decide(&own, &given(&client, Some(&login()))));
}

#[test]
fn op_17_others_ask_for_consent_and_the_house_does_not() {
    let other = Client { consent: ConsentRule::Ask, ..client() };
    let request = check(&[("scope", "openid email")]).unwrap();
    let login = login();
    let asked: Scopes = [Scope::Openid, Scope::Email].into_iter().collect();
    let some: Scopes = [Scope::Openid].into_iter().collect();
    let with = |consent| decide(&request, &Given { consent, ..given(&other, Some(&login)) });
    assert_eq!(with(None), Outcome::NeedsConsent(asked.clone()));
    assert_eq!(with(Some(&some)), Outcome::NeedsConsent(asked.clone()));
    issued(with(Some(&asked)));
    let page = consent::page(&other, &asked, Some(&some));
    assert_eq!(page.new, [Scope::Email].into_iter().collect());
    assert!(!page.until_session_ends);
    let row = consent::agree(account(1), &other.id, &asked, Some(&[Scope::Phone].into_iter().collect()), now());
    assert_eq!(row.scopes, [Scope::Openid, Scope::Email, Scope::Phone].into_iter().collect());
}

#[test]
fn op_17_prompt_consent_asks_again_once_and_prompt_none_never() {
    let request = check(&[("prompt", "consent")]).unwrap();
    let house = client();
    let client = Client { consent: ConsentRule::Ask, ..client() };
    let (login, all) = (login(), Scope::ALL.into_iter().collect());
    issued(decide(&request, &given(&house, Some(&login))));
    let with = |at| Given { consent: Some(&all), consented_at: at, ..given(&client, Some(&login)) };
    assert!(matches!(decide(&request, &with(None)), Outcome::NeedsConsent(_)));
    assert!(matches!(decide(&request, &with(Some(now() - seconds(1)))), Outcome::NeedsConsent(_)));
    issued(decide(&request, &with(Some(now()))));
    let none = decide(&check(&[("prompt", "none")]).unwrap(), &given(&client, Some(&login)));
    assert_eq!(error(&none), Some(OAuthError::ConsentRequired));
}

#[test]
fn a_client_that_was_changed_meanwhile_gets_nothing() {
    let (request, login) = (check(&[("scope", "openid email")]).unwrap(), login());
    for client in [
        Client { enabled: false, ..client() },
        Client { scopes: [Scope::Openid].into_iter().collect(), ..client() },
        Client { id: oidc::client::ClientId::parse("other").unwrap(), ..client() },
    ] {
        assert_eq!(error(&decide(&request, &given(&client, Some(&login)))), Some(OAuthError::UnauthorizedClient));
    }
}
