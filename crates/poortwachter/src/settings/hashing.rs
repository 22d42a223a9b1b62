//! How many password hashes run at once.

use super::key::{Kind, Standing, keys};

keys! {
    /// The keys of `[hashing]`.
    pub struct Hashing {
        /// Hashes at the same time. Without it: one for each processor core.
        workers: Option<u16> = Kind::Whole { least: 1, most: 256 }, Standing::Absent("2");
        /// Logins that may wait for a place; more get "try again in a moment".
        queue: u16 = Kind::Whole { least: 1, most: 10_000 }, Standing::Default("32");
    }
}

impl Hashing {
    /// Hashes at the same time: the setting, else one for each core.
    pub fn workers(&self) -> usize {
        self.workers.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from)
    }
}
