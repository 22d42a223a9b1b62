//! `check --deep`: a line for each invariant, nothing changed, and what a hand in the data did is named.

use std::sync::Arc;

use credentials::keyring::Keyring;
use poortwachter::os_rng::OsRng;
use store::testing::{PostgresServer, execute};
use store::{Database, OpenOptions};

use crate::place::Place;

/// Does something to the rows that the portal never would.
fn tamper(place: &Place, url: &str, sql: &'static str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let database = Database::open(url, OpenOptions::default()).await.unwrap();
        let keys = Keyring::parse(&std::fs::read_to_string(place.file("keys")).unwrap()).unwrap();
        let store = database.into_store(Arc::new(keys), Arc::new(OsRng)).await.unwrap();
        assert_eq!(execute(&store, sql, &[]).await.unwrap(), 1, "{sql}");
        store.close().await;
    });
}

/// A whole life beside a running portal, and then what is found.
fn proves(place: &Place, url: &str) {
    let fresh = place.run(&["check", "--deep"]).good();
    assert!(fresh.contains("warning  data") && fresh.contains("not looked at: an empty database"), "{fresh}");

    let activation = place.add("bea");
    let portal = place.serve();
    let mut browser = portal.client();
    browser.activate(&activation);
    let person = browser.enrol();
    let good = place.run(&["check", "--deep"]).good();
    let session = "session-both-proofs: each session has an account with a password and a factor of that account that still \
                   counts (1, 2; J1, SE-01); 1 looked at";
    let line = good.lines().find(|line| line.ends_with(session));
    assert!(line.is_some_and(|line| line.starts_with("ok ")), "{good}");
    assert!(good.contains("sealed-opens") && good.contains("audit-chain") && good.contains("database-sound"), "{good}");
    assert!(!good.contains(&person.code) && !place.run(&["check"]).good().contains("session-both-proofs"));
    assert!(portal.stop().success());

    tamper(place, url, "UPDATE sessions SET expires_at = expires_at + 1");
    let found = place.run(&["check", "--deep"]);
    assert_eq!(found.code, Some(1), "{found:?}");
    let line = found.out.lines().find(|line| line.starts_with("NOT OK")).unwrap();
    assert!(line.contains("row-mac: ") && line.contains("BROKEN first at sessions 01"), "{line}");
    assert!(line.contains("keep this database as it is"), "{line}");
    assert_eq!(found.out.lines().filter(|line| line.starts_with("NOT OK")).count(), 1, "{found:?}");
    assert_eq!(found.err, "found 1 line that is not ok; do what it says and check again.\n");
}

#[test]
fn t15_a_database_is_proven_and_what_was_done_to_it_is_named() {
    let place = Place::new();
    let url = format!("sqlite://{}", place.file("portal.db").display());
    proves(&place, &url);
    assert_eq!(place.files(), ["keys", "portal.db", "portal.toml", "serve.log"], "a look leaves nothing behind");
}

#[test]
fn t15_the_same_on_postgres() {
    let server = PostgresServer::start();
    let url = tokio::runtime::Runtime::new().unwrap().block_on(server.bare()).unwrap();
    let place = Place::new();
    place.write_with_database(&url, "");
    proves(&place, &url);
}

#[test]
fn d8_another_key_proves_nothing() {
    let (place, other) = (Place::new(), Place::new());
    place.add("bea");
    other.add("ali");
    std::fs::copy(other.file("keys"), place.file("keys")).unwrap();
    let found = place.run(&["check", "--deep"]);
    assert_eq!(found.code, Some(1), "{found:?}");
    assert!(found.out.contains("NOT OK   key and database") && found.out.contains("whose key or schema comes first"));
}
