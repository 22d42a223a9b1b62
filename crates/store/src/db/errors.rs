//! How often the database failed, by kind, since this process opened it: what an operator watches.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::StoreError;

/// The kinds, as stable words. A broken constraint is often an expected refusal, such as a username that is taken.
const KINDS: [&str; 4] = ["unavailable", "statement", "constraint", "other"];

/// Counts failures; one for all clones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Errors(Arc<[AtomicU64; KINDS.len()]>);

impl Errors {
    /// Passes an answer on, and counts it when it is a failure.
    pub(super) fn seen<T>(&self, answer: Result<T, StoreError>) -> Result<T, StoreError> {
        if let Err(error) = &answer {
            self.0[place(error)].fetch_add(1, Ordering::Relaxed);
        }
        answer
    }

    /// Each kind with its number.
    pub(crate) fn counts(&self) -> [(&'static str, u64); KINDS.len()] {
        std::array::from_fn(|place| (KINDS[place], self.0[place].load(Ordering::Relaxed)))
    }
}

fn place(error: &StoreError) -> usize {
    match error {
        StoreError::Unavailable(_) => 0,
        StoreError::Statement { constraint: None, .. } => 1,
        StoreError::Statement { constraint: Some(_), .. } => 2,
        _ => 3,
    }
}
