//! What 100,000 live sessions cost in memory.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use journey::session::SessionPolicy;
use poortwachter::os_rng::OsRng;
use store::testing::{Settled, settle, with_session_memory};
use store::{Actor, Context, Database, OpenOptions, Store};

use crate::cpu::resident;
use crate::place::HOST;

const SESSIONS: usize = 100_000;

/// Checks each of them once: with the memory as it is, which keeps what was read in the last 750 ms, and with one that forgets nothing.
pub fn report() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}", folder.path().join("many.db").display());
        let database = Database::open(&url, OpenOptions::default()).await.expect("a database");
        database.migrate().await.expect("a schema");
        let (keyring, _) = credentials::keyring::Keyring::generate(&OsRng);
        let store = database.into_store(Arc::new(keyring), Arc::new(OsRng)).await.expect("a store");
        let now = now();
        let ctx = Context::new(now, Actor::System);
        let people = settle(&store, SESSIONS, HOST, &SessionPolicy::default(), &ctx).await.expect("people");
        check(&store, &people[..1000], now).await;

        let before = resident();
        let begun = Instant::now();
        check(&store, &people, now).await;
        let each = begun.elapsed().as_secs_f64() * 1e6 / f64::from(u32::try_from(SESSIONS).unwrap_or(u32::MAX));
        println!("{SESSIONS} live sessions, each checked once ({each:.0} µs each): {} MiB more", mebibytes(before));
        let long = with_session_memory(store.clone(), 200_000, Duration::from_hours(1));
        let before = resident();
        check(&long, &people, now).await;
        let bytes = resident().saturating_sub(before) / SESSIONS as u64;
        println!("if all were asked for within 750 ms: {} MiB, {bytes} bytes each", mebibytes(before));
        store.close().await;
    });
}

async fn check(store: &Store, people: &[Settled], now: Timestamp) {
    let policy = SessionPolicy::default();
    for person in people {
        let found = store.check_forward_session(&person.application.hash(), HOST, now, &policy).await;
        assert!(found.expect("the store answers").is_some());
    }
}

#[expect(clippy::disallowed_methods, reason = "a measurement is its own clock")]
fn now() -> Timestamp {
    Timestamp::now()
}

fn mebibytes(before: u64) -> u64 {
    resident().saturating_sub(before) / 1024 / 1024
}
