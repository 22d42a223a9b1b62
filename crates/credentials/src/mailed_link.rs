//! Links that are mailed to somebody who forgot the password (rule J12, requirement FP-02): half of what a new one needs.

use jiff::{SignedDuration, Timestamp};

use crate::ids::{AccountId, JourneyId, LinkId};
use crate::token::{SecretToken, TokenHash};
use crate::witness::LinkPresented;

/// How long a mailed link may be presented (requirement FP-02; NIST SP 800-63B-4 section 4.2.1.2 allows 24 hours).
pub const LIFE: SignedDuration = SignedDuration::from_mins(30);

/// A mailed link as it is stored; the token itself is in the mail only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LinkRow {
    /// Which link.
    pub id: LinkId,
    /// To whose account it was mailed.
    pub account: AccountId,
    /// The hash of the token.
    pub token: TokenHash,
    /// The first moment at which it no longer counts.
    pub expires_at: Timestamp,
}

/// Verifies that the token is this link's and that the link still counts at `now`; the witness belongs to the journey that begins with it.
pub fn verify_link(row: &LinkRow, token: &SecretToken, journey: JourneyId, now: Timestamp) -> Option<LinkPresented> {
    let right = row.token.matches(token);
    (right && now < row.expires_at).then(|| LinkPresented::assert(row.account, row.id, journey, now))
}
