//! How often strangers may let the portal work or remember something for them.
//!
//! An estimate of a password takes milliseconds of a processor, and anybody can ask. So a visit may ask often enough for somebody who types, a network often
//! enough for an office, and only some are worked out at once; whoever comes beyond that gets none and still has the rules on the page. A login
//! for an application that begins without a session leaves a row, which is kept for a day; a network may leave as many as a large office
//! needs on a Monday morning. The counts are in memory: they protect this machine, not a secret.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use credentials::token::TokenHash;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// For how long is counted.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);
/// Questions of one visit in that time.
const PER_VISIT: u32 = 60;
/// Questions of one network in that time.
const PER_NETWORK: u32 = 600;
/// Logins for applications that a network without a session may begin in that time: twenty each second.
const BEGINNINGS: u32 = 1_200;
/// How long somebody is asked to wait who comes beyond that, in seconds: by then the count begins again.
pub const CROWDED: u32 = 60;
/// Estimates at the same time.
const AT_ONCE: usize = 2;
/// Counters at the same time, some 100 bytes each.
const COUNTERS: usize = 20_000;

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Asker {
    Visit(TokenHash),
    Network(String),
    Beginner(String),
}

/// When counting began, and how many there were since.
type Count = (Timestamp, u32);

/// Counts the questions.
#[derive(Debug)]
pub struct Meter {
    counts: Mutex<HashMap<Asker, Count>>,
    places: Arc<Semaphore>,
}

impl Default for Meter {
    fn default() -> Self {
        Self { counts: Mutex::default(), places: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Meter {
    /// Counts one question; a place to work it out, or `None` when it is one too many.
    pub fn enter(&self, visit: Option<TokenHash>, network: String, now: Timestamp) -> Option<OwnedSemaphorePermit> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let limits = [(visit.map(Asker::Visit), PER_VISIT), (Some(Asker::Network(network)), PER_NETWORK)];
        for (asker, limit) in limits {
            if !asker.is_none_or(|asker| count(&mut counts, asker, limit, now)) {
                return None;
            }
        }
        drop(counts);
        Arc::clone(&self.places).try_acquire_owned().ok()
    }

    /// Counts one login for an application that begins without a session; whether it may be remembered.
    pub fn begin(&self, network: String, now: Timestamp) -> bool {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        count(&mut counts, Asker::Beginner(network), BEGINNINGS, now)
    }
}

fn count(counts: &mut HashMap<Asker, Count>, asker: Asker, limit: u32, now: Timestamp) -> bool {
    let is_over = |begun: Timestamp| now.duration_since(begun) >= WINDOW || begun > now;
    if counts.len() >= COUNTERS && !counts.contains_key(&asker) {
        counts.retain(|_, (begun, _)| !is_over(*begun));
        if counts.len() >= COUNTERS {
            return false;
        }
    }
    let (begun, questions) = counts.entry(asker).or_insert((now, 0));
    if is_over(*begun) {
        (*begun, *questions) = (now, 0);
    }
    *questions += 1;
    *questions <= limit
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn visit(number: u32) -> TokenHash {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        TokenHash::from_bytes(bytes)
    }

    #[test]
    fn a_visit_asks_sixty_times_a_minute_and_a_network_six_hundred_times() {
        let meter = Meter::default();
        let ask = |number, now| meter.enter(Some(visit(number)), "192.0.2.7".to_owned(), now).is_some();
        assert_eq!((0..100).filter(|_| ask(1, NOW)).count(), 60);
        assert!(ask(1, NOW + WINDOW));
        let meter = Meter::default();
        let of_network = |number| meter.enter(Some(visit(number)), "192.0.2.7".to_owned(), NOW).is_some();
        assert_eq!((0..1_000).filter(|number| of_network(*number)).count(), 600);
        assert!(meter.enter(None, "192.0.2.8".to_owned(), NOW).is_some());
    }

    #[test]
    fn th_03_a_network_begins_twelve_hundred_logins_a_minute_and_another_network_its_own() {
        let meter = Meter::default();
        let begin = |network: &str, now| meter.begin(network.to_owned(), now);
        assert_eq!((0..5_000).filter(|_| begin("192.0.2.7", NOW)).count(), 1_200);
        assert!(begin("192.0.2.8", NOW));
        assert!(meter.enter(None, "192.0.2.7".to_owned(), NOW).is_some(), "questions are counted apart");
        assert!(begin("192.0.2.7", NOW + SignedDuration::from_secs(i64::from(CROWDED))));
    }

    #[test]
    fn only_some_are_worked_out_at_once() {
        let meter = Meter::default();
        let held: Vec<_> = (0..10).filter_map(|number| meter.enter(Some(visit(number)), "a".to_owned(), NOW)).collect();
        assert_eq!(held.len(), AT_ONCE);
        drop(held);
        assert!(meter.enter(None, "a".to_owned(), NOW).is_some());
    }

    #[test]
    fn a_flood_of_networks_fills_no_memory_and_passes() {
        let meter = Meter::default();
        let many = u32::try_from(COUNTERS).unwrap() + 10;
        for number in 0..many {
            meter.enter(None, number.to_string(), NOW);
        }
        assert_eq!(meter.counts.lock().unwrap().len(), COUNTERS);
        assert!(meter.enter(None, "new".to_owned(), NOW).is_none());
        assert!(meter.enter(None, "new".to_owned(), NOW + WINDOW).is_some());
    }
}
