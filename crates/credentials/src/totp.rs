//! The authenticator app: time-based one-time codes (RFC 6238) with SHA-1, 6 digits and 30 seconds (D7).
//!
//! A code counts for its own step and for the steps just before and after it, and never for a step that was used before: the
//! verifier refuses it here, and the store burns the step in one statement, which decides a race.

mod code;
mod hotp;
mod secret;
mod verify;

pub use code::{TotpCode, TotpTypo};
pub use hotp::{Algorithm, hotp};
pub use secret::{TotpSecret, otpauth_uri};
pub use verify::{PendingTotp, SealedTotp, TotpAccepted, TotpProven, TotpRefusal, prove_pending_totp, verify_totp};

use jiff::Timestamp;

/// Seconds in a step.
pub const PERIOD: i64 = 30;
/// Digits in a code.
pub const DIGITS: u32 = 6;

/// The step in which a moment lies: whole periods since 1970 (RFC 6238 section 4.2).
pub fn step_at(now: Timestamp) -> i64 {
    now.as_second().div_euclid(PERIOD)
}
