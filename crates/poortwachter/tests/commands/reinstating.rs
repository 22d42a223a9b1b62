//! `account reinstate`: the way back for an account that its owner closed (rule J9, requirements RC-07 and RC-08).

use std::sync::Arc;

use credentials::keyring::Keyring;
use poortwachter::os_rng::OsRng;
use poortwachter::system_clock::SystemClock;
use serde_json::Value;
use store::{Contacts, Database, OpenOptions, Store};
use web::Clock as _;

use crate::login::PASSWORD;
use crate::place::{Place, link};

/// The store beside the portal, as a mail server would see what it queued.
async fn open(place: &Place) -> Store {
    let url = format!("sqlite://{}", place.file("portal.db").display());
    let database = Database::open(&url, OpenOptions::default()).await.unwrap();
    let keys = Keyring::parse(&std::fs::read_to_string(place.file("keys")).unwrap()).unwrap();
    database.into_store(Arc::new(keys), Arc::new(OsRng)).await.unwrap().with_contacts(Contacts::default())
}

/// The links to object with that wait for b.jansen, the newest last.
fn objections(place: &Place) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = open(place).await;
        let rows = store.claim_outbox(50, SystemClock.now()).await.unwrap();
        store.close().await;
        let links = rows.iter().filter_map(|row| row.link.as_ref().map(|link| link.to_string()));
        links.filter(|link| link.contains("/not-me?token=")).collect()
    })
}

#[test]
fn rc_08_j9_what_is_disputed_goes_and_the_owner_gets_a_link() {
    let place = Place::new();
    let portal = place.serve();
    let activation = place.add("b.jansen");
    let mut browser = portal.client();
    browser.activate(&activation);
    // From here on everything is disputed, and nothing before: the first password stays.
    let before = objections(&place).len();
    browser.enrol();
    place.account(&["set", "b.jansen", "--mail", "thief@example.net"]).good();
    let links = objections(&place);
    assert!(before > 0 && links.len() >= 2, "{before} {links:?}");
    assert!(links[0].starts_with(&format!("{}/not-me?token=", place.origin())), "{links:?}");

    let mut owner = portal.client();
    assert_eq!(owner.visit(&links[0]).1.status, 200);
    assert_eq!(place.show("b.jansen")["status"], "active");
    let (path, _) = owner.submit("/not-me", &[]);
    assert_eq!(path, "/not-me");
    assert_eq!(browser.visit("/account").0, "/login", "the session is dead");
    let shown = place.show("b.jansen");
    assert_eq!((&shown["status"], &shown["status_reason"]), (&Value::from("suspended"), &Value::from("disputed")));
    assert_eq!(shown["disputed"]["reinstating_undoes"].as_array().unwrap().len(), 2, "{shown}");
    let text = place.run(&["account", "show", "b.jansen"]).good();
    for said in ["Disputed by the owner", "second factor totp: destroyed", "mail: b.jansen@example.org again"] {
        assert!(text.contains(said), "{said}: {text}");
    }

    // It never just flips a flag.
    for command in ["enable", "reset-factor"] {
        let refused = place.account(&[command, "b.jansen"]).refused();
        assert!(
            refused.contains("speak with the owner") && refused.contains("account reinstate b.jansen"),
            "{refused}"
        );
    }
    let said = place.account(&["reinstate", "b.jansen"]).good();
    assert!(said.starts_with("Reinstated b.jansen.\n") && said.contains("mail: b.jansen@example.org again"), "{said}");
    let reset = link(&said);
    assert!(reset.contains("/reset-link?token="), "{said}");
    let shown = place.show("b.jansen");
    assert_eq!((&shown["status"], &shown["disputed"]), (&Value::from("active"), &Value::Null));
    assert_eq!(
        (&shown["mail"], &shown["factors"][0]["wiped_reason"]),
        (&Value::from("b.jansen@example.org"), &Value::from("disputed"))
    );
    let event =
        shown["events"].as_array().unwrap().iter().find(|event| event["event"] == "account_reinstated").unwrap();
    assert_eq!(event["detail"], "ticket 12");
    let again = place.account(&["reinstate", "b.jansen"]).refused();
    assert!(again.contains("neither suspended nor disputed"), "{again}");

    // The password alone leads nowhere, and with the link to the wizard.
    assert_eq!(portal.client().password("b.jansen", PASSWORD).0, "/login/no-grant");
    owner.visit(&reset);
    assert_eq!(owner.password("b.jansen", PASSWORD).0, "/enrol");
}

#[test]
fn rc_08_an_account_that_an_administrator_closed_stays_closed() {
    let place = Place::new();
    let portal = place.serve();
    portal.client().activate(&place.add("b.jansen"));
    let objected = objections(&place).pop().unwrap();
    place.account(&["disable", "b.jansen"]).good();
    let mut owner = portal.client();
    owner.visit(&objected);
    owner.submit("/not-me", &[]);
    assert_eq!(place.show("b.jansen")["status"], "disabled");
    assert!(place.account(&["enable", "b.jansen"]).refused().contains("account reinstate b.jansen"));
    let said = place.account(&["reinstate", "b.jansen"]).good();
    assert!(said.contains("password: none again") && said.contains("It stays closed"), "{said}");
    assert!(!said.contains("?token="), "{said}");
    assert_eq!(place.show("b.jansen")["status"], "disabled");
    place.account(&["enable", "b.jansen"]).good();
    assert!(link(&place.account(&["reset-factor", "b.jansen"]).good()).contains("/activate?token="));
}
