//! When something last changed that a session check depends on, for the memory in front of the session table.
//!
//! The numbers rise by themselves: every statement that is run through [`super::Db`] or [`super::Tx`] is looked at ([`touch`]), and the end of its
//! unit of work raises what it may have changed, so that nobody who ends a session has to think of it. A statement that is not
//! understood raises everything.
//!
//! The order that makes it exact. A reader notes the moment, *then* reads, and what it read holds as long as nothing it depends on has
//! a later number. A writer commits, *then* raises, *then* its method returns. Either the reader's snapshot was taken after the commit and shows it;
//! or it was taken before, then the noted moment is before the raise, and from the raise on, hence from the return on, what was read no
//! longer holds, even if it is remembered only then. Raising before the commit would add nothing: a reader between the two would hold
//! the old row under the new number.

mod touch;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use credentials::token::TokenHash;
use uuid::Uuid;

use super::Value;
use touch::Touch;

/// How many numbers there are; two keys that share one cost a reading more, nothing else.
const PLACES: usize = 4096;

/// The numbers of one database in one process.
#[derive(Debug)]
pub(crate) struct Changes {
    /// The highest number that was given out. `SeqCst` throughout: the argument above is about one order of everything.
    clock: AtomicU64,
    /// The last change that may have been of anything.
    everything: AtomicU64,
    /// The last change of each key's place.
    places: Box<[AtomicU64]>,
}

/// A moment in the order of changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(u64);

/// What a statement is about: an account, a session or a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key(usize);

impl Key {
    /// The key of an account or a session. The last bytes of a UUID version 7 are random.
    pub(crate) fn of_id(id: Uuid) -> Self {
        Self::of_bytes(id.as_bytes())
    }

    /// The key of a cookie.
    pub(crate) fn of_token(token: &TokenHash) -> Self {
        Self::of_bytes(token.as_bytes())
    }

    fn of_bytes(bytes: &[u8]) -> Self {
        let last = bytes.iter().rev().take(2).fold(0, |sum, byte| sum * 256 + usize::from(*byte));
        Self(last % PLACES)
    }
}

impl Default for Changes {
    fn default() -> Self {
        let places = (0..PLACES).map(|_| AtomicU64::new(0)).collect();
        Self { clock: AtomicU64::new(0), everything: AtomicU64::new(0), places }
    }
}

impl Changes {
    /// The moment to note before reading.
    pub(crate) fn moment(&self) -> Moment {
        Moment(self.clock.load(Ordering::SeqCst))
    }

    /// Whether nothing that these keys are about was changed after the moment.
    pub(crate) fn none_since(&self, moment: Moment, keys: &[Key]) -> bool {
        let later = |number: &AtomicU64| number.load(Ordering::SeqCst) > moment.0;
        !later(&self.everything) && !keys.iter().any(|key| later(&self.places[key.0]))
    }

    /// As a change that may be of anything.
    #[cfg(test)]
    pub(crate) fn raise_all(&self) {
        self.raise(&[], true);
    }

    fn raise(&self, keys: &[Key], everything: bool) {
        let number = self.clock.fetch_add(1, Ordering::SeqCst) + 1;
        if everything {
            self.everything.fetch_max(number, Ordering::SeqCst);
        }
        for key in keys {
            self.places[key.0].fetch_max(number, Ordering::SeqCst);
        }
    }
}

/// What one unit of work may have changed. Raised when it is dropped: after the commit, after rolling back (which costs a reading), and also when
/// whoever waited for the commit went away and nobody knows how it ended.
#[derive(Debug)]
pub(crate) struct Noted {
    changes: Arc<Changes>,
    keys: Vec<Key>,
    everything: bool,
}

impl Noted {
    /// Nothing yet.
    pub(super) fn new(changes: &Arc<Changes>) -> Self {
        Self { changes: Arc::clone(changes), keys: Vec::new(), everything: false }
    }

    /// Notes what a statement may change, before it is run.
    pub(super) fn note(&mut self, sql: &str, values: &[Value]) {
        match touch::of(sql, values) {
            Touch::Nothing => {}
            Touch::Keys(keys) => self.keys.extend(keys),
            Touch::Everything => self.everything = true,
        }
    }

    /// Notes that anything may change.
    pub(super) fn note_everything(&mut self) {
        self.everything = true;
    }
}

impl Drop for Noted {
    fn drop(&mut self) {
        if self.everything || !self.keys.is_empty() {
            self.changes.raise(&self.keys, self.everything);
        }
    }
}
