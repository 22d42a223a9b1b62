//! A Rust application (axum) that logs people in with Poortwachter, by the crate `openidconnect`.
//!
//! `ISSUER=https://login.example.org CLIENT_ID=… CLIENT_SECRET=… ORIGIN=https://app.example.org cargo run`
//!
//! Register it with `poortwachter client add app --name "App" --redirect-uri https://app.example.org/callback
//! --post-logout-uri https://app.example.org/ …`.

#![allow(clippy::disallowed_methods, reason = "an application reads its environment and calls out")]

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreIdTokenClaims, CoreProviderMetadata};
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse as _,
};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// A login under way.
struct Begun {
    verifier: PkceCodeVerifier,
    nonce: Nonce,
    wanted: String,
}

/// Somebody who is logged in.
struct Person {
    claims: CoreIdTokenClaims,
    id_token: String,
}

struct App {
    metadata: CoreProviderMetadata,
    id: ClientId,
    secret: ClientSecret,
    origin: String,
    issuer: String,
    http: Http,
    begun: Mutex<HashMap<String, Begun>>,
    people: Mutex<HashMap<String, Person>>,
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
        begun: Mutex::default(),
        people: Mutex::default(),
    });
    let router = Router::new()
        .route("/", get(welcome))
        .route("/private/", get(private))
        .route("/callback", get(callback))
        .route("/logout", get(log_out))
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

/// A request that failed half-way leaves what is kept as it was.
fn held<T>(kept: &Mutex<T>) -> MutexGuard<'_, T> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get(header::COOKIE)?.to_str().ok()?;
    cookies.split("; ").find_map(|pair| pair.strip_prefix("app=")).map(str::to_owned)
}

async fn private(State(app): State<Arc<App>>, headers: HeaderMap, uri: axum::http::Uri) -> Result<Response, Refused> {
    if let Some(person) = cookie(&headers).and_then(|id| page(&app, &id)) {
        return Ok(person.into_response());
    }
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let client = CoreClient::from_provider_metadata(app.metadata.clone(), app.id.clone(), Some(app.secret.clone()))
        .set_redirect_uri(RedirectUrl::new(format!("{}/callback", app.origin))?);
    let (url, state, nonce) = client
        .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
        .add_scope(Scope::new("profile".to_owned()))
        .add_scope(Scope::new("email".to_owned()))
        .set_pkce_challenge(challenge)
        .url();
    let begun = Begun {
        verifier,
        nonce,
        wanted: uri.path_and_query().map_or_else(|| "/private/".to_owned(), ToString::to_string),
    };
    held(&app.begun).insert(state.secret().clone(), begun);
    Ok(Redirect::to(url.as_str()).into_response())
}

async fn callback(
    State(app): State<Arc<App>>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Refused> {
    if let Some(error) = query.get("error") {
        return Err(Refused(error.clone()));
    }
    // RFC 9207: an answer of another issuer is not ours.
    if query.get("iss") != Some(&app.issuer) {
        return Err(Refused("another issuer".to_owned()));
    }
    let begun = query.get("state").and_then(|state| held(&app.begun).remove(state));
    let (Some(begun), Some(code)) = (begun, query.get("code")) else { return Err(Refused("nobody asked".to_owned())) };
    let client = CoreClient::from_provider_metadata(app.metadata.clone(), app.id.clone(), Some(app.secret.clone()))
        .set_redirect_uri(RedirectUrl::new(format!("{}/callback", app.origin))?);
    let tokens = client
        .exchange_code(AuthorizationCode::new(code.clone()))?
        .set_pkce_verifier(begun.verifier)
        .request_async(&app.http)
        .await?;
    let id_token = tokens.id_token().ok_or("no ID token")?;
    let claims = id_token.claims(&client.id_token_verifier(), &begun.nonce)?.clone();
    let id = CsrfToken::new_random().secret().clone();
    held(&app.people).insert(id.clone(), Person { claims, id_token: id_token.to_string() });
    debug_assert!(!tokens.access_token().secret().is_empty());
    Ok(([(header::SET_COOKIE, format!("app={id}; HttpOnly; SameSite=Lax; Path=/"))], Redirect::to(&begun.wanted))
        .into_response())
}

fn page(app: &App, id: &str) -> Option<Html<String>> {
    let people = held(&app.people);
    let claims = &people.get(id)?.claims;
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
    let person = cookie(&headers).and_then(|id| held(&app.people).remove(&id));
    let Some(person) = person else { return Ok(Redirect::to("/")) };
    let mut url = reqwest::Url::parse(&format!("{}/end-session", app.issuer))?;
    url.query_pairs_mut()
        .append_pair("id_token_hint", &person.id_token)
        .append_pair("post_logout_redirect_uri", &format!("{}/", app.origin));
    Ok(Redirect::to(url.as_str()))
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
