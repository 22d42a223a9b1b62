//! `leaks build` and `leaks check`, the setting and the line of `check` (PW-05).

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::place::{Place, program};

/// SHA-1 of "password" and of "hunter2", as the published lists have them.
const LIST: &str = "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9545824\r\nF3BBBD66A63D4BF1747940578EC3D0103530E21D:3\r\n";

fn leaks(arguments: &[&str], input: &str) -> Output {
    let mut command: Command = program();
    command.arg("leaks").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Whoever refuses the arguments reads nothing.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn path(file: &Path) -> &str {
    file.to_str().unwrap()
}

fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn build(place: &Place, list: &str, more: &[&str]) -> Output {
    let (from, to) = (place.file("list.txt"), place.file("leaks.filter"));
    std::fs::write(&from, list).unwrap();
    leaks(&[&["build", path(&from), "--out", path(&to)], more].concat(), "")
}

#[test]
fn a_list_becomes_a_filter_that_knows_its_passwords() {
    let place = Place::new();
    let ran = build(&place, LIST, &[]);
    assert!(ran.status.success(), "{}", said(&ran.stderr));
    let out = said(&ran.stdout);
    assert!(out.contains("2 passwords from 2 lines") && out.contains("One of 65536 other"), "{out}");
    let filter = place.file("leaks.filter");
    for (typed, code) in [("password\n", 1), ("hunter2", 1), ("vier natte schoenen op zolder\r\n", 0), ("\n", 1)] {
        let ran = leaks(&["check", path(&filter)], typed);
        assert_eq!(ran.status.code(), Some(code), "{typed}: {} {}", said(&ran.stdout), said(&ran.stderr));
        assert!(!format!("{}{}", said(&ran.stdout), said(&ran.stderr)).contains("hunter2"), "it is never repeated");
    }
    let ran = build(&place, LIST, &["--min-count", "4"]);
    assert!(said(&ran.stdout).contains("1 password from 2 lines"), "{}", said(&ran.stdout));
    assert_eq!(leaks(&["check", path(&filter)], "hunter2\n").status.code(), Some(0));
}

#[test]
fn plain_passwords_may_come_from_a_pipe() {
    let place = Place::new();
    let filter = place.file("leaks.filter");
    let ran = leaks(&["build", "-", "--plain", "--out", path(&filter)], "password\nhond loopt buiten\n");
    assert!(ran.status.success(), "{}", said(&ran.stderr));
    assert_eq!(leaks(&["check", path(&filter)], "hond loopt buiten\n").status.code(), Some(1));
    // The end of a line that is far too long is no password.
    let long = format!("{}hond loopt binnen\nkat loopt buiten\n", "x".repeat(9000));
    assert!(leaks(&["build", "-", "--plain", "--out", path(&filter)], &long).status.success());
    assert_eq!(leaks(&["check", path(&filter)], "hond loopt binnen\n").status.code(), Some(0));
    assert_eq!(leaks(&["check", path(&filter)], "kat loopt buiten\n").status.code(), Some(1));
}

#[test]
fn a_list_of_another_kind_is_refused_and_leaves_the_old_filter() {
    let place = Place::new();
    assert!(build(&place, LIST, &[]).status.success());
    let before = std::fs::read(place.file("leaks.filter")).unwrap();
    for (list, says) in [
        ("password\n".repeat(200), "--plain"),
        (String::new(), "--min-count"),
        ("x\n".to_owned(), "no password was kept"),
    ] {
        let ran = build(&place, &list, &[]);
        assert_eq!(ran.status.code(), Some(1));
        assert!(said(&ran.stderr).contains(says), "{}", said(&ran.stderr));
    }
    assert_eq!(std::fs::read(place.file("leaks.filter")).unwrap(), before);
    let mixed = format!("nonsense\n{LIST}");
    let ran = build(&place, &mixed, &[]);
    assert!(said(&ran.stdout).contains("Passed over, because not of that format: 1; the first is line 1."));
}

#[test]
fn the_setting_is_read_at_start_and_a_damaged_filter_stops_it() {
    let place = Place::new();
    assert!(build(&place, LIST, &[]).status.success());
    let filter = place.file("leaks.filter");
    let setting = format!("[password]\nleaks_file = \"{}\"\nwords = [\"Noordgebouw\"]\n", path(&filter));
    place.write(&setting);
    let ran = place.run(&["check"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.contains("2 passwords, 1 MiB, built 0 days ago; one of 65536 others"), "{ran:?}");
    assert!(place.serve().stop().success());

    let whole = std::fs::read(&filter).unwrap();
    let mut changed = whole.clone();
    changed[whole.len() / 2] ^= 1;
    for (bytes, says) in
        [(&whole[..whole.len() - 1], "its header says"), (&changed[..], "damaged"), (b"x", "no filter")]
    {
        std::fs::write(&filter, bytes).unwrap();
        let ran = place.run(&["serve"]);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.err.contains("password.leaks_file") && ran.err.contains(says), "{ran:?}");
        let ran = place.run(&["check"]);
        assert!(ran.code == Some(1) && ran.out.contains("NOT OK") && ran.out.contains(says), "{ran:?}");
    }
    std::fs::remove_file(&filter).unwrap();
    assert!(place.run(&["serve"]).err.contains("cannot be read"));
}
