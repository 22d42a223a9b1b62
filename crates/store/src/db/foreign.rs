//! Whether a database is somebody else's: asked before anything is written to it.

use super::{Db, Pools};
use crate::StoreError;

/// SQLite's code for a file that is something else.
const NOT_A_DATABASE: &str = "26";

const SQLITE: [&str; 2] = [
    "SELECT name AS found FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'",
    "SELECT name AS found FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' \
     AND name <> '_sqlx_migrations' ORDER BY name LIMIT 1",
];
const POSTGRES: [&str; 2] = [
    "SELECT CAST(tablename AS TEXT) AS found FROM pg_tables \
     WHERE schemaname = current_schema() AND tablename = '_sqlx_migrations'",
    "SELECT CAST(tablename AS TEXT) AS found FROM pg_tables \
     WHERE schemaname = current_schema() AND tablename <> '_sqlx_migrations' ORDER BY 1 LIMIT 1",
];

/// Refuses a database with tables that are not a portal's, and a file that is no database. An empty one is anybody's.
pub(crate) async fn refuse_foreign(db: &Db) -> Result<(), StoreError> {
    let [steps, others] = match &db.pools {
        Pools::Sqlite { .. } => SQLITE,
        Pools::Postgres(_) => POSTGRES,
    };
    let table = match db.fetch_optional(others, &[]).await {
        Ok(table) => table,
        Err(StoreError::Statement { code, .. }) if code == NOT_A_DATABASE => {
            return Err(StoreError::ForeignDatabase { found: "it is a file of another kind".to_owned() });
        }
        Err(error) => return Err(error),
    };
    let Some(table) = table else { return Ok(()) };
    if db.fetch_optional(steps, &[]).await?.is_some() {
        let first = db.fetch_optional("SELECT version FROM _sqlx_migrations WHERE description = 'initial'", &[]).await;
        // Other programs note their steps in a table of that name too, some with other columns.
        if matches!(first, Ok(Some(row)) if row.int("version").is_ok_and(|version| version == 1)) {
            return Ok(());
        }
    }
    Err(StoreError::ForeignDatabase {
        found: format!("it has a table \"{}\" of another program", table.text("found")?),
    })
}
