//! A clock that stands still until a test moves it.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// The time of a test, in whole microseconds.
#[derive(Debug)]
pub struct FixedClock(AtomicI64);

impl Default for FixedClock {
    /// A Monday afternoon at the beginning of a 30-second step of the authenticator apps.
    fn default() -> Self {
        let start: Timestamp = "2026-11-23T13:05:00Z".parse().expect("invariant: a well-formed time");
        Self(AtomicI64::new(start.as_microsecond()))
    }
}

impl FixedClock {
    /// The time now.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.0.load(Ordering::SeqCst)).expect("invariant: it was made from a time")
    }

    /// Lets time pass.
    pub fn advance(&self, by: SignedDuration) {
        self.set(self.now() + by);
    }

    /// Sets the time.
    pub fn set(&self, to: Timestamp) {
        self.0.store(to.as_microsecond(), Ordering::SeqCst);
    }
}

impl web::Clock for FixedClock {
    fn now(&self) -> Timestamp {
        // One microsecond passes with every look, so that two tries are never at the same time.
        let next = self.0.fetch_add(1, Ordering::SeqCst) + 1;
        Timestamp::from_microsecond(next).expect("invariant: it was made from a time")
    }
}
