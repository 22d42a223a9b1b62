//! What applications ask of the portal, per second of the server's processor time and beside an empty answer of the same run:
//! `cargo bench -p poortwachter --bench applications`.
//!
//! Everything goes over the loopback through the server loop of the real program, on a database in a folder of the disk, so that a write
//! is a durable write. Only the server's threads are counted: the callers are threads of their own.

mod callers;
#[path = "../portal/client.rs"]
mod client;
mod cpu;
mod shop;
#[allow(dead_code, reason = "the other bench looks into the folder of the database")]
#[path = "../portal/town.rs"]
mod town;

use std::sync::Arc;

use callers::{Work, measure};
use shop::Shop;
use town::Town;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    let town = Arc::new(runtime.block_on(Town::settle(1)));
    println!("database in {}", town.folder().display());
    let shop = Shop::open(&town, &runtime);
    let empty = Work::same(town.empty, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_owned());
    for (name, goal, work) in shop.works(&town, &runtime) {
        // The yardstick stands on both sides of what it measures, so that a busy moment of the machine shows.
        let before = measure(&empty);
        let found = measure(&work);
        let after = measure(&empty);
        let yardstick = f64::midpoint(before, after);
        println!(
            "{name:<28} {found:9.0} per CPU-second, empty answer {yardstick:9.0} ({before:.0}, {after:.0}): {:.2} (goal {goal})",
            found / yardstick
        );
    }
}
