//! The figures of what applications ask, each as a ratio to an empty answer of the same run: `cargo bench -p poortwachter --bench session_check`.
//!
//! Requests per second of processor time of the server alone: its threads are told apart from those of the clients by name, so that it does not
//! matter how busy the machine is. Then the delay of the session check while logins hash, and the memory of many sessions. Everything is
//! on the loopback, bounded in count and time.

mod cpu;
mod delay;
mod load;
mod memory;
mod place;

use std::time::Duration;

use place::Place;

/// How long each rate is measured, once in each round.
const WINDOW: Duration = Duration::from_secs(2);
/// Each rate is the median of so many rounds, in which everything takes its turn.
const ROUNDS: usize = 5;
/// Sessions that are in use at the same time while a rate is measured.
const IN_USE: usize = 64;

fn main() {
    let place = Place::open(IN_USE);
    let kinds = place.kinds();
    let mut rates = vec![Vec::new(); kinds.len()];
    for _ in 0..ROUNDS {
        for (rates, (_, asked)) in rates.iter_mut().zip(&kinds) {
            rates.push(load::per_cpu_second(asked, WINDOW));
        }
    }
    let rates: Vec<f64> = rates.into_iter().map(median).collect();
    println!("sessions in use: {IN_USE}; requests per second of the server's processor time, median of {ROUNDS}");
    for ((name, _), rate) in kinds.iter().zip(&rates) {
        println!("{name:16} {rate:9.0} = {:.2} of an empty answer", rate / rates[0]);
    }

    let checks = &kinds[2].1;
    let idle = delay::of(checks);
    let busy = place.while_logins_hash(|| delay::of(checks));
    println!("delay of a check:                    p50 {:6.0} µs, p99 {:6.0} µs", idle.p50, idle.p99);
    println!(
        "while {} logins hash:                p50 {:6.0} µs, p99 {:6.0} µs = {:.1} times",
        place::LOGINS,
        busy.p50,
        busy.p99,
        busy.p99 / idle.p99
    );
    place.close();
    memory::report();
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
