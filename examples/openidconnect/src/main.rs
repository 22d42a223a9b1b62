//! A Rust application (axum) that logs people in with Poortwachter, by the crate `openidconnect`.
//!
//! `ISSUER=https://login.example.org CLIENT_ID=… CLIENT_SECRET=… ORIGIN=https://app.example.org cargo run`
//!
//! Register it with `poortwachter client add app --name "App" --redirect-uri https://app.example.org/callback
//! --post-logout-uri https://app.example.org/ --logout-uri https://app.example.org/backchannel-logout …`.

#![allow(clippy::disallowed_methods, reason = "an application reads its environment and calls out")]

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey,
    CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm, CoreProviderMetadata, CoreRevocableToken,
    CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AsyncHttpClient, AuthorizationCode, Client, ClientId, ClientSecret, CsrfToken,
    EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, HttpRequest, HttpResponse, IdToken,
    IdTokenClaims, IdTokenFields, IssuerUrl, JsonWebTokenType, Nonce, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl,
    Scope, StandardErrorResponse, StandardTokenResponse, TokenResponse as _,
};
use serde::{Deserialize, Serialize};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// What the portal says of a session beyond the standard claims: which one it is, and in a logout token that it is over.
#[derive(Clone, Debug, Deserialize, Serialize)]
struct OfTheSession {
    sid: Option<String>,
    #[serde(default)]
    events: HashMap<String, serde_json::Value>,
}

impl AdditionalClaims for OfTheSession {}

type Claims = IdTokenClaims<OfTheSession, CoreGenderClaim>;
type Token = IdToken<OfTheSession, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type Fields = IdTokenFields<
    OfTheSession,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
/// The portal as the library knows it, with the claims above.
type Portal = Client<
    OfTheSession,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    StandardTokenResponse<Fields, CoreTokenType>,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// A login may take this long; then the application asks anew.
const LOGIN_LIFE: Duration = Duration::from_mins(10);
/// A session of the application ends by itself after a working day.
const SESSION_LIFE: Duration = Duration::from_hours(8);
/// More of either is not kept: the one that would end first goes.
const MOST: usize = 10_000;
/// The member of `events` that makes a token a logout token (Back-Channel Logout section 2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// A login under way.
struct Begun {
    verifier: PkceCodeVerifier,
    nonce: Nonce,
    browser: String,
    wanted: String,
}

/// Somebody who is logged in.
struct Person {
    claims: Claims,
    id_token: String,
}

/// In memory, so that the example has no database; everything ends by itself.
struct Kept<T>(Mutex<HashMap<String, (Instant, T)>>);

impl<T> Kept<T> {
    /// A request that failed half-way leaves what is kept as it was.
    fn held(&self) -> MutexGuard<'_, HashMap<String, (Instant, T)>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        held.retain(|_, (until, _)| *until > now);
        held
    }

    fn keep(&self, value: T, key: &str, life: Duration) {
        let mut held = self.held();
        let first = held.iter().min_by_key(|(_, (until, _))| *until).map(|(key, _)| key.clone());
        if let Some(first) = first.filter(|_| held.len() >= MOST) {
            held.remove(&first);
        }
        held.insert(key.to_owned(), (Instant::now() + life, value));
    }

    fn take(&self, key: &str) -> Option<T> {
        self.held().remove(key).map(|(_, value)| value)
    }
}

struct App {
    metadata: CoreProviderMetadata,
    id: ClientId,
    secret: ClientSecret,
    origin: String,
    issuer: String,
    http: Http,
    begun: Kept<Begun>,
    people: Kept<Person>,
}

impl App {
    fn portal(&self, metadata: CoreProviderMetadata) -> Result<Portal, Failure> {
        let portal = Client::from_provider_metadata(metadata, self.id.clone(), Some(self.secret.clone()));
        Ok(portal.set_redirect_uri(RedirectUrl::new(format!("{}/callback", self.origin))?))
    }

    /// The portal with the keys that it has now: they follow each other.
    async fn portal_now(&self) -> Result<Portal, Failure> {
        let issuer = IssuerUrl::new(self.issuer.clone())?;
        self.portal(CoreProviderMetadata::discover_async(issuer, &self.http).await?)
    }

