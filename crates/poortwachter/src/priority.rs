//! Who goes first when the processor is busy.
//!
//! A hash takes some 15 ms of a core; the check of a session, which stands before each request to each application, takes microseconds. Where they
//! share the cores the check must not wait for the hash, so the threads that hash stand back (nice(2)).

use rustix::process::{getpriority_process, setpriority_process};

/// Between 0 and 19, the most patient: next to busy threads of the portal these get a tenth of a core.
const PATIENCE: i32 = 10;

/// Makes the calling thread stand back; one that was started with more patience keeps it. Where that is not allowed logins slow the checks
/// down, and nothing else happens.
pub fn stand_back() {
    // On Linux "the process" 0 is the calling thread (setpriority(2), "C library/kernel differences").
    let patience = getpriority_process(None).map(|own| own.max(PATIENCE));
    if let Err(error) = patience.and_then(|patience| setpriority_process(None, patience)) {
        tracing::debug!(%error, "threads that hash keep their priority");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_thread_that_asks_stands_back() {
        let own = getpriority_process(None).unwrap();
        let other = std::thread::spawn(|| {
            stand_back();
            getpriority_process(None).unwrap()
        });
        assert_eq!(other.join().unwrap(), PATIENCE.max(own));
        assert_eq!(getpriority_process(None).unwrap(), own);
    }
}
