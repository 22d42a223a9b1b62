//! Codes, access and refresh tokens, introspection, revocation, userinfo (OP-04, OP-09, OP-10, OP-11).

use std::collections::{BTreeMap, BTreeSet};

use credentials::token::SecretToken;
use jiff::{SignedDuration, Timestamp};
use oidc::OAuthError;
use oidc::acr::Acr;
use oidc::authorize::{CodeGrant, Given, Outcome, decide};
use oidc::claims::{Mapping, Person, Rule, Source};
use oidc::client::{Client, ClientId};
use oidc::code::{Attempt, CodeRow, FamilyId, Redeem};
use oidc::id_token::{IdToken, Moment, left_half};
use oidc::introspect;
use oidc::jose::Alg;
use oidc::scope::{Scope, Scopes};
use oidc::token::{AccessRow, Lifetimes, RefreshRow, Revoke, Rotate, TokenRequest, revoke};
use oidc::userinfo;
use rstest::rstest;
use uuid::Uuid;

use crate::support::{
    REDIRECT, VERIFIER, account, check, client, issuer, login, now, params, public_client, seconds, secret,
};

fn grant() -> CodeGrant {
    let request = check(&[("scope", "openid profile")]).unwrap();
    let (client, login) = (client(), login());
    let given =
        Given { client: &client, asked_at: now(), login: Some(&login), consent: None, consented_at: None, now: now() };
    match decide(&request, &given) {
        Outcome::Issue(grant) => *grant,
        other => panic!("no code: {other:?}"),
    }
}

fn family() -> FamilyId {
    FamilyId(Uuid::from_u128(77))
}

fn code() -> CodeRow {
    CodeRow { hash: secret(5).hash(), grant: grant(), family: family(), issued_at: now(), spent_at: None }
}

fn other_client() -> Client {
    Client { id: ClientId::parse("other").unwrap(), ..client() }
}

fn attempt(client: &Client) -> Attempt<'_> {
    Attempt { client, redirect_uri: Some(REDIRECT), verifier: Some(VERIFIER) }
}

fn is_refused(redeem: &Redeem<'_>) -> bool {
    matches!(redeem, Redeem::Refuse(refused) if refused.error == OAuthError::InvalidGrant)
}

#[test]
fn op_04_a_code_is_redeemed_by_its_client_within_a_minute() {
    let (code, client) = (code(), client());
    assert_eq!(code.redeem(&attempt(&client), now() + seconds(59)), Redeem::Spend(&code.grant));
    assert!(is_refused(&code.redeem(&attempt(&client), now() + seconds(60))));
}

#[test]
fn op_04_what_the_code_is_bound_to_must_be_the_same() {
    let (code, client) = (code(), client());
    let with = |redirect_uri, verifier| code.redeem(&Attempt { client: &client, redirect_uri, verifier }, now());
    assert!(is_refused(&with(None, Some(VERIFIER))));
    assert!(is_refused(&with(Some("https://app.example.org/callback/"), Some(VERIFIER))));
    assert!(is_refused(&with(Some(REDIRECT), None)));
    assert!(is_refused(&with(Some(REDIRECT), Some("a-verifier-that-is-long-enough-and-of-another-one"))));
    let ended = CodeRow { grant: CodeGrant { session_ends_at: now(), ..grant() }, ..code.clone() };
    assert!(is_refused(&ended.redeem(&attempt(&client), now())));
}

#[test]
fn op_04_a_used_code_ends_its_tokens_but_only_for_its_client() {
    let used = CodeRow { spent_at: Some(now()), ..code() };
    assert_eq!(used.redeem(&attempt(&client()), now()), Redeem::Reused);
    // Also late, and with everything else wrong.
    let (client, other) = (client(), other_client());
    let wrong = Attempt { client: &client, redirect_uri: None, verifier: None };
    assert_eq!(used.redeem(&wrong, now() + seconds(3600)), Redeem::Reused);
    assert!(is_refused(&used.redeem(&attempt(&other), now())));
    assert!(is_refused(&code().redeem(&attempt(&other), now())));
}