    /// No other host of the same domain can set a cookie with the prefix.
    fn named(&self, name: &str) -> String {
        if self.origin.starts_with("https:") { format!("__Host-{name}") } else { name.to_owned() }
    }

    fn cookie(&self, headers: &HeaderMap, name: &str) -> Option<String> {
        let (cookies, name) = (headers.get(header::COOKIE)?.to_str().ok()?, self.named(name));
        cookies
            .split("; ")
            .filter_map(|pair| pair.split_once('='))
            .find(|pair| pair.0 == name)
            .map(|pair| pair.1.into())
    }

    fn set_cookie(&self, name: &str, value: &str, life: Duration) -> [(header::HeaderName, String); 1] {
        let (name, age) = (self.named(name), life.as_secs());
        let secure = if self.origin.starts_with("https:") { "; Secure" } else { "" };
        [(header::SET_COOKIE, format!("{name}={value}; Max-Age={age}; HttpOnly; SameSite=Lax; Path=/{secure}"))]
    }
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let env = |name: &str| std::env::var(name).map_err(|_| format!("{name} is not set"));
    let (issuer, origin) = (env("ISSUER")?, env("ORIGIN").unwrap_or_else(|_| "http://localhost:3000".to_owned()));
    // TLS by ring, as the portal itself; an application that has a provider already leaves this out.
    let _ = rustls::crypto::ring::default_provider().install_default();
    // A client that follows redirects could be sent anywhere.
    let http = Http(reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?);
    let metadata = CoreProviderMetadata::discover_async(IssuerUrl::new(issuer.clone())?, &http).await?;
    let port = origin.rsplit(':').next().and_then(|port| port.parse().ok()).unwrap_or(3000);
    let app = Arc::new(App {
        metadata,
        id: ClientId::new(env("CLIENT_ID")?),
        secret: ClientSecret::new(env("CLIENT_SECRET")?),
        origin,
        issuer,
        http,
        begun: Kept(Mutex::default()),
        people: Kept(Mutex::default()),
    });
    let router = Router::new()
        .route("/", get(welcome))
        .route("/private/", get(private))
        .route("/callback", get(callback))
        .route("/logout", get(log_out))
        .route("/backchannel-logout", post(told_of_an_end))
        .with_state(app);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await?;
    println!("listening");
    Ok(axum::serve(listener, router).await?)
}

/// How `openidconnect` asks the portal.
struct Http(reqwest::Client);

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = reqwest::Error;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, Self::Error>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let mut answer = self.0.execute(request.try_into()?).await?;
            let (status, headers) = (answer.status(), std::mem::take(answer.headers_mut()));
            let mut response = HttpResponse::new(answer.bytes().await?.to_vec());
            *response.status_mut() = status;
            *response.headers_mut() = headers;
            Ok(response)
        })
    }
}

async fn welcome() -> Html<&'static str> {
    Html(
        "<!doctype html><html lang=en><title>Application</title><h1>Welcome</h1><p><a href=\"/private/?page=7\">To the private page</a></p></html>",
    )
}

/// Path and query to come back to: `//other.example` and `/\other.example` would be addresses elsewhere for a browser.
fn own_path(uri: &axum::http::Uri) -> String {
    let wanted = uri.path_and_query().map_or("", |wanted| wanted.as_str());
    let own = wanted.starts_with('/') && !wanted.starts_with("//") && !wanted.contains('\\');
    if own { wanted.to_owned() } else { "/private/".to_owned() }
}

async fn private(State(app): State<Arc<App>>, headers: HeaderMap, uri: axum::http::Uri) -> Result<Response, Refused> {
    if let Some(person) = app.cookie(&headers, "app").and_then(|id| page(&app, &id)) {
        return Ok(person.into_response());
    }
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let portal = app.portal(app.metadata.clone())?;
    let (url, state, nonce) = portal
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("profile".to_owned()))
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    // Who comes back must be who went: else somebody could be made to finish the login of another. One value for all tabs of a browser.
    let browser = app.cookie(&headers, "browser").unwrap_or_else(|| CsrfToken::new_random().secret().clone());
    let cookie = app.set_cookie("browser", &browser, LOGIN_LIFE);
    let begun = Begun { verifier, nonce, browser, wanted: own_path(&uri) };
    app.begun.keep(begun, state.secret(), LOGIN_LIFE);
    Ok((cookie, Redirect::to(url.as_str())).into_response())
}

