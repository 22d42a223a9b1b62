//! The system's clock, given to the rooms that may not look at it.

use jiff::Timestamp;
use web::Clock;

/// The wall clock of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that looks at the wall clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}
