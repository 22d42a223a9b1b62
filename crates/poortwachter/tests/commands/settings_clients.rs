//! Applications that the settings register: `[[oidc.clients]]` (requirement OP-20).

use serde_json::Value;

use crate::place::{Place, program};
use crate::secrets::asks;

const REDIRECT: &str = "redirect_uris = [\"https://hr.example.org/callback\"]";

fn shown(place: &Place) -> Value {
    serde_json::from_str(&place.run(&["client", "show", "hr", "--json"]).good()).unwrap()
}

/// A secret and the line that the settings have for it.
fn make_secret() -> (String, String) {
    let printed = String::from_utf8(program().args(["client", "make-secret"]).output().unwrap().stdout).unwrap();
    let after = |words: &str| printed.lines().find_map(|line| line.strip_prefix(words)).unwrap().trim().to_owned();
    (after("For the application:"), after("For the settings:"))
}

/// Starts with an application in the settings, does something, and stops.
fn with(place: &Place, client: &str, during: impl FnOnce()) -> String {
    let client = if client.is_empty() { String::new() } else { format!("[[oidc.clients]]\nid = \"hr\"\n{client}\n") };
    place.write(&client);
    let portal = place.serve();
    during();
    let log = portal.log();
    assert!(portal.stop().success());
    log
}

#[test]
fn settings_register_change_and_switch_off_an_application() {
    let place = Place::new();
    let (secret, line) = make_secret();
    assert!(!line.contains(&secret) && line.starts_with("secret_sha256 = [\""), "{line}");
    let log = with(&place, &format!("name = \"HR\"\n{REDIRECT}\n{line}"), || {
        assert_eq!((asks(&place, "hr", &secret), asks(&place, "hr", "another")), (200, 401));
        assert_eq!((&shown(&place)["from_settings"], &shown(&place)["name"]), (&true.into(), &"HR".into()));
    });
    assert!(log.contains("hr was registered"), "{log}");

    let (_, second) = make_secret();
    let both = format!(
        "[{}, {}]",
        &line["secret_sha256 = [".len()..line.len() - 1],
        &second["secret_sha256 = [".len()..second.len() - 1]
    );
    let log =
        with(&place, &format!("name = \"Personeel\"\n{REDIRECT}\nsecret_sha256 = {both}\nconsent = \"given\""), || {
            assert_eq!(asks(&place, "hr", &secret), 200, "the old secret is listed beside the new one");
            assert_eq!(
                (&shown(&place)["name"], &shown(&place)["consent"]),
                (&"Personeel".into(), &"given for everybody".into())
            );
            assert_eq!(shown(&place)["secrets"].as_array().unwrap().len(), 2);
        });
    assert!(log.contains("hr was changed"), "{log}");
    let log =
        with(&place, &format!("name = \"Personeel\"\n{REDIRECT}\nsecret_sha256 = {both}\nconsent = \"given\""), || ());
    assert!(!log.contains("an application of the settings"), "nothing was changed: {log}");

    let log = with(&place, "", || assert_eq!(asks(&place, "hr", &secret), 401));
    assert!(log.contains("hr is not in the settings any more and was switched off"), "{log}");
    assert_eq!((&shown(&place)["enabled"], &shown(&place)["from_settings"]), (&false.into(), &false.into()));
    let log = with(&place, &format!("name = \"Personeel\"\n{REDIRECT}\n{line}\nconsent = \"given\""), || {
        assert_eq!(asks(&place, "hr", &secret), 200);
    });
    assert!(log.contains("hr was changed and switched on"), "{log}");
    let log = with(
        &place,
        &format!("name = \"Personeel\"\n{REDIRECT}\n{line}\nconsent = \"given\"\nenabled = false"),
        || {
            assert_eq!(asks(&place, "hr", &secret), 401);
        },
    );
    assert!(log.contains("hr was switched off"), "{log}");
}

#[test]
fn commands_leave_applications_of_the_settings_alone() {
    let place = Place::new();
    let (_, line) = make_secret();
    with(&place, &format!("name = \"HR\"\n{REDIRECT}\n{line}"), || ());
    for arguments in
        [&["edit", "hr", "--name", "X"][..], &["rotate-secret", "hr"], &["disable", "hr"], &["enable", "hr"]]
    {
        let refused = place.run(&[&["client"], arguments, &["--reason", "r"]].concat()).refused();
        let said = "found an application of the settings (\"hr\"); change it in [[oidc.clients]] and start the portal again.\n";
        assert_eq!(refused, said);
    }
    let ended = place.run(&["client", "end-grants", "hr", "--reason", "r"]).good();
    assert_eq!(ended, "There was nothing to end at hr.\n", "people are another matter");
}

#[test]
fn what_is_wrong_with_one_is_told_with_its_key_by_check_and_at_the_start() {
    let place = Place::new();
    let (_, line) = make_secret();
    for (client, said) in [
        (format!("name = \"HR\"\n{REDIRECT}"), "oidc.clients[1].secret_sha256: found no secret; add secret_sha256"),
        (
            format!("name = \"HR\"\n{line}\nredirect_uris = []"),
            "oidc.clients[1].redirect_uris: found no redirect address;",
        ),
        (
            format!("name = \"HR\"\n{REDIRECT}\n{line}\nlogout_uri = \"https://10.0.0.5/\""),
            "oidc.clients[1].logout_uri: found \"https://10.0.0.5/\", which leads to 10.0.0.5",
        ),
        (format!("name = \"HR\"\n{REDIRECT}\nauth = \"private-key-jwt\""), "oidc.clients[1].jwks_file: found no keys"),
        (
            format!("name = \"HR\"\n{REDIRECT}\nauth = \"none\"\npkce = \"optional\""),
            "oidc.clients[1].pkce: found \"optional\" for a public application",
        ),
        (
            format!("name = \"HR\"\n{REDIRECT}\n{line}\nscopes = [\"openid\", \"mail\"]"),
            "oidc.clients[1].scopes: found \"mail\"",
        ),
        (
            format!("name = \"HR\"\n{REDIRECT}\nsecret_sha256 = [\"abc\"]"),
            "oidc.clients[1].secret_sha256: found \"abc\" (it is no SHA-256 in hexadecimals)",
        ),
        (
            format!("name = \"HR\"\n{REDIRECT}\n{line}\n[[oidc.clients]]\nid = \"hr\"\nname = \"B\"\n{REDIRECT}"),
            "oidc.clients[2].id: found \"hr\" a second time",
        ),
    ] {
        place.write(&format!("[[oidc.clients]]\nid = \"hr\"\n{client}\n"));
        let checked = place.run(&["check"]);
        assert!(checked.code == Some(1) && checked.out.contains(said), "{said}: {checked:?}");
        let started = place.run(&["serve"]);
        assert!(started.code == Some(1) && started.err.contains(said), "{said}: {started:?}");
    }
}

#[test]
fn op_08_two_applications_with_one_secret_are_refused_at_the_start() {
    let place = Place::new();
    let (_, line) = make_secret();
    let row = |id: &str| format!("[[oidc.clients]]\nid = \"{id}\"\nname = \"{id}\"\n{REDIRECT}\n{line}\n");
    place.write(&format!("{}{}", row("hr"), row("wiki")));
    let ran = place.run(&["check"]);
    let wrong = "oidc.clients[2].secret_sha256: found the secret that \"hr\" has as well";
    assert!(ran.code == Some(1) && ran.out.contains(wrong), "{ran:?}");
}