async fn callback(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Refused> {
    // RFC 9207: an answer of another issuer is not ours.
    if query.get("iss") != Some(&app.issuer) {
        return Err(Refused("another issuer".to_owned()));
    }
    let begun = query.get("state").and_then(|state| app.begun.take(state));
    let begun = begun.filter(|begun| app.cookie(&headers, "browser").as_ref() == Some(&begun.browser));
    let Some(begun) = begun else { return Err(Refused("a login that this browser did not begin".to_owned())) };
    if let Some(error) = query.get("error") {
        return Err(Refused(error.clone()));
    }
    let portal = app.portal_now().await?;
    let tokens = portal
        .exchange_code(AuthorizationCode::new(query.get("code").ok_or("no code")?.clone()))?
        .set_pkce_verifier(begun.verifier)
        .request_async(&app.http)
        .await?;
    let id_token = tokens.id_token().ok_or("no ID token")?;
    let claims = id_token.claims(&portal.id_token_verifier(), &begun.nonce)?.clone();
    let id = CsrfToken::new_random().secret().clone();
    app.people.keep(Person { claims, id_token: id_token.to_string() }, &id, SESSION_LIFE);
    let to = Redirect::to(&format!("{}{}", app.origin, begun.wanted));
    Ok((app.set_cookie("app", &id, SESSION_LIFE), to).into_response())
}

fn page(app: &App, id: &str) -> Option<Html<String>> {
    let people = app.people.held();
    let claims = &people.get(id)?.1.claims;
    let name = claims.preferred_username().map(|name| name.as_str()).unwrap_or_default();
    let level = claims.auth_context_ref().map(|acr| acr.as_str()).unwrap_or_default();
    Some(Html(format!(
        "<!doctype html><html lang=en><title>Application</title><h1>Logged in</h1><dl><dt>preferred_username</dt>\
         <dd id=preferred_username>{}</dd><dt>acr</dt><dd id=acr>{}</dd></dl><p><a href=\"/logout\">Log out</a></p></html>",
        escape(name),
        escape(level)
    )))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

async fn log_out(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Redirect, Refused> {
    let person = app.cookie(&headers, "app").and_then(|id| app.people.take(&id));
    let Some(person) = person else { return Ok(Redirect::to("/")) };
    let mut url = reqwest::Url::parse(&format!("{}/end-session", app.issuer))?;
    url.query_pairs_mut()
        .append_pair("id_token_hint", &person.id_token)
        .append_pair("post_logout_redirect_uri", &format!("{}/", app.origin));
    Ok(Redirect::to(url.as_str()))
}

/// The portal says that a session is over: logged out elsewhere, suspended, or recovered (Back-Channel Logout section 2.6).
async fn told_of_an_end(
    State(app): State<Arc<App>>,
    Form(form): Form<HashMap<String, String>>,
) -> Result<Response, Refused> {
    let token: Token = form.get("logout_token").ok_or("no logout token")?.parse()?;
    let portal = app.portal_now().await?;
    let verifier = portal
        .id_token_verifier()
        .set_allowed_jose_types([JsonWebTokenType::new("logout+jwt".to_owned()).normalize()?]);
    let no_nonce =
        |nonce: Option<&Nonce>| if nonce.is_none() { Ok(()) } else { Err("an ID token is no logout token".to_owned()) };
    let claims = token.claims(&verifier, no_nonce)?;
    let over = claims.additional_claims();
    if !over.events.contains_key(EVENT) {
        return Err(Refused("no logout token".to_owned()));
    }
    // Without a session's name all of that person's are over.
    app.people.held().retain(|_, (_, person)| {
        let other_session = over.sid.is_some() && person.claims.additional_claims().sid != over.sid;
        person.claims.subject() != claims.subject() || other_session
    });
    Ok((StatusCode::OK, [(header::CACHE_CONTROL, "no-store")]).into_response())
}

/// What went wrong, for the person at the screen.
struct Refused(String);

impl<E: Into<Failure>> From<E> for Refused {
    fn from(error: E) -> Self {
        Self(error.into().to_string())
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let said = format!("<!doctype html><h1>Refused</h1><p id=error>{}</p>", escape(&self.0));
        (StatusCode::BAD_REQUEST, Html(said)).into_response()
    }
}
