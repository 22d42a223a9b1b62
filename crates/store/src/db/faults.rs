//! Failing on demand, for the tests that ask what is left after a crash; compiled away outside them.

#[cfg(not(feature = "testing"))]
mod imp {
    use crate::StoreError;

    /// Never fails and counts nothing.
    #[derive(Clone, Debug)]
    pub(crate) struct Faults;

    impl Faults {
        pub(crate) fn none() -> Self {
            Self
        }

        #[allow(clippy::unused_self, clippy::unnecessary_wraps)] // the same shape as the one for tests
        pub(crate) fn count(&self) -> Result<(), StoreError> {
            Ok(())
        }
    }
}

#[cfg(feature = "testing")]
mod imp {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

    use crate::StoreError;

    /// Counts statements, commits included, and fails at the one that was asked for.
    #[derive(Clone, Debug)]
    pub(crate) struct Faults {
        run: Arc<AtomicU64>,
        left: Arc<AtomicI64>,
    }

    impl Faults {
        pub(crate) fn none() -> Self {
            Self { run: Arc::default(), left: Arc::new(AtomicI64::new(i64::MAX)) }
        }

        pub(crate) fn count(&self) -> Result<(), StoreError> {
            self.run.fetch_add(1, Ordering::SeqCst);
            if self.left.fetch_sub(1, Ordering::SeqCst) <= 0 {
                return Err(StoreError::Injected);
            }
            Ok(())
        }

        /// How many statements were run so far.
        pub(crate) fn statements(&self) -> u64 {
            self.run.load(Ordering::SeqCst)
        }

        /// Lets this many statements pass and fails every later one; `None` ends it.
        pub(crate) fn fail_after(&self, statements: Option<u32>) {
            self.left.store(statements.map_or(i64::MAX, i64::from), Ordering::SeqCst);
        }
    }
}

pub(crate) use imp::Faults;
