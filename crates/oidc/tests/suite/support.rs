//! A client, a login and keys for the tests.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use credentials::ids::{AccountId, SessionId};
use credentials::rng::Rng;
use credentials::token::SecretToken;
use jiff::{SignedDuration, Timestamp};
use journey::FactorKind;
use oidc::acr::Acr;
use oidc::authorize::{self, Arrival, Rejection, Request};
use oidc::client::{Client, ClientAuth, ClientId, ConsentRule, PkceRule, SecretHash};
use oidc::jose::{Alg, PrivateKey};
use oidc::scope::Scope;
use oidc::{Issuer, LoginFacts, OAuthError, Params, Proof};
use uuid::Uuid;

pub const REDIRECT: &str = "https://app.example.org/callback";
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// Different bytes each time, the same in each run.
pub struct CountingRng(AtomicU64);

impl CountingRng {
    pub fn new() -> Self {
        Self(AtomicU64::new(1))
    }
}

impl Rng for CountingRng {
    fn fill(&self, out: &mut [u8]) {
        for byte in out {
            let n = self.0.fetch_add(1, Ordering::Relaxed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
            *byte = n.to_be_bytes()[0];
        }
    }
}

pub fn now() -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap()
}

pub fn seconds(n: i64) -> SignedDuration {
    SignedDuration::from_secs(n)
}

pub fn issuer() -> Issuer {
    Issuer::parse("https://login.example.org").unwrap()
}

pub fn secret(n: u8) -> SecretToken {
    use base64::Engine as _;
    SecretToken::parse(&base64::engine::general_purpose::URL_SAFE_NO_PAD.encode([n; 32])).unwrap()
}

/// A confidential client of somebody else with secret 1.
pub fn client() -> Client {
    Client {
        id: ClientId::parse("wiki").unwrap(),
        name: "Wiki".to_owned(),
        enabled: true,
        auth: ClientAuth::Basic(vec![SecretHash(secret(1).hash())]),
        redirect_uris: vec![REDIRECT.to_owned()],
        post_logout_uris: vec!["https://app.example.org/bye".to_owned()],
        pkce: PkceRule::Required,
        par_required: false,
        scopes: Scope::ALL.into_iter().collect(),
        id_token_alg: Alg::Rs256,
        consent: ConsentRule::FirstParty,
        back_channel_logout_uri: None,
        least_acr: None,
        cors_origins: vec![],
    }
}

pub fn public_client() -> Client {
    Client { auth: ClientAuth::None, ..client() }
}

pub fn account(n: u128) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(n))
}

/// Account 1, session 2, logged in a minute ago with an authenticator app; it could do no better.
pub fn login() -> LoginFacts {
    LoginFacts {
        account: account(1),
        session: SessionId::from_uuid(Uuid::from_u128(2)),
        expires_at: now() + SignedDuration::from_hours(12),
        login: Proof {
            at: now() - SignedDuration::from_mins(1),
            factor: FactorKind::Totp,
            device_bound: false,
            attested: false,
        },
        step_up: None,
        recovered_at: None,
        reachable: Acr::TwoFactor,
    }
}

pub fn params(pairs: &[(&str, &str)]) -> Params {
    Params::new(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

/// A good request, with changes: an empty value takes a parameter away, a new name is added.
pub fn request_params(changes: &[(&str, &str)]) -> Params {
    let mut pairs = vec![
        ("client_id", "wiki"),
        ("redirect_uri", REDIRECT),
        ("response_type", "code"),
        ("scope", "openid"),
        ("state", "a state=&\"<>"),
        ("nonce", "n-1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for change in changes {
        pairs.retain(|(name, _)| name != &change.0);
        pairs.push(*change);
    }
    params(&pairs)
}

pub fn check(changes: &[(&str, &str)]) -> Result<Request, Rejection> {
    authorize::check(&request_params(changes), Some(&client()), Arrival::Browser)
}

/// The error that is told to the client.
pub fn told<T: std::fmt::Debug>(result: Result<T, Rejection>) -> OAuthError {
    match result {
        Err(Rejection::Redirect(to, refused)) => {
            assert_eq!(to.redirect_uri, REDIRECT);
            refused.error
        }
        other => panic!("no redirect: {other:?}"),
    }
}

/// One key for each algorithm, made once: RSA keys take a while.
pub fn key(alg: Alg) -> &'static PrivateKey {
    static KEYS: OnceLock<Vec<PrivateKey>> = OnceLock::new();
    let keys = KEYS.get_or_init(|| Alg::ALL.map(|alg| PrivateKey::generate(alg).unwrap()).into());
    keys.iter().find(|key| key.alg() == alg).unwrap()
}
