//! `audit` and `evidence`, beside a running portal (requirements LO-04 to LO-08, NL-04).

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use credentials::keyring::Keyring;
use poortwachter::os_rng::OsRng;
use serde_json::Value;
use store::testing::execute;
use store::{Database, OpenOptions};

use crate::place::Place;

/// Does something to the rows that the portal never would, as somebody who can write to the database; how many it was.
pub fn write(place: &Place, sql: &'static str) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let url = format!("sqlite://{}", place.file("portal.db").display());
        let database = Database::open(&url, OpenOptions::default()).await.unwrap();
        let keys = Keyring::parse(&std::fs::read_to_string(place.file("keys")).unwrap()).unwrap();
        let store = database.into_store(Arc::new(keys), Arc::new(OsRng)).await.unwrap();
        let rows = execute(&store, sql, &[]).await.unwrap();
        store.close().await;
        rows
    })
}

/// The same to one row.
fn tamper(place: &Place, sql: &'static str) {
    assert_eq!(write(place, sql), 1, "{sql}");
}

/// Waits until something has happened that a running portal does by itself.
fn until(what: &str, mut done: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !done() {
        assert!(begun.elapsed() < Duration::from_mins(1), "{what}");
        std::thread::sleep(Duration::from_millis(100));
    }
}

