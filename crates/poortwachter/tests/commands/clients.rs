//! `client`, beside a running portal or before its first start (issue: managing applications; requirements OP-02, OP-08, OP-20, LO-02).

use std::sync::Arc;

use credentials::keyring::Keyring;
use poortwachter::os_rng::OsRng;
use serde_json::Value;

use crate::place::{Place, Ran};
use crate::secrets::printed_secret as secret;

const CALLBACK: &str = "https://hr.example.org/callback";

impl Place {
    /// Runs `client` with a reason.
    fn client(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["client"], arguments, &["--reason", "ticket 12"]].concat())
    }

    /// Registers `hr` with more options; the place has data first.
    fn register(&self, more: &[&str]) -> String {
        self.client(&[&["add", "hr", "--name", "Personeel", "--redirect-uri", CALLBACK], more].concat()).good()
    }

    /// Event, actor and detail of each audit entry.
    fn audit(&self) -> Vec<String> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let url = format!("sqlite://{}", self.file("portal.db").display());
            let database = store::Database::open(&url, store::OpenOptions::default()).await.unwrap();
            let keyring = Keyring::parse(&std::fs::read_to_string(self.file("keys")).unwrap()).unwrap();
            let store = database.into_store(Arc::new(keyring), Arc::new(OsRng)).await.unwrap();
            let sql = "SELECT event, actor, detail FROM audit ORDER BY id";
            let rows = store::testing::query(&store, sql, &[]).await.unwrap();
            store.close().await;
            rows.into_iter().map(|row| row.join(" ")).collect()
        })
    }

    fn shown(&self, id: &str) -> Value {
        serde_json::from_str(&self.run(&["client", "show", id, "--json"]).good()).unwrap()
    }
}

/// A place with data, in which clients can be registered.
fn furnished() -> Place {
    let place = Place::new();
    place.add("bea");
    place
}

#[test]
fn op_08_a_secret_is_shown_once_and_stored_as_a_hash() {
    let place = furnished();
    let printed = place.register(&[]);
    let secret = secret(&printed);
    assert!(secret.len() >= 43, "256 bits: {printed}");
    assert!(printed.contains("This is the only time that the secret is shown"), "{printed}");
    let later = place.run(&["client", "show", "hr"]).good() + &place.run(&["client", "snippet", "hr"]).good();
    assert!(!later.contains(&secret), "{later}");
    for file in ["portal.db", "portal.db-wal"] {
        let bytes = std::fs::read(place.file(file)).unwrap_or_default();
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{file} holds the secret");
    }
}

#[test]
fn what_is_registered_is_shown_and_can_be_edited() {
    let place = furnished();
    place.register(&["--scopes", "openid,email", "--consent", "given", "--alg", "ES256"]);
    let shown = place.shown("hr");
    assert_eq!(
        (&shown["scopes"], &shown["alg"], &shown["auth"]),
        (&Value::from("openid email"), &Value::from("ES256"), &Value::from("client_secret_basic"))
    );
    assert_eq!(shown["redirect_uris"][0], CALLBACK);
    assert_eq!((&shown["pkce"], &shown["consent"]), (&Value::from("required"), &Value::from("given for everybody")));

    let logout = "https://hr.example.org/logged-out";
    place.client(&["edit", "hr", "--logout-uri", logout, "--least-acr", "phr", "--par", "required"]).good();
    let shown = place.shown("hr");
    assert_eq!((&shown["logout_uri"], &shown["least_acr"]), (&Value::from(logout), &Value::from("phr")));
    assert_eq!((&shown["par"], &shown["scopes"]), (&Value::from("required"), &Value::from("openid email")));
    place.client(&["edit", "hr", "--logout-uri", "", "--least-acr", "two-factor"]).good();
    let shown = place.shown("hr");
    assert_eq!((&shown["logout_uri"], &shown["least_acr"]), (&Value::Null, &Value::Null));
    let again = place.client(&["edit", "hr", "--name", "Personeel"]).good();
    assert_eq!(again, "hr is like that already; nothing was changed.\n");

    let usage = place.run(&["client", "edit", "hr", "--reason", "r"]);
    assert_eq!(usage.code, Some(2), "nothing to change is wrong usage: {usage:?}");
}

