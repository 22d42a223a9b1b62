//! `private_key_jwt`: a signed statement of the client about itself (RFC 7523 section 3, OpenID Connect Core section 9).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use credentials::token::TokenHash;
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use super::{Audience, FAILED, JtiBurn};
use crate::client::ClientId;
use crate::error::Refused;
use crate::jose::{Alg, MAX_TOKEN, PublicKey, Unverified};
use crate::params::Params;

/// The one type of assertion (RFC 7523 section 2.2).
pub const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// An assertion may live this long from now; longer ones would keep `jti` rows for longer.
pub const MAX_AHEAD: SignedDuration = SignedDuration::from_mins(10);
/// How far a client's clock may be off.
const SKEW: SignedDuration = SignedDuration::from_secs(30);
const MAX_JTI: usize = 256;

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: OneOrMany,
    exp: i64,
    jti: String,
    nbf: Option<i64>,
    iat: Option<i64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// The assertion of a request, if there is one of the right type.
pub(super) fn read(params: &Params) -> Result<Option<&str>, Refused> {
    match (params.get("client_assertion_type")?, params.get("client_assertion")?) {
        (None, None) => Ok(None),
        (Some(ASSERTION_TYPE), Some(assertion)) => Ok(Some(assertion)),
        (Some(_), Some(_)) => Err(Refused::request("client_assertion_type is not supported")),
        _ => Err(Refused::request("client_assertion and client_assertion_type go together")),
    }
}

/// The client that an assertion claims to be of, unverified: only to know whose keys to load.
pub(super) fn claimed(assertion: &str) -> Result<String, Refused> {
    #[derive(Deserialize)]
    struct Subject {
        sub: String,
    }
    let payload = assertion.split('.').nth(1).filter(|_| assertion.len() <= MAX_TOKEN).ok_or(FAILED)?;
    let bytes = URL_SAFE_NO_PAD.decode(payload).map_err(|_| FAILED)?;
    serde_json::from_slice(&bytes).map(|subject: Subject| subject.sub).map_err(|_| FAILED)
}

/// Checks the assertion under one of the client's keys, and gives the `jti` that must be burnt.
pub(super) fn verify(
    token: &str,
    client: &ClientId,
    (alg, keys): (Alg, &[PublicKey]),
    audience: &Audience<'_>,
) -> Result<JtiBurn, Refused> {
    let token = Unverified::parse(token).map_err(|_| FAILED)?;
    token.check_type(&[None, Some("JWT"), Some("client-authentication+jwt")]).map_err(|_| FAILED)?;
    let fits = |key: &&PublicKey| {
        key.alg() == alg && token.header().kid.as_ref().is_none_or(|kid| keys.len() == 1 || *kid == key.thumbprint())
    };
    let claims: Claims = keys.iter().filter(fits).find_map(|key| token.verify(key).ok()).ok_or(FAILED)?;
    check(&claims, client, audience).ok_or(FAILED)
}

fn check(claims: &Claims, client: &ClientId, audience: &Audience<'_>) -> Option<JtiBurn> {
    let own = claims.iss == client.as_str() && claims.sub == client.as_str();
    let for_us = match &claims.aud {
        OneOrMany::One(aud) => audience.accepted.contains(&aud.as_str()),
        // Several audiences would let any of them use it here (RFC 7523 as it is being revised).
        OneOrMany::Many(auds) => matches!(auds.as_slice(), [aud] if audience.accepted.contains(&aud.as_str())),
    };
    let time = |seconds: i64| Timestamp::from_second(seconds).ok();
    let until = time(claims.exp)?.checked_add(SKEW).ok()?;
    let latest = audience.now + MAX_AHEAD + SKEW;
    let begun = |at: Option<i64>| at.is_none_or(|at| time(at).is_some_and(|at| at <= audience.now + SKEW));
    let timely = audience.now < until && until <= latest && begun(claims.nbf) && begun(claims.iat);
    let named = (1..=MAX_JTI).contains(&claims.jti.len());
    (own && for_us && timely && named).then(|| JtiBurn { hash: jti_hash(client, &claims.jti), until })
}

fn jti_hash(client: &ClientId, jti: &str) -> TokenHash {
    // A client's name holds no NUL, so that no two pairs give the same bytes.
    let digest = Sha256::new().chain_update(client.as_str()).chain_update([0]).chain_update(jti).finalize();
    TokenHash::from_bytes(digest.into())
}
