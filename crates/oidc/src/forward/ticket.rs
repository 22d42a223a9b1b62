//! The ticket that carries a login to an application's host (FA-02): one minute, one use, good only in the browser that asked, at the
//! host that it asked from.

use credentials::ids::SessionId;
use credentials::token::{SecretToken, TokenHash};
use jiff::{SignedDuration, Timestamp};

/// A ticket lives this long.
pub const LIFE: SignedDuration = SignedDuration::from_secs(60);
/// The path on each application host that is ours; the proxy sends it to the portal.
pub const RESERVED: &str = "/.poortwachter/";

/// A ticket's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketRow {
    /// What is searched for.
    pub hash: TokenHash,
    /// SHA-256 of the nonce in the `__Host-` cookie of the application's host.
    pub nonce: TokenHash,
    /// The application's host, as [`super::Original::host`] writes it.
    pub host: String,
    /// The session that it is for.
    pub session: SessionId,
    /// Path and query to come back to.
    pub target: String,
    /// When it was made.
    pub issued_at: Timestamp,
}

/// What presenting a ticket leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redeemed<'a> {
    /// Spend it in one statement, set the cookie of this host for this session, and go on to the target.
    Spend {
        /// The session.
        session: SessionId,
        /// Where to go on this host.
        target: &'a str,
    },
    /// Begin again at the portal: expired, of another browser or another host. Which is not told.
    Refused,
}

impl TicketRow {
    /// Decides; `nonce` is the cookie's value, `host` that of the request.
    pub fn redeem(&self, nonce: Option<&SecretToken>, host: &str, now: Timestamp) -> Redeemed<'_> {
        let same_browser = nonce.is_some_and(|nonce| self.nonce.matches(nonce));
        if same_browser && self.host == host && now < self.issued_at + LIFE && is_local(&self.target) {
            Redeemed::Spend { session: self.session, target: &self.target }
        } else {
            Redeemed::Refused
        }
    }
}

/// Whether a target stays on its host: one slash, no backslash, nothing that a browser cuts out of an address.
pub fn is_local(target: &str) -> bool {
    let rest = target.strip_prefix('/');
    let visible = target.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    visible && rest.is_some_and(|rest| !rest.starts_with('/'))
}
