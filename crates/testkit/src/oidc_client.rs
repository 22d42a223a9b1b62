//! A small client of OpenID Connect in the test's own process: it is registered, asks with PKCE, state and nonce, redeems, refreshes, and
//! believes an ID token only after its own checks.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use credentials::rng::Rng;
use credentials::token::SecretToken;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use oidc::client::{Client, ClientAuth, ClientId, ConsentRule, PkceRule, SecretHash};
use oidc::client_auth::ASSERTION_TYPE;
use oidc::jose::{Alg, PrivateKey, sign};
use oidc::scope::Scope;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use store::{Actor, Context};
use tower::ServiceExt;
use web::App;

use crate::browser::encode;
use crate::issuing::issue_code;
use crate::{Browser, FixedClock, Portal};

/// What a client has to prove itself with.
pub enum Proof {
    /// Nothing: a public client.
    Public,
    /// The secret, in the header.
    Basic(String),
    /// The secret, in the form.
    Post(String),
    /// A key that signs assertions.
    Key(PrivateKey),
}

/// A registered client.
#[derive(Clone)]
pub struct OidcClient {
    /// Its registration.
    pub client: Client,
    /// Its proof.
    pub proof: Arc<Proof>,
    /// The address that it calls from.
    pub address: IpAddr,
    app: Arc<App>,
    clock: Arc<FixedClock>,
    router: Router,
}

/// An authorization request that was made.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The path and query of `/authorize`.
    pub address: String,
    /// The same as parameters.
    pub params: Vec<(String, String)>,
    /// What must fit the challenge later.
    pub verifier: String,
    /// What must come back with the code.
    pub state: String,
    /// What must stand in the ID token.
    pub nonce: String,
}

/// What an endpoint answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {:?}", String::from_utf8_lossy(&self.body)))
    }

    /// A text member of the JSON, or nothing.
    pub fn text(&self, name: &str) -> String {
        self.json()[name].as_str().unwrap_or_default().to_owned()
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Status and `error`, for comparisons.
    pub fn told(&self) -> (u16, String) {
        let error = serde_json::from_slice::<Value>(&self.body).ok();
        let error = error.and_then(|json| json["error"].as_str().map(str::to_owned));
        (self.status.as_u16(), error.unwrap_or_default())
    }
}

impl OidcClient {
    /// A confidential client of the house with a secret for the header, all scopes, and ES256.
    pub async fn register(portal: &Portal, id: &str) -> Self {
        Self::register_with(portal, id, |_| {}).await
    }

    /// The same, changed before it is registered; secrets and keys are made for the way of authentication that it then has.
    pub async fn register_with(portal: &Portal, id: &str, change: impl FnOnce(&mut Client)) -> Self {
        portal.signing_keys().await;
        let mut client = usual(id);
        change(&mut client);
        let secret = SecretToken::generate(&*portal.app.rng);
        let text = secret.expose().to_string();
        let proof = match &mut client.auth {
            ClientAuth::None => Proof::Public,
            ClientAuth::Basic(hashes) => {
                *hashes = vec![SecretHash(secret.hash())];
                Proof::Basic(text)
            }
            ClientAuth::Post(hashes) => {
                *hashes = vec![SecretHash(secret.hash())];
                Proof::Post(text)
            }
            ClientAuth::PrivateKeyJwt { alg, keys } => {
                let key = PrivateKey::generate(*alg).expect("the library makes keys");
                *keys = vec![key.public()];
                Proof::Key(key)
            }
        };
        let context = Context::new(portal.clock.now(), Actor::System);
        assert!(portal.app.store.add_client(&client, &context).await.expect("the store works"), "{id} is taken");
        let (app, clock) = (Arc::clone(&portal.app), Arc::clone(&portal.clock));
        let address = Ipv4Addr::new(192, 0, 2, 7).into();
        Self { client, proof: Arc::new(proof), address, app, clock, router: portal.router() }
    }

    /// An authorization request with PKCE, state and nonce of its own.
    pub fn asks(&self) -> Asked {
        self.asks_with(&[])
    }

    /// The same with other parameters on top; an empty value leaves one out.
    pub fn asks_with(&self, changed: &[(&str, &str)]) -> Asked {
        asks(&self.client, &*self.app.rng, changed)
    }

