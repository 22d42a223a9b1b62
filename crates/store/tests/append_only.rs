//! The audit log is append-only (requirement LO-05): which places change or delete its rows, and which columns.

#![allow(clippy::unwrap_used, reason = "a test that unwraps what is not there has failed")]

use std::fs;
use std::path::{Path, PathBuf};

/// The only statements that touch rows which are there: sealing, cutting addresses, purging what has had its time.
const ALLOWED: [(&str, &str); 3] = [
    ("audit/chain/cut.rs", "update audit set address = null, user_agent = null, origin_salt = null"),
    ("audit/chain/purge.rs", "delete from audit where chain_seq > $1 and chain_seq <= $2"),
    ("audit/chain/seal.rs", "update audit set chain_seq = $2, chain_hash = $3, origin_salt = $4, origin_hash = $5"),
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if path.is_dir() { sources(&path, found) } else { found.push(path) }
    }
}

/// Every statement of a text that begins with one of the verbs, up to its condition, in one line and small letters.
fn statements(text: &str) -> Vec<String> {
    let text = text.to_lowercase().replace("\\\n", " ");
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let verbs =
        ["update audit ", "delete from audit ", "truncate audit", "drop table audit ", "insert or replace into audit "];
    let at = verbs.iter().flat_map(|verb| flat.match_indices(verb).map(|(at, _)| at).collect::<Vec<_>>());
    at.map(|at| flat[at..].to_owned()).collect()
}

#[test]
fn lo_05_nothing_changes_or_deletes_entries_but_sealing_cutting_and_purging() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    sources(&root.join("migrations"), &mut files);
    assert!(files.len() > 100, "{}", files.len());
    let mut seen = Vec::new();
    for file in files {
        for statement in statements(&fs::read_to_string(&file).unwrap()) {
            let allowed = ALLOWED.iter().position(|(place, text)| file.ends_with(place) && statement.starts_with(text));
            seen.push(
                allowed.unwrap_or_else(|| panic!("{}: {}", file.display(), &statement[..statement.len().min(90)])),
            );
        }
    }
    seen.sort_unstable();
    assert_eq!(seen, [0, 1, 2], "each once, so that this test sees what it should");
}
