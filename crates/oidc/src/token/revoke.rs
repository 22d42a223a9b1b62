//! Revocation (RFC 7009): a client gives back its own tokens; whatever else it sends is answered the same way.

use crate::client::{Client, ClientId};
use crate::code::FamilyId;

/// What a revocation leads to; the answer is 200 either way (RFC 7009 section 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Revoke {
    /// End the whole family: its access tokens and its refresh tokens.
    Family(FamilyId),
    /// Not known, or of another client: nothing happens.
    Nothing,
}

/// Decides; `found` is the family and client of the access or refresh token that was sent.
pub fn revoke(found: Option<(FamilyId, &ClientId)>, client: &Client) -> Revoke {
    match found {
        Some((family, owner)) if *owner == client.id => Revoke::Family(family),
        _ => Revoke::Nothing,
    }
}
