//! What runs: the program, the database, the system, and every library that is linked in, for comparing with advisories.
//!
//! The list comes from the lock file of the build, which is part of the program. Libraries that only tests use are not in it.

use std::collections::{BTreeMap, BTreeSet};

use store::Database;
use toml_edit::{DocumentMut, Item, Table};

use super::table;
use crate::commands::account::desk::{self, Desk};
use crate::complaint::Complaint;

/// The lock file, and the manifests of our own crates, which say what is for tests only.
const LOCK: &str = include_str!("../../../../../Cargo.lock");
const MANIFESTS: [(&str, &str); 6] = [
    ("credentials", include_str!("../../../../credentials/Cargo.toml")),
    ("journey", include_str!("../../../../journey/Cargo.toml")),
    ("oidc", include_str!("../../../../oidc/Cargo.toml")),
    ("store", include_str!("../../../../store/Cargo.toml")),
    ("web", include_str!("../../../../web/Cargo.toml")),
    ("poortwachter", include_str!("../../../Cargo.toml")),
];

pub(super) async fn text(desk: &Desk) -> Result<String, Complaint> {
    let seen = Database::inspect(desk.settings.database.url.expose()).await.map_err(desk::fault)?;
    let engine = seen.map_or_else(|| "unknown".to_owned(), |seen| seen.engine);
    let system = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let system =
        system.lines().find_map(|line| line.strip_prefix("PRETTY_NAME=")).unwrap_or("unknown").trim_matches('"');
    let libraries = libraries(LOCK, &MANIFESTS).unwrap_or_default();
    let count = libraries.len();
    let rows = libraries.into_iter().map(|library| vec![library.name, library.version, library.checksum]);
    Ok(format!(
        "# Software\n\nPoortwachter {}, {engine}, {system}.\n\n## Libraries\n\n{count} of them, from the lock file of this build. Compare them with https://rustsec.org; \
         those of other systems than this one are among them.\n\n{}",
        env!("CARGO_PKG_VERSION"),
        table(&["name", "version", "SHA-256 of the source"], rows),
    ))
}

/// A library of others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Library {
    name: String,
    version: String,
    checksum: String,
}

/// Everything that our crates link in, directly or not; `None` when the lock file is none.
fn libraries(lock: &str, manifests: &[(&str, &str)]) -> Option<BTreeSet<Library>> {
    let lock: DocumentMut = lock.parse().ok()?;
    let packages = lock.get("package")?.as_array_of_tables()?;
    let mut by_name: BTreeMap<&str, Vec<&Table>> = BTreeMap::new();
    for package in packages {
        by_name.entry(package.get("name")?.as_str()?).or_default().push(package);
    }
    let (mut found, mut waiting) = (BTreeSet::new(), Vec::new());
    for (ours, manifest) in manifests {
        let shipped = shipped(manifest)?;
        let all = dependencies(by_name.get(ours)?.first()?);
        waiting.extend(all.into_iter().filter(|text| shipped.iter().any(|name| *name == first_word(text))));
    }
    while let Some(text) = waiting.pop() {
        let version = text.split(' ').nth(1);
        let candidates = by_name.get(first_word(&text)).into_iter().flatten();
        for package in candidates.filter(|package| version.is_none_or(|version| field(package, "version") == version)) {
            // Without a checksum it is one of our own, which begins by itself.
            let Some(checksum) = package.get("checksum").and_then(Item::as_str) else { continue };
            let library = Library {
                name: field(package, "name"),
                version: field(package, "version"),
                checksum: checksum.to_owned(),
            };
            if found.insert(library) {
                waiting.extend(dependencies(package));
            }
        }
    }
    Some(found)
}

/// The names in `[dependencies]` of a manifest.
fn shipped(manifest: &str) -> Option<Vec<String>> {
    let manifest: DocumentMut = manifest.parse().ok()?;
    Some(manifest.get("dependencies")?.as_table_like()?.iter().map(|(name, _)| name.to_owned()).collect())
}

/// What a package of the lock file depends on, as `name` or `name version`.
fn dependencies(package: &Table) -> Vec<String> {
    let list = package.get("dependencies").and_then(Item::as_array);
    list.into_iter().flatten().filter_map(|item| item.as_str().map(str::to_owned)).collect()
}

fn field(package: &Table, name: &str) -> String {
    package.get(name).and_then(Item::as_str).unwrap_or_default().to_owned()
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nl_04_the_libraries_are_those_that_are_linked_in() {
        let found = libraries(LOCK, &MANIFESTS).unwrap();
        let has = |name: &str| found.iter().any(|library| library.name == name);
        for linked in ["sqlx", "argon2", "aws-lc-rs", "rustls", "libsqlite3-sys", "axum"] {
            assert!(has(linked), "{linked}");
        }
        for test_only in ["criterion", "thirtyfour", "stateright", "poortwachter", "testkit"] {
            assert!(!has(test_only), "{test_only}");
        }
        assert!(found.len() > 100 && found.iter().all(|library| library.checksum.len() == 64), "{}", found.len());
    }
}
