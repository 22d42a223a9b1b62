//! The memory in front of the session table: exact, short and bounded.
//!
//! What was read is good for [`LIFE`], so that whatever another process does is seen within a second; in this process it is good only while nothing it
//! depends on has changed since before it was read (`db::changes` says why that is exact). Nothing here decides whether a session is
//! alive: that is asked at each hit, with the time of the hit. Only sessions that were found are remembered. One reading at a time for
//! one cookie: the others wait for it.

mod shard;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use credentials::token::TokenHash;

use crate::CacheUse;
use crate::StoreError;
use crate::db::{Changes, Key, Moment};
use crate::sessions::presence::Known;
use shard::{Shard, Turn};

/// How long a reading is good: well below the second within which every node must know (requirement SE-08, FA-04).
const LIFE: Duration = Duration::from_millis(750);
/// After this part of its life a reading that is in use is made anew beside it, so that nobody waits for the database.
const DUE: (u32, u32) = (2, 3);
/// How many readings are kept at most.
pub(crate) const ENTRIES: usize = 200_000;
/// Locks, so that readers on many cores seldom meet.
const SHARDS: usize = 64;

/// Whose cookie it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Cookie {
    /// The portal's own.
    Portal(TokenHash),
    /// That of one application's host.
    Application(TokenHash),
}

impl Cookie {
    fn token(&self) -> &TokenHash {
        let (Self::Portal(token) | Self::Application(token)) = self;
        token
    }
}

/// What was read, and until when it holds.
struct Entry {
    known: Arc<Known>,
    /// Taken before the reading began.
    as_of: Moment,
    read_at: Instant,
    /// Account, session, cookie: whose change ends it.
    keys: [Key; 3],
}

/// The memory of one database in one process.
pub(crate) struct SessionCache {
    shards: Box<[Mutex<Shard>]>,
    changes: Arc<Changes>,
    entries_per_shard: usize,
    life: Duration,
}

impl SessionCache {
    /// An empty one for so many entries at most.
    pub(crate) fn new(changes: &Arc<Changes>, entries: usize) -> Self {
        Self::living(changes, entries, LIFE)
    }

    /// One whose readings are good for another time, to be measured.
    pub(crate) fn living(changes: &Arc<Changes>, entries: usize, life: Duration) -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::default()).collect();
        Self { shards, changes: Arc::clone(changes), entries_per_shard: entries.div_ceil(SHARDS).max(1), life }
    }

    /// What is known of a cookie at this instant, and whether it is time to read it anew.
    pub(crate) fn get(&self, cookie: &Cookie) -> Option<(Arc<Known>, bool)> {
        let mut shard = self.shard(cookie);
        let found = self.good(&mut shard, cookie);
        let count = if found.is_some() { &mut shard.hits } else { &mut shard.misses };
        *count += 1;
        found
    }

    /// A reading that still holds, and whether it is time to read it anew; one that does not hold goes.
    fn good(&self, shard: &mut Shard, cookie: &Cookie) -> Option<(Arc<Known>, bool)> {
        let entry = shard.entries.get(cookie)?;
        let age = entry.read_at.elapsed();
        if age < self.life && self.changes.none_since(entry.as_of, &entry.keys) {
            return Some((Arc::clone(&entry.known), age >= self.life * DUE.0 / DUE.1));
        }
        shard.entries.remove(cookie);
        None
    }

    /// Reads a cookie anew, unless somebody else does so already; then their answer is taken, if it still holds and is not due. `read` is not
    /// begun before it is needed.
    pub(crate) async fn read(
        &self,
        cookie: Cookie,
        read: impl Future<Output = Result<Option<Known>, StoreError>>,
    ) -> Result<Option<Arc<Known>>, StoreError> {
        let turn = Turn::new(self, cookie);
        let _mine = turn.lock().await;
        let read_meanwhile = self.good(&mut self.shard(&cookie), &cookie);
        if let Some((known, false)) = read_meanwhile {
            return Ok(Some(known));
        }
        let (as_of, read_at) = (self.changes.moment(), Instant::now());
        let Some(known) = read.await?.map(Arc::new) else { return Ok(None) };
        let session = &known.presence.view.session;
        let keys =
            [Key::of_id(session.account.as_uuid()), Key::of_id(session.id.as_uuid()), Key::of_token(cookie.token())];
        let entry = Entry { known: Arc::clone(&known), as_of, read_at, keys };
        self.shard(&cookie).put(cookie, entry, self.entries_per_shard, self.life);
        Ok(Some(known))
    }

    /// Forgets a cookie; the next check reads it.
    pub(crate) fn forget(&self, cookie: &Cookie) {
        self.shard(cookie).entries.remove(cookie);
    }

    /// How it is used: readings that are kept, and how the checks so far were answered.
    pub(crate) fn usage(&self) -> CacheUse {
        self.shards.iter().fold(CacheUse::default(), |sum, shard| {
            let shard = lock(shard);
            CacheUse {
                entries: sum.entries + shard.entries.len() as u64,
                hits: sum.hits + shard.hits,
                misses: sum.misses + shard.misses,
            }
        })
    }

    /// How many readings are kept, good or not.
    #[cfg(test)]
    pub(crate) fn len(&self) -> usize {
        self.shards.iter().map(|shard| lock(shard).entries.len()).sum()
    }

    fn shard(&self, cookie: &Cookie) -> MutexGuard<'_, Shard> {
        lock(&self.shards[usize::from(cookie.token().as_bytes()[0]) % SHARDS])
    }
}

/// Nothing panics while it holds the lock; if something did, the entries are whole all the same, since each is put as one.
fn lock(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
