//! A code by SMS: six digits that are good for five minutes, one journey and one use (decision D6, requirement SM-01).
//!
//! The journey's sealed state keeps a keyed hash of the code that was sent last, and nothing of older ones; whoever verifies
//! decides whether it is right, and the commit of the journey's revision decides which of two posts may use it.

mod code;
mod verify;

pub use code::SmsCode;
pub use verify::{PendingSms, SealedPhone, SentSms, SmsProven, SmsRefusal, prove_pending_sms, verify_sms};

use jiff::SignedDuration;

/// How long a code is good (NIST SP 800-63B-4 section 3.1.3.2 and ASVS 6.5.5 allow ten minutes).
pub const LIFE: SignedDuration = SignedDuration::from_mins(5);
