//! The portal's figures, each as a ratio to a yardstick of the same run: `cargo bench -p poortwachter --bench portal`.
//!
//! Whole logins per second beside what the hash alone allows on all cores; `GET /login` beside an empty answer through the same server loop; time
//! to the first answer and idle memory of the real binary. Everything is on the loopback, bounded in count and time; client and server share
//! the cores.

mod client;
mod process;
mod rates;
mod town;

use std::sync::Arc;

use town::Town;

/// People who log in, each once: a code of the app counts once.
const PEOPLE: usize = 120;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    let town = Arc::new(runtime.block_on(Town::settle(PEOPLE)));
    println!("cores: {}; people: {PEOPLE}", rates::cores());

    // The yardstick stands on both sides of what it measures, so that a busy moment of the machine shows.
    let before = rates::hashes_per_second();
    let logins = rates::logins_per_second(&town);
    let after = rates::hashes_per_second();
    let hashes = f64::midpoint(before, after);
    println!("argon2 alone, all cores:        {hashes:8.1} hashes/s ({before:.1} before, {after:.1} after)");
    println!(
        "whole logins (both factors):    {logins:8.1} logins/s = {:.0} % of the hash alone",
        100.0 * logins / hashes
    );

    let (empty, page) = rates::pages_per_second(&town);
    println!("empty answer, same server loop: {empty:8.0} requests/s");
    println!("GET /login:                     {page:8.0} requests/s = {:.2} of an empty answer", page / empty);

    let nobody = process::first_answer(None);
    let filled = process::first_answer(Some(&town.folder()));
    println!(
        "first answer, empty database:   {:8.0} ms, then {} KiB resident",
        nobody.milliseconds, nobody.resident_kib
    );
    println!(
        "first answer, {PEOPLE} people:       {:8.0} ms, then {} KiB resident",
        filled.milliseconds, filled.resident_kib
    );
}
