//! The userinfo endpoint (OpenID Connect Core section 5.3) and the bearer token in a header (RFC 6750 section 2.1).

use credentials::token::SecretToken;
use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::claims::{Mapping, Person};
use crate::client::Client;
use crate::error::{OAuthError, Refused};
use crate::scope::Scope;
use crate::token::AccessRow;

/// The refusal for a token that opens nothing.
pub const INVALID: Refused = Refused::new(OAuthError::InvalidToken, "the access token is unknown, expired or revoked");

/// The token of a request; only in the header: in an address it would stand in logs (RFC 6750 section 5.3). `Ok(None)` is a request
/// without any, which is answered without an error code (section 3.1).
pub fn bearer(authorization: Option<&str>) -> Result<Option<SecretToken>, Refused> {
    let Some(header) = authorization else {
        return Ok(None);
    };
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
            SecretToken::parse(token.trim_matches(' ')).map(Some).ok_or(INVALID)
        }
        _ => Err(Refused::request("the authorization header is no bearer token")),
    }
}

/// Whether a token may ask who somebody is.
pub fn check(row: Option<&AccessRow>, now: Timestamp) -> Result<&AccessRow, Refused> {
    let row = row.filter(|row| row.is_active(now)).ok_or(INVALID)?;
    if row.scopes.has(Scope::Openid) {
        Ok(row)
    } else {
        Err(Refused::new(OAuthError::InsufficientScope, "the token has no scope openid"))
    }
}

/// The answer: `sub`, and what the token's scopes give.
pub fn answer(row: &AccessRow, person: &Person, mapping: &Mapping, client: &Client) -> Map<String, Value> {
    let mut answer = mapping.release(person, &row.scopes, &row.claims.userinfo, client.claims_from(&row.scopes));
    answer.insert("sub".to_owned(), Value::from(row.account.to_string()));
    answer
}

/// The header of a refusal (RFC 6750 section 3); `None` for a request without a token.
pub fn challenge(refused: Option<Refused>) -> String {
    match refused {
        None => "Bearer realm=\"poortwachter\"".to_owned(),
        Some(refused) => format!(
            "Bearer realm=\"poortwachter\", error=\"{}\", error_description=\"{}\"",
            refused.error, refused.description
        ),
    }
}
