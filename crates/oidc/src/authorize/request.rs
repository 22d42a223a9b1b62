//! A request that was checked, as it is stored until the login is done.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::claims_request::ClaimsRequest;
use super::pkce::Challenge;
use super::prompt::Prompts;
use super::reply::ReplyTo;
use crate::acr::AcrDemand;
use crate::client::ClientId;
use crate::scope::Scopes;

/// A checked request. Its text form (JSON) is for our own rows only; reading it back checks nothing again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// Whose.
    pub client: ClientId,
    /// Where and how the answer goes.
    pub to: ReplyTo,
    /// What is asked for.
    pub scopes: Scopes,
    /// The PKCE challenge; only old clients have none.
    pub challenge: Option<Challenge>,
    /// Echoed in the ID token.
    pub nonce: Option<String>,
    /// What must or may not be shown.
    pub prompts: Prompts,
    /// How old the login may be.
    #[serde(with = "seconds")]
    pub max_age: Option<SignedDuration>,
    /// The level that is asked for.
    pub acr: AcrDemand,
    /// Single claims.
    pub claims: ClaimsRequest,
    /// Whose login it must be: `sub` of `claims`, or of a verified `id_token_hint`.
    pub subject: Option<String>,
    /// For the username field.
    pub login_hint: Option<String>,
    /// An ID token of ours that says who; unverified.
    pub id_token_hint: Option<String>,
    /// Languages in the order of preference.
    pub ui_locales: Vec<String>,
}

mod seconds {
    use jiff::SignedDuration;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[allow(clippy::ref_option, reason = "serde gives a reference to the field")]
    pub fn serialize<S: Serializer>(age: &Option<SignedDuration>, out: S) -> Result<S::Ok, S::Error> {
        age.map(|age| age.as_secs()).serialize(out)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<SignedDuration>, D::Error> {
        Ok(Option::<i64>::deserialize(from)?.map(SignedDuration::from_secs))
    }
}