    /// Redeems a code in its own way.
    pub async fn redeem(&self, asked: &Asked, code: &str) -> Answer {
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &self.client.redirect_uris[0]),
            ("code_verifier", &asked.verifier),
        ];
        self.post("/token", &fields).await
    }

    /// Uses a refresh token.
    pub async fn refresh(&self, token: &str) -> Answer {
        self.post("/token", &[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    /// A form, with the client's proof.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut fields: Vec<(&str, &str)> = fields.to_vec();
        let id = self.client.id.as_str();
        let mut authorization = String::new();
        let assertion;
        match &*self.proof {
            Proof::Public => fields.push(("client_id", id)),
            Proof::Basic(secret) => authorization = basic(id, secret),
            Proof::Post(secret) => fields.extend([("client_id", id), ("client_secret", secret.as_str())]),
            Proof::Key(key) => {
                assertion = self.assertion(key, json!({}));
                fields.extend([("client_assertion_type", ASSERTION_TYPE), ("client_assertion", assertion.as_str())]);
            }
        }
        self.send(Method::POST, path, encode(&fields), &[("authorization", &authorization)]).await
    }

    /// An assertion for this client under a key, with other claims on top.
    pub fn assertion(&self, key: &PrivateKey, changed: Value) -> String {
        let now = self.clock.now().as_second();
        let mut claims = json!({
            "iss": self.client.id.as_str(),
            "sub": self.client.id.as_str(),
            "aud": self.app.oidc.issuer.as_str(),
            "exp": now + 60,
            "iat": now,
            "jti": SecretToken::generate(&*self.app.rng).expose().as_str(),
        });
        if let (Value::Object(claims), Value::Object(changed)) = (&mut claims, changed) {
            claims.extend(changed);
        }
        sign(key, &key.public().thumbprint(), "JWT", &claims).expect("the key signs")
    }

    /// A `GET` with a bearer token.
    pub async fn with_token(&self, path: &str, token: &str) -> Answer {
        self.send(Method::GET, path, Vec::new(), &[("authorization", &format!("Bearer {token}"))]).await
    }

    /// A request as a program sends it; headers with an empty value are left out.
    pub async fn send(&self, method: Method, path: &str, body: Vec<u8>, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method.clone()).uri(path);
        let map = request.headers_mut().unwrap_or_else(|| panic!("{path:?} is no address"));
        if method == Method::POST {
            map.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        }
        for (name, value) in headers.iter().filter(|(_, value)| !value.is_empty()) {
            let name = HeaderName::try_from(*name).expect("a header's name");
            map.insert(name, HeaderValue::from_bytes(value.as_bytes()).expect("a header's value"));
        }
        let mut request = request.body(Body::from(body)).expect("a request");
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.address, 40_001)));
        let response = self.router.clone().oneshot(request).await.expect("the router always answers");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("the body arrives").to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// The claims of an ID token that this client believes at that moment; panics with what is wrong with any other.
    pub async fn verify(&self, id_token: &str) -> Value {
        let set = self.send(Method::GET, "/jwks", Vec::new(), &[]).await.json();
        let parts: Vec<&str> = id_token.split('.').collect();
        let [head, payload, signature] = parts[..] else { panic!("no token: {id_token}") };
        let part = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
        let header: Value = serde_json::from_slice(&part(head)).expect("a header");
        assert_eq!(header["alg"], self.client.id_token_alg.as_str(), "the algorithm that was agreed");
        let keys = set["keys"].as_array().expect("keys");
        let named = keys.iter().find(|key| key["kid"] == header["kid"]).expect("the key is published");
        let key: oidc::jose::Jwk = serde_json::from_value(named.clone()).expect("a key");
        let key = key.to_public().expect("a key for signatures");
        assert!(key.verifies(format!("{head}.{payload}").as_bytes(), &part(signature)), "the signature is right");
        let claims: Value = serde_json::from_slice(&part(payload)).expect("claims");
        let now = self.clock.now().as_second();
        assert_eq!(claims["iss"], self.app.settings.public_url.origin.as_str());
        assert_eq!(claims["aud"], self.client.id.as_str());
        assert!(claims["iat"].as_i64().expect("iat") <= now && now < claims["exp"].as_i64().expect("exp"));
        claims
    }

    /// A code without a browser's detour: the rules decide on the request and the person's session, as `/authorize` does.
    pub async fn code(&self, browser: &Browser, asked: &Asked) -> String {
        let cookie = browser.jar.get("session").and_then(|text| SecretToken::parse(&text)).expect("a session");
        issue_code(&self.app, &cookie, asked, self.clock.now()).await
    }

    /// Whole: a request, a code and its tokens.
    pub async fn tokens(&self, browser: &Browser, scope: &str) -> Answer {
        let asked = self.asks_with(&[("scope", scope)]);
        let code = self.code(browser, &asked).await;
        let answer = self.redeem(&asked, &code).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer
    }
}

/// An authorization request of a client with PKCE, state and nonce of its own, and other parameters on top; an empty value leaves one
/// out.
pub fn asks(client: &Client, rng: &dyn Rng, changed: &[(&str, &str)]) -> Asked {
    let random = || SecretToken::generate(rng).expose().to_string();
    let (verifier, state, nonce) = (random(), random(), random());
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let usual = [
        ("response_type", "code"),
        ("client_id", client.id.as_str()),
        ("redirect_uri", &client.redirect_uris[0]),
        ("scope", "openid"),
        ("state", &state),
        ("nonce", &nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let kept = usual.iter().filter(|(name, _)| changed.iter().all(|(other, _)| other != name));
    let added = changed.iter().filter(|(_, value)| !value.is_empty());
    let pairs: Vec<(&str, &str)> = kept.chain(added).copied().collect();
    let query = String::from_utf8(encode(&pairs)).expect("a query is text");
    let params = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Asked { address: format!("/authorize?{query}"), params, verifier, state, nonce }
}

/// The header of `client_secret_basic`.
pub fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

fn usual(id: &str) -> Client {
    Client {
        id: ClientId::parse(id).expect("a client's name"),
        name: format!("Toepassing {id}"),
        enabled: true,
        auth: ClientAuth::Basic(Vec::new()),
        redirect_uris: vec![format!("https://{id}.voorbeeld.example/callback")],
        post_logout_uris: vec![format!("https://{id}.voorbeeld.example/tot-ziens")],
        pkce: PkceRule::Required,
        par_required: false,
        scopes: Scope::ALL.into_iter().collect(),
        id_token_alg: Alg::Es256,
        consent: ConsentRule::FirstParty,
        back_channel_logout_uri: None,
        least_acr: None,
        cors_origins: Vec::new(),
    }
}
