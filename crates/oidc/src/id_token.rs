//! ID tokens (OpenID Connect Core section 2, OP-10): made from what a code stands for, and read back as hints.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256, Sha512};

use crate::authorize::CodeGrant;
use crate::client::ClientId;
use crate::issuer::Issuer;
use crate::jose::{Alg, Jwk, JwsError, Unverified};
use crate::token::Lifetimes;

/// The type in the header; a logout token has another one, so that neither is taken for the other.
pub const TYPE: &str = "JWT";

/// The claims of an ID token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IdToken {
    /// The issuer.
    pub iss: String,
    /// The account.
    pub sub: String,
    /// The client.
    pub aud: String,
    /// Seconds.
    pub exp: i64,
    /// Seconds.
    pub iat: i64,
    /// When both factors were proven, in seconds.
    pub auth_time: i64,
    /// Echoed; not after a refresh.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<String>,
    /// The level.
    pub acr: &'static str,
    /// The methods.
    pub amr: Vec<String>,
    /// The session.
    pub sid: String,
    /// The left half of the access token's hash.
    pub at_hash: String,
    /// About the person.
    #[serde(flatten)]
    pub person: Map<String, Value>,
}

/// When in the grant's life a token is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// For the code.
    Code,
    /// For a refresh token: the same login, without the nonce (section 12.2).
    Refresh,
}

impl IdToken {
    /// The claims for a grant; `alg` is that of the key which will sign; `person` is what [`crate::claims::Mapping::release`] gave.
    pub fn new(
        grant: &CodeGrant,
        issuer: &Issuer,
        (lives, moment): (&Lifetimes, Moment),
        (access_token, alg): (&str, Alg),
        person: Map<String, Value>,
    ) -> Self {
        Self {
            iss: issuer.as_str().to_owned(),
            sub: grant.account.to_string(),
            aud: grant.client.as_str().to_owned(),
            exp: lives.id_expires_at.as_second(),
            iat: lives.issued_at.as_second(),
            auth_time: grant.auth_time.as_second(),
            nonce: grant.nonce.clone().filter(|_| moment == Moment::Code),
            acr: grant.acr.as_str(),
            amr: grant.amr.clone(),
            sid: grant.session.to_string(),
            at_hash: left_half(access_token, alg),
            person,
        }
    }
}

/// The left half of a text's hash in base64url (section 3.1.3.6). The hash is the one of the ID token's algorithm: SHA-256, or for
/// Ed25519 the SHA-512 that it signs with (RFC 8032 section 5.1).
pub fn left_half(text: &str, alg: Alg) -> String {
    match alg {
        Alg::Rs256 | Alg::Es256 => URL_SAFE_NO_PAD.encode(&Sha256::digest(text)[..16]),
        Alg::EdDsa => URL_SAFE_NO_PAD.encode(&Sha512::digest(text)[..32]),
    }
}

/// What an ID token of ours says, when it comes back as `id_token_hint`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// The account, as text.
    pub subject: String,
    /// The client that it was made for.
    pub client: ClientId,
    /// The session, as text.
    pub session: Option<String>,
}

/// Why a hint says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum HintFault {
    /// Not a token of ours, or changed.
    #[error(transparent)]
    Token(#[from] JwsError),
    /// Under a key that is not ours (any more).
    #[error("the token names a key that is not known")]
    UnknownKey,
    /// Of another issuer, or without a client.
    #[error("the token is of another issuer")]
    Issuer,
}

/// Reads a hint; expired ones count too (RP-Initiated Logout section 2), the signature is always checked. `keys` are all of ours, also
/// those that sign no longer.
pub fn read_hint(token: &str, keys: &[Jwk], issuer: &Issuer) -> Result<Hint, HintFault> {
    #[derive(Deserialize)]
    struct Claims {
        iss: String,
        sub: String,
        aud: String,
        sid: Option<String>,
    }
    let token = Unverified::parse(token)?;
    token.check_type(&[Some(TYPE)])?;
    let kid = token.header().kid.as_deref().ok_or(HintFault::UnknownKey)?;
    let named = keys.iter().find(|key| key.kid.as_deref() == Some(kid));
    let key = named.and_then(Jwk::to_public).ok_or(HintFault::UnknownKey)?;
    let claims: Claims = token.verify(&key)?;
    let client = ClientId::parse(&claims.aud).filter(|_| claims.iss == issuer.as_str()).ok_or(HintFault::Issuer)?;
    Ok(Hint { subject: claims.sub, client, session: claims.sid })
}
