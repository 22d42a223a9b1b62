//! A registered application as data, and what a registration must be like before it is stored.
//!
//! How a client authenticates is one fixed method with what belongs to it: a public client has no secret to lose and a confidential
//! one no way around its secret, because there is no such value.

mod check;
mod redirect;

use std::fmt;

use credentials::token::{SecretToken, TokenHash};
use serde::{Deserialize, Serialize};

use crate::acr::Acr;
use crate::jose::{Alg, PublicKey};
use crate::scope::Scopes;

pub use check::{ClientFault, check_client};
pub use redirect::{RedirectFault, check_registered, matches};

/// The public name of a client: 1 to 64 letters, digits and `-._~`, so that it needs no encoding anywhere.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClientId(String);

impl ClientId {
    /// Reads the name.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        ((1..=64).contains(&text.len()) && text.bytes().all(fits)).then(|| Self(text.to_owned()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The secret of a client, as it is stored. The secret is 256 random bits that we made, so nobody can guess it from a plain SHA-256;
/// a slow password hash would only make every token request slow (ASVS 11.4.2 speaks of passwords that people chose).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SecretHash(pub TokenHash);

impl SecretHash {
    /// Whether this text is the secret, in constant time.
    pub fn accepts(&self, text: &str) -> bool {
        SecretToken::parse(text).is_some_and(|secret| self.0.matches(&secret))
    }
}

/// How a client proves at the token endpoint who it is; one way for each client (OP-08).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClientAuth {
    /// A public client: nothing, and PKCE instead.
    None,
    /// The secret in the `Authorization` header (RFC 6749 section 2.3.1). Two live secrets while one is being replaced.
    Basic(Vec<SecretHash>),
    /// The secret in the form.
    Post(Vec<SecretHash>),
    /// A signed assertion (RFC 7523) under one of these keys, which all have the same algorithm.
    PrivateKeyJwt {
        /// The one algorithm.
        alg: Alg,
        /// The client's public keys.
        keys: Vec<PublicKey>,
    },
}

impl ClientAuth {
    /// The method's name in metadata.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Basic(_) => "client_secret_basic",
            Self::Post(_) => "client_secret_post",
            Self::PrivateKeyJwt { .. } => "private_key_jwt",
        }
    }
}

/// Whether PKCE may be left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PkceRule {
    /// Never (OP-03).
    #[default]
    Required,
    /// For an old confidential client that cannot; a warning in every list. What is sent is still checked.
    OldClient,
}

/// Who says that an application may know who somebody is (OP-17).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ConsentRule {
    /// The administrator has, for everybody: an application of the house.
    FirstParty,
    /// The person is asked.
    #[default]
    Ask,
}

/// A registered application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// Its public name.
    pub id: ClientId,
    /// What people are shown.
    pub name: String,
    /// Switched off clients are answered like unknown ones.
    pub enabled: bool,
    /// How it authenticates.
    pub auth: ClientAuth,
    /// Where answers may go, compared as text.
    pub redirect_uris: Vec<String>,
    /// Where people may land after logging out, compared as text.
    pub post_logout_uris: Vec<String>,
    /// Whether PKCE may be left out.
    pub pkce: PkceRule,
    /// Whether it must push its requests (RFC 9126 section 6).
    pub par_required: bool,
    /// The scopes that it may have.
    pub scopes: Scopes,
    /// The algorithm of its ID tokens.
    pub id_token_alg: Alg,
    /// Whether people are asked.
    pub consent: ConsentRule,
    /// Where it hears of the end of a session.
    pub back_channel_logout_uri: Option<String>,
    /// The lowest level that it takes, whatever a request says.
    pub least_acr: Option<Acr>,
    /// Origins whose scripts may call the token and userinfo endpoints.
    pub cors_origins: Vec<String>,
}

impl Client {
    /// Whether it has nothing to authenticate with (RFC 6749 section 2.1).
    pub const fn is_public(&self) -> bool {
        matches!(self.auth, ClientAuth::None)
    }

    /// From which scopes single claims may be asked by name. A client that people agree to gets nothing that they did not see on the
    /// consent page; one of the house may ask for whatever it may have (OP-17).
    pub fn claims_from<'a>(&'a self, granted: &'a Scopes) -> &'a Scopes {
        match self.consent {
            ConsentRule::FirstParty => &self.scopes,
            ConsentRule::Ask => granted,
        }
    }

    /// Whether an answer may go there (OP-02).
    pub fn allows_redirect(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|registered| matches(registered, uri, self.is_public()))
    }

    /// Whether people may land there after logging out: the same text (OP-18).
    pub fn allows_post_logout(&self, uri: &str) -> bool {
        self.post_logout_uris.iter().any(|registered| registered == uri)
    }
}
