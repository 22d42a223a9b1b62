//! Opening, keys, versions; and the two schemas held against each other.

use std::sync::Arc;

use credentials::keyring::Keyring;
use store::testing::{PostgresServer, execute, is_sqlite, query};
use store::{Database, OpenOptions, Schema, Store, StoreError};

use crate::kit::Kit;

pub async fn opening_knows_keys_and_versions(kit: &Kit) {
    let open = async |url: &str| Database::open(url, OpenOptions::default()).await.unwrap();
    // An empty database takes any key, once.
    let bare = kit.bare().await;
    let database = open(&bare).await;
    database.migrate().await.unwrap();
    database.migrate().await.unwrap();
    assert!(database.is_empty().await.unwrap());
    let store = database.into_store(kit.keyring.clone(), kit.rng.clone()).await.unwrap();
    let stranger = Arc::new(Keyring::generate(kit.rng.as_ref()).0);
    let again = open(&bare).await;
    assert!(!again.is_empty().await.unwrap());
    let refused = again.into_store(stranger.clone(), kit.rng.clone()).await;
    assert!(matches!(refused, Err(StoreError::WrongKey)));
    store.close().await;

    // Data without a canary takes none.
    kit.invite("somebody").await;
    execute(&kit.store, "DELETE FROM meta", &[]).await.unwrap();
    let refused = open(&kit.url).await.into_store(kit.keyring.clone(), kit.rng.clone()).await;
    assert!(matches!(refused, Err(StoreError::WrongKey)));

    // A newer program was here.
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
                 SELECT 9999, 'later', success, checksum, execution_time FROM _sqlx_migrations WHERE version = 1";
    execute(&kit.store, newer, &[]).await.unwrap();
    let refused = open(&kit.url).await.migrate().await;
    assert!(matches!(refused, Err(StoreError::NewerSchema { found: 9999 })), "{refused:?}");
    if is_sqlite(&kit.store) {
        pragmas_are_set(&kit.store).await;
        files_are_private(kit);
    }
}

/// What `check` sees of a database that is missing, empty, in use by this program, and migrated by a newer one.
pub async fn looking_changes_nothing(kit: &Kit) {
    let bare = kit.bare().await;
    if is_sqlite(&kit.store) {
        let file = bare.trim_start_matches("sqlite://");
        assert!(Database::inspect(&bare).await.unwrap().is_none());
        assert!(!std::path::Path::new(file).exists());
        std::fs::write(file, "").unwrap();
    }
    let stranger = Keyring::generate(kit.rng.as_ref()).0;
    let seen = Database::inspect(&bare).await.unwrap().unwrap();
    assert_eq!((seen.schema, seen.is_empty(), seen.takes(&stranger)), (Schema::Missing, true, true));
    if is_sqlite(&kit.store) {
        untouched_by_a_look(&kit.bare().await, kit).await;
    }

    kit.invite("somebody").await;
    let seen = Database::inspect(&kit.url).await.unwrap().unwrap();
    let newest = Schema::newest();
    assert_eq!((seen.schema, seen.is_empty(), seen.newest_entry), (Schema::Current(newest), false, Some(kit.now())));
    assert!(seen.takes(&kit.keyring) && !seen.takes(&stranger));
    assert!(
        seen.engine.starts_with(if is_sqlite(&kit.store) { "SQLite 3." } else { "PostgreSQL " }),
        "{}",
        seen.engine
    );
    assert_eq!(seen.clock.is_none(), is_sqlite(&kit.store));

    let later = "UPDATE _sqlx_migrations SET version = 9999 WHERE version = $1";
    execute(&kit.store, later, &[newest.into()]).await.unwrap();
    let newer = Database::inspect(&kit.url).await.unwrap_err();
    assert!(matches!(newer, StoreError::NewerSchema { found: 9999 }), "{newer}");
}

/// A database at rest is one file, before a look and after it.
async fn untouched_by_a_look(url: &str, kit: &Kit) {
    let database = Database::open(url, OpenOptions::default()).await.unwrap();
    database.migrate().await.unwrap();
    database.into_store(kit.keyring.clone(), kit.rng.clone()).await.unwrap().close().await;
    let file = url.trim_start_matches("sqlite://");
    let before = std::fs::read(file).unwrap();
    assert!(Database::inspect(url).await.unwrap().is_some());
    assert_eq!(std::fs::read(file).unwrap(), before);
    for suffix in ["-wal", "-shm"] {
        assert!(!std::path::Path::new(&format!("{file}{suffix}")).exists(), "{suffix}");
    }
}