#[test]
fn op_08_a_secret_is_rotated_with_an_overlap() {
    let place = furnished();
    let first = secret(&place.register(&[]));
    let printed = place.client(&["rotate-secret", "hr", "--overlap", "24h"]).good();
    assert_ne!(secret(&printed), first);
    assert!(printed.contains("The old secret works until "), "{printed}");
    let secrets = place.shown("hr")["secrets"].as_array().unwrap().clone();
    assert_eq!((secrets.len(), &secrets[0]["expires_at"]), (2, &Value::Null));
    assert!(secrets[1]["expires_at"].is_string());
    let printed = place.client(&["rotate-secret", "hr", "--overlap", "0h"]).good();
    assert!(printed.contains("The old secret is dead."), "{printed}");
    assert_eq!(place.shown("hr")["secrets"].as_array().unwrap().len(), 1);

    place.client(&["edit", "hr", "--auth", "none"]).good();
    let refused = place.client(&["rotate-secret", "hr"]).refused();
    assert!(refused.starts_with("found an application without a secret (none);"), "{refused}");
    let printed = place.client(&["edit", "hr", "--auth", "post"]).good();
    assert_ne!(secret(&printed), first, "a client that becomes confidential gets a secret");
}

#[test]
fn a_client_is_switched_off_and_on() {
    let place = furnished();
    place.register(&[]);
    assert!(place.client(&["disable", "hr"]).good().starts_with("Disabled hr."));
    assert_eq!(place.client(&["disable", "hr"]).good(), "hr was disabled already; nothing was changed.\n");
    assert_eq!(place.shown("hr")["enabled"], false);
    assert_eq!(place.client(&["enable", "hr"]).good(), "Enabled hr.\n");
    assert_eq!(place.shown("hr")["disabled_at"], Value::Null);
    assert_eq!(place.run(&["client", "grants", "hr"]).good(), "Nobody is logged in at hr.\n");
    assert_eq!(place.client(&["end-grants", "hr", "--account", "bea"]).good(), "There was nothing to end at hr.\n");
    assert_eq!(place.run(&["client", "logouts", "hr"]).good(), "hr had nothing to hear of yet.\n");
    let stranger = place.client(&["end-grants", "hr", "--account", "nobody"]).refused();
    assert!(stranger.contains("no account with the name \"nobody\""), "{stranger}");
}

#[test]
fn the_list_says_what_deserves_a_thought() {
    let place = furnished();
    assert_eq!(
        place.run(&["client", "list"]).good(),
        "No applications yet; `poortwachter client add` registers one.\n"
    );
    place.register(&["--pkce", "optional", "--logout-uri", "https://hr.example.org/out"]);
    place.client(&["add", "app", "--name", "App", "--auth", "none", "--redirect-uri", "org.example.app:/cb"]).good();
    let list = place.run(&["client", "list"]).good();
    for line in [
        "CLIENT  STATUS   AUTHENTICATION       LOGINS  LAST USED  NAME\n",
        "app     enabled  none                 0       never      App\n",
        "warning: hr may leave PKCE out, which is weaker than RFC 9700 section 2.1.1 asks.\n",
        "warning: hr was never used.\n",
        "warning: app is public: it has nothing to prove who it is with.\n",
        "warning: app does not hear of logouts (--logout-uri).\n",
    ] {
        assert!(list.contains(line), "{line} is not in\n{list}");
    }
    let list: Value = serde_json::from_str(&place.run(&["client", "list", "--json"]).good()).unwrap();
    assert_eq!((&list[1]["id"], list[1]["warnings"].as_array().unwrap().len()), (&Value::from("hr"), 2));
    let checked = place.run(&["check"]);
    assert!(checked.out.contains("hr may leave PKCE out"), "{checked:?}");
}

