//! `outbox`: an operator sees what was given up, puts it back and takes it out (requirements LO-02 and LO-03).

use serde_json::Value;

use crate::audit::write as change;
use crate::place::Place;

fn listed(place: &Place, more: &[&str]) -> Vec<Value> {
    let printed = place.run(&[&["outbox", "list", "--json"], more].concat()).good();
    serde_json::from_str(&printed).unwrap()
}

#[test]
fn what_was_given_up_is_seen_put_back_and_taken_out() {
    let place = Place::new();
    place.write("[mail]\nhost = \"127.0.0.1\"\nport = 1\nfrom = \"portal@example.org\"\nsecurity = \"none\"\n");
    place.account(&["add", "bea", "--name", "Bea Jansen", "--mail", "bea@home.example"]).good();
    assert!(place.run(&["outbox", "list"]).good().contains("No message was given up."));
    let waiting = listed(&place, &["--waiting"]);
    assert!(!waiting.is_empty());
    change(&place, "UPDATE outbox SET failed_at = created_at, last_error = '550 5.1.1 to RCPT TO', attempts = 3");

    let table = place.run(&["outbox", "list"]).good();
    assert!(
        table.contains("b***@home.example") && table.contains("550 5.1.1") && table.contains("given up"),
        "{table}"
    );
    assert!(!table.contains("bea@") && !table.contains("token="), "LO-03: {table}");
    let given_up = listed(&place, &["--channel", "mail"]);
    assert!(given_up.len() == waiting.len() && given_up.iter().all(|line| line["can_retry"] == true), "{given_up:?}");
    assert!(listed(&place, &["--channel", "logout"]).is_empty());

    let id = given_up[0]["id"].as_str().unwrap();
    let said = place.run(&["outbox", "retry", id, "--reason", "the server was wrong"]).good();
    assert!(said.contains("Put back 1 message"), "{said}");
    assert!(place.run(&["outbox", "retry", id, "--reason", "r"]).refused().contains("no message"));
    assert_eq!(listed(&place, &["--waiting"])[0]["tries"], 0);
    let said = place.run(&["outbox", "drop", id, "--reason", "they moved"]).good();
    assert!(said.contains("Took 1 message out"), "{said}");
    assert!(place.run(&["outbox", "drop", id, "--reason", "r"]).refused().contains("sent, taken out or overtaken"));
    assert!(place.run(&["outbox", "retry", id, "--reason", "r"]).refused().contains("outbox list --all"));
    let acts = place.run(&["audit", "list"]).good();
    assert!(acts.contains("message_retried") && acts.contains("message_dropped"), "{acts}");
    assert!(acts.contains("they moved"), "{acts}");

    change(
        &place,
        "UPDATE outbox SET failed_at = created_at, last_error = '421' WHERE last_error <> 'dropped' OR last_error IS NULL",
    );
    let rest = listed(&place, &[]).len();
    let said = place.run(&["outbox", "retry", "--all", "--reason", "the server is back"]).good();
    assert!(rest == 0 && said.contains("Nothing was given up") || said.contains(&format!("{rest} message")), "{said}");
    assert!(listed(&place, &[]).is_empty());
}
