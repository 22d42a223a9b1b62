//! The walls between the rooms (docs/architecture.md), held against what `cargo metadata` says of the workspace.
//!
//! Each room has a row: which of our own crates it may use, and which outside crates it may never. Only what is linked into the
//! program counts; tests may use more, and the test kit is for tests alone. A crate without a row fails the test.

use cargo_metadata::{DependencyKind, MetadataCommand};

/// A row of the table.
struct Room {
    name: &'static str,
    /// Our own crates that it may use.
    may: &'static [&'static str],
    /// Outside crates that it may never use, by the beginning of their name.
    never: &'static [&'static str],
}

const SQL: &str = "sqlx";
/// Only `credentials` verifies security keys.
const WEBAUTHN: &str = "webauthn";

const ROOMS: &[Room] = &[
    Room {
        name: "credentials",
        may: &[],
        never: &[
            SQL,
            "rusqlite",
            "libsqlite3-sys",
            "tokio",
            "axum",
            "askama",
            "getrandom",
            "rand",
            "reqwest",
            "lettre",
            "hyper",
        ],
    },
    Room {
        name: "journey",
        may: &["credentials"],
        never: &[
            SQL,
            "rusqlite",
            "libsqlite3-sys",
            "tokio",
            "futures",
            "async-",
            "axum",
            "askama",
            "tracing",
            "getrandom",
            "rand",
            "reqwest",
            "lettre",
            "hyper",
            "http",
            WEBAUTHN,
        ],
    },
    Room {
        name: "store",
        may: &["journey", "credentials", "oidc"],
        never: &["axum", "askama", "fluent", "getrandom", "rand", "reqwest", "lettre", "hyper", "http", WEBAUTHN],
    },
    Room {
        name: "oidc",
        may: &["journey", "credentials"],
        never: &[
            SQL,
            "rusqlite",
            "libsqlite3-sys",
            "tokio",
            "axum",
            "askama",
            "getrandom",
            "rand",
            "reqwest",
            "lettre",
            "hyper",
            "http",
            WEBAUTHN,
        ],
    },
    Room {
        name: "web",
        may: &["credentials", "journey", "store", "oidc"],
        never: &[
            SQL,
            "rusqlite",
            "libsqlite3-sys",
            "getrandom",
            "rand",
            "clap",
            "figment",
            "reqwest",
            "lettre",
            WEBAUTHN,
        ],
    },
    Room {
        name: "poortwachter",
        may: &["credentials", "journey", "store", "oidc", "web"],
        never: &[SQL, "rusqlite", "libsqlite3-sys", "askama", WEBAUTHN],
    },
    Room {
        name: "testkit",
        may: &["credentials", "journey", "store", "oidc", "web", "poortwachter"],
        never: &[SQL, "rusqlite", "libsqlite3-sys"],
    },
];

/// What is wrong with the crates that one room links in; `ours` are the crates of the workspace.
fn violations(name: &str, linked: &[&str], ours: &[&str]) -> Vec<String> {
    let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
        return vec![format!("{name} has no row in this table: give it one, and one in docs/architecture.md")];
    };
    let mut wrong = Vec::new();
    for dependency in linked {
        let is_ours = ours.contains(dependency);
        if is_ours && !room.may.contains(dependency) {
            wrong.push(format!("{name} may not use our crate {dependency}"));
        }
        if !is_ours && room.never.iter().any(|never| forbidden(dependency, never)) {
            wrong.push(format!("{name} may never use {dependency}"));
        }
    }
    wrong
}

/// The crate itself or one of its family: `sqlx` also forbids `sqlx-core`.
fn forbidden(dependency: &str, never: &str) -> bool {
    dependency == never
        || dependency.strip_prefix(never).is_some_and(|rest| rest.starts_with('-') || never.ends_with('-'))
}

/// What the manifests say.
fn metadata() -> cargo_metadata::Metadata {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let options = vec!["--offline".to_owned()];
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().other_options(options).exec();
    metadata.expect("cargo reads the manifests")
}

/// The crates that each room links in, read from the manifests.
fn workspace() -> Vec<(String, Vec<String>)> {
    let linked = |package: &cargo_metadata::Package| {
        let normal = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
        normal.map(|dependency| dependency.name.clone()).collect()
    };
    metadata().packages.iter().map(|package| (package.name.to_string(), linked(package))).collect()
}

#[test]
fn every_room_keeps_to_its_walls() {
    let workspace = workspace();
    let ours: Vec<&str> = workspace.iter().map(|(name, _)| name.as_str()).collect();
    assert!(ours.len() >= 6, "cargo metadata gave only {ours:?}");
    let wrong: Vec<String> = workspace
        .iter()
        .flat_map(|(name, linked)| violations(name, &linked.iter().map(String::as_str).collect::<Vec<_>>(), &ours))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_table_finds_what_is_forbidden() {
    let ours = ["credentials", "journey", "oidc", "store", "web", "poortwachter", "testkit", "common"];
    for (name, dependency) in [
        ("credentials", "tokio"),
        ("credentials", "journey"),
        ("credentials", "getrandom"),
        ("journey", "store"),
        ("journey", "webauthn-rs-core"),
        ("web", "webauthn-rs"),
        ("journey", "tokio"),
        ("journey", "async-trait"),
        ("store", "axum"),
        ("oidc", "store"),
        ("oidc", "tokio"),
        ("store", "web"),
        ("web", "sqlx"),
        ("web", "sqlx-core"),
        ("web", "poortwachter"),
        ("poortwachter", "sqlx"),
        ("poortwachter", "testkit"),
        ("store", "testkit"),
        ("web", "common"),
        ("common", "serde"),
    ] {
        assert_eq!(violations(name, &[dependency], &ours).len(), 1, "{name} with {dependency}");
    }
    for (name, dependency) in [
        ("store", "sqlx"),
        ("credentials", "webauthn-rs-core"),
        ("journey", "credentials"),
        ("oidc", "credentials"),
        ("web", "store"),
        ("journey", "serde"),
        ("journey", "httpdate"),
    ] {
        assert_eq!(violations(name, &[dependency], &ours), Vec::<String>::new(), "{name} with {dependency}");
    }
}

/// The security key in software (`credentials::security_key::testing`) is for tests: nothing that is shipped asks for it.
#[test]
fn the_test_key_stays_out_of_the_program() {
    let mut asked_by = Vec::new();
    for package in metadata().packages.iter().filter(|package| package.name.as_str() != "testkit") {
        let shipped = package.dependencies.iter().filter(|dependency| dependency.kind != DependencyKind::Development);
        let asks = |dependency: &cargo_metadata::Dependency| {
            dependency.name == "credentials" && dependency.features.iter().any(|feature| feature == "testing")
        };
        if shipped.into_iter().any(asks) {
            asked_by.push(package.name.to_string());
        }
    }
    assert_eq!(asked_by, Vec::<String>::new());
}

/// The workspace's lints (no unsafe code, pedantic) hold in a crate only when its manifest says so.
#[test]
fn every_crate_takes_the_lints_of_the_workspace() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (name, _) in workspace() {
        let manifest = std::fs::read_to_string(folder.join(&name).join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[lints]\nworkspace = true"), "crates/{name}/Cargo.toml");
    }
}
