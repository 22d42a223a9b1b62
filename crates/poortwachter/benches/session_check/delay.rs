//! How long an answer takes, seen by clients that leave the server time to breathe.

use std::time::{Duration, Instant};

use crate::cpu;
use crate::load::{Asked, Connection};

/// Clients at the same time, each with a pause after each answer: some thousand requests a second, far from what the server can do.
const CLIENTS: usize = 4;
const PAUSE: Duration = Duration::from_millis(2);
const WINDOW: Duration = Duration::from_secs(10);

/// In microseconds.
pub struct Delay {
    pub p50: f64,
    pub p99: f64,
}

/// Measures it over the window.
pub fn of(asked: &[Asked]) -> Delay {
    let begun = Instant::now();
    let mut delays: Vec<Duration> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let client = std::thread::Builder::new().name(format!("{}-{number}", cpu::CLIENT));
                client.spawn_scoped(scope, move || one(asked, number, begun)).expect("a thread")
            })
            .collect();
        clients.into_iter().flat_map(|client| client.join().expect("a client")).collect()
    });
    delays.sort_unstable();
    let at = |hundredth: usize| delays[(delays.len() - 1) * hundredth / 100].as_secs_f64() * 1e6;
    Delay { p50: at(50), p99: at(99) }
}

fn one(asked: &[Asked], number: usize, begun: Instant) -> Vec<Duration> {
    let mut connection = Connection::new(asked[0].port);
    let mut delays = Vec::new();
    for asked in asked.iter().cycle().skip(number * asked.len() / CLIENTS) {
        if begun.elapsed() >= WINDOW {
            break;
        }
        let asking = Instant::now();
        connection.ask(&asked.request);
        delays.push(asking.elapsed());
        std::thread::sleep(PAUSE);
    }
    delays
}
