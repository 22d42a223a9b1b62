//! No mail server and no gateway: logins with an app go on, what waits is told and sent once when they are back.

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::time::{Duration, Instant};

use store::testing::{execute, query};

use super::life::{Ledger, Somebody, proven, with_application};
use super::smtp::Sink;
use crate::place::Place;

/// A port at which nobody listens.
fn nobody() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn rows(place: &Place, sql: &'static str) -> Vec<Vec<String>> {
    super::wait(async {
        let store = super::open(place, &format!("sqlite://{}", place.file("portal.db").display())).await;
        let rows = query(&store, sql, &[]).await.unwrap();
        store.close().await;
        rows
    })
}

fn waiting(place: &Place) -> usize {
    rows(place, "SELECT id FROM outbox WHERE channel = 'mail' AND sent_at IS NULL AND failed_at IS NULL").len()
}

#[test]
fn j9_without_a_mail_server_logins_go_on_and_every_mail_goes_out_once_later() {
    let (place, port) = (Place::new(), nobody());
    place.write(&format!(
        "[mail]\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\nfrom = \"portal@example.org\"\n"
    ));
    let ledger = Ledger::default();
    place.add("first");
    with_application(&place);
    let portal = place.serve();
    for name in ["ann", "bob"] {
        let link = place.add(name);
        Somebody { name: name.to_owned(), link, place: &place, ledger: &ledger }.live(2);
    }
    let (facts, lost) = ledger.lost(&place);
    assert!(lost.is_empty() && facts > 9, "of {facts} facts these were lost: {lost:?}");
    let before = waiting(&place);
    assert!(before >= 8, "notices wait: {before}");
    assert!(rows(&place, "SELECT id FROM outbox WHERE sent_at IS NOT NULL").is_empty());
    proven(&place);

    // The server is back; waiting ends now and not after the minutes that it has come to.
    let sink = Sink::listen(port);
    super::wait(async {
        let store = super::open(&place, &format!("sqlite://{}", place.file("portal.db").display())).await;
        execute(&store, "UPDATE outbox SET not_before = 0 WHERE sent_at IS NULL", &[]).await.unwrap();
        store.close().await;
    });
    let begun = Instant::now();
    while waiting(&place) > 0 {
        assert!(begun.elapsed() < Duration::from_mins(1), "mails stay behind: {}", portal.log());
        std::thread::sleep(Duration::from_millis(200));
    }
    assert!(portal.stop().success());
    let sent = rows(&place, "SELECT id FROM outbox WHERE channel = 'mail' AND sent_at IS NOT NULL").len();
    let taken = sink.taken();
    let numbers: BTreeSet<&str> =
        taken.iter().filter_map(|(_, mail)| mail.split("Message-ID: ").nth(1)?.lines().next()).collect();
    assert_eq!((taken.len(), numbers.len()), (sent, sent), "each once");
    proven(&place);
}
