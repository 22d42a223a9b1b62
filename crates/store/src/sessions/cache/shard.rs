//! One part of the memory, under one lock: the readings, the order in which they were made, and who reads at this moment.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;

use super::{Cookie, Entry, SessionCache};

/// One part of the memory.
#[derive(Default)]
pub(super) struct Shard {
    pub(super) entries: HashMap<Cookie, Entry>,
    /// The oldest first. A cookie that was read again stands here twice, for less than the life of a reading.
    order: VecDeque<(Cookie, Instant)>,
    /// Cookies that are being read.
    reading: HashMap<Cookie, Arc<Mutex<()>>>,
    /// Checks that were answered from here, and those that were not.
    pub(super) hits: u64,
    pub(super) misses: u64,
}

impl Shard {
    /// Keeps a reading. Those that are too old go, and the oldest beyond the bound.
    pub(super) fn put(&mut self, cookie: Cookie, entry: Entry, most: usize, life: Duration) {
        let now = entry.read_at;
        self.order.push_back((cookie, now));
        self.entries.insert(cookie, entry);
        while let Some((oldest, read_at)) = self.order.front().copied() {
            if self.order.len() <= most && now.saturating_duration_since(read_at) < life {
                break;
            }
            self.order.pop_front();
            // It may have been read again in between.
            if self.entries.get(&oldest).is_some_and(|entry| entry.read_at == read_at) {
                self.entries.remove(&oldest);
            }
        }
    }
}

/// A place in the queue of those who want to read one cookie; it goes with the last of them, whatever happens to them.
pub(super) struct Turn<'a> {
    cache: &'a SessionCache,
    cookie: Cookie,
    queue: Arc<Mutex<()>>,
}

impl<'a> Turn<'a> {
    pub(super) fn new(cache: &'a SessionCache, cookie: Cookie) -> Self {
        let queue = Arc::clone(cache.shard(&cookie).reading.entry(cookie).or_default());
        Self { cache, cookie, queue }
    }

    /// Waits until nobody else reads the cookie.
    pub(super) async fn lock(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.queue.lock().await
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut shard = self.cache.shard(&self.cookie);
        // The shard's own and this one: nobody waits. Copies are made under the shard's lock only.
        if Arc::strong_count(&self.queue) == 2 {
            shard.reading.remove(&self.cookie);
        }
    }
}

#[cfg(test)]
impl Shard {
    /// How many cookies are being read.
    pub(super) fn reading(&self) -> usize {
        self.reading.len()
    }
}
