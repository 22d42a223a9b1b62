//! Killed under load, again and again: whatever was acknowledged is still true.

use std::os::unix::process::ExitStatusExt;
use std::time::Duration;

use store::testing::PostgresServer;

use super::life::{Ledger, Somebody, proven, until, with_application};
use crate::place::Place;

/// How many people live at the same time.
const PEOPLE: u32 = 3;

/// How long they live before the blow: another time in each round, so that it falls on every kind of request.
fn moment(round: u32) -> Duration {
    Duration::from_millis(u64::from(400 + round * 977 % 2900))
}

fn invited<'a>(place: &'a Place, ledger: &'a Ledger, round: u32) -> Vec<Somebody<'a>> {
    let names = (0..PEOPLE).map(|number| format!("p{round}.{number}"));
    names.map(|name| Somebody { link: place.add(&name), name, place, ledger }).collect()
}

/// Kills the portal with nothing said, so many times.
fn killed(place: &Place, rounds: u32) {
    let (all, mut told) = (Ledger::default(), 0);
    place.add("first");
    with_application(place);
    let mut portal = place.serve();
    for round in 0..rounds {
        let ledger = Ledger::default();
        let people = invited(place, &ledger, round);
        until(&people, moment(round), || portal.strike());
        assert_eq!(portal.wait().signal(), Some(9));
        proven(place);
        portal = place.serve();
        let (facts, lost) = ledger.lost(place);
        assert!(lost.is_empty(), "of {facts} facts these were lost in round {round}: {lost:?}");
        told += facts;
        all.take(&ledger);
    }
    // What the first round was told outlived every later one.
    let (facts, lost) = all.lost(place);
    println!("kills: {rounds}, facts: {told}, still true at the end: {}, lost: {}", facts - lost.len(), lost.len());
    assert!(lost.is_empty() && told > rounds as usize, "of {facts} facts these were lost: {lost:?}");
    proven(place);
    assert!(portal.stop().success());
}

/// Everybody lives at one address, and a life that was cut off leaves tries that nobody gives back.
const OFFICE: &str = "[[server.networks]]\nname = \"loopback\"\ncidr = \"127.0.0.0/8\"\nfailure_limit = 100000\n";

fn on_sqlite(rounds: u32) {
    let place = Place::new();
    place.write(OFFICE);
    killed(&place, rounds);
}

fn on_postgres(rounds: u32) {
    let server = PostgresServer::start();
    let place = Place::new();
    place.write_with_database(&tokio::runtime::Runtime::new().unwrap().block_on(server.bare()).unwrap(), OFFICE);
    killed(&place, rounds);
}

#[test]
fn rc_03_se_01_killed_three_times_and_nothing_is_lost() {
    on_sqlite(3);
}

#[test]
fn rc_03_se_01_killed_three_times_on_postgres_and_nothing_is_lost() {
    on_postgres(3);
}

#[test]
fn long_rc_03_two_hundred_kills() {
    on_sqlite(200);
}

#[test]
fn long_rc_03_two_hundred_kills_on_postgres() {
    on_postgres(200);
}