#[test]
fn op_03_a_verifier_without_a_challenge_is_a_downgrade() {
    let client = client();
    let without = CodeRow { grant: CodeGrant { challenge: None, ..grant() }, ..code() };
    assert!(is_refused(&without.redeem(&attempt(&client), now())));
    let plain = Attempt { verifier: None, ..attempt(&client) };
    assert_eq!(without.redeem(&plain, now()), Redeem::Spend(&without.grant));
}

#[rstest]
#[case(&[], OAuthError::InvalidRequest)]
#[case(&[("grant_type", "password"), ("username", "jan"), ("password", "x")], OAuthError::UnsupportedGrantType)]
#[case(&[("grant_type", "client_credentials")], OAuthError::UnsupportedGrantType)]
#[case(&[("grant_type", "implicit")], OAuthError::UnsupportedGrantType)]
#[case(&[("grant_type", "authorization_code")], OAuthError::InvalidRequest)]
#[case(&[("grant_type", "authorization_code"), ("code", "short")], OAuthError::InvalidGrant)]
#[case(&[("grant_type", "authorization_code"), ("code", "a"), ("code", "a")], OAuthError::InvalidRequest)]
#[case(&[("grant_type", "authorization_code"), ("grant_type", "authorization_code")], OAuthError::InvalidRequest)]
#[case(&[("grant_type", "refresh_token")], OAuthError::InvalidRequest)]
#[case(&[("grant_type", "refresh_token"), ("refresh_token", "x")], OAuthError::InvalidGrant)]
fn op_01_token_requests_that_are_refused(#[case] pairs: &[(&str, &str)], #[case] error: OAuthError) {
    assert_eq!(TokenRequest::parse(&params(pairs)).unwrap_err().error, error);
}

#[test]
fn token_requests_are_read() {
    let text = secret(5).expose();
    let pairs = [("grant_type", "authorization_code"), ("code", &text), ("redirect_uri", REDIRECT)];
    let request = TokenRequest::parse(&params(&pairs)).unwrap();
    assert_eq!(
        request,
        TokenRequest::Code { code: secret(5), redirect_uri: Some(REDIRECT.to_owned()), verifier: None }
    );
    assert!(!format!("{request:?}").contains(text.as_str()));
    let pairs = [("grant_type", "refresh_token"), ("refresh_token", &text), ("scope", "openid")];
    let scopes = Some([Scope::Openid].into_iter().collect());
    assert_eq!(TokenRequest::parse(&params(&pairs)), Ok(TokenRequest::Refresh { token: secret(5), scopes }));
}

fn refresh() -> RefreshRow {
    RefreshRow {
        hash: secret(6).hash(),
        family: family(),
        grant: grant(),
        expires_at: login().expires_at,
        spent_at: None,
        revoked: false,
        login_alive: true,
    }
}

#[test]
fn op_09_a_refresh_token_works_once_and_its_second_use_ends_the_family() {
    assert_eq!(refresh().rotate(&client(), None, now()), Rotate::Spend(grant().scopes));
    let used = RefreshRow { spent_at: Some(now()), ..refresh() };
    assert_eq!(used.rotate(&client(), None, now()), Rotate::Reused);
    assert!(matches!(used.rotate(&other_client(), None, now()), Rotate::Refuse(_)));
}

#[test]
fn op_09_a_refresh_token_ends_with_its_session_family_and_time() {
    for row in [
        RefreshRow { revoked: true, ..refresh() },
        RefreshRow { login_alive: false, ..refresh() },
        RefreshRow { expires_at: now(), ..refresh() },
    ] {
        assert!(matches!(
            row.rotate(&client(), None, now()),
            Rotate::Refuse(refused) if refused.error == OAuthError::InvalidGrant
        ));
    }
}

#[test]
fn op_09_scopes_can_become_fewer_and_never_more() {
    let scopes = |list: &[Scope]| list.iter().copied().collect::<Scopes>();
    let fewer = scopes(&[Scope::Openid]);
    assert_eq!(refresh().rotate(&client(), Some(&fewer), now()), Rotate::Spend(fewer));
    let more = scopes(&[Scope::Openid, Scope::Email]);
    let refused = |rotate| matches!(rotate, Rotate::Refuse(refused) if refused.error == OAuthError::InvalidScope);
    assert!(refused(refresh().rotate(&client(), Some(&more), now())));
    let narrowed = Client { scopes: scopes(&[Scope::Openid]), ..client() };
    assert!(refused(refresh().rotate(&narrowed, None, now())));
}

