//! Token introspection (RFC 7662): an application's back end asks what a token is worth, about tokens of its own client.

use jiff::Timestamp;
use serde::Serialize;

use crate::client::Client;
use crate::error::{OAuthError, Refused};
use crate::issuer::Issuer;
use crate::token::AccessRow;

/// The answer (RFC 7662 section 2.2, RFC 9470 section 6.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Introspection {
    /// Whether it opens anything; the rest is only there when it does.
    pub active: bool,
    /// The scopes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// The client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// The audience, which is the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aud: Option<String>,
    /// `Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<&'static str>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// The account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// The issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// The level of the login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<&'static str>,
    /// When both factors were proven, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
}

/// A public client proves nothing and may not ask (RFC 7662 section 2.1).
pub const fn check_caller(caller: &Client) -> Result<(), Refused> {
    if caller.is_public() {
        return Err(Refused::new(OAuthError::InvalidClient, "a public client may not ask about tokens"));
    }
    Ok(())
}

/// The answer; a token of another client looks like one that does not exist.
pub fn answer(row: Option<&AccessRow>, caller: &Client, issuer: &Issuer, now: Timestamp) -> Introspection {
    let Some(row) = row.filter(|row| row.client == caller.id && row.is_active(now)) else {
        return Introspection::default();
    };
    Introspection {
        active: true,
        scope: Some(row.scopes.to_text()),
        client_id: Some(row.client.to_string()),
        aud: Some(row.client.to_string()),
        token_type: Some("Bearer"),
        exp: Some(row.expires_at.as_second()),
        iat: Some(row.issued_at.as_second()),
        sub: Some(row.account.to_string()),
        iss: Some(issuer.as_str().to_owned()),
        acr: Some(row.acr.as_str()),
        auth_time: Some(row.auth_time.as_second()),
    }
}
