//! One portal for one SQLite file: a second one refuses, whatever the file is called, and commands work beside it.

use std::os::unix::fs::symlink;

use crate::place::{Place, program};

#[test]
fn a_second_portal_on_one_file_refuses_and_names_the_first() {
    let place = Place::new();
    let mut portal = place.serve();
    symlink(place.file("portal.db"), place.file("soft.db")).unwrap();
    std::fs::hard_link(place.file("portal.db"), place.file("hard.db")).unwrap();
    let second = Place::new();
    for name in ["portal.db", "soft.db", "hard.db", "./portal.db"] {
        let database = format!("sqlite://{}", place.file("").join(name).display());
        second.write_with_database(&database, "");
        let complaint = second.run(&["serve"]).refused();
        let expected = format!("process {} serves on ", portal.pid());
        assert!(complaint.contains(&expected) && complaint.contains("stop that one first"), "{name}: {complaint}");
    }
    // A path that is relative to where the program was started.
    second.write_with_database("sqlite://portal.db", "");
    let mut relative = program();
    relative.arg("serve").arg("--config").arg(second.settings()).current_dir(place.file(""));
    assert_eq!(relative.output().unwrap().status.code(), Some(1));
    assert!(!second.files().contains(&"keys".to_owned()), "a portal that refuses makes no key: {:?}", second.files());

    // Commands work beside it.
    place.add("bea");
    assert_eq!(place.show("bea")["username"], "bea");
    assert_eq!(portal.client().request("GET", "/readyz", None).status, 200);

    // A crash frees the file at once.
    portal.kill();
    let again = place.serve();
    assert_ne!(again.pid(), portal.pid());
}