fn sealed(place: &Place) {
    until("everything is sealed", || !place.run(&["audit", "verify"]).good().contains("Not sealed yet"));
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn lo_05_a_running_portal_seals_and_verify_names_what_was_changed() {
    let place = Place::new();
    let portal = place.serve();
    place.add("bea");
    place.add("ali");
    sealed(&place);
    let head = place.run(&["audit", "head"]).good();
    let said = place.run(&["audit", "verify", "--head", head.trim()]).good();
    assert!(said.contains("entries are as they were written") && said.contains(head.trim()), "{said}");
    assert!(portal.log().contains("the head of the audit log head=pwa1.head."), "{}", portal.log());
    assert!(portal.stop().success());

    place.account(&["disable", "bea"]).good();
    let waiting = place.run(&["audit", "verify"]).good();
    assert!(waiting.contains("Not sealed yet: "), "{waiting}");
    let wrong = place.run(&["audit", "verify", "--head", &head.trim().replace(".head.", ".cut.")]).refused();
    assert!(wrong.starts_with("--head: found a head that cannot be used (its signature is wrong)"), "{wrong}");

    tamper(&place, "UPDATE audit SET actor = 'operator:somebody' WHERE chain_seq = 3");
    let broken = place.run(&["audit", "verify"]).refused();
    assert!(
        broken.starts_with("found entry 3 (id 3, of ") && broken.contains(") of the audit log changed;"),
        "{broken}"
    );
}

#[test]
fn lo_05_a_head_is_checked_with_openssl() {
    let place = Place::new();
    let portal = place.serve();
    place.add("bea");
    sealed(&place);
    drop(portal);
    let (head, key) = (place.run(&["audit", "head"]).good(), place.run(&["audit", "head", "--public-key"]).good());
    let (message, signature) = head.trim().rsplit_once('.').unwrap();
    let signature = data_encoding::BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap();
    for (name, bytes) in [("key.pem", key.as_bytes()), ("message", message.as_bytes()), ("signature", &signature)] {
        std::fs::write(place.file(name), bytes).unwrap();
    }
    let checked = |message: &str| {
        let mut openssl = Command::new("openssl");
        openssl.args(["pkeyutl", "-verify", "-pubin", "-rawin", "-inkey"]).arg(place.file("key.pem"));
        openssl.arg("-in").arg(place.file(message)).arg("-sigfile").arg(place.file("signature"));
        openssl.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap().success()
    };
    assert!(checked("message"));
    std::fs::write(place.file("other"), message.replace("head", "haed")).unwrap();
    assert!(!checked("other"));
}

#[test]
fn lo_06_who_reads_the_log_stands_in_it() {
    let place = Place::new();
    place.add("bea");
    place.account(&["disable", "bea"]).good();
    let all = lines(&place.run(&["audit", "export", "--reason", "yearly audit"]).good());
    let last = all.last().unwrap();
    assert_eq!(
        (&last["event"], &last["reason"], &last["detail"]),
        (&"sensitive_read".into(), &"audit-export".into(), &"yearly audit".into())
    );
    assert!(last["actor"].as_str().unwrap().starts_with("operator:"), "{last}");
    assert_eq!(all[0]["username"], "bea");

    let some =
        lines(&place.run(&["audit", "export", "--account", "bea", "--event", "authz_admin", "--since", "1h"]).good());
    assert!(
        some.len() >= 2 && some.iter().all(|line| line["event"] == "authz_admin" && line["username"] == "bea"),
        "{some:?}"
    );
    let none = place.run(&["audit", "export", "--since", "2020-01-01", "--until", "2020-12-31"]).good();
    assert_eq!(none, "");

    let csv = place.run(&["audit", "export", "--format", "csv"]).good();
    assert!(csv.starts_with("id,seq,at,event,outcome,") && csv.ends_with("\r\n"), "{csv}");
    let shown = place.run(&["audit", "list", "--limit", "2"]).good();
    assert_eq!(shown.lines().count(), 3, "{shown}");
    assert!(shown.lines().last().unwrap().contains("audit-list"), "{shown}");
    let refused = place.run(&["audit", "export", "--reason", "a\nb"]).refused();
    assert!(refused.starts_with("--reason: found \"a\\u{a}b\""), "{refused}");
    let nobody = place.run(&["audit", "export", "--account", "nobody"]).refused();
    assert!(nobody.contains("no account with the name"), "{nobody}");
}

#[test]
fn lo_07_a_review_says_what_to_look_at() {
    let place = Place::new();
    place.add("bea");
    let quiet = place.run(&["audit", "review"]).good();
    assert!(quiet.contains("\nLogins\nlogged in"), "{quiet}");
    tamper(
        &place,
        "INSERT INTO audit (at, event, success, reason, actor, request, address) \
         SELECT at, 'factor_key_counter', 0, '', 'visitor', '', '192.0.2.9' FROM audit WHERE id = 1",
    );
    let review = place.run(&["audit", "review", "--since", "1h"]).good();
    assert!(review.contains("key-copied: a security key counted backwards"), "{review}");
    assert!(review.contains("operator:") && review.contains("authz_admin account-added"), "{review}");
}

#[test]
fn lo_05_entries_are_copied_to_a_file_which_may_be_renamed() {
    let place = Place::new();
    let file = place.file("audit.jsonl");
    place.write(&format!("[audit]\nfile = \"{}\"\n", file.display()));
    let portal = place.serve();
    place.add("bea");
    let copied = || std::fs::read_to_string(&file).unwrap_or_default();
    until("the file has them", || copied().contains("account-added"));
    std::fs::rename(&file, place.file("audit.jsonl.1")).unwrap();
    place.add("ali");
    until("the new file has them", || copied().contains("account-added"));
    assert!(portal.stop().success());

    // What is written while the portal is away comes after its start, and nothing is passed over.
    place.account(&["disable", "ali"]).good();
    let portal = place.serve();
    until("the file has it", || copied().contains("account-disabled"));
    assert!(portal.stop().success());
    let both = format!("{}{}", std::fs::read_to_string(place.file("audit.jsonl.1")).unwrap(), copied());
    // All of them; one that was taken just before the end may have come again.
    let seqs: BTreeSet<i64> = lines(&both).iter().map(|line| line["seq"].as_i64().unwrap()).collect();
    assert!(seqs.iter().copied().eq(1..=i64::try_from(seqs.len()).unwrap()), "{seqs:?}");
}

#[test]
fn lo_05_a_syslog_that_is_down_gets_everything_later() {
    let place = Place::new();
    let socket = place.file("log");
    place.write(&format!("[audit]\nsyslog = \"unix://{}\"\n", socket.display()));
    let portal = place.serve();
    place.add("bea");
    until("the fault is said", || portal.log().contains("a sink of the audit log takes nothing"));
    let log = std::os::unix::net::UnixDatagram::bind(&socket).unwrap();
    log.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
    let mut bytes = [0; 8192];
    let mut first = None;
    until("the account's entry has come", || {
        let length = log.recv(&mut bytes).unwrap();
        let message = String::from_utf8(bytes[..length].to_vec()).unwrap();
        first.get_or_insert(message.clone());
        message.contains("account-added")
    });
    let first = first.unwrap();
    assert!(first.starts_with("<86>1 20") && first.contains(" seq=\"1\"] \u{feff}{"), "{first}");
    // Nothing here stood in the way of a login.
    assert_eq!(portal.client().visit("/login").1.status, 200);
}

#[test]
fn nl_04_the_pack_has_every_part_and_no_secret() {
    let place = Place::new();
    place.write("[mail]\nhost = \"localhost\"\nsecurity = \"none\"\nfrom = \"p@example.org\"\nusername = \"portal\"\npassword = \"s3cret-of-mail\"\n");
    let link = place.add("bea");
    let printed = place.run(&["evidence"]).good();
    for part in [
        "# Evidence",
        "# Configuration",
        "# Headers",
        "# Roles",
        "# Accounts",
        "# Audit log",
        "# Sample",
        "# Limits",
        "# Software",
    ] {
        assert!(printed.contains(part), "{part}");
    }
    assert!(!printed.contains("MISSING") && !printed.contains("BROKEN"), "{printed}");
    assert!(printed.contains("| session.idle_minutes | 30 | default |") && printed.contains("| sqlx |"), "{printed}");
    let keys = std::fs::read_to_string(place.file("keys")).unwrap();
    let key = keys.lines().find_map(|line| line.strip_prefix("k-")).unwrap().split(' ').nth(1).unwrap();
    for secret in ["s3cret-of-mail", "Bea Jansen", "bea@example.org", key, link.split_once("token=").unwrap().1] {
        assert!(!printed.contains(secret), "{secret}");
    }

    let pack = place.file("pack");
    let said = place.run(&["evidence", "--out", pack.to_str().unwrap()]).good();
    assert_eq!(said, format!("9 files are in {}.\n", pack.display()));
    let again = place.run(&["evidence", "--out", pack.to_str().unwrap()]).refused();
    assert!(again.contains("--out: found a folder with something in it"), "{again}");
    let log = lines(&place.run(&["audit", "export", "--event", "sensitive_read"]).good());
    assert_eq!(log.iter().filter(|line| line["reason"] == "evidence").count(), 2);
}
