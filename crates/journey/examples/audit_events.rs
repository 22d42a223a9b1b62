//! Prints the table of all audit events for `docs/audit.md`: `cargo run -q -p journey --example audit_events`.
//!
//! It is made from the names and their comments in `src/audit.rs` and from nothing else; a test holds the page against it.

/// The source of the vocabulary.
const SOURCE: &str = include_str!("../src/audit.rs");

/// What OWASP's logging vocabulary has, of what we write (requirement LO-01).
pub const OWASP: [&str; 13] = [
    "authn_login_success",
    "authn_login_fail",
    "authn_login_fail_max",
    "authn_login_lock",
    "authn_password_change",
    "authn_token_reuse",
    "authz_fail",
    "authz_admin",
    "session_created",
    "session_expired",
    "excess_rate_limit_exceeded",
    "sensitive_read",
    "sensitive_delete",
];

/// One name of the vocabulary.
pub struct Word {
    /// The constant.
    pub constant: &'static str,
    /// The stable name.
    pub name: &'static str,
    /// What it means.
    pub meaning: String,
}

/// All names, in the order of the source.
pub fn names() -> Vec<Word> {
    let (mut found, mut meaning) = (Vec::new(), String::new());
    for line in SOURCE.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("/// ") {
            meaning = if meaning.is_empty() { text.to_owned() } else { format!("{meaning} {text}") };
            continue;
        }
        let constant = line.strip_prefix("pub const ").and_then(|rest| rest.split_once(": &str = \""));
        if let Some((constant, rest)) = constant {
            found.push(Word { constant, name: rest.trim_end_matches("\";"), meaning: meaning.clone() });
        }
        meaning.clear();
    }
    found
}

/// The table in Markdown, by name.
pub fn table() -> String {
    let mut all = names();
    all.sort_by_key(|name| name.name);
    let row = |name: &Word| {
        let source = if OWASP.contains(&name.name) { "OWASP" } else { "own" };
        format!("| `{}` | {} | {source} |\n", name.name, name.meaning)
    };
    let rows: String = all.iter().map(row).collect();
    format!("| event | meaning | vocabulary |\n|---|---|---|\n{rows}")
}

#[allow(dead_code, reason = "the test that includes this file has a main of its own")]
fn main() {
    print!("{}", table());
}
