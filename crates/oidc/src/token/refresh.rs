//! Refresh tokens: each works once and gives the next; an old one that comes back ends them all (RFC 9700 section 4.14.2, OP-09).

use credentials::token::TokenHash;
use jiff::Timestamp;

use crate::authorize::CodeGrant;
use crate::client::Client;
use crate::code::FamilyId;
use crate::error::{OAuthError, Refused};
use crate::scope::Scopes;

/// The refusal for a refresh token that is not known, or no longer good.
pub const UNKNOWN: Refused = Refused::grant("the refresh token is unknown, expired, used or revoked");

/// A refresh token's row, with what the store read beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshRow {
    /// What is searched for.
    pub hash: TokenHash,
    /// Its family.
    pub family: FamilyId,
    /// What was granted with the code, unchanged by rotations.
    pub grant: CodeGrant,
    /// When it ends; the same for the whole family.
    pub expires_at: Timestamp,
    /// When it was used; set by the one statement that spends it.
    pub spent_at: Option<Timestamp>,
    /// Whether the family was ended.
    pub revoked: bool,
    /// Whether the session is alive, the account active and the client switched on.
    pub login_alive: bool,
}

/// What the use of a refresh token leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rotate {
    /// Spend it in one statement, and make new tokens with these scopes. No row from that statement means [`Rotate::Reused`].
    Spend(Scopes),
    /// It was used before, by whomever: end the family, and refuse.
    Reused,
    /// Refuse.
    Refuse(Refused),
}

impl RefreshRow {
    /// Decides; `wanted` are the scopes that the request names, at most those that were granted (RFC 6749 section 6).
    pub fn rotate(&self, client: &Client, wanted: Option<&Scopes>, now: Timestamp) -> Rotate {
        if self.grant.client != client.id {
            return Rotate::Refuse(UNKNOWN);
        }
        if self.spent_at.is_some() {
            return Rotate::Reused;
        }
        if self.revoked || !self.login_alive || now >= self.expires_at {
            return Rotate::Refuse(UNKNOWN);
        }
        let scopes = wanted.unwrap_or(&self.grant.scopes);
        // The registration may have lost scopes since.
        if !scopes.within(&self.grant.scopes) || !scopes.within(&client.scopes) {
            let more = Refused::new(OAuthError::InvalidScope, "more scopes than were granted");
            return Rotate::Refuse(more);
        }
        Rotate::Spend(scopes.clone())
    }
}
