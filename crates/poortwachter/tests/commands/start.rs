//! The first start, later ones, and those that must not succeed (decision D8).

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::place::Place;

#[test]
fn d8_the_key_is_made_once_for_the_owner_only() {
    let place = Place::new();
    assert!(place.serve().stop().success());
    for name in ["keys", "portal.db"] {
        assert_eq!(fs::metadata(place.file(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    let key = fs::read(place.file("keys")).unwrap();
    assert!(place.serve().stop().success());
    assert_eq!(fs::read(place.file("keys")).unwrap(), key);
}

#[test]
fn d8_data_without_its_key_stops_the_start() {
    let place = Place::new();
    place.add("bea");
    let key = fs::read(place.file("keys")).unwrap();
    fs::remove_file(place.file("keys")).unwrap();
    let said = place.run(&["serve"]).refused();
    assert!(said.contains("keys.file: found a database with data but no key file; put the key file"), "{said}");
    assert!(!place.file("keys").exists(), "no key may be made");

    let other = Place::new();
    other.add("bea");
    fs::copy(other.file("keys"), place.file("keys")).unwrap();
    let said = place.run(&["serve"]).refused();
    assert!(said.contains("found a key file that does not belong to this database"), "{said}");

    fs::write(place.file("keys"), key).unwrap();
    assert!(place.serve().stop().success(), "the right key opens it again");
}

#[test]
fn d8_a_key_file_for_everybody_is_refused() {
    let place = Place::new();
    place.add("bea");
    fs::set_permissions(place.file("keys"), fs::Permissions::from_mode(0o644)).unwrap();
    let said = place.run(&["serve"]).refused();
    assert!(said.contains("found a key file that others may use (mode 0644); run `chmod 600"), "{said}");
}

#[test]
fn an_address_in_use_is_told() {
    let place = Place::new();
    let _taken = std::net::TcpListener::bind(("127.0.0.1", place.port)).unwrap();
    let said = place.run(&["serve"]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("server.listen: found 127.0.0.1:"), "{said:?}");
}
