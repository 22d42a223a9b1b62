//! The bounded place where passwords and recovery codes are hashed.
//!
//! Argon2 takes 19 MiB and some 15 ms each, so a flood of logins is a flood of memory (threat 28). [`HashQueue`] has as many workers as the hasher has
//! buffers and a queue of a known length; whoever comes later gets "busy" at once, before anything is written. A quarter of the places
//! is kept for known browsers (product.md, details decided).

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Instant;

use credentials::hashing::Hasher;
use journey::Refusal;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::timings::{Timed, Timings};

/// Seconds after which a turned-away browser may try again.
pub const RETRY_AFTER: u32 = 2;

/// A place in the queue; held until the hash is done.
pub struct Place {
    _waiting: OwnedSemaphorePermit,
    _shared: Option<OwnedSemaphorePermit>,
}

/// Work for one of the threads.
type Job = Box<dyn FnOnce(&Hasher) + Send>;

/// Hashing with bounded workers and a bounded queue.
#[derive(Clone)]
pub struct HashQueue {
    jobs: mpsc::Sender<Job>,
    places: Arc<Semaphore>,
    shared: Arc<Semaphore>,
    all: usize,
    counted: Arc<Counted>,
}

/// What was counted so far.
#[derive(Debug, Default)]
struct Counted {
    refused: AtomicU64,
    waited: Timings,
    hashed: Timings,
}

/// How the queue is used at one moment.
#[derive(Clone, Debug)]
pub struct QueueUse {
    /// Places that are taken: hashes under way, and those that wait.
    pub taken: usize,
    /// Places that there are.
    pub places: usize,
    /// How many were turned away.
    pub refused: u64,
    /// How long hashes waited for a thread.
    pub waited: Timed,
    /// How long they took then.
    pub hashed: Timed,
}

impl HashQueue {
    /// A queue of `length` waiting places beside the hasher's own buffers.
    pub fn new(hasher: Arc<Hasher>, length: usize) -> Self {
        Self::with_threads(hasher, length, || {})
    }

    /// The same, whose threads each begin with `begin`: what the operating system is told of them is the binary's business.
    #[allow(clippy::needless_pass_by_value, reason = "each thread holds one more of it")]
    pub fn with_threads(hasher: Arc<Hasher>, length: usize, begin: fn()) -> Self {
        let all = hasher.slots() + length;
        let kept = all / 4;
        let (jobs, waiting) = mpsc::channel();
        let waiting = Arc::new(Mutex::new(waiting));
        for number in 0..hasher.slots() {
            let (hasher, waiting) = (Arc::clone(&hasher), Arc::clone(&waiting));
            let thread = std::thread::Builder::new().name(format!("hashing-{number}"));
            let worker = move || {
                begin();
                work(&hasher, &waiting);
            };
            // A thread less hashes more slowly; without any, everybody is told that hashing failed.
            if let Err(error) = thread.spawn(worker) {
                tracing::error!(%error, "a thread for hashing could not be started");
            }
        }
        let (places, shared) = (Arc::new(Semaphore::new(all)), Arc::new(Semaphore::new(all - kept)));
        Self { jobs, places, shared, all, counted: Arc::default() }
    }

    /// How it is used.
    pub fn usage(&self) -> QueueUse {
        QueueUse {
            taken: self.all - self.places.available_permits(),
            places: self.all,
            refused: self.counted.refused.load(Ordering::Relaxed),
            waited: self.counted.waited.so_far(),
            hashed: self.counted.hashed.so_far(),
        }
    }

    /// Takes a place or says "busy" at once; strangers leave a quarter of the places to known browsers.
    pub fn enter(&self, known_browser: bool) -> Result<Place, Refusal> {
        self.take(known_browser).inspect_err(|_| {
            self.counted.refused.fetch_add(1, Ordering::Relaxed);
        })
    }

    fn take(&self, known_browser: bool) -> Result<Place, Refusal> {
        let shared = if known_browser {
            None
        } else {
            Some(Arc::clone(&self.shared).try_acquire_owned().map_err(|_| Refusal::Busy)?)
        };
        let waiting = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Refusal::Busy)?;
        Ok(Place { _waiting: waiting, _shared: shared })
    }

    /// Runs the work with the hasher on a thread of its own, when a worker is free; the place is given back after it.
    pub async fn run<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce(&Hasher) -> T + Send + 'static,
    ) -> Result<T, HashingFailed> {
        let (answer, done) = oneshot::channel();
        let (counted, queued_at) = (Arc::clone(&self.counted), Instant::now());
        let job = move |hasher: &Hasher| {
            // Held by the work itself: a browser that goes away frees nothing early.
            let _held = place;
            let begun = Instant::now();
            counted.waited.add(begun.duration_since(queued_at));
            let done = work(hasher);
            counted.hashed.add(begun.elapsed());
            // Nobody waits any more when the browser went away.
            let _ = answer.send(done);
        };
        self.jobs.send(Box::new(job)).map_err(|_| HashingFailed)?;
        done.await.map_err(|_| HashingFailed)
    }
}

/// Hashes until the last queue is gone. Whoever waits for work that panicked hears that it failed; the thread goes on.
fn work(hasher: &Hasher, waiting: &Mutex<mpsc::Receiver<Job>>) {
    loop {
        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        let _ = catch_unwind(AssertUnwindSafe(|| job(hasher)));
    }
}

/// The hashing thread died; a fault of ours.
#[derive(Debug, thiserror::Error)]
#[error("a hashing worker failed")]
pub struct HashingFailed;

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn strangers_leave_a_quarter_of_the_places_to_known_browsers() {
        let queue = HashQueue::new(Arc::new(Hasher::for_tests(8)), 6);
        let strangers: Vec<_> = std::iter::from_fn(|| queue.enter(false).ok()).collect();
        assert_eq!(strangers.len(), 6);
        let known: Vec<_> = std::iter::from_fn(|| queue.enter(true).ok()).collect();
        assert_eq!(known.len(), 2);
        let usage = queue.usage();
        assert_eq!((usage.taken, usage.places, usage.refused), (8, 8, 2));
        drop(strangers);
        assert!(queue.enter(false).is_ok());
    }

    #[tokio::test]
    async fn a_place_is_given_back_after_the_work() {
        let queue = HashQueue::new(Arc::new(Hasher::for_tests(8)), 0);
        for round in 0..5 {
            let place = queue.enter(false).expect("free again");
            assert_eq!(queue.run(place, move |_| round).await.unwrap(), round);
        }
        assert_eq!((queue.usage().waited.times, queue.usage().hashed.times), (5, 5));
    }

    /// As many at a time as the hasher has buffers, each with a beginning of its own; what panics is a fault and nothing more.
    #[tokio::test]
    async fn work_that_panics_fails_alone() {
        static BEGUN: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
        let hasher = Arc::new(Hasher::for_tests(8));
        let slots = hasher.slots();
        let queue = HashQueue::with_threads(hasher, 4, || {
            BEGUN.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        });
        for _ in 0..2 * slots {
            let place = queue.enter(true).expect("free again");
            assert!(queue.run(place, |_| panic!("planted")).await.is_err());
        }
        let place = queue.enter(true).expect("free again");
        assert_eq!(queue.run(place, |_| 7).await.unwrap(), 7);
        assert!((1..=slots).contains(&BEGUN.load(std::sync::atomic::Ordering::SeqCst)));
    }
}
