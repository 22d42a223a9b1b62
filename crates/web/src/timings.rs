//! How long something took, counted in buckets without a lock: for whoever watches the portal.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper bounds of the buckets, in milliseconds; what took longer is in the sum and the count only.
const BOUNDS: [u64; 11] = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000];

/// Counts durations.
#[derive(Debug, Default)]
pub struct Timings {
    buckets: [AtomicU64; BOUNDS.len()],
    longer: AtomicU64,
    microseconds: AtomicU64,
}

/// The durations so far.
#[derive(Clone, Debug, PartialEq)]
pub struct Timed {
    /// All of them together, in seconds.
    pub seconds: f64,
    /// How many.
    pub times: u64,
    /// Each upper bound in seconds, and how many lie between it and the one before.
    pub buckets: Vec<(f64, u64)>,
}

impl Timings {
    /// Counts one.
    pub fn add(&self, took: Duration) {
        let place = BOUNDS.iter().position(|bound| took <= Duration::from_millis(*bound));
        place.map_or(&self.longer, |place| &self.buckets[place]).fetch_add(1, Ordering::Relaxed);
        let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.microseconds.fetch_add(microseconds, Ordering::Relaxed);
    }

    /// What was counted so far.
    pub fn so_far(&self) -> Timed {
        let counts = self.buckets.iter().map(|bucket| bucket.load(Ordering::Relaxed));
        let buckets: Vec<_> =
            BOUNDS.iter().map(|bound| Duration::from_millis(*bound).as_secs_f64()).zip(counts).collect();
        let times = buckets.iter().map(|(_, times)| times).sum::<u64>() + self.longer.load(Ordering::Relaxed);
        let seconds = Duration::from_micros(self.microseconds.load(Ordering::Relaxed)).as_secs_f64();
        Timed { seconds, times, buckets }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_is_in_the_bucket_below_whose_bound_it_stays() {
        let timings = Timings::default();
        for milliseconds in [1, 5, 6, 10_000, 60_000] {
            timings.add(Duration::from_millis(milliseconds));
        }
        let timed = timings.so_far();
        assert_eq!((timed.times, timed.seconds), (5, 70.012));
        assert_eq!((timed.buckets[0], timed.buckets[1], timed.buckets[10]), ((0.005, 2), (0.01, 1), (10.0, 1)));
    }
}
