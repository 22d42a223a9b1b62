//! PostgreSQL slow, silent, gone, read-only and crashing: pages answer in time and say so in plain words, and all is well by itself afterwards.

use std::time::{Duration, Instant};

use store::testing::{PostgresServer, execute, query};

use super::life::{Ledger, Somebody, proven, until, with_application};
use super::proxy::Proxy;
use crate::client::{Answer, Client};
use crate::place::Place;

/// A server, a way to it that can fail, and a place whose portal goes that way.
struct Stage {
    place: Place,
    proxy: Proxy,
    /// The address of the database without the proxy.
    url: String,
    _server: PostgresServer,
}

impl Stage {
    fn new() -> Self {
        let server = PostgresServer::start();
        let url = tokio::runtime::Runtime::new().unwrap().block_on(server.bare()).unwrap();
        let port = url.rsplit(':').next().unwrap().split('/').next().unwrap().parse().unwrap();
        let (place, proxy) = (Place::new(), Proxy::start(port));
        place.write_with_database(&url.replace(&port.to_string(), &proxy.port.to_string()), "");
        place.add("first");
        with_application(&place);
        Self { place, proxy, url, _server: server }
    }

    fn browser(&self) -> Client {
        Client::new(self.place.port, self.place.origin())
    }

    /// A wrong password; what is answered, and after how long.
    fn guess(&self) -> (Answer, Duration) {
        let mut browser = self.browser();
        assert_eq!(browser.visit("/login").1.status, 200, "the login page needs no database");
        let begun = Instant::now();
        let form = [("username", "first"), ("password", "wrong and long 12")];
        let (_, answer) = browser.submit("/login", &form);
        (answer, begun.elapsed())
    }

    fn told_to_wait(&self) {
        let (answer, after) = self.guess();
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("10")), "{}", answer.body);
        assert!(answer.body.contains("Het portaal is even niet beschikbaar"), "{}", answer.body);
        assert!(after < Duration::from_secs(40), "an answer comes in time: {after:?}");
    }

    /// Waits until the portal says of itself that it can serve.
    fn ready(&self) {
        let begun = Instant::now();
        while self.browser().request("GET", "/readyz", None).status != 200 {
            assert!(begun.elapsed() < Duration::from_mins(1), "it does not come back by itself");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Somebody lives through it, and the data are whole.
    fn lives(&self, name: &str) {
        let ledger = Ledger::default();
        let link = self.place.add(name);
        Somebody { name: name.to_owned(), link, place: &self.place, ledger: &ledger }.live(1);
        let (facts, lost) = ledger.lost(&self.place);
        assert!(lost.is_empty() && facts > 4, "of {facts} facts these were lost: {lost:?}");
    }

    /// What only the database's own operator does.
    fn operator(&self, statements: &[&'static str]) {
        super::wait(async {
            let store = super::open(&self.place, &self.url).await;
            for sql in statements {
                execute(&store, sql, &[]).await.unwrap();
            }
            store.close().await;
        });
    }
}

const DISCONNECT: &str = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
                          WHERE pid <> pg_backend_pid() AND application_name = 'poortwachter'";

#[test]
fn a_slow_a_silent_and_a_missing_postgres_are_told_and_are_over_by_themselves() {
    let stage = Stage::new();
    let portal = stage.place.serve();
    // Slow: everything works.
    stage.proxy.slow(Duration::from_millis(4));
    stage.lives("slow");
    stage.proxy.open();

    // Gone: the process lives, knows that it cannot serve, and says so; and serves again when it can.
    stage.proxy.gone();
    assert_eq!(stage.browser().request("GET", "/healthz", None).status, 200);
    assert_eq!(stage.browser().request("GET", "/readyz", None).status, 503);
    stage.told_to_wait();
    stage.proxy.open();
    stage.ready();
    stage.lives("gone");

    // Silent, as when a cable is cut: the request ends after its 30 seconds, with the same words.
    stage.proxy.silent();
    stage.told_to_wait();
    stage.proxy.open();
    stage.ready();
    stage.lives("silent");
    assert!(!portal.log().contains("panicked"), "{}", portal.log());
    proven(&stage.place);
    assert!(portal.stop().success());
}

#[test]
fn a_postgres_that_is_read_only_is_told() {
    let stage = Stage::new();
    let portal = stage.place.serve();
    stage.operator(&[
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET default_transaction_read_only = on', current_database()); END $$",
        DISCONNECT,
    ]);
    stage.told_to_wait();
    stage.operator(&[
        "SET default_transaction_read_only = off",
        "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I RESET default_transaction_read_only', current_database()); END $$",
        DISCONNECT,
    ]);
    stage.ready();
    stage.lives("written");
    proven(&stage.place);
    assert!(portal.stop().success());
}

/// One of the server's processes is killed under load, whereupon the server ends all of them and recovers.
#[test]
fn rc_03_a_postgres_that_crashes_under_load_loses_nothing() {
    let stage = Stage::new();
    let portal = stage.place.serve();
    let place = &stage.place;
    let ledger = Ledger::default();
    let names = ["ann", "bob", "cas"].map(str::to_owned);
    let people: Vec<_> =
        names.into_iter().map(|name| Somebody { link: place.add(&name), name, place, ledger: &ledger }).collect();
    until(&people, Duration::from_secs(2), || {
        let rows = super::wait(async {
            let store = super::open(place, &stage.url).await;
            let sql = "SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()";
            query(&store, sql, &[]).await.unwrap()
        });
        let pid = rows[0][0].trim_start_matches("pid=").to_owned();
        assert!(std::process::Command::new("kill").args(["-KILL", &pid]).status().unwrap().success());
        // Everybody's next request meets a server that recovers, or is on its way back; nobody goes on from there.
        stage.proxy.gone();
        std::thread::sleep(Duration::from_secs(1));
    });
    stage.proxy.open();
    stage.ready();
    let (facts, lost) = ledger.lost(place);
    assert!(lost.is_empty() && facts > 0, "of {facts} facts these were lost: {lost:?}");
    stage.lives("after");
    assert!(!portal.log().contains("panicked"), "{}", portal.log());
    proven(place);
    assert!(portal.stop().success());
}
