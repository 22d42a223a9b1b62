//! What the site gets from the portal: tokens for a code, and the claims of a token whose signature it has checked.

use std::time::Duration;

use oidc::jose::{Jwk, Unverified};
use reqwest::redirect;
use serde::Deserialize;
use serde_json::{Map, Value};
use url::form_urlencoded;

use super::Site;

/// How long the portal may take.
const WITHIN: Duration = Duration::from_secs(10);

/// A client for this machine only.
#[expect(clippy::disallowed_methods, reason = "the demo's application is no part of the portal")]
pub(super) fn http_client() -> anyhow::Result<reqwest::Client> {
    let tls = crate::sms::tls::config(None).map_err(|error| anyhow::anyhow!(error))?;
    let builder = reqwest::Client::builder().tls_backend_preconfigured(tls).redirect(redirect::Policy::none());
    Ok(builder.no_proxy().timeout(WITHIN).build()?)
}

/// Exchanges the code; the ID token.
pub(super) async fn redeem(site: &Site, code: &str, verifier: &str) -> anyhow::Result<String> {
    #[derive(Deserialize)]
    struct Tokens {
        id_token: String,
    }
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "authorization_code")
        .append_pair("code", code)
        .append_pair("redirect_uri", &site.client.redirect_uris[0])
        .append_pair("code_verifier", verifier)
        .finish();
    let request = site.http.post(format!("{}{}", site.issuer, web::oidc::ENDPOINTS.token));
    let request = request
        .basic_auth(site.client.id.as_str(), Some(&site.secret))
        .header(http::header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = request.body(form).send().await?;
    let (status, text) = (answer.status(), answer.text().await?);
    anyhow::ensure!(status.is_success(), "the portal answered {status}");
    Ok(serde_json::from_str::<Tokens>(&text)?.id_token)
}

/// The claims of a token of the portal for this site, with its signature checked.
pub(super) async fn claims(site: &Site, token: &str, typ: &str) -> anyhow::Result<Map<String, Value>> {
    #[derive(Deserialize)]
    struct Set {
        keys: Vec<Jwk>,
    }
    let text = site.http.get(format!("{}{}", site.issuer, web::oidc::ENDPOINTS.jwks)).send().await?.text().await?;
    let keys = serde_json::from_str::<Set>(&text)?.keys;
    let token = Unverified::parse(token)?;
    token.check_type(&[Some(typ)])?;
    let key = keys.iter().find(|key| key.kid == token.header().kid).and_then(Jwk::to_public);
    let key = key.filter(|key| key.alg() == site.client.id_token_alg).ok_or_else(|| anyhow::anyhow!("no such key"))?;
    let claims: Map<String, Value> = token.verify(&key)?;
    let says = |name: &str, value: &str| claims.get(name).and_then(Value::as_str) == Some(value);
    anyhow::ensure!(says("iss", &site.issuer) && says("aud", site.client.id.as_str()), "a token for somebody else");
    Ok(claims)
}
