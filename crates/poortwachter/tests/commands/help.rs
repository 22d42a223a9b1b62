//! Help texts of the operator, from the export to the portal that shows them.

use std::fs;

use crate::place::Place;

fn folder_setting(place: &Place) -> String {
    format!("[help]\nfolder = \"{}\"\n", place.file("help").display())
}

#[test]
fn the_texts_that_were_written_out_can_be_changed_and_are_shown() {
    let place = Place::new();
    let folder = place.file("help");
    let said = place.help_export();
    assert!(said.good().contains("files are in"), "what comes next is said");
    let reset = folder.join("nl/reset.md");
    fs::write(&reset, "# Bij ons gaat het zo\n\nKom langs bij de balie.\n").unwrap();
    fs::write(folder.join("nl/parking.md"), "# Parkeren\n\nAchter het gebouw.\n").unwrap();
    place.write(&folder_setting(&place));
    let checked = place.run(&["check"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
    assert!(checked.out.contains("help texts") && checked.out.contains("topics of its own: 1"), "{checked:?}");

    let portal = place.serve();
    let mut client = portal.client();
    assert!(client.visit("/help/reset").1.body.contains("Bij ons gaat het zo"));
    assert!(client.visit("/help").1.body.contains("href=\"/help/parking\""));
    assert!(portal.stop().success());
}

#[test]
fn what_is_wrong_stops_the_start_and_has_a_line_in_check() {
    let place = Place::new();
    place.help_export().good();
    fs::write(place.file("help").join("nl/reset.md"), "# Titel\n\n[weg](/help/nergens)\n").unwrap();
    fs::write(place.file("help").join("nl/picture.svg"), "<svg/>").unwrap();
    place.write(&folder_setting(&place));
    for command in ["check", "serve"] {
        let ran = place.run(&[command]);
        let said = format!("{}{}", ran.out, ran.err);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(said.contains("nl/reset.md line 3: help.folder: found a link to the topic \"nergens\""), "{ran:?}");
        assert!(said.contains("nl/picture.svg: help.folder: ") && said.contains(".svg is not served"), "{ran:?}");
    }
}

#[test]
fn an_export_writes_over_nothing() {
    let place = Place::new();
    place.help_export().good();
    let again = place.help_export();
    assert_eq!(again.code, Some(1));
    assert!(again.err.contains("not empty") && again.err.contains("nothing was written"), "{again:?}");
}

#[test]
fn without_the_setting_the_texts_are_ours() {
    let place = Place::new();
    assert!(place.run(&["check"]).good().contains("our own"));
}
