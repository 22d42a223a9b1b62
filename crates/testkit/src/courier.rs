//! A courier that leaves codes in the outbox, where a test finds them, and that can be told to be away.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use web::Courier;

/// Counts how often it was woken.
#[derive(Default)]
pub struct TestCourier {
    away: AtomicBool,
    woken: AtomicU32,
}

impl TestCourier {
    /// From now on no gateway answers, or one does again.
    pub fn set_away(&self, away: bool) {
        self.away.store(away, Ordering::SeqCst);
    }

    /// How often something was put into the outbox.
    pub fn woken(&self) -> u32 {
        self.woken.load(Ordering::SeqCst)
    }
}

impl Courier for TestCourier {
    fn wake(&self) {
        self.woken.fetch_add(1, Ordering::SeqCst);
    }

    fn can_send(&self) -> bool {
        !self.away.load(Ordering::SeqCst)
    }
}