#[test]
fn op_09_op_10_op_11_lives_end_with_the_session() {
    let long = Lifetimes::new(now(), login().expires_at);
    assert_eq!((long.expires_in(), long.id_expires_at), (600, now() + seconds(300)));
    assert_eq!(long.refresh_expires_at, login().expires_at);
    let short = Lifetimes::new(now(), now() + seconds(100));
    assert_eq!((short.expires_in(), short.access_expires_at), (100, now() + seconds(100)));
    assert_eq!(Lifetimes::new(now(), now() - seconds(1)).expires_in(), 0);
}

fn person() -> Person {
    Person {
        account: account(1),
        username: "jan".to_owned(),
        display_name: Some("Jan Jansen".to_owned()),
        email: Some("jan@example.org".to_owned()),
        email_verified: true,
        phone: None,
        phone_verified: false,
        locale: Some("nl".to_owned()),
        groups: BTreeSet::from(["staff".to_owned(), "admins".to_owned()]),
        updated_at: None,
        recovered_at: Some(Timestamp::from_second(1_700_000_000).unwrap()),
    }
}

#[test]
fn op_10_the_id_token_says_what_happened() {
    let lives = Lifetimes::new(now(), login().expires_at);
    let claims = Mapping::default().release(&person(), &grant().scopes, &BTreeSet::new(), &client().scopes);
    let token = IdToken::new(&grant(), &issuer(), (&lives, Moment::Code), ("access", Alg::Rs256), claims.clone());
    let json = serde_json::to_value(&token).unwrap();
    let expected = serde_json::json!({
        "iss": "https://login.example.org",
        "sub": account(1).to_string(),
        "aud": "wiki",
        "exp": now().as_second() + 300,
        "iat": now().as_second(),
        "auth_time": now().as_second() - 60,
        "nonce": "n-1",
        "acr": "urn:poortwachter:acr:two-factor",
        "amr": ["pwd", "otp", "mfa"],
        "sid": login().session.to_string(),
        "at_hash": left_half("access", Alg::Rs256),
        "preferred_username": "jan",
        "name": "Jan Jansen",
        "locale": "nl",
        "recovered_at": 1_700_000_000,
    });
    assert_eq!(json, expected);
    let refreshed = IdToken::new(&grant(), &issuer(), (&lives, Moment::Refresh), ("access", Alg::Rs256), claims);
    assert_eq!((refreshed.nonce, refreshed.auth_time), (None, now().as_second() - 60));
}

#[test]
fn openid_connect_core_a_4_left_half() {
    let code = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
    assert_eq!(left_half(code, Alg::Es256), "LDktKdoQak3Pk0cnXxCltA");
    // Ed25519 signs with SHA-512, of which half has 256 bits.
    assert_eq!(left_half(code, Alg::EdDsa).len(), 43);
}

