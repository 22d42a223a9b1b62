//! The bounded place where passwords and recovery codes are hashed.
//!
//! Argon2 takes 19 MiB and some 15 ms each, so a flood of logins is a flood of memory (threat 28). [`HashQueue`] has as many workers as the hasher has
//! buffers and a queue of a known length; whoever comes later gets "busy" at once, before anything is written. A quarter of the places
//! is kept for known browsers (product.md, details decided).

use std::sync::Arc;

use credentials::hashing::Hasher;
use journey::Refusal;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Seconds after which a turned-away browser may try again.
pub const RETRY_AFTER: u32 = 2;

/// A place in the queue; held until the hash is done.
pub struct Place {
    _waiting: OwnedSemaphorePermit,
    _shared: Option<OwnedSemaphorePermit>,
}

/// Hashing with bounded workers and a bounded queue.
#[derive(Clone)]
pub struct HashQueue {
    hasher: Arc<Hasher>,
    workers: Arc<Semaphore>,
    places: Arc<Semaphore>,
    shared: Arc<Semaphore>,
}

impl HashQueue {
    /// A queue of `length` waiting places beside the hasher's own buffers.
    pub fn new(hasher: Arc<Hasher>, length: usize) -> Self {
        let all = hasher.slots() + length;
        let kept = all / 4;
        Self {
            workers: Arc::new(Semaphore::new(hasher.slots())),
            places: Arc::new(Semaphore::new(all)),
            shared: Arc::new(Semaphore::new(all - kept)),
            hasher,
        }
    }

    /// Takes a place or says "busy" at once; strangers leave a quarter of the places to known browsers.
    pub fn enter(&self, known_browser: bool) -> Result<Place, Refusal> {
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
        let worker = Arc::clone(&self.workers).acquire_owned().await.map_err(|_| HashingFailed)?;
        let hasher = Arc::clone(&self.hasher);
        let done = tokio::task::spawn_blocking(move || {
            // Both are held by the work itself: a browser that goes away frees nothing early.
            let _held = (worker, place);
            work(&hasher)
        });
        done.await.map_err(|_| HashingFailed)
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
    }
}
