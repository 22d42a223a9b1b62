//! The form of a token request and the JSON of its answer (RFC 6749 sections 4.1.3, 5.1 and 6).

use std::fmt;

use credentials::token::SecretToken;
use serde::Serialize;

use crate::code;
use crate::error::{OAuthError, Refused};
use crate::params::Params;
use crate::scope::Scopes;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenRequest {
    /// Tokens for a code.
    Code {
        /// The code.
        code: SecretToken,
        /// The address that the code was sent to.
        redirect_uri: Option<String>,
        /// The PKCE verifier.
        verifier: Option<String>,
    },
    /// New tokens for a refresh token.
    Refresh {
        /// The refresh token.
        token: SecretToken,
        /// Fewer scopes than were granted, if any are named.
        scopes: Option<Scopes>,
    },
}

impl TokenRequest {
    /// Reads the form. A code or token that cannot be one of ours is answered like one that is not known.
    pub fn parse(params: &Params) -> Result<Self, Refused> {
        params.check_all()?;
        let owned = |name| params.get(name).map(|value| value.map(str::to_owned));
        match params.require("grant_type", "grant_type is missing")? {
            "authorization_code" => Ok(Self::Code {
                code: SecretToken::parse(params.require("code", "code is missing")?).ok_or(code::UNKNOWN)?,
                redirect_uri: owned("redirect_uri")?,
                verifier: owned("code_verifier")?,
            }),
            "refresh_token" => Ok(Self::Refresh {
                token: SecretToken::parse(params.require("refresh_token", "refresh_token is missing")?)
                    .ok_or(super::refresh::UNKNOWN)?,
                scopes: params.get("scope")?.map(Scopes::parse_granted).transpose().map_err(|_| {
                    Refused::new(OAuthError::InvalidScope, "scope names something that was never granted")
                })?,
            }),
            _ => Err(Refused::new(OAuthError::UnsupportedGrantType, "this grant_type is not supported")),
        }
    }
}

/// The answer, to be sent with `Cache-Control: no-store`. Its debug form holds no tokens.
#[derive(Clone, Serialize)]
pub struct TokenResponse {
    /// The access token.
    pub access_token: String,
    /// `Bearer`.
    pub token_type: &'static str,
    /// Seconds.
    pub expires_in: i64,
    /// The refresh token, with `offline_access`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The ID token.
    pub id_token: String,
    /// What was granted.
    pub scope: String,
}

impl fmt::Debug for TokenResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenResponse").field("scope", &self.scope).finish_non_exhaustive()
    }
}
