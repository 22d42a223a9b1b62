//! How long tokens live: never longer than the session (OP-09, OP-10, OP-11).

use jiff::{SignedDuration, Timestamp};

/// The lives of what one token request gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetimes {
    /// Now.
    pub issued_at: Timestamp,
    /// The access token's end.
    pub access_expires_at: Timestamp,
    /// The ID token's end.
    pub id_expires_at: Timestamp,
    /// The refresh token's end, if one is given: the session's, whichever rotation it is.
    pub refresh_expires_at: Timestamp,
}

impl Lifetimes {
    /// An access token lives this long.
    pub const ACCESS: SignedDuration = SignedDuration::from_mins(10);
    /// An ID token lives this long; it is a message, not a session.
    pub const ID: SignedDuration = SignedDuration::from_mins(5);

    /// The lives for tokens that are made now in a session that ends then.
    pub fn new(now: Timestamp, session_ends_at: Timestamp) -> Self {
        Self {
            issued_at: now,
            access_expires_at: session_ends_at.min(now + Self::ACCESS),
            id_expires_at: now + Self::ID,
            refresh_expires_at: session_ends_at,
        }
    }

    /// `expires_in` of the response, in whole seconds.
    pub fn expires_in(&self) -> i64 {
        self.access_expires_at.duration_since(self.issued_at).as_secs().max(0)
    }
}
