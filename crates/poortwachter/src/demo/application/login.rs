//! Logging in and out, as an application does it (OpenID Connect Core section 3.1, Back-Channel Logout section 2.6).

use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credentials::token::SecretToken;
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde_json::Value;
use sha2::{Digest, Sha256};
use url::form_urlencoded;
use web::oidc::ENDPOINTS;

use super::{Site, Visit, page, tokens};
use crate::os_rng::OsRng;

/// The site's own cookie; cookies know no ports, so that it needs a name of its own.
const COOKIE: &str = "demo_application";

#[derive(Deserialize)]
pub(super) struct Wish {
    /// A level to ask for.
    level: Option<String>,
}

/// Sends the browser to the portal.
pub(super) async fn begin(State(site): State<Arc<Site>>, Query(wish): Query<Wish>) -> Response {
    let fresh = || SecretToken::generate(&OsRng).expose().to_string();
    let (cookie, state, nonce, verifier) = (fresh(), fresh(), fresh(), fresh());
    let mut query = form_urlencoded::Serializer::new(String::new());
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", site.client.id.as_str())
        .append_pair("redirect_uri", &site.client.redirect_uris[0])
        .append_pair("scope", &site.client.scopes.to_text())
        .append_pair("state", &state)
        .append_pair("nonce", &nonce)
        .append_pair("code_challenge", &URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier)))
        .append_pair("code_challenge_method", "S256");
    if let Some(level) = &wish.level {
        query.append_pair("acr_values", level);
    }
    let to = format!("{}{}?{}", site.issuer, ENDPOINTS.authorize, query.finish());
    site.remember(&cookie, Visit::Away { state, nonce, verifier });
    with_cookie(&cookie, Redirect::to(&to))
}

#[derive(Deserialize)]
pub(super) struct Answer {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

/// Takes the portal's answer.
pub(super) async fn finish(
    State(site): State<Arc<Site>>,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> Response {
    let Some(cookie) = cookie(&headers) else { return page::failed(&headers, "no cookie") };
    let away = site.visits().remove(cookie);
    let Some(Visit::Away { state, nonce, verifier }) = away else { return page::failed(&headers, "no login") };
    // RFC 9207: an answer of another portal is none.
    if answer.state.as_deref() != Some(&state) || answer.iss.as_deref() != Some(&site.issuer) {
        return page::failed(&headers, "another login's answer");
    }
    let Some(code) = &answer.code else {
        return page::failed(&headers, answer.error.as_deref().unwrap_or("no code"));
    };
    match log_in(&site, code, &nonce, &verifier).await {
        Ok(visit) => {
            let fresh = SecretToken::generate(&OsRng).expose().to_string();
            site.remember(&fresh, visit);
            with_cookie(&fresh, Redirect::to("/"))
        }
        Err(error) => page::failed(&headers, &error.to_string()),
    }
}

async fn log_in(site: &Site, code: &str, nonce: &str, verifier: &str) -> anyhow::Result<Visit> {
    let token = tokens::redeem(site, code, verifier).await?;
    let claims = tokens::claims(site, &token, oidc::id_token::TYPE).await?;
    anyhow::ensure!(claims.get("nonce").and_then(Value::as_str) == Some(nonce), "a token of another login");
    Ok(Visit::Here { claims, token })
}

/// Forgets the browser and sends it to the portal to log out there too.
pub(super) async fn log_out(State(site): State<Arc<Site>>, headers: HeaderMap) -> Redirect {
    let visit = cookie(&headers).and_then(|cookie| site.visits().remove(cookie));
    let Some(Visit::Here { token, .. }) = visit else { return Redirect::to("/") };
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("id_token_hint", &token)
        .append_pair("post_logout_redirect_uri", &site.client.post_logout_uris[0])
        .finish();
    Redirect::to(&format!("{}{}?{query}", site.issuer, ENDPOINTS.end_session))
}

#[derive(Deserialize)]
pub(super) struct Told {
    logout_token: String,
}

/// Hears from the portal that a session is over, and forgets whoever was logged in by it.
pub(super) async fn logged_out(State(site): State<Arc<Site>>, Form(told): Form<Told>) -> StatusCode {
    let Ok(claims) = tokens::claims(&site, &told.logout_token, oidc::logout::TOKEN_TYPE).await else {
        return StatusCode::BAD_REQUEST;
    };
    let Some(session) = claims.get("sid") else { return StatusCode::BAD_REQUEST };
    site.visits().retain(|_, visit| !matches!(visit, Visit::Here { claims, .. } if claims.get("sid") == Some(session)));
    StatusCode::OK
}

pub(super) fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split("; ")).filter_map(|pair| pair.split_once('='));
    pairs.find_map(|(name, value)| (name == COOKIE).then_some(value))
}

fn with_cookie(value: &str, answer: Redirect) -> Response {
    let cookie = format!("{COOKIE}={value}; Path=/; HttpOnly; SameSite=Lax");
    ([(header::SET_COOKIE, cookie)], answer).into_response()
}
