//! A bounded pool of Argon2 memory: a buffer is made when first needed, kept, and lent to one hash at a time.
//!
//! Buffers are not wiped on return: the next hash overwrites them, and what is left is not the password but blocks derived from it.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use argon2::Block;

pub(super) struct Pool {
    state: Mutex<State>,
    returned: Condvar,
    slots: usize,
    /// Blocks that a buffer keeps between hashes.
    usual_blocks: usize,
}

struct State {
    idle: Vec<Vec<Block>>,
    lent: usize,
}

/// A buffer on loan; goes back when dropped.
pub(super) struct Loan<'a> {
    pool: &'a Pool,
    blocks: Vec<Block>,
}

impl Pool {
    pub(super) fn new(slots: usize, usual_blocks: usize) -> Self {
        let state = Mutex::new(State { idle: Vec::new(), lent: 0 });
        Self { state, returned: Condvar::new(), slots: slots.max(1), usual_blocks }
    }

    pub(super) fn slots(&self) -> usize {
        self.slots
    }

    /// Lends a buffer of at least that many blocks; waits while all slots are lent.
    pub(super) fn lend(&self, blocks: usize) -> Loan<'_> {
        let state = self.lock();
        let mut state =
            self.returned.wait_while(state, |state| state.lent >= self.slots).unwrap_or_else(PoisonError::into_inner);
        state.lent += 1;
        let mut buffer = state.idle.pop().unwrap_or_default();
        drop(state);
        if buffer.len() < blocks {
            buffer.resize(blocks, Block::new());
        }
        Loan { pool: self, blocks: buffer }
    }

    /// A panic while the lock is held cannot leave the two fields half changed, so poison is no reason to stop.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take_back(&self, mut blocks: Vec<Block>) {
        // A hash with older, larger parameters must not keep its memory for good.
        if blocks.len() > self.usual_blocks {
            blocks.truncate(self.usual_blocks);
            blocks.shrink_to_fit();
        }
        let mut state = self.lock();
        state.lent -= 1;
        state.idle.push(blocks);
        drop(state);
        self.returned.notify_one();
    }
}

impl AsMut<[Block]> for Loan<'_> {
    fn as_mut(&mut self) -> &mut [Block] {
        &mut self.blocks
    }
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        self.pool.take_back(std::mem::take(&mut self.blocks));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::thread;

    use super::*;

    /// D10: memory is bounded by the number of slots, whoever asks at the same time.
    #[test]
    fn never_lends_more_than_its_slots() {
        let pool = Pool::new(2, 8);
        let (out, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let loan = pool.lend(8);
                        most.fetch_max(out.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        thread::yield_now();
                        out.fetch_sub(1, Ordering::SeqCst);
                        drop(loan);
                    }
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= 2);
        let state = pool.lock();
        assert_eq!(state.lent, 0);
        assert!(state.idle.len() <= 2);
    }

    #[test]
    fn gives_large_memory_back() {
        let pool = Pool::new(1, 8);
        drop(pool.lend(64));
        assert!(pool.lock().idle[0].capacity() < 64);
    }
}
