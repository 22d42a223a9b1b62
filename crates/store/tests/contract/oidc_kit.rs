//! An application, and what it does, for the cases about OpenID Connect.

use credentials::token::{SecretToken, TokenHash};
use jiff::SignedDuration;
use journey::Session;
use oidc::acr::{Acr, AcrDemand};
use oidc::authorize::{Challenge, ClaimsRequest, CodeGrant, Prompts, ReplyTo, Request, ResponseMode};
use oidc::client::{Client, ClientAuth, ClientId, ConsentRule, PkceRule, SecretHash};
use oidc::client_auth::JtiBurn;
use oidc::code::FamilyId;
use oidc::jose::Alg;
use oidc::scope::Scopes;
use oidc::token::Lifetimes;
use store::{CodeIssued, NewCode, NewTokens, Redeemed, Redemption};

use crate::kit::Kit;

pub const REDIRECT: &str = "https://app.example.org/callback";

pub fn client_id(name: &str) -> ClientId {
    ClientId::parse(name).unwrap()
}

pub fn scopes(text: &str) -> Scopes {
    Scopes::parse(text).unwrap()
}

/// What is asked for.
pub fn request(client: &ClientId) -> Request {
    Request {
        client: client.clone(),
        to: ReplyTo { redirect_uri: REDIRECT.to_owned(), mode: ResponseMode::Query, state: Some("st".to_owned()) },
        scopes: scopes("openid email"),
        challenge: Some(Challenge::parse("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM").unwrap()),
        nonce: Some("n-0S6_WzA2Mj".to_owned()),
        prompts: Prompts::default(),
        max_age: Some(SignedDuration::from_mins(5)),
        acr: AcrDemand::default(),
        claims: ClaimsRequest::default(),
        subject: None,
        login_hint: Some("somebody".to_owned()),
        id_token_hint: None,
        ui_locales: vec!["nl".to_owned()],
    }
}

/// What is granted.
pub fn grant(client: &ClientId, session: &Session) -> CodeGrant {
    CodeGrant {
        client: client.clone(),
        account: session.account,
        session: session.id,
        session_ends_at: session.expires_at,
        redirect_uri: REDIRECT.to_owned(),
        challenge: None,
        nonce: Some("n-0S6_WzA2Mj".to_owned()),
        scopes: scopes("openid email offline_access"),
        claims: ClaimsRequest::default(),
        auth_time: session.factor_at,
        acr: Acr::TwoFactor,
        amr: vec!["pwd".to_owned(), "otp".to_owned(), "mfa".to_owned()],
    }
}

/// Somebody with a session, and the code and tokens that an application got in it.
pub struct Login {
    pub session: Session,
    pub access: SecretToken,
    pub refresh: SecretToken,
    pub family: FamilyId,
}

impl Kit {
    pub fn secret(&self) -> SecretToken {
        SecretToken::generate(self.rng.as_ref())
    }

    /// An application with a secret; people are asked.
    pub fn client(&self, name: &str) -> Client {
        Client {
            id: client_id(name),
            name: format!("The {name}"),
            enabled: true,
            auth: ClientAuth::Basic(vec![SecretHash(self.secret().hash())]),
            redirect_uris: vec![REDIRECT.to_owned(), "https://app.example.org/b".to_owned()],
            post_logout_uris: vec!["https://app.example.org/".to_owned()],
            pkce: PkceRule::Required,
            par_required: false,
            scopes: scopes("openid profile email offline_access"),
            id_token_alg: Alg::Rs256,
            consent: ConsentRule::Ask,
            back_channel_logout_uri: Some(format!("https://{name}.example.org/logout")),
            least_acr: None,
            cors_origins: Vec::new(),
        }
    }

    pub async fn with_client(&self, name: &str) -> Client {
        let client = self.client(name);
        assert!(self.store.add_client(&client, &self.operator()).await.unwrap());
        client
    }

    pub async fn opened(&self, cookie: &SecretToken) -> Session {
        self.session(cookie).await.expect("a session")
    }

    /// Issues a code without a stored request.
    pub async fn issue(&self, client: &ClientId, session: &Session) -> (SecretToken, CodeIssued) {
        let (code, granted) = (self.secret(), grant(client, session));
        let new = NewCode { hash: code.hash(), grant: &granted, request: None };
        let issued = self.store.issue_code(&new, &self.sessions, &self.ctx()).await.unwrap();
        (code, issued)
    }

    pub async fn code(&self, client: &ClientId, session: &Session) -> SecretToken {
        let (code, issued) = self.issue(client, session).await;
        assert_eq!(issued, CodeIssued::Issued);
        code
    }

    /// Tokens to be, with what their holder gets.
    pub fn tokens(&self, session: &Session) -> (SecretToken, SecretToken, NewTokens) {
        let (access, refresh) = (self.secret(), self.secret());
        let lifetimes = Lifetimes::new(self.now(), session.expires_at);
        let scopes = scopes("openid email offline_access");
        let new = NewTokens { access: access.hash(), refresh: Some(refresh.hash()), scopes, lifetimes };
        (access, refresh, new)
    }

    pub async fn redeem(&self, hash: TokenHash, tokens: &NewTokens, burn: Option<&JtiBurn>) -> Redeemed {
        let redemption = Redemption { hash, tokens, burn };
        self.store.redeem_code(&redemption, &self.sessions, &self.ctx()).await.unwrap()
    }

    pub async fn rotate(&self, hash: TokenHash, tokens: &NewTokens) -> Redeemed {
        let redemption = Redemption { hash, tokens, burn: None };
        self.store.rotate_refresh(&redemption, &self.sessions, &self.ctx()).await.unwrap()
    }

    /// A code and its first tokens in a session.
    pub async fn tokens_in(&self, client: &ClientId, cookie: &SecretToken) -> Login {
        let session = self.opened(cookie).await;
        let code = self.code(client, &session).await;
        let (access, refresh, new) = self.tokens(&session);
        assert_eq!(self.redeem(code.hash(), &new, None).await, Redeemed::Done);
        let family = self.store.find_token(&access.hash()).await.unwrap().unwrap().0;
        Login { session, access, refresh, family }
    }

    /// Whether access and refresh token are worth anything.
    pub async fn tokens_alive(&self, login: &Login) -> (bool, bool) {
        let access = self.store.find_access(&login.access.hash(), &self.sessions, self.now()).await.unwrap();
        let refresh = self.store.find_refresh(&login.refresh.hash(), &self.sessions, self.now()).await.unwrap();
        let refresh = refresh.is_some_and(|row| row.login_alive && !row.revoked && row.spent_at.is_none());
        (access.is_some_and(|row| row.is_active(self.now())), refresh)
    }

    pub async fn is_access_alive(&self, token: &SecretToken) -> bool {
        let found = self.store.find_access(&token.hash(), &self.sessions, self.now()).await.unwrap();
        found.is_some_and(|row| row.is_active(self.now()))
    }

    pub fn burn(&self) -> JtiBurn {
        JtiBurn { hash: self.secret().hash(), until: self.now() + SignedDuration::from_mins(5) }
    }
}
