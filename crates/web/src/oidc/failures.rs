//! How often client authentication may fail before it is answered with "later" (requirement OP-08).
//!
//! Counted after it failed, so that a client which authenticates rightly never notices: neither a stranger who uses its name nor an
//! office behind one address can shut it out. The counts are in memory: they keep the audit log from being flooded, not a secret of 256
//! bits from being guessed.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use oidc::client::ClientId;

/// For how long is counted.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);
/// Failures of one client from one network in that time.
const PER_CLIENT: u32 = 10;
/// Failures from one network in that time, whatever the names.
const PER_NETWORK: u32 = 60;
/// Counters at the same time, some 150 bytes each.
const COUNTERS: usize = 20_000;

type Key = (String, Option<ClientId>);
/// When counting began, and how many there were since.
type Count = (Timestamp, u32);

/// What a failure is answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// As such, and written down.
    Told,
    /// With "later"; the first of a window is written down.
    TooMany {
        /// Whether it is the first.
        first: bool,
        /// Seconds.
        retry_after: i64,
    },
}

/// Counts failures.
#[derive(Debug, Default)]
pub struct Failures(Mutex<HashMap<Key, Count>>);

impl Failures {
    /// Counts one; `client` is the name that was given, if it can be one.
    pub fn count(&self, network: &str, client: Option<&ClientId>, now: Timestamp) -> Judged {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_client = client.map(|client| ((network.to_owned(), Some(client.clone())), PER_CLIENT));
        let of_network = ((network.to_owned(), None), PER_NETWORK);
        let mut judged = Judged::Told;
        for (key, limit) in of_client.into_iter().chain([of_network]) {
            if judged == Judged::Told {
                judged = judge(&mut counts, key, limit, now);
            }
        }
        judged
    }
}

fn judge(counts: &mut HashMap<Key, Count>, key: Key, limit: u32, now: Timestamp) -> Judged {
    let is_over = |begun: Timestamp| now.duration_since(begun) >= WINDOW || begun > now;
    if counts.len() >= COUNTERS && !counts.contains_key(&key) {
        counts.retain(|_, (begun, _)| !is_over(*begun));
        if counts.len() >= COUNTERS {
            return Judged::TooMany { first: false, retry_after: WINDOW.as_secs() };
        }
    }
    let (begun, failures) = counts.entry(key).or_insert((now, 0));
    if is_over(*begun) {
        (*begun, *failures) = (now, 0);
    }
    *failures = failures.saturating_add(1);
    if *failures <= limit {
        return Judged::Told;
    }
    let left = (*begun + WINDOW).duration_since(now).as_secs();
    Judged::TooMany { first: *failures == limit + 1, retry_after: left.max(1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn client(name: &str) -> ClientId {
        ClientId::parse(name).unwrap()
    }

    #[test]
    fn op_08_ten_failures_a_minute_for_one_client_and_address_then_later() {
        let failures = Failures::default();
        let fail = |network, name, now| failures.count(network, Some(&client(name)), now);
        assert!((0..10).all(|_| fail("192.0.2.1", "wiki", NOW) == Judged::Told));
        assert_eq!(fail("192.0.2.1", "wiki", NOW), Judged::TooMany { first: true, retry_after: 60 });
        let later = NOW + SignedDuration::from_secs(50);
        assert_eq!(fail("192.0.2.1", "wiki", later), Judged::TooMany { first: false, retry_after: 10 });
        assert_eq!(fail("192.0.2.1", "dossier", NOW), Judged::Told);
        assert_eq!(fail("192.0.2.2", "wiki", NOW), Judged::Told);
        assert_eq!(fail("192.0.2.1", "wiki", NOW + WINDOW), Judged::Told);
    }

    #[test]
    fn op_08_a_network_fails_sixty_times_with_whatever_names() {
        let failures = Failures::default();
        let told =
            (0..100).filter(|n| failures.count("192.0.2.1", Some(&client(&format!("c{n}"))), NOW) == Judged::Told);
        assert_eq!(told.count(), 60);
        assert!((0..60).all(|_| failures.count("192.0.2.2", None, NOW) == Judged::Told));
        assert!(failures.count("192.0.2.2", None, NOW) != Judged::Told);
    }

    #[test]
    fn a_flood_of_names_fills_no_memory_and_passes() {
        let failures = Failures::default();
        for n in 0..COUNTERS {
            failures.count(&n.to_string(), None, NOW);
        }
        assert_eq!(failures.0.lock().unwrap().len(), COUNTERS);
        assert_eq!(failures.count("new", None, NOW), Judged::TooMany { first: false, retry_after: 60 });
        assert_eq!(failures.count("new", None, NOW + WINDOW), Judged::Told);
    }
}
