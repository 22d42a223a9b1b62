//! `--letter`, numbers for another channel and resets that wait, as an operator uses them (rules J6b and J6c; requirements SF-10, RC-11, RC-13, RC-14).

use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::client::Client;
use crate::login::PASSWORD;
use crate::place::{Place, link};
use crate::portal::Portal;

/// What stands on a letter: its text, and the code as people read it.
fn letter(place: &Place, name: &str) -> (String, String) {
    let text = std::fs::read_to_string(place.file(name)).unwrap();
    let grid = text.split_once("<p class=\"code\">").unwrap().1.split_once("</p>").unwrap().0;
    let code = grid.replace("</span><span>", " ").replace("<span>", "").replace("</span>", "");
    (text, code)
}

/// Adds somebody by letter; what was printed.
fn add_by_letter(place: &Place, username: &str, more: &[&str]) -> String {
    let file = place.file(&format!("{username}.html"));
    let file = file.to_str().unwrap();
    place.account(&[&["add", username, "--name", "Zoë <Bea> Jansen", "--letter", file], more].concat()).good()
}

/// Somebody enrolled, and their browser.
fn enrolled(place: &Place, portal: &Portal, username: &str) -> Client {
    let mut browser = portal.client();
    browser.activate(&place.add(username));
    browser.enrol();
    browser.log_out();
    browser
}

#[test]
fn sf_10_a_letter_is_a_file_of_ones_own_and_the_only_place_of_its_secret() {
    let place = Place::new();
    place.write("[brand]\nproduct = \"VerzuimSignaal\"\norganisation = \"Voorbeeld BV\"\naddress = [\"Postbus 1\", \"1000 AA Ons Dorp\"]\n[help_desk]\nphone = \"030 123\"\n");
    let said = add_by_letter(&place, "bea", &[]);
    let (text, code) = letter(&place, "bea.html");
    let mode = std::fs::metadata(place.file("bea.html")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    for expected in ["VerzuimSignaal", "Voorbeeld BV", "1000 AA Ons Dorp", "030 123", "/letter", "<svg", "Zoë"] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    // J6b: whoever opens the envelope has no name to go with the code.
    assert!(!text.contains("bea") && !text.contains("<Bea>"), "{text}");
    let groups: Vec<&str> = code.split(' ').collect();
    assert_eq!((groups.len(), groups.iter().all(|group| group.len() == 4)), (6, true), "{code}");
    for secret in groups.iter().copied().chain(["token="]) {
        assert!(!said.contains(secret), "{said}");
    }
    assert!(said.contains("The letter is in ") && said.contains("bea.html"), "{said}");
    let dutch = said.clone();
    let said = add_by_letter(&place, "cor", &["--lang", "en", "--mail", "cor@example.org"]);
    assert!(letter(&place, "cor.html").0.contains("Dear Zoë") && text.contains("Beste Zoë"), "{dutch}{said}");
}

#[test]
fn a_letter_is_never_written_over_a_file_and_then_nothing_is_changed() {
    let place = Place::new();
    place.add("somebody");
    std::fs::write(place.file("bea.html"), "mine").unwrap();
    let file = place.file("bea.html").display().to_string();
    let add = |file: &str| place.account(&["add", "bea", "--name", "Bea", "--letter", file]);
    let refused = add(&file).refused();
    assert!(refused.contains("--letter: found a file that cannot be made") && refused.contains("nothing was changed"));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "mine");
    let nowhere = place.file("nowhere/bea.html").display().to_string();
    assert!(add(&nowhere).refused().contains("a folder that you may write to"));
    let link = place.file("link.html");
    std::os::unix::fs::symlink(place.file("target.html"), &link).unwrap();
    add(link.to_str().unwrap()).refused();
    assert!(!place.file("target.html").exists(), "not through a link either");
    assert!(place.run(&["account", "show", "bea"]).refused().contains("no account with the name"));
    // A name that is taken leaves no letter behind.
    let fresh = place.file("fresh.html").display().to_string();
    place.account(&["add", "somebody", "--name", "Bea", "--letter", &fresh]).refused();
    assert!(!place.file("fresh.html").exists());
}

#[test]
fn j6b_the_typed_code_of_a_letter_makes_a_whole_account() {
    let place = Place::new();
    let portal = place.serve();
    add_by_letter(&place, "bea", &[]);
    let (_, code) = letter(&place, "bea.html");
    let mut browser = portal.client();
    assert_eq!(browser.visit("/activate").0, "/letter");
    let (path, answer) = browser.submit("/letter", &[("code", &code.to_lowercase())]);
    assert_eq!((path.as_str(), answer.status), ("/activate", 200));
    let (path, _) = browser.submit("/activate", &[("password", PASSWORD)]);
    assert_eq!(path, "/enrol");
    browser.enrol();
    browser.visit("/letter");
    assert_eq!(browser.submit("/letter", &[("code", &code)]).1.status, 422, "it works once");
}

