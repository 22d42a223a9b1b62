//! `account`, beside a running portal (requirements PW-10, RC-14, LO-02; rules J6b and J6c).

use serde_json::Value;

use crate::login::{PASSWORD, app_code};
use crate::place::{Place, link};

#[test]
fn j6b_the_printed_link_makes_a_whole_account() {
    let place = Place::new();
    let portal = place.serve();
    let link = place.add("B.Jansen");
    assert!(link.starts_with(&format!("{}/activate?token=", place.origin())), "{link}");
    assert_eq!(place.show("b.jansen")["password_set_at"], Value::Null);

    let mut browser = portal.client();
    browser.activate(&link);
    // PW-10: a link works once.
    assert_eq!(portal.client().visit(&link).1.status, 410);
    let enrolled = browser.enrol();
    let shown = place.show("b.jansen");
    assert_eq!((&shown["sessions"], &shown["recovery_code"]), (&Value::from(1), &Value::from("active")));
    assert_eq!(shown["factors"][0]["kind"], "totp");

    browser.log_out();
    assert_eq!(browser.password("b.jansen", PASSWORD), ("/login/second-factor".to_owned(), 200));
    let (path, _) = browser.submit("/login/second-factor", &[("code", &app_code(&enrolled.secret, 30))]);
    assert_eq!(path, "/account");
}

#[test]
fn rc_14_every_change_is_audited_with_operator_and_reason() {
    let place = Place::new();
    place.add("b.jansen");
    place.account(&["set", "b.jansen", "--role", "admin", "--phone", "+31 (0)6 12345678", "--groups", "hr,it"]).good();
    place.account(&["disable", "b.jansen"]).good();
    assert_eq!(place.account(&["disable", "b.jansen"]).good(), "b.jansen was disabled already; nothing was changed.\n");
    place.account(&["enable", "b.jansen"]).good();
    place.account(&["unlock", "b.jansen"]).good();
    place.account(&["end-sessions", "b.jansen"]).good();
    place.account(&["reset-factor", "b.jansen"]).good();
    let shown = place.show("b.jansen");
    let events = shown["events"].as_array().unwrap();
    let words: Vec<&str> = events.iter().rev().map(|event| event["reason"].as_str().unwrap()).collect();
    assert_eq!(
        words,
        [
            "account-added",
            "activation",
            "account-changed",
            "account-disabled",
            "account-enabled",
            "account-unlocked",
            "sessions-ended",
            "activation"
        ]
    );
    for event in events {
        assert!(event["actor"].as_str().unwrap().starts_with("operator:"), "{event}");
        assert_eq!(event["detail"], "ticket 12", "{event}");
    }
    assert_eq!((&shown["role"], &shown["groups"][1]), (&Value::from("administrator"), &Value::from("it")));
    // SM-08: two digits are enough to recognise a number by.
    assert_eq!(shown["phone"], "**********78");
    let text = place.run(&["account", "show", "b.jansen"]).good();
    assert!(text.contains("**********78") && !text.contains("345678"), "{text}");
}

#[test]
fn somebody_who_lost_the_activation_link_gets_another() {
    let place = Place::new();
    let portal = place.serve();
    let first = place.add("b.jansen");
    let again = place.account(&["add", "B.JANSEN", "--name", "B", "--mail", "b@example.org"]).refused();
    assert!(again.contains("has no password yet") && again.contains("account reset-factor b.jansen"), "{again}");
    let second = link(&place.account(&["reset-factor", "b.jansen"]).good());
    assert!(second.contains("/activate?token="), "{second}");
    assert_eq!(portal.client().visit(&first).1.status, 410, "the older link is dead");
    portal.client().activate(&second);
    let taken = place.account(&["add", "b.jansen", "--name", "B", "--mail", "b@example.org"]).refused();
    assert_eq!(
        taken,
        "username: found an account with the name \"b.jansen\" that is there already; choose another name.\n"
    );
}

#[test]
fn j6c_a_reset_link_needs_the_password_and_wipes_only_when_it_is_redeemed() {
    let place = Place::new();
    place.write("[recovery]\nhelp_desk_delay_users_hours = 0\n");
    let portal = place.serve();
    let activation = place.add("b.jansen");
    let mut browser = portal.client();
    browser.activate(&activation);
    let enrolled = browser.enrol();
    let reset = link(&place.account(&["reset-factor", "b.jansen"]).good());
    assert!(reset.contains("/reset-link?token="), "{reset}");
    assert_eq!(place.show("b.jansen")["factors"][0]["wiped_at"], Value::Null);

    let mut other = portal.client();
    assert_eq!(other.visit(&reset).1.status, 200);
    assert_eq!(other.password("b.jansen", "not the password 1"), ("/login".to_owned(), 422));
    assert_eq!(other.password("b.jansen", PASSWORD).0, "/login/second-factor");
    let (path, _) = other.submit("/login/second-factor/reset-instead", &[]);
    assert_eq!(path, "/login");
    assert!(place.show("b.jansen")["factors"][0]["wiped_at"].is_string());
    // The wipe ended the session of the first browser, and the old app is no factor any more.
    assert_eq!(browser.visit("/account").0, "/login");
    assert_eq!(other.password("b.jansen", PASSWORD).0, "/enrol");
    let again = other.enrol();
    assert_ne!(*again.secret.to_base32(), *enrolled.secret.to_base32());
    assert_eq!(place.show("b.jansen")["factors"].as_array().unwrap().len(), 2);
}

