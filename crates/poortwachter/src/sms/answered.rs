//! The messages that a gateway or a mail server took and whose mark is still on its way to the database.
//!
//! When the database does not answer at that moment, the row's lease may end before the mark is written. Whoever claims the row again in this
//! process looks here first, so that nothing goes out twice.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use store::OutboxId;

/// What is answered and not yet marked.
#[derive(Debug, Default)]
pub(crate) struct Answered(Mutex<HashSet<OutboxId>>);

impl Answered {
    pub(crate) fn put(&self, id: OutboxId) {
        self.lock().insert(id);
    }

    pub(crate) fn take(&self, id: OutboxId) {
        self.lock().remove(&id);
    }

    pub(crate) fn has(&self, id: OutboxId) -> bool {
        self.lock().contains(&id)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashSet<OutboxId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
