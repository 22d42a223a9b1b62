//! How often strangers may let the portal work or remember something for them.
//!
//! An estimate of a password takes milliseconds of a processor, and anybody can ask. So a visit may ask often enough for somebody who types, a network often
//! enough for an office, and only some are worked out at once; whoever comes beyond that gets none and still has the rules on the page. A login
//! for an application that begins without a session leaves a row, which is kept for a day; a network may leave as many as a large office
//! needs on a Monday morning. The counts are in memory: they protect this machine, not a secret.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use credentials::token::TokenHash;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::http::peer;

/// For how long is counted.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);
/// Questions of one visit in that time.
const PER_VISIT: u32 = 60;
/// Questions of one network in that time.
const PER_NETWORK: u32 = 600;
/// Logins for applications that a network without a session may begin in that time: twenty each second.
const BEGINNINGS: u32 = 1_200;
/// A /48 of IPv6 has 65,536 networks, and is one customer's: it has as much as so many of them.
const PER_CUSTOMER: u32 = 8;
/// How long somebody is asked to wait who comes beyond that, in seconds: by then the count begins again.
pub const CROWDED: u32 = 60;
/// Estimates at the same time.
const AT_ONCE: usize = 2;
/// Counters of a kind at the same time, some 100 bytes each.
const COUNTERS: usize = 20_000;
/// Whoever comes while all counters are taken shares one, which has as much as so many of them: a flood of networks does not shut the others out.
const OVERFLOW: u32 = 10;

/// Counts what strangers ask for.
#[derive(Debug)]
pub struct Meter {
    visits: Counts<TokenHash>,
    networks: Counts<String>,
    beginners: Counts<String>,
    customers: Counts<u64>,
    places: Arc<Semaphore>,
}