#[test]
fn claims_come_by_scope_or_by_name_within_the_clients_scopes() {
    let scopes = |list: &[Scope]| list.iter().copied().collect::<Scopes>();
    let (openid, all) = (scopes(&[Scope::Openid]), client().scopes);
    let asked = BTreeSet::from(["email".to_owned(), "phone_number".to_owned(), "sub".to_owned()]);
    let names = |granted: &Scopes, asked: &BTreeSet<String>, allowed: &Scopes| {
        let released = Mapping::default().release(&person(), granted, asked, allowed);
        released.keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(names(&openid, &BTreeSet::new(), &all), ["recovered_at"]);
    assert_eq!(names(&openid, &asked, &all), ["email", "recovered_at"]);
    assert_eq!(names(&openid, &asked, &openid), ["recovered_at"]);
}

#[test]
fn a_mapping_renames_groups_and_cannot_speak_for_the_provider() {
    let rule = |claim: &str| Rule { claim: claim.to_owned(), scope: Scope::Openid, source: Source::Groups };
    let names = BTreeMap::from([("admins".to_owned(), "wiki-admins".to_owned())]);
    let mapping = Mapping::new(vec![rule("roles")], names).unwrap();
    let released = mapping.release(&person(), &grant().scopes, &BTreeSet::new(), &client().scopes);
    assert_eq!(released["roles"], serde_json::json!(["staff", "wiki-admins"]));
    for own in ["sub", "acr", "amr", "aud", "sid", "nonce", ""] {
        assert!(Mapping::new(vec![rule(own)], BTreeMap::new()).is_err(), "{own}");
    }
    assert!(Mapping::new(vec![rule("a"), rule("a")], BTreeMap::new()).is_err());
}

fn access() -> AccessRow {
    AccessRow {
        hash: secret(8).hash(),
        family: family(),
        client: client().id,
        account: account(1),
        session: login().session,
        scopes: grant().scopes,
        claims: grant().claims,
        acr: Acr::TwoFactor,
        auth_time: login().login.at,
        issued_at: now(),
        expires_at: now() + SignedDuration::from_mins(10),
        revoked: false,
        login_alive: true,
    }
}

#[test]
fn introspection_speaks_of_live_tokens_of_the_own_client_only() {
    let answer = introspect::answer(Some(&access()), &client(), &issuer(), now());
    assert!(answer.active);
    assert_eq!(
        (answer.scope.as_deref(), answer.acr),
        (Some("openid profile"), Some("urn:poortwachter:acr:two-factor"))
    );
    let nothing = serde_json::json!({ "active": false });
    let of = |row: Option<&AccessRow>, client: &Client, at| {
        serde_json::to_value(introspect::answer(row, client, &issuer(), at)).unwrap()
    };
    assert_eq!(of(None, &client(), now()), nothing);
    assert_eq!(of(Some(&access()), &other_client(), now()), nothing);
    assert_eq!(of(Some(&access()), &client(), access().expires_at), nothing);
    assert_eq!(of(Some(&AccessRow { revoked: true, ..access() }), &client(), now()), nothing);
    assert_eq!(of(Some(&AccessRow { login_alive: false, ..access() }), &client(), now()), nothing);
    assert_eq!(introspect::check_caller(&client()), Ok(()));
    assert_eq!(introspect::check_caller(&public_client()).unwrap_err().error, OAuthError::InvalidClient);
}

#[test]
fn rfc_7009_a_client_revokes_its_own_tokens() {
    let own = client().id;
    assert_eq!(revoke(Some((family(), &own)), &client()), Revoke::Family(family()));
    assert_eq!(revoke(Some((family(), &own)), &other_client()), Revoke::Nothing);
    assert_eq!(revoke(None, &client()), Revoke::Nothing);
}

#[test]
fn userinfo_answers_a_live_token_in_the_header() {
    let text = secret(8).expose();
    let token = userinfo::bearer(Some(&format!("bearer {}", text.as_str()))).unwrap();
    assert_eq!(token, Some(secret(8)));
    assert_eq!(userinfo::bearer(None), Ok(None));
    assert_eq!(userinfo::bearer(Some("Bearer x")).unwrap_err().error, OAuthError::InvalidToken);
    assert_eq!(userinfo::bearer(Some("Basic eA==")).unwrap_err().error, OAuthError::InvalidRequest);
    let row = access();
    let answer =
        userinfo::answer(userinfo::check(Some(&row), now()).unwrap(), &person(), &Mapping::default(), &client());
    assert_eq!((&answer["sub"], &answer["name"]), (&account(1).to_string().into(), &"Jan Jansen".into()));
    assert!(answer.get("email").is_none());
    assert_eq!(userinfo::check(None, now()).unwrap_err().error.status(), 401);
    let bare = AccessRow { scopes: Scopes::default(), ..access() };
    assert_eq!(userinfo::check(Some(&bare), now()).unwrap_err().error.status(), 403);
    assert!(!userinfo::challenge(None).contains("error"));
    assert!(userinfo::challenge(Some(userinfo::INVALID)).contains("error=\"invalid_token\""));
}

#[test]
fn op_04_a_code_has_256_bits() {
    assert_eq!(SecretToken::generate(&crate::support::CountingRng::new()).expose().len(), 43);
}
