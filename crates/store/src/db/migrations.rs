//! The schema, step by step, embedded in the program.
//!
//! The two folders differ in types only; a test holds their tables and columns against each other. A database that a newer program has
//! migrated is refused.

use std::borrow::Cow;

use sqlx::SqlSafeStr;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};

use super::{Db, Pools};
use crate::StoreError;

/// Version, name, SQLite text, PostgreSQL text.
const STEPS: [(i64, &str, &str, &str); 1] = [(
    1,
    "initial",
    include_str!("../../migrations/sqlite/0001_initial.sql"),
    include_str!("../../migrations/postgres/0001_initial.sql"),
)];

/// Brings the schema up to date.
pub(crate) async fn migrate(db: &Db) -> Result<(), StoreError> {
    let done = match &db.pools {
        Pools::Sqlite { writer, .. } => migrator(|step| step.2).run(writer).await,
        Pools::Postgres(pool) => migrator(|step| step.3).run(pool).await,
    };
    done.map_err(explain)
}

fn migrator(text: fn(&(i64, &'static str, &'static str, &'static str)) -> &'static str) -> Migrator {
    let migration = |step: &(i64, &'static str, &'static str, &'static str)| {
        Migration::new(step.0, Cow::Borrowed(step.1), MigrationType::Simple, text(step).into_sql_str(), false)
    };
    Migrator::with_migrations(STEPS.iter().map(migration).collect())
}

fn explain(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(found) => StoreError::NewerSchema { found },
        MigrateError::VersionMismatch(version) | MigrateError::Dirty(version) => StoreError::ForeignSchema { version },
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => error.into(),
        other => StoreError::Migration(other.to_string()),
    }
}
