//! What the portal does when the machine fails under it: the real program, killed, without disk, without its database, with a clock that jumps.
//!
//! Begin reading at [`life`] (what people do meanwhile, and what they were told) and at [`kill`]. After each fault `check --deep` proves the data.

mod away;
mod clock;
mod disk;
mod kill;
mod life;
mod proxy;
mod sending;
mod smtp;

use std::sync::Arc;

use credentials::keyring::Keyring;
use poortwachter::os_rng::OsRng;
use store::{Database, OpenOptions, Store};

use crate::place::Place;

/// The store of a place, on one connection: for looking at rows and for what only a hand in the database does.
async fn open(place: &Place, url: &str) -> Store {
    let database = Database::open(url, OpenOptions { max_connections: 1 }).await.unwrap();
    let keys = Keyring::parse(&std::fs::read_to_string(place.file("keys")).unwrap()).unwrap();
    database.into_store(Arc::new(keys), Arc::new(OsRng)).await.unwrap()
}

/// Runs something that waits.
fn wait<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
