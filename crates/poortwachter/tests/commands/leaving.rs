//! `account erase` and `account access-report`: who leaves, and who can get in (requirement NL-01).

use serde_json::Value;

use crate::login::PASSWORD;
use crate::place::Place;

#[test]
fn nl_01_somebody_leaves_and_it_can_be_taken_back() {
    let place = Place::new();
    let portal = place.serve();
    let mut browser = portal.client();
    browser.activate(&place.add("bea"));
    browser.enrol();
    let said = place.account(&["erase", "bea"]).good();
    assert!(said.starts_with("Closed bea: ") && said.contains("--cancel"), "{said}");
    assert_eq!(browser.visit("/account").0, "/login", "sessions end at that moment");
    assert!(place.show("bea")["erase_at"].is_string());

    assert!(place.account(&["erase", "bea", "--cancel"]).good().contains("is not going to be erased"));
    assert!(place.account(&["erase", "bea", "--cancel"]).good().contains("nothing was changed"));
    place.account(&["erase", "bea"]).good();
    assert!(place.account(&["enable", "bea"]).good().contains("not going to be erased any more"));
    assert_eq!(portal.client().password("bea", PASSWORD).0, "/login/second-factor");

    let said = place.account(&["erase", "bea", "--now"]).good();
    assert!(said.starts_with("Erased bea. In the audit log the account is called erased-"), "{said}");
    assert!(place.run(&["account", "show", "bea"]).refused().contains("no account with the name"));
    let pseudonym = said.split("called ").nth(1).unwrap().split(' ').next().unwrap().to_owned();
    let left = place.show(&pseudonym);
    assert_eq!((&left["name"], &left["mail"], &left["status"]), (&"".into(), &Value::Null, &"disabled".into()));
    assert_eq!(left["events"][0]["reason"], "account-erased");
    let taken = place.account(&["add", "bea", "--name", "Another", "--mail", "x@example.org"]).refused();
    assert!(taken.contains("the name \"bea\" of somebody who was erased"), "{taken}");
    assert!(place.account(&["erase", &pseudonym]).refused().contains("nothing is left to erase"));
    assert!(place.account(&["enable", &pseudonym]).code == Some(1), "nothing of it comes back");
}

/// The running portal erases by itself what is due.
#[test]
fn nl_01_the_portal_erases_when_the_time_has_come() {
    let place = Place::new();
    place.write("[retention]\nerase_after_days = 0\n");
    place.add("bea");
    place.account(&["erase", "bea"]).good();
    let _portal = place.serve();
    for _ in 0..100 {
        if place.run(&["account", "show", "bea"]).code == Some(1) {
            return;
        }
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
    panic!("nobody erased it");
}

#[test]
fn the_access_report_is_for_people_spreadsheets_and_programs() {
    let place = Place::new();
    let portal = place.serve();
    let mut browser = portal.client();
    browser.activate(&place.add("bea"));
    browser.enrol();
    place.account(&["add", "=ali", "--name", "@SUM(A1)", "--mail", "a@example.org", "--groups", "+x,y"]).good();
    let table = place.run(&["account", "access-report"]).good();
    assert!(table.starts_with("USERNAME") && table.contains("bea       yes      active  totp"), "{table}");
    let csv = place.run(&["account", "access-report", "--csv", "-"]).good();
    assert!(csv.starts_with("\u{feff}\"username\",\"name\""), "{csv}");
    assert!(csv.contains("\"'=ali\",\"'@SUM(A1)\",\"user\",\"'+x; y\",\"active\",\"no\""), "{csv}");
    let lines = place.run(&["account", "access-report", "--jsonl", "-"]).good();
    let bea: Value = serde_json::from_str(lines.lines().find(|line| line.contains("\"bea\"")).unwrap()).unwrap();
    assert_eq!((&bea["can_get_in"], &bea["recovery_code"]), (&true.into(), &"active".into()));
    assert!(bea["last_login_at"].is_string() && bea["factors"][0]["kind"] == "totp", "{bea}");
    let file = place.file("report.csv").display().to_string();
    assert!(place.run(&["account", "access-report", "--csv", &file]).good().starts_with("Wrote 2 accounts to "));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), csv);
    assert!(place.run(&["account", "access-report", "--csv", &file]).refused().contains("does not exist yet"));
}
