//! Applications with a person who is logged in, and the requests that they send.

use std::sync::Arc;

use credentials::token::SecretToken;
use oidc::client::{Client, ClientAuth, ClientId, ConsentRule, PkceRule, SecretHash};
use oidc::jose::Alg;
use oidc::scope::Scope;
use store::{Actor, Context};
use testkit::{Asked, asks, basic, issue_code};
use tokio::runtime::Runtime;
use web::App;

use crate::callers::{Work, ask};
use crate::client;
use crate::town::Town;

/// Codes that are redeemed for each algorithm.
const CODES: usize = 1500;

/// A client for each algorithm, and the session of a person.
pub struct Shop {
    app: Arc<App>,
    session: SecretToken,
    /// One for each algorithm: no two applications may have the same.
    secrets: Vec<(Alg, SecretToken)>,
}

/// A name, the goal and the work.
pub type Measured = (&'static str, &'static str, Work);

impl Shop {
    /// Registers the clients, makes the keys and logs the person in.
    pub fn open(town: &Town, runtime: &Runtime) -> Self {
        let app = Arc::clone(&town.app);
        let secrets: Vec<_> = Alg::ALL.into_iter().map(|alg| (alg, SecretToken::generate(&*app.rng))).collect();
        runtime.block_on(async {
            let context = Context::new(app.clock.now(), Actor::System);
            app.oidc.make_due_keys(&*app.rng, &context).await.expect("keys");
            for (alg, secret) in &secrets {
                assert!(app.store.add_client(&registration(*alg, secret), &context).await.expect("a client"));
            }
        });
        let session = log_in(town);
        Self { app, session, secrets }
    }

    fn secret(&self, alg: Alg) -> &SecretToken {
        &self.secrets.iter().find(|(of, _)| *of == alg).expect("each algorithm has one").1
    }

    /// Everything that is measured.
    pub fn works(&self, town: &Town, runtime: &Runtime) -> Vec<Measured> {
        let address = town.portal;
        let get = |path: &str, more: &str| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n");
        let token = self.token(town, runtime);
        let bearer = format!("Authorization: Bearer {token}\r\n");
        let introspect = self.form(Alg::Es256, "/introspect", &format!("token={token}"));
        let mut works = vec![
            ("JWKS", ">= 0.80", Work::same(address, get("/jwks", ""))),
            ("metadata", "none", Work::same(address, get("/.well-known/openid-configuration", ""))),
            ("userinfo", "none", Work::same(address, get("/userinfo", &bearer))),
            ("introspection", "none", Work::same(address, introspect)),
        ];
        let named = [("code exchange, ES256", Alg::Es256), ("code exchange, RS256", Alg::Rs256)];
        for (name, alg) in named {
            let exchanges = runtime.block_on(async {
                let mut requests = Vec::with_capacity(CODES);
                for _ in 0..CODES {
                    requests.push(self.exchange(alg).await);
                }
                requests
            });
            works.push((name, ">= 0.10", Work::once(address, exchanges)));
        }
        works
    }

    async fn code(&self, alg: Alg) -> (Asked, String) {
        let client = registration(alg, self.secret(alg));
        let asked = asks(&client, &*self.app.rng, &[("scope", "openid profile email")]);
        let code = issue_code(&self.app, &self.session, &asked, self.app.clock.now()).await;
        (asked, code)
    }

    async fn exchange(&self, alg: Alg) -> String {
        let (asked, code) = self.code(alg).await;
        let uri = registration(alg, self.secret(alg)).redirect_uris[0].replace(':', "%3A");
        let verifier = &asked.verifier;
        let body = format!("grant_type=authorization_code&code={code}&redirect_uri={uri}&code_verifier={verifier}");
        self.form(alg, "/token", &body)
    }

    /// An access token of the person; the run is over before it is.
    fn token(&self, town: &Town, runtime: &Runtime) -> String {
        let body = ask(town.portal, &runtime.block_on(self.exchange(Alg::Es256)));
        let json: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        json["access_token"].as_str().expect("a token").to_owned()
    }

    fn form(&self, alg: Alg, path: &str, body: &str) -> String {
        format!(
            "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: {}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            basic(alg.as_str(), self.secret(alg).expose().as_str()),
            body.len()
        )
    }
}

fn registration(alg: Alg, secret: &SecretToken) -> Client {
    Client {
        id: ClientId::parse(alg.as_str()).expect("a client's name"),
        name: "Measured".to_owned(),
        enabled: true,
        auth: ClientAuth::Basic(vec![SecretHash(secret.hash())]),
        redirect_uris: vec!["https://app.example.org/callback".to_owned()],
        post_logout_uris: Vec::new(),
        pkce: PkceRule::Required,
        par_required: false,
        scopes: Scope::ALL.into_iter().collect(),
        id_token_alg: alg,
        consent: ConsentRule::FirstParty,
        back_channel_logout_uri: None,
        least_acr: None,
        cors_origins: Vec::new(),
    }
}

/// A whole login over HTTP; the session's cookie.
fn log_in(town: &Town) -> SecretToken {
    let (username, app_secret) = &town.people[0];
    let mut browser = client::Client::new(town.portal);
    let page = browser.get("/login");
    browser.post("/login", &page, &[("username", username), ("password", "lente regen fiets 7")]);
    let page = browser.get("/login/second-factor");
    let code = app_secret.code_at(town.app.clock.now()).digits();
    browser.post("/login/second-factor", &page, &[("code", &code)]);
    let cookie = browser.cookies.get("__Host-pw-session").expect("a session");
    SecretToken::parse(cookie).expect("a secret")
}
