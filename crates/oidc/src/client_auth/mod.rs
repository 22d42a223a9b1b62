//! How a client proves who it is (RFC 6749 section 2.3, OP-08): one fixed way for each, and only one way in a request.
//!
//! [`Presented::read`] finds out what the request brings and for which client; the caller loads that client; [`Presented::verify`]
//! decides. Every failure is the same `invalid_client`, whether the client exists or not.

mod assertion;
mod basic;

use std::fmt;

use credentials::token::TokenHash;
use jiff::Timestamp;
use zeroize::Zeroizing;

use crate::client::{Client, ClientAuth, ClientId};
use crate::error::{OAuthError, Refused};
use crate::params::Params;

pub use assertion::{ASSERTION_TYPE, MAX_AHEAD};

/// The one answer to every failure.
pub const FAILED: Refused = Refused::new(OAuthError::InvalidClient, "client authentication failed");

/// What a request brings to prove whose it is.
#[derive(Clone, PartialEq, Eq)]
pub struct Presented {
    /// The client that it names.
    pub client: ClientId,
    proof: Proof,
}

#[derive(Clone, PartialEq, Eq)]
enum Proof {
    Nothing,
    Basic(Zeroizing<String>),
    Post(Zeroizing<String>),
    Assertion(String),
}

impl fmt::Debug for Presented {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presented").field("client", &self.client).finish_non_exhaustive()
    }
}

/// Where and when an assertion must hold.
#[derive(Clone, Copy, Debug)]
pub struct Audience<'a> {
    /// What its `aud` may be: the issuer, and the address of the endpoint.
    pub accepted: &'a [&'a str],
    /// The time.
    pub now: Timestamp,
}

/// The client is who it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proven {
    /// An assertion's `jti`, to be burnt in the commit: no row means that it was used before, and then the answer is [`FAILED`].
    pub burn: Option<JtiBurn>,
}

/// A `jti` that must not come back while the assertion lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JtiBurn {
    /// SHA-256 of client and `jti`.
    pub hash: TokenHash,
    /// From here on the row may go: the assertion is expired.
    pub until: Timestamp,
}

impl Presented {
    /// Finds what the request brings: `authorization` is the header's value.
    pub fn read(authorization: Option<&str>, params: &Params) -> Result<Self, Refused> {
        let named = params.get("client_id")?;
        let secret = params.get("client_secret")?;
        let assertion = assertion::read(params)?;
        let ways = usize::from(authorization.is_some()) + usize::from(secret.is_some());
        if ways + usize::from(assertion.is_some()) > 1 {
            return Err(Refused::request("more than one way of client authentication"));
        }
        let (client, proof) = match (authorization, secret, assertion) {
            (Some(header), ..) => {
                let (client, secret) = basic::parse(header).ok_or(FAILED)?;
                (client, Proof::Basic(secret))
            }
            (_, Some(secret), _) => {
                (named.unwrap_or_default().to_owned(), Proof::Post(Zeroizing::new(secret.to_owned())))
            }
            (.., Some(assertion)) => (assertion::claimed(assertion)?, Proof::Assertion(assertion.to_owned())),
            _ => (named.unwrap_or_default().to_owned(), Proof::Nothing),
        };
        if named.is_some_and(|named| named != client) {
            return Err(Refused::request("client_id is not the client that authenticates"));
        }
        Ok(Self { client: ClientId::parse(&client).ok_or(FAILED)?, proof })
    }

    /// Decides, with the client that the store knows under that name.
    pub fn verify(&self, client: Option<&Client>, audience: &Audience<'_>) -> Result<Proven, Refused> {
        let client = client.filter(|client| client.enabled && client.id == self.client).ok_or(FAILED)?;
        let holds = match (&self.proof, &client.auth) {
            (Proof::Nothing, ClientAuth::None) => true,
            (Proof::Basic(secret), ClientAuth::Basic(hashes)) | (Proof::Post(secret), ClientAuth::Post(hashes)) => {
                hashes.iter().any(|hash| hash.accepts(secret))
            }
            (Proof::Assertion(token), ClientAuth::PrivateKeyJwt { alg, keys }) => {
                let burn = assertion::verify(token, &client.id, (*alg, keys), audience)?;
                return Ok(Proven { burn: Some(burn) });
            }
            _ => false,
        };
        if holds { Ok(Proven { burn: None }) } else { Err(FAILED) }
    }
}
