//! Clocks that jump under a running portal: forward by half a minute and by a day, back by an hour (libfaketime; its monotonic clock stays).

use std::path::PathBuf;

use store::testing::query;

use super::life::proven;
use crate::client::Client;
use crate::login::{PASSWORD, app_code};
use crate::place::Place;

/// The library, where Debian puts it.
fn library() -> PathBuf {
    let places =
        ["x86_64-linux-gnu", "aarch64-linux-gnu"].map(|arch| format!("/usr/lib/{arch}/faketime/libfaketimeMT.so.1"));
    let found = places.iter().map(PathBuf::from).find(|file| file.exists());
    found.unwrap_or_else(|| panic!("libfaketime is missing; ./test installs it (Debian: apt-get install faketime)"))
}

fn set(place: &Place, offset: &str) {
    // Renamed into place, so that the program never reads half of it.
    let (next, now) = (place.file("clock.next"), place.file("clock"));
    std::fs::write(&next, format!("{offset}\n")).unwrap();
    std::fs::rename(next, now).unwrap();
}

fn log_in(browser: &mut Client, code: &str) -> String {
    assert_eq!(browser.password("bea", PASSWORD).0, "/login/second-factor");
    browser.submit("/login/second-factor", &[("code", code)]).0
}

#[test]
fn to_03_se_02_a_clock_that_jumps_revives_no_code_and_no_session() {
    let place = Place::new();
    set(&place, "+0s");
    let (library, file) = (library(), place.file("clock"));
    let variables = [
        ("LD_PRELOAD", library.to_str().unwrap()),
        ("FAKETIME_TIMESTAMP_FILE", file.to_str().unwrap()),
        ("FAKETIME_NO_CACHE", "1"),
        ("DONT_FAKE_MONOTONIC", "1"),
    ];
    let portal = place.serve_with(&variables);
    let mut browser = portal.client();
    browser.activate(&place.add("bea"));
    let person = browser.enrol();
    assert_eq!(browser.visit("/account").0, "/account");

    // Half a minute ahead: the next code counts, once.
    set(&place, "+31s");
    let next = app_code(&person.secret, 31);
    let mut other = portal.client();
    assert_eq!(log_in(&mut other, &next), "/account");
    assert_eq!(other.visit("/account").0, "/account");
    let mut again = portal.client();
    assert_eq!(log_in(&mut again, &next), "/login/second-factor", "a code counts once");

    // A day ahead: nobody is logged in any more.
    set(&place, "+86400s");
    for browser in [&mut browser, &mut other] {
        assert_ne!(browser.visit("/account").0, "/account", "a session outlives its day");
    }
    let mut tomorrow = portal.client();
    assert_eq!(log_in(&mut tomorrow, &app_code(&person.secret, 86_400)), "/account");

    // An hour back from where it was at first: what was used is used, whatever the clock says.
    set(&place, "-3600s");
    for used in [next, app_code(&person.secret, -3600), app_code(&person.secret, 86_400)] {
        let mut late = portal.client();
        assert_ne!(log_in(&mut late, &used), "/account", "an old code counts again");
    }
    assert!(!portal.log().contains("panicked"), "{}", portal.log());
    set(&place, "+0s");
    assert!(portal.stop().success());
    proven(&place);
    keeps_its_order(&place);
}

/// LO-05: entries stand in the order in which they were written, whatever time they have.
fn keeps_its_order(place: &Place) {
    let out = place.run(&["audit", "verify"]).good();
    assert!(out.contains("entries are as they were written"), "{out}");
    let rows = super::wait(async {
        let store = super::open(place, &format!("sqlite://{}", place.file("portal.db").display())).await;
        let sql = "SELECT COUNT(*) AS later FROM audit a JOIN audit b ON b.id > a.id AND b.chain_seq < a.chain_seq";
        let rows = query(&store, sql, &[]).await.unwrap();
        store.close().await;
        rows
    });
    assert_eq!(rows, [["later=0"]]);
}
