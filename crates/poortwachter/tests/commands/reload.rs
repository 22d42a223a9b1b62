//! SIGHUP to the real program: what is taken over, what waits for a restart, and that nothing of it ends the process.

use serde_json::Value;

use crate::login::{PASSWORD, app_code};
use crate::place::Place;
use crate::portal::Portal;

/// The entries of the audit log about reloading, oldest first.
fn entries(place: &Place) -> Vec<Value> {
    let printed = place.run(&["audit", "export", "--event", "settings_reloaded", "--reason", "a test"]).good();
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn login_page(portal: &Portal<'_>) -> String {
    portal.client().visit("/login").1.body
}

#[test]
fn what_people_see_changes_between_two_requests_and_sessions_go_on() {
    let place = Place::new();
    place.write("[brand]\nproduct = \"Oude Naam\"\n");
    let portal = place.serve();
    let mut browser = portal.client();
    browser.activate(&place.add("bea"));
    let enrolled = browser.enrol();
    // Somebody is between password and code while the settings change.
    let mut half = portal.client();
    half.password("bea", PASSWORD);

    place.write(
        "[brand]\nproduct = \"Nieuwe Naam\"\naccent = \"#7a1f5c\"\n[log]\nlevel = \"debug\"\n[session]\nidle_minutes = 20\n\
         [[oidc.clients]]\nid = \"hr\"\nname = \"HR\"\nauth = \"none\"\nredirect_uris = [\"https://hr.example.org/callback\"]\n",
    );
    let said = portal.reload();
    assert!(
        said.contains(
            "the settings were read again changed=\"brand.product, brand.accent, session.idle_minutes, oidc.clients, log.level\""
        ),
        "{said}"
    );
    assert!(said.contains("hr was registered"), "{said}");
    let page = login_page(&portal);
    assert!(page.contains("Nieuwe Naam") && !page.contains("Oude Naam"), "{page}");
    // What proxies ask is a line at this level.
    portal.client().request("GET", "/forward-auth", None);
    assert!(portal.log().contains("DEBUG poortwachter::request_log"), "the level of the log: {}", portal.log());

    assert_eq!(browser.visit("/account").0, "/account", "a session lives on");
    let (path, _) = half.submit("/login/second-factor", &[("code", &app_code(&enrolled.secret, 30))]);
    assert_eq!(path, "/account", "a login that had begun goes on");
    let audited = entries(&place);
    assert_eq!((audited.len(), &audited[0]["outcome"]), (1, &"success".into()));
    let detail = audited[0]["detail"].as_str().unwrap();
    assert_eq!(detail, "changed: brand.product, brand.accent, session.idle_minutes, oidc.clients, log.level");
    assert!(portal.stop().success());
}

#[test]
fn what_needs_a_restart_is_named_and_the_rest_is_taken() {
    let place = Place::new();
    let portal = place.serve();
    let changed = std::fs::read_to_string(place.settings())
        .unwrap()
        .replace(&format!("127.0.0.1:{}", place.port), "127.0.0.1:1")
        .replace("portal.db", "s3cret-other.db");
    std::fs::write(place.settings(), changed + "[hashing]\nqueue = 12\n[help_desk]\nphone = \"030 765 43 21\"\n")
        .unwrap();
    let said = portal.reload();
    for key in ["server.listen", "database.url", "hashing.queue"] {
        assert!(
            said.contains(&format!("needs a restart; the old value stays in force until then key=\"{key}\"")),
            "{said}"
        );
    }
    assert!(said.contains("changed=\"help_desk.phone\"") && !said.contains("s3cret"), "{said}");
    assert!(portal.client().visit("/cannot-log-in").1.body.contains("030 765 43 21"));
    assert!(!place.file("s3cret-other.db").exists(), "the other database is not touched");

    place.write("");
    portal.reload();
    let details: Vec<String> =
        entries(&place).iter().map(|entry| entry["detail"].as_str().unwrap().to_owned()).collect();
    assert_eq!(
        details,
        [
            "changed: help_desk.phone; needs a restart: server.listen, database.url, hashing.queue",
            "changed: help_desk.phone"
        ]
    );
}

#[test]
fn wrong_settings_leave_the_old_ones_in_force_and_say_each_complaint() {
    let place = Place::new();
    place.write("[brand]\nproduct = \"Oude Naam\"\n");
    let portal = place.serve();
    let good = std::fs::read_to_string(place.settings()).unwrap();
    let wrong: [(&str, &[&str]); 6] = [
        (
            "[brand]\nproduct = 3\n[session]\nidle_minutes = 0\n",
            &["brand.product: found 3", "session.idle_minutes: found 0"],
        ),
        ("[brand]\nproduct = \"X\"\nlogo = \"/nowhere/logo.png\"\n", &["brand.logo"]),
        ("[brand]\nproduct = \"X\"\naccent = \"#eeeeee\"\n", &["brand.accent"]),
        ("[password]\nleaks_file = \"/nowhere/leaks\"\n[brand]\nproduct = \"X\"\n", &["password.leaks_file"]),
        ("[mail]\nhost = \"localhost\"\nfrom = \"a@example.org\"\nca_file = \"/nowhere/ca.pem\"\n", &["mail.ca_file"]),
        ("[help]\nfolder = \"/nowhere/help\"\n[brand]\nproduct = \"X\"\n", &["help.folder"]),
    ];
    for (text, complaints) in wrong {
        place.write(text);
        let said = portal.reload();
        for complaint in complaints {
            assert!(said.contains(complaint), "{complaint}: {said}");
        }
        assert!(said.contains("are wrong; the old ones stay in force"), "{said}");
        assert!(login_page(&portal).contains("Oude Naam"), "{text}");
    }
    std::fs::remove_file(place.settings()).unwrap();
    assert!(portal.reload().contains("a file that cannot be read"));
    std::fs::write(place.settings(), good).unwrap();
    assert!(portal.reload().contains("INFO"), "the next good reading counts again");
    let audited = entries(&place);
    assert_eq!(audited.iter().filter(|entry| entry["outcome"] == "refused").count(), wrong.len() + 1);
    assert_eq!(
        (&audited[0]["reason"], &audited[0]["detail"]),
        (&"wrong-settings".into(), &"brand.product, session.idle_minutes".into())
    );
    assert!(portal.stop().success());
}

#[test]
fn many_signals_at_once_neither_end_it_nor_keep_it_from_ending() {
    let place = Place::new();
    let mut portal = place.serve();
    for _ in 0..20 {
        portal.hang_up();
        assert_eq!(portal.client().request("GET", "/healthz", None).status, 200);
    }
    portal.hang_up();
    portal.terminate();
    assert_eq!(portal.wait().code(), Some(0), "{}", portal.log());
    assert!(portal.log().contains("the settings were read again"), "{}", portal.log());
}
