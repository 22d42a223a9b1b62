//! The vocabulary of the audit log as a whole: documented, written somewhere, and shown by a test (requirements LO-01 and LO-02).

#![allow(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

use std::fs;
use std::path::{Path, PathBuf};

#[path = "../examples/audit_events.rs"]
mod audit_events;

use audit_events::{names, table};

/// The sources of our crates, without this vocabulary; `tests` also holds the modules for tests beside the code.
fn sources(folder: &str) -> String {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for entry in fs::read_dir(crates).unwrap() {
        collect(&entry.unwrap().path().join(folder), &mut files);
    }
    let other =
        |file: &&PathBuf| !file.ends_with("journey/src/audit.rs") && !file.ends_with("journey/tests/audit_events.rs");
    let text = files.iter().filter(other).map(|file| fs::read_to_string(file).unwrap()).collect::<Vec<_>>().join("\n");
    assert!(text.len() > 100_000, "{folder} has more than that");
    text
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn lo_01_generated_files_unchanged() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/audit.md");
    let page = fs::read_to_string(page).unwrap();
    let kept = page.split("<!-- events -->\n").nth(1).unwrap();
    assert_eq!(
        kept,
        table(),
        "put what `cargo run -q -p journey --example audit_events` prints between the marks of docs/audit.md"
    );
}

#[test]
fn lo_01_every_event_is_written_somewhere() {
    let code = sources("src");
    let unused: Vec<&str> = names()
        .iter()
        .filter(|name| !code.contains(&format!("names::{}", name.constant)))
        .map(|name| name.name)
        .collect();
    assert_eq!(unused, Vec::<&str>::new());
}

#[test]
fn lo_01_every_event_is_shown_by_a_test() {
    let tests = format!(
        "{}\n{}",
        sources("tests"),
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/review.rs")).unwrap()
    );
    let shown = |name: &audit_events::Word| {
        tests.contains(&format!("names::{}", name.constant))
            || tests.contains(&format!("\"{}\"", name.name))
            || tests.contains(&format!("'{}'", name.name))
            || tests.contains(&format!("event={}\"", name.name))
    };
    let unseen: Vec<&str> = names().iter().filter(|name| !shown(name)).map(|name| name.name).collect();
    assert_eq!(unseen, Vec::<&str>::new());
}

#[test]
fn lo_01_names_are_words_of_one_form_and_differ() {
    let all = names();
    assert!(all.len() > 40, "{}", all.len());
    for (at, name) in all.iter().enumerate() {
        assert!(
            name.name.len() <= 32 && name.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_'),
            "{}",
            name.name
        );
        assert!(all[at + 1..].iter().all(|other| other.name != name.name), "{}", name.name);
        assert!(name.meaning.ends_with('.') && !name.meaning.contains('|'), "{}: {}", name.name, name.meaning);
    }
}
