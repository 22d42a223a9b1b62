//! Access tokens: opaque, bound to one client, at most ten minutes (OP-11).

use credentials::ids::{AccountId, SessionId};
use credentials::token::TokenHash;
use jiff::Timestamp;

use crate::acr::Acr;
use crate::authorize::ClaimsRequest;
use crate::client::ClientId;
use crate::code::FamilyId;
use crate::scope::Scopes;

/// An access token's row, with what the store read beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRow {
    /// What is searched for.
    pub hash: TokenHash,
    /// Its family.
    pub family: FamilyId,
    /// The client that it was made for, which is its audience too.
    pub client: ClientId,
    /// Whose login.
    pub account: AccountId,
    /// Which session.
    pub session: SessionId,
    /// What it may.
    pub scopes: Scopes,
    /// Single claims.
    pub claims: ClaimsRequest,
    /// The level of the login.
    pub acr: Acr,
    /// When both factors were proven.
    pub auth_time: Timestamp,
    /// When it was made.
    pub issued_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// Whether its family or the token itself was ended.
    pub revoked: bool,
    /// Whether the session is alive, the account active and the client switched on.
    pub login_alive: bool,
}

impl AccessRow {
    /// Whether it still opens anything at `now`.
    pub fn is_active(&self, now: Timestamp) -> bool {
        !self.revoked && self.login_alive && now < self.expires_at
    }
}