#[test]
fn op_02_op_20_each_fault_is_told_with_its_option_and_a_remedy() {
    let place = furnished();
    for (more, said) in [
        (
            &["--redirect-uri", "http://hr.example.org/cb"][..],
            "--redirect-uri: found \"http://hr.example.org/cb\", which must be https",
        ),
        (
            &["--redirect-uri", "https://*.example.org/cb"],
            "which holds *; addresses are compared as text; register each address by itself.",
        ),
        (
            &["--post-logout-uri", "https://hr.example.org/#x"],
            "--post-logout-uri: found \"https://hr.example.org/#x\", which has a fragment (#); leave out the # and what follows it.",
        ),
        (
            &["--logout-uri", "https://10.0.0.5/out"],
            "--logout-uri: found \"https://10.0.0.5/out\", which leads to 10.0.0.5, which is not public; use a public address, or add its network to oidc.private_networks in the settings.",
        ),
        (&["--logout-uri", "https://169.254.169.254/"], "where the portal never goes; use another address."),
        (
            &["--logout-uri", "https://hr.example.org:22/"],
            "--logout-uri: found \"https://hr.example.org:22/\", which has a port that belongs to something else",
        ),
        (&["--logout-uri", "https://2130706433/"], "which is no absolute address in its usual spelling;"),
        (
            &["--auth", "none", "--pkce", "optional"],
            "--pkce: found \"optional\" for a public application; leave it \"required\"",
        ),
        (&["--auth", "private-key-jwt"], "--jwks: found no keys for an application that signs; give the file"),
        (&["--jwks", "keys.json"], "--jwks: found keys for an application that does not sign; leave them out"),
        (&["--scopes", "email"], "--scopes: found a list without openid; add openid"),
        (
            &["--scopes", "openid,mail"],
            "--scopes: found \"mail\"; choose from openid, profile, email, phone, groups, offline_access.",
        ),
        (
            &["--cors-origin", "https://app.example.org/"],
            "--cors-origin: found \"https://app.example.org/\"; write scheme, host and port alone",
        ),
    ] {
        let arguments = [&["add", "hr", "--name", "HR", "--redirect-uri", CALLBACK], more].concat();
        let refused = place.client(&arguments).refused();
        assert!(refused.contains(said), "{more:?}: {refused}");
    }
    let bare = place.client(&["add", "hr", "--name", "\u{1b}[2J"]).refused();
    assert_eq!(bare.lines().count(), 2, "name and redirect address: {bare}");
    let id = place.client(&["add", "h r", "--name", "HR", "--redirect-uri", CALLBACK]).refused();
    assert!(id.starts_with("CLIENT: found \"h r\"; choose 1 to 64 letters"), "{id}");
    place.register(&[]);
    let taken = place.client(&["add", "hr", "--name", "HR", "--redirect-uri", CALLBACK]).refused();
    assert!(taken.starts_with("CLIENT: found an application \"hr\" that is there already;"), "{taken}");
    let unknown = place.run(&["client", "show", "rh"]).refused();
    assert_eq!(unknown, "found no application \"rh\"; look for the right one with `poortwachter client list`.\n");
}

#[test]
fn op_20_a_network_of_the_settings_opens_its_addresses_and_check_looks_again() {
    let place = furnished();
    place.write("[oidc]\nprivate_networks = [\"10.0.0.0/24\"]\n");
    place.register(&["--logout-uri", "https://10.0.0.5/out"]);
    assert_eq!(place.run(&["check"]).code, Some(0));
    place.write("");
    let checked = place.run(&["check"]);
    assert!(checked.out.contains("hr is not told of logouts: its address leads to 10.0.0.5"), "{checked:?}");
    assert_eq!(checked.code, Some(1));
}

#[test]
fn every_kind_has_a_snippet_with_its_own_words() {
    let place = furnished();
    let printed = place.register(&["--kind", "mod-auth-openidc"]);
    assert!(printed.contains(&format!("OIDCClientSecret {}\n", secret(&printed))), "{printed}");
    let metadata = format!("{}/.well-known/openid-configuration", place.origin());
    for (kind, words) in [
        ("mod-auth-openidc", &[&*format!("OIDCProviderMetadataURL {metadata}"), "OIDCPKCEMethod S256"][..]),
        ("openid-client", &["client.ClientSecretBasic('THE-CLIENT-SECRET')", "scope: 'openid profile email'"]),
        ("authlib", &[&*format!("server_metadata_url=\"{metadata}\""), "\"client_secret_basic\""]),
        ("openidconnect", &["Scope::new(\"email\"", "set_pkce_challenge(challenge)"]),
        ("generic", &[&*format!("Token endpoint:          {}/token", place.origin()), "PKCE:                    S256"]),
    ] {
        let snippet = place.run(&["client", "snippet", "hr", "--kind", kind]).good();
        for word in words.iter().chain(&[CALLBACK]) {
            assert!(snippet.contains(word), "{kind}: {word} is not in\n{snippet}");
        }
    }
}

#[test]
fn lo_02_every_change_is_audited_with_operator_and_reason() {
    let place = furnished();
    place.register(&[]);
    place.client(&["edit", "hr", "--name", "HR"]).good();
    place.client(&["rotate-secret", "hr"]).good();
    place.client(&["disable", "hr"]).good();
    let unsaid = place.run(&["client", "disable", "hr"]);
    assert_eq!(unsaid.code, Some(2), "no reason is wrong usage: {unsaid:?}");
    let entries = place.audit();
    for event in ["client_added", "client_changed", "client_secret_rotated", "client_disabled"] {
        let line =
            entries.iter().find(|line| line.contains(event)).unwrap_or_else(|| panic!("no {event}: {entries:#?}"));
        assert!(line.contains("actor=operator:") && line.contains("ticket 12"), "{line}");
    }
}
