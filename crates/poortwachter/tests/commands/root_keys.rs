//! `key`: root keys rotate beside a running portal, and nobody notices (decision D8).

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;
use store::testing::PostgresServer;

use crate::login::{PASSWORD, app_code};
use crate::place::Place;

const BECAUSE: [&str; 2] = ["--reason", "yearly"];

fn listed(place: &Place) -> Value {
    serde_json::from_str(&place.run(&["key", "list", "--json"]).good()).unwrap()
}

fn key(place: &Place, stage: &str) -> Option<String> {
    let found = listed(place);
    let key = found["keys"].as_array().unwrap().iter().find(|key| key["stage"] == stage)?;
    Some(key["id"].as_str().unwrap().to_owned())
}

fn rotate(place: &Place) -> String {
    place.run(&[&["key", "rotate"], &BECAUSE[..]].concat()).good()
}

fn retire(place: &Place, id: &str, more: &[&str]) -> crate::place::Ran {
    place.run(&[&["key", "retire", id], more, &BECAUSE].concat())
}

#[test]
fn d8_a_rotation_beside_a_running_portal_logs_nobody_out() {
    let place = Place::new();
    let link = place.add("bea");
    let portal = place.serve();
    let mut browser = portal.client();
    browser.activate(&link);
    let own = browser.enrol();
    let old = key(&place, "active").unwrap();

    let printed = rotate(&place);
    let new = key(&place, "active").unwrap();
    assert!(new != old && printed.contains(&format!("{new} is the active key now")), "{printed}");
    assert_eq!(fs::metadata(place.file("keys")).unwrap().permissions().mode() & 0o777, 0o600);
    let list = listed(&place);
    let values =
        |id: &str| list["keys"].as_array().unwrap().iter().find(|key| key["id"] == id).unwrap()["values"].as_u64();
    assert_eq!(values(&old), Some(0), "{list}");
    assert!(values(&new) > Some(5), "{list}");
    assert_eq!(list["portals"].as_array().unwrap().len(), 1);
    assert_eq!(browser.visit("/account").0, "/account", "the session goes on");
    let mut other = portal.client();
    assert_eq!(other.password("bea", PASSWORD).0, "/login/second-factor");
    let (path, _) = other.submit("/login/second-factor", &[("code", &app_code(&own.secret, 30))]);
    assert_eq!(path, "/account");

    let early = retire(&place, &old, &[]).refused();
    assert!(early.contains("was the active one until") && early.contains("--now"), "{early}");
    let active = retire(&place, &new, &["--now"]).refused();
    assert!(active.contains("the active key") && active.contains("key rotate"), "{active}");
    assert!(retire(&place, "k-none", &[]).refused().contains("no key \"k-none\""));
    let behind = || retire(&place, &old, &["--now"]);
    // The portal has seen the file by now, or will within two seconds.
    let gone = (0..20)
        .map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(500));
            behind()
        })
        .find(|ran| ran.code == Some(0));
    assert!(gone.expect("it goes").out.contains(&format!("{old} is gone")));
    assert_eq!(key(&place, "gone").as_deref(), Some(old.as_str()));
    std::thread::sleep(std::time::Duration::from_secs(3));
    assert_eq!(browser.visit("/account").0, "/account");
    assert!(portal.log().contains("the key file was read again"), "{}", portal.log());
    let log = portal.log();
    assert!(!log.contains("ERROR") && !log.contains("\"level\":\"error\""), "{log}");
    let audit = place.run(&["audit", "export"]).good();
    for event in ["root_key_added", "root_key_activated", "root_key_retired"] {
        assert_eq!(audit.matches(event).count(), 1, "{event}: {audit}");
    }
    assert!(place.run(&["audit", "verify"]).good().contains("are as they were written"));
    assert!(place.run(&["audit", "head", "--public-key"]).good().contains(&old), "the key of old heads is remembered");
    assert!(portal.stop().success());

    // The older file does not start, and says why; the newer one does.
    let newest = fs::read_to_string(place.file("keys")).unwrap();
    assert!(!newest.contains(&format!("{old} active")));
    let _portal = place.serve();
}

#[test]
fn d8_an_older_key_file_is_refused_with_a_word() {
    let place = Place::new();
    place.add("bea");
    let before = fs::read_to_string(place.file("keys")).unwrap();
    rotate(&place);
    fs::write(place.file("keys"), &before).unwrap();
    let complaint = place.run(&["serve"]).refused();
    assert!(
        complaint.contains("from before its last `key rotate`") && complaint.contains("another node"),
        "{complaint}"
    );
    let check = place.run(&["check"]);
    assert!(check.out.contains("not the one of this database"), "{check:?}");
}

#[test]
fn d8_a_portal_keeps_its_keys_when_the_file_is_spoilt() {
    let place = Place::new();
    place.add("bea");
    let portal = place.serve();
    let good = fs::read_to_string(place.file("keys")).unwrap();
    for (spoilt, said) in [
        ("poortwachter-keys v1\n", "exactly one active key"),
        ("poortwachter-keys v1\nk-00000001 AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE= active\n", "does not belong"),
    ] {
        fs::write(place.file("keys"), spoilt).unwrap();
        let begun = std::time::Instant::now();
        while !portal.log().contains(said) {
            assert!(begun.elapsed().as_secs() < 20, "{said}: {}", portal.log());
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        assert_eq!(portal.client().password("bea", PASSWORD), ("/login".to_owned(), 422));
    }
    fs::write(place.file("keys"), good).unwrap();
    rotate(&place);
    assert!(key(&place, "retired").is_some());
}

/// Two nodes, each with a key file of its own: the new key is not used before both have it.
#[test]
fn d8_on_postgres_a_key_waits_for_every_node() {
    let server = PostgresServer::start();
    let url = tokio::runtime::Runtime::new().unwrap().block_on(server.bare()).unwrap();
    let (one, two) = (Place::new(), Place::new());
    one.write_with_database(&url, "");
    two.write_with_database(&url, "");
    one.add("bea");
    fs::copy(one.file("keys"), two.file("keys")).unwrap();
    let (_first, second) = (one.serve(), two.serve());
    let old = key(&one, "active").unwrap();

    let waits = one.run(&[&["key", "rotate", "--wait", "6"], &BECAUSE[..]].concat()).refused();
    assert!(
        waits.contains("1 running portals without the key") && waits.contains("copy the key file to every node"),
        "{waits}"
    );
    assert_eq!((key(&one, "active"), key(&two, "active")), (Some(old.clone()), Some(old.clone())));
    let next = key(&one, "next").unwrap();
    fs::copy(one.file("keys"), two.file("keys")).unwrap();
    let printed = rotate(&one);
    assert!(printed.contains(&format!("{next} is the active key now")), "it goes on with the same key: {printed}");
    assert_eq!(second.client().password("bea", PASSWORD).1, 422, "the other one opens what the first sealed");
    let behind = retire(&one, &old, &["--now"]).refused();
    assert!(behind.contains("with an older key file"), "{behind}");
    fs::copy(one.file("keys"), two.file("keys")).unwrap();
    let gone = (0..20)
        .map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(500));
            retire(&one, &old, &["--now"])
        })
        .find(|ran| ran.code == Some(0));
    assert!(gone.is_some());
}