async fn pragmas_are_set(store: &Store) {
    for (sql, expected) in [
        ("PRAGMA journal_mode", "journal_mode=wal"),
        ("PRAGMA synchronous", "synchronous=2"),
        ("PRAGMA foreign_keys", "foreign_keys=1"),
        ("PRAGMA busy_timeout", "timeout=5000"),
    ] {
        assert_eq!(query(store, sql, &[]).await.unwrap(), [[expected]]);
    }
    let lax = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 \
               AND name NOT LIKE 'sqlite%' AND name <> '_sqlx_migrations'";
    assert!(query(store, lax, &[]).await.unwrap().is_empty());
}

fn files_are_private(kit: &Kit) {
    use std::os::unix::fs::PermissionsExt as _;
    let file = kit.url.trim_start_matches("sqlite://");
    for suffix in ["", "-wal", "-shm"] {
        let mode = std::fs::metadata(format!("{file}{suffix}")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}{suffix}");
    }
}

async fn columns(url: &str, sql: &'static str, kit: &Kit) -> Vec<Vec<String>> {
    let database = Database::open(url, OpenOptions::default()).await.unwrap();
    database.migrate().await.unwrap();
    let store = database.into_store(kit.keyring.clone(), kit.rng.clone()).await.unwrap();
    let columns = query(&store, sql, &[]).await.unwrap();
    store.close().await;
    columns
}

/// The addresses that nothing can be opened with say so, without quoting what may be a password.
#[test]
fn a_wrong_address_is_refused() {
    crate::kit::on_sqlite(async |_kit: &Kit| {
        for url in ["", "mysql://host/db", "postgres://user:hunter2@[", "/var/lib/db"] {
            let error = Database::open(url, OpenOptions::default()).await.unwrap_err();
            assert!(matches!(error, StoreError::Address), "{url}: {error}");
        }
        let missing = Database::open("sqlite:///nowhere/at/all.db", OpenOptions::default()).await.unwrap_err();
        assert!(missing.to_string().contains("/nowhere/at/all.db"), "{missing}");
        let nobody = Database::open("postgres://user:hunter2@127.0.0.1:9/db", OpenOptions::default()).await;
        let nobody = nobody.unwrap_err();
        assert!(matches!(nobody, StoreError::Unavailable(_)), "{nobody}");
        assert!(!format!("{nobody} {nobody:?}").contains("hunter2"));
    });
}

/// The two sets of migrations differ in types only: same tables, same columns, same obligations, same indexes.
#[test]
fn the_schemas_of_postgres_and_sqlite_are_one() {
    crate::kit::on_sqlite(async |kit: &Kit| {
        let server = PostgresServer::start();
        let bare = kit.bare().await;
        let postgres = server.bare().await.unwrap();
        let sqlite = "SELECT m.name AS t, p.name AS c, CASE p.\"notnull\" WHEN 1 THEN 'NO' ELSE 'YES' END AS n \
                      FROM sqlite_master m JOIN pragma_table_info(m.name) p \
                      WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT LIKE '\\_%' ESCAPE '\\' ORDER BY 1, 2";
        let information = "SELECT CAST(table_name AS TEXT) AS t, CAST(column_name AS TEXT) AS c, \
                           CAST(is_nullable AS TEXT) AS n FROM information_schema.columns \
                           WHERE table_schema = 'public' AND table_name NOT LIKE '\\_%' \
                           ORDER BY CAST(table_name AS TEXT) COLLATE \"C\", CAST(column_name AS TEXT) COLLATE \"C\"";
        let both = (columns(&bare, sqlite, kit).await, columns(&postgres, information, kit).await);
        assert_eq!(both.0, both.1);
        assert!(both.0.len() > 90, "{}", both.0.len());

        let sqlite = "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite%' ORDER BY 1";
        let catalogue = "SELECT CAST(i.relname AS TEXT) COLLATE \"C\" AS name FROM pg_index x \
                         JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace s ON s.oid = i.relnamespace \
                         LEFT JOIN pg_constraint c ON c.conindid = x.indexrelid \
                         WHERE s.nspname = 'public' AND c.oid IS NULL ORDER BY 1";
        let both = (columns(&bare, sqlite, kit).await, columns(&postgres, catalogue, kit).await);
        assert_eq!(both.0, both.1);
    });
}