impl Default for Meter {
    fn default() -> Self {
        Self {
            visits: Counts::up_to(PER_VISIT),
            networks: Counts::up_to(PER_NETWORK),
            beginners: Counts::up_to(BEGINNINGS),
            customers: Counts::up_to(BEGINNINGS * PER_CUSTOMER),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Meter {
    /// Counts one question; a place to work it out, or `None` when it is one too many.
    pub fn enter(&self, visit: Option<TokenHash>, address: IpAddr, now: Timestamp) -> Option<OwnedSemaphorePermit> {
        // The network first: visits are made up as fast as one likes.
        let allowed =
            self.networks.count(peer::source(address), now) && visit.is_none_or(|visit| self.visits.count(visit, now));
        if allowed { Arc::clone(&self.places).try_acquire_owned().ok() } else { None }
    }

    /// Counts one thing that somebody without a session leaves behind, such as a login for an application that begins; whether it may be.
    pub fn begin(&self, address: IpAddr, now: Timestamp) -> bool {
        customer(address).is_none_or(|customer| self.customers.count(customer, now))
            && self.beginners.count(peer::source(address), now)
    }
}

/// The /48 of an IPv6 address.
fn customer(address: IpAddr) -> Option<u64> {
    match address.to_canonical() {
        IpAddr::V4(_) => None,
        IpAddr::V6(address) => u64::try_from(u128::from(address) >> 80).ok(),
    }
}

/// When counting began, and how many there were since.
type Count = (Timestamp, u32);

/// The counters of one kind.
#[derive(Debug)]
struct Counts<K> {
    limit: u32,
    all: Mutex<(HashMap<K, Count>, Count)>,
}

impl<K: Eq + Hash> Counts<K> {
    fn up_to(limit: u32) -> Self {
        Self { limit, all: Mutex::new((HashMap::new(), (Timestamp::MIN, 0))) }
    }

    fn count(&self, key: K, now: Timestamp) -> bool {
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let (counts, others) = &mut *all;
        if counts.len() >= COUNTERS && !counts.contains_key(&key) {
            counts.retain(|_, count| !is_over(count, now));
            if counts.len() >= COUNTERS {
                return add(others, self.limit * OVERFLOW, now);
            }
        }
        add(counts.entry(key).or_insert((now, 0)), self.limit, now)
    }
}

fn is_over((begun, _): &Count, now: Timestamp) -> bool {
    now.duration_since(*begun) >= WINDOW || *begun > now
}

fn add(count: &mut Count, limit: u32, now: Timestamp) -> bool {
    if is_over(count, now) {
        *count = (now, 0);
    }
    count.1 = count.1.saturating_add(1);
    count.1 <= limit
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

    fn v4(last: u8) -> IpAddr {
        IpAddr::from([192, 0, 2, last])
    }

    /// One network of a customer's /48.
    fn v6(customer: u16, network: u16) -> IpAddr {
        IpAddr::from([0x2001, 0xdb8, customer, network, 0, 0, 0, 1])
    }

    #[test]
    fn a_visit_asks_sixty_times_a_minute_and_a_network_six_hundred_times() {
        let meter = Meter::default();
        let ask = |number, now| meter.enter(Some(visit(number)), v4(7), now).is_some();
        assert_eq!((0..100).filter(|_| ask(1, NOW)).count(), 60);
        assert!(ask(1, NOW + WINDOW));
        let meter = Meter::default();
        let of_network = |number| meter.enter(Some(visit(number)), v4(7), NOW).is_some();
        assert_eq!((0..1_000).filter(|number| of_network(*number)).count(), 600);
        assert!(meter.enter(None, v4(8), NOW).is_some());
        assert_eq!(
            meter.visits.all.lock().unwrap().0.len(),
            600,
            "no visit is counted that its network did not pay for"
        );
    }

    #[test]
    fn th_03_a_network_begins_twelve_hundred_logins_a_minute_and_another_network_its_own() {
        let meter = Meter::default();
        assert_eq!((0..5_000).filter(|_| meter.begin(v4(7), NOW)).count(), 1_200);
        assert!(meter.begin(v4(8), NOW));
        assert!(meter.enter(None, v4(7), NOW).is_some(), "questions are counted apart");
        assert!(meter.begin(v4(7), NOW + SignedDuration::from_secs(i64::from(CROWDED))));
    }

    #[test]
    fn th_03_a_customers_many_networks_are_not_as_many_strangers() {
        let meter = Meter::default();
        let begun = (0..60_000_u16).filter(|network| meter.begin(v6(1, *network), NOW)).count();
        assert_eq!(begun, 9_600);
        assert_eq!(meter.beginners.all.lock().unwrap().0.len(), 9_600);
        assert!(meter.begin(v6(2, 0), NOW));
    }

    #[test]
    fn only_some_are_worked_out_at_once() {
        let meter = Meter::default();
        let held: Vec<_> = (0..10).filter_map(|number| meter.enter(Some(visit(number)), v4(1), NOW)).collect();
        assert_eq!(held.len(), AT_ONCE);
        drop(held);
        assert!(meter.enter(None, v4(1), NOW).is_some());
    }

    #[test]
    fn th_03_a_flood_of_networks_fills_no_memory_and_shuts_nobody_out() {
        let meter = Meter::default();
        for number in 0..u32::try_from(COUNTERS).unwrap() + 10 {
            let address = IpAddr::from((0x0a00_0000 + number).to_be_bytes());
            meter.begin(address, NOW);
            meter.enter(None, address, NOW);
        }
        for counts in [&meter.networks, &meter.beginners] {
            assert_eq!(counts.all.lock().unwrap().0.len(), COUNTERS);
        }
        assert!(meter.begin(v4(9), NOW) && meter.enter(None, v4(9), NOW).is_some());
        let more =
            (0..20_000_u16).filter(|last| meter.begin(IpAddr::from(u32::from(*last).to_be_bytes()), NOW)).count();
        assert!(more <= 12_000, "and the flood itself ends: {more}");
        assert!(meter.begin(v4(9), NOW + WINDOW));
    }
}
