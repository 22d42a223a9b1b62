//! A session in which password and factor were given once more on the spot (rule J14).

use jiff::{SignedDuration, Timestamp};

use crate::ids::{AccountId, FactorId, JourneyId, SessionId};
use crate::witness::SteppedUp;

/// How long a confirmation holds, in its own session only.
pub const LIFE: SignedDuration = SignedDuration::from_mins(5);

/// What a live session's row says about its last confirmation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SessionRow {
    /// Which session.
    pub session: SessionId,
    /// Whose.
    pub account: AccountId,
    /// When password and factor were last given on the spot, and which factor it was; the login itself does not count.
    pub stepped_up: Option<(Timestamp, FactorId)>,
}

/// Verifies that the session was confirmed less than five minutes ago; the witness belongs to the journey that begins with it.
pub fn verify_stepped_up(row: &SessionRow, journey: JourneyId, now: Timestamp) -> Option<SteppedUp> {
    let (at, factor) = row.stepped_up?;
    // A confirmation from the future is a clock that went back, and no confirmation.
    let fresh = at <= now && now < at + LIFE;
    fresh.then(|| SteppedUp::assert(row.account, (row.session, factor), journey, at))
}
