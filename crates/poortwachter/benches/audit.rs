//! The audit log's figures, beside bare SHA-256 of the same run: `cargo bench -p poortwachter --bench audit`.
//!
//! How many entries a second are sealed, and verified, on SQLite and on PostgreSQL of this machine. The yardstick is SHA-256 alone, over as many
//! messages of the same length, on one core; it stands on both sides of what it measures, so that a busy moment of the machine shows.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use credentials::keyring::Keyring;
use jiff::Timestamp;
use poortwachter::os_rng::OsRng;
use sha2::{Digest, Sha256};
use store::testing::{PostgresServer, Value, execute};
use store::{Database, OpenOptions, Store};

/// Entries in the log.
const ENTRIES: u32 = 100_000;
/// About as many bytes as one entry has in the chain: the hash before, eighteen lengths, ids, words and a browser's hash.
const MESSAGE: usize = 380;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("threads");
    println!("entries: {ENTRIES}");
    runtime.block_on(async {
        let folder = tempfile::tempdir().expect("a folder");
        measure("SQLite", &format!("sqlite://{}", folder.path().join("audit.db").display())).await;
        let server = PostgresServer::start();
        measure("PostgreSQL", &server.bare().await.expect("a database")).await;
    });
}

async fn measure(name: &str, url: &str) {
    let database = Database::open(url, OpenOptions::default()).await.expect("a database");
    database.migrate().await.expect("a schema");
    let keyring = Arc::new(Keyring::generate(&OsRng).0);
    let store = database.into_store(keyring, Arc::new(OsRng)).await.expect("a store");
    fill(&store).await;

    let begun = Instant::now();
    while store.seal_audit(Timestamp::UNIX_EPOCH).await.expect("a sound chain").more {}
    let sealing = rate(begun);

    let before = bare();
    let begun = Instant::now();
    let found = store.verify_audit(None, |_| {}).await.expect("a log that can be read");
    let verifying = rate(begun);
    let after = bare();
    assert_eq!((found.entries, found.broken), (u64::from(ENTRIES), None));
    let alone = f64::midpoint(before, after);
    println!("{name}: sealed {sealing:9.0} entries/s, verified {verifying:9.0} entries/s");
    println!(
        "{name}: SHA-256 alone {alone:9.0} messages/s ({before:.0} before, {after:.0} after); verifying is {:.1} % of it",
        100.0 * verifying / alone
    );
    store.close().await;
}

/// Entries as a login leaves them, in one statement.
async fn fill(store: &Store) {
    let sql = "INSERT INTO audit (at, event, success, reason, factor_kind, actor, session_hash, address, user_agent, request) \
               WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $2) \
               SELECT i * 1000, 'authn_login_success', $1, '', 'totp', 'visitor', '0123456789abcdef', '192.0.2.7', \
               'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36', \
               '0190f8a2-7c4e-7d10-8f00-0123456789ab' FROM n";
    let made = execute(store, sql, &[Value::from(true), ENTRIES.into()]).await.expect("room for entries");
    assert_eq!(made, u64::from(ENTRIES));
}

fn bare() -> f64 {
    let mut message = [7; MESSAGE];
    let begun = Instant::now();
    for _ in 0..ENTRIES {
        let hash = Sha256::digest(black_box(message));
        message[..32].copy_from_slice(&hash);
    }
    black_box(message);
    rate(begun)
}

fn rate(begun: Instant) -> f64 {
    f64::from(ENTRIES) / begun.elapsed().as_secs_f64()
}
