//! `serve`: health, what is not there, and how it stops.

use std::io::Write;
use std::time::{Duration, Instant};

use crate::client::{connect, read};
use crate::place::Place;

#[test]
fn it_says_that_it_lives_and_is_ready() {
    let place = Place::new();
    let portal = place.serve();
    for (path, body) in [("/healthz", "{\"status\":\"ok\"}"), ("/readyz", "{\"status\":\"ready\"}")] {
        let answer = portal.client().request("GET", path, None);
        assert_eq!((answer.status, answer.body.as_str()), (200, body));
    }
    assert_eq!(portal.client().visit("/").0, "/login");
}

#[test]
fn the_demo_is_not_there() {
    let place = Place::new();
    let portal = place.serve();
    for path in ["/demo/inbox", "/demo/inbox.json", "/demo"] {
        assert_eq!(portal.client().request("GET", path, None).status, 404, "{path}");
    }
}

/// A form of ten bytes of which five are sent.
fn half_a_form(place: &Place) -> String {
    let origin = place.origin();
    format!(
        "POST /login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nOrigin: {origin}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\nusern"
    )
}

#[test]
fn it_stops_gracefully_and_leaves_one_file() {
    let place = Place::new();
    let mut portal = place.serve();
    // Somebody who keeps a connection open and asks nothing does not hold it up.
    let mut idle = connect(place.port);
    idle.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
    let _silent = connect(place.port);
    // A form that is half sent is answered to the end.
    let mut half = connect(place.port);
    half.write_all(half_a_form(&place).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));

    let begun = Instant::now();
    portal.terminate();
    std::thread::sleep(Duration::from_millis(300));
    half.write_all(b"ame=x").unwrap();
    let answer = read(&mut half);
    // The form carries no token, so the answer is the way back to the page.
    assert_eq!((answer.status, answer.header("location")), (303, Some("/login")), "{answer:?}");
    assert_eq!(portal.wait().code(), Some(0), "{}", portal.log());
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    assert_eq!(place.files(), ["keys", "portal.db", "portal.toml", "serve.log"]);
}

#[test]
fn a_form_that_never_ends_does_not_hold_up_the_end() {
    let place = Place::new();
    let mut portal = place.serve();
    let mut half = connect(place.port);
    half.write_all(half_a_form(&place).as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let begun = Instant::now();
    portal.terminate();
    assert_eq!(portal.wait().code(), Some(0), "{}", portal.log());
    // Ten seconds are given to what runs.
    assert!((8..15).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    assert!(portal.log().contains("some answers were cut off at the end"), "{}", portal.log());
}