#[test]
fn se_08_disabling_ends_a_session_beside_a_running_portal_at_once() {
    let place = Place::new();
    let portal = place.serve();
    let activation = place.add("b.jansen");
    let mut browser = portal.client();
    browser.activate(&activation);
    browser.enrol();
    assert_eq!(browser.visit("/account").0, "/account");
    place.account(&["disable", "b.jansen"]).good();
    assert_eq!(browser.visit("/account").0, "/login");
    assert_eq!(place.show("b.jansen")["sessions"], 0);
    let refused = place.account(&["reset-factor", "b.jansen"]).refused();
    assert_eq!(refused, "found \"b.jansen\" closed (disabled); `poortwachter account enable b.jansen` opens it.\n");
    place.account(&["enable", "b.jansen"]).good();
    assert_eq!(browser.password("b.jansen", PASSWORD), ("/login/second-factor".to_owned(), 200));
}

#[test]
fn d9_unlock_reopens_passwords_and_second_factors() {
    let place = Place::new();
    let portal = place.serve();
    let link = place.add("b.jansen");
    portal.client().activate(&link);
    let mut stranger = portal.client();
    for _ in 0..5 {
        assert_eq!(stranger.password("b.jansen", "not the password 1"), ("/login".to_owned(), 422));
    }
    assert_eq!(stranger.password("b.jansen", PASSWORD), ("/login".to_owned(), 429));
    place.account(&["unlock", "b.jansen"]).good();
    assert_eq!(stranger.password("b.jansen", PASSWORD), ("/login/no-grant".to_owned(), 200));
}

#[test]
fn what_an_operator_mistypes_is_told_before_anything_happens() {
    let place = Place::new();
    for (arguments, expected) in [
        (&["add", "b jansen", "--name", "B", "--mail", "b@example.org"][..], "username: found \"b jansen\";"),
        (&["add", "bea", "--name", "B", "--mail", "example.org"], "--mail: found \"example.org\";"),
        (&["add", "bea", "--name", "B", "--mail", "b@example.org", "--phone", "+3367a829916"], "--phone: found"),
        (&["add", "bea", "--name", "B\u{1b}[2J", "--mail", "b@example.org"], "--name: found \"B\\u{1b}[2J\";"),
    ] {
        let refused = place.account(arguments).refused();
        assert!(refused.starts_with(expected), "{refused}");
    }
    assert_eq!(place.files(), ["portal.toml"], "nothing was made");
    let usage = place.run(&["account", "disable", "bea"]);
    assert_eq!(usage.code, Some(2), "no reason is wrong usage: {usage:?}");
}

#[test]
fn only_add_furnishes_an_empty_place() {
    let place = Place::new();
    for arguments in [&["account", "list"][..], &["account", "show", "bea"]] {
        let refused = place.run(arguments).refused();
        assert!(refused.starts_with("database.url: found no portal's data in sqlite://"), "{refused}");
    }
    assert_eq!(place.files(), ["portal.toml"], "nothing was made");
    place.add("bea");
    assert_eq!(place.files(), ["keys", "portal.db", "portal.toml"]);
    let refused = place.account(&["set", "be", "--name", "X"]).refused();
    assert_eq!(
        refused,
        "found no account with the name \"be\"; look for the right one with `poortwachter account list`.\n"
    );
}

#[test]
fn the_list_is_for_people_or_for_machines() {
    let place = Place::new();
    place.add("bea");
    place.account(&["add", "ali", "--name", "Ali", "--mail", "a@example.org", "--role", "auditor"]).good();
    place.account(&["disable", "bea"]).good();
    assert_eq!(
        place.run(&["account", "list"]).good(),
        "USERNAME  STATUS    PASSWORD  FACTORS  ROLE     NAME\n\
         ali       active    not yet   0        auditor  Ali\n\
         bea       disabled  not yet   0        user     Bea Jansen\n"
    );
    let list: Value = serde_json::from_str(&place.run(&["account", "list", "--json"]).good()).unwrap();
    assert_eq!(list[1]["username"], "bea");
    assert_eq!(list[1]["password_set"], false);
}
