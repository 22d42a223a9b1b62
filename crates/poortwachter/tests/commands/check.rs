//! `check`: each line ok or what to do, and nothing changed.

use crate::place::{Place, Ran};

/// The mark and topic of each line.
fn lines(ran: &Ran) -> Vec<(String, String)> {
    let split = |line: &str| {
        let (mark, rest) = line.split_once("  ").unwrap();
        (mark.to_owned(), rest.trim().split("  ").next().unwrap().to_owned())
    };
    ran.out.lines().map(split).collect()
}

fn not_ok(ran: &Ran) -> Vec<String> {
    lines(ran).into_iter().filter(|(mark, _)| mark == "NOT OK").map(|(_, topic)| topic).collect()
}

#[test]
fn before_and_after_the_first_start() {
    let place = Place::new();
    let fresh = place.run(&["check"]);
    assert_eq!((fresh.code, not_ok(&fresh)), (Some(0), vec![]), "{fresh:?}");
    assert_eq!(place.files(), ["portal.toml"], "a look makes nothing");

    let portal = place.serve();
    let beside = place.run(&["check"]);
    assert_eq!((beside.code, not_ok(&beside)), (Some(0), vec![]), "{beside:?}");
    assert!(beside.out.contains("in use by a portal that answers"), "{beside:?}");
    assert!(beside.out.contains("they belong together") && beside.out.contains("SQLite 3."), "{beside:?}");
    assert!(portal.stop().success());

    let rest = ["keys", "portal.db", "portal.toml", "serve.log"];
    assert_eq!(place.files(), rest);
    place.run(&["check"]).good();
    assert_eq!(place.files(), rest, "a look leaves nothing behind");
}

#[test]
fn each_thing_that_is_wrong_has_its_line() {
    let place = Place::new();
    place.add("bea");
    let keys = place.file("keys");
    let good = std::fs::read_to_string(&keys).unwrap();

    let other = Place::new();
    other.add("bea");
    std::fs::copy(other.file("keys"), &keys).unwrap();
    assert_eq!(not_ok(&place.run(&["check"])), ["key and database"]);

    std::fs::write(&keys, "poortwachter-keys v1\nnonsense\n").unwrap();
    assert_eq!(not_ok(&place.run(&["check"])), ["key file"]);

    std::fs::remove_file(&keys).unwrap();
    let ran = place.run(&["check"]);
    assert_eq!((ran.code, not_ok(&ran)), (Some(1), vec!["key file".to_owned()]), "{ran:?}");
    assert_eq!(ran.err, "found 1 line that is not ok; do what it says and check again.\n");
    assert!(!keys.exists(), "a look makes no key");

    std::fs::write(&keys, good).unwrap();
    let taken = std::net::TcpListener::bind(("127.0.0.1", place.port)).unwrap();
    // A file that others can read is told apart from a wrong one; a stranger at the port is no portal.
    assert_eq!(not_ok(&place.run(&["check"])), ["listen address", "key file"]);
    drop(taken);
}

#[test]
fn a_deviation_is_a_warning_and_a_pale_colour_is_not() {
    let place = Place::new();
    place.write("[session]\noverall_hours = 48\n");
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("warning  settings") && ran.out.contains("session.overall_hours"), "{ran:?}");
    place.write("[brand]\naccent = \"#ffff00\"\n");
    assert_eq!(not_ok(&place.run(&["check"])), ["colours and logo"]);
}

#[test]
fn wrong_settings_are_lines_too() {
    let place = Place::new();
    place.write("[session]\noverall = 1\nidle_minutes = 0\n");
    let ran = place.run(&["check"]);
    assert_eq!((ran.code, not_ok(&ran)), (Some(1), vec!["settings".to_owned(); 2]), "{ran:?}");
}