#[test]
fn j6b_the_number_is_printed_once_and_on_no_letter() {
    let place = Place::new();
    place.write("[enrolment]\nactivation_pin = true\n");
    let portal = place.serve();
    let said = add_by_letter(&place, "bea", &[]);
    let pin = said.lines().find_map(|line| line.strip_prefix("PIN: ")).unwrap().to_owned();
    assert!(pin.len() == 6 && pin.bytes().all(|digit| digit.is_ascii_digit()), "{said}");
    let (text, code) = letter(&place, "bea.html");
    assert!(text.contains("pincode van 6 cijfers") && !text.contains(&pin), "{text}");
    let mut browser = portal.client();
    browser.visit("/letter");
    browser.submit("/letter", &[("code", &code)]);
    let wrong = if pin == "123456" { "123457" } else { "123456" };
    let (_, answer) = browser.submit("/activate", &[("pin", wrong), ("password", PASSWORD)]);
    assert_eq!(answer.status, 422);
    let shown = &place.show("bea")["link"];
    assert_eq!(
        (&shown["kind"], &shown["sent_by"], &shown["pin_tries"]),
        (&"activation".into(), &"letter".into(), &1.into())
    );
    let text = place.run(&["account", "show", "bea"]).good();
    assert!(text.contains("Link under way") && text.contains("; wrong PINs: 1"), "{text}");
    assert_eq!(browser.submit("/activate", &[("pin", &pin), ("password", PASSWORD)]).0, "/enrol");
    assert_eq!(place.show("bea")["link"], Value::Null, "a browser's own grant is no link");
    // A new link has a new number.
    place.add("cor");
    let again = place.account(&["reset-factor", "cor"]).good();
    assert!(again.contains("/activate?token=") && again.contains("PIN: "), "{again}");
    assert!(!portal.log().contains(&pin));
}

#[test]
fn rc_11_a_reset_waits_a_day_and_a_login_would_stop_it() {
    let place = Place::new();
    let portal = place.serve();
    let mut browser = enrolled(&place, &portal, "bea");
    let said = place.account(&["reset-factor", "bea"]).good();
    assert!(said.contains("works once from ") && said.contains("a login with it cancels the link"), "{said}");
    let (_, answer) = browser.visit(&link(&said));
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("Deze link werkt vanaf"), "{}", answer.body);
    assert_eq!(browser.password("bea", PASSWORD).0, "/login/second-factor");
    assert!(!browser.visit("/login/second-factor").1.body.contains("reset-instead"));
    // Somebody who never had a factor has none to lose.
    portal.client().activate(&place.add("cor"));
    let said = place.account(&["reset-factor", "cor"]).good();
    assert!(!said.contains("works once from "), "{said}");
}

#[test]
fn rc_13_rc_14_the_wait_is_skipped_for_users_with_a_reason_and_for_others_in_a_rescue_only() {
    let place = Place::new();
    let portal = place.serve();
    enrolled(&place, &portal, "user");
    enrolled(&place, &portal, "chief");
    place.account(&["set", "chief", "--role", "administrator"]).good();
    let word = |username: &str| {
        let shown = place.show(username);
        let events = shown["events"].as_array().unwrap();
        let skipped = events.iter().filter(|event| event["event"] == "authz_admin");
        let words = ["reset-without-delay", "reset-rescue"];
        let found = skipped.filter(|event| words.contains(&event["reason"].as_str().unwrap()));
        found.map(|event| (event["reason"].clone(), event["detail"].clone())).collect::<Vec<(Value, Value)>>()
    };
    let refused = place.account(&["reset-factor", "chief", "--now"]).refused();
    assert!(refused.starts_with("--now: found \"chief\" with the role administrator;"), "{refused}");
    let refused = place.account(&["reset-factor", "user", "--rescue"]).refused();
    assert!(refused.starts_with("--rescue: found \"user\" with the role user;"), "{refused}");
    assert!(place.account(&["reset-factor", "chief"]).good().contains("works once from "));
    assert_eq!((word("chief"), word("user")), (vec![], vec![]), "what is refused leaves no trace of a link");

    for (username, flag, expected) in [("user", "--now", "reset-without-delay"), ("chief", "--rescue", "reset-rescue")]
    {
        let said = place.account(&["reset-factor", username, flag]).good();
        assert!(!said.contains("works once from "), "{said}");
        let mut browser = portal.client();
        browser.visit(&link(&said));
        browser.password(username, PASSWORD);
        assert!(browser.visit("/login/second-factor").1.body.contains("reset-instead"), "{flag}");
        assert_eq!(word(username), [(expected.into(), "ticket 12".into())]);
    }
}

#[test]
fn rc_13_a_reset_by_letter_says_from_when_and_what_stops_it() {
    let place = Place::new();
    let portal = place.serve();
    enrolled(&place, &portal, "bea");
    let file = place.file("reset.html").display().to_string();
    let said = place.account(&["reset-factor", "bea", "--letter", &file]).good();
    assert!(!said.contains("token=") && said.contains("The letter works once from "), "{said}");
    let (text, code) = letter(&place, "reset.html");
    assert!(text.contains("Deze brief werkt één keer, van ") && text.contains("Log dan gewoon in."), "{text}");
    let mut browser = portal.client();
    browser.visit("/reset-link");
    let (path, answer) = browser.submit("/letter", &[("code", &code)]);
    assert_eq!(path, "/reset-link");
    assert!(answer.body.contains("Deze link werkt vanaf"), "{}", answer.body);
}
