//! The schema, step by step, embedded in the program.
//!
//! The two folders differ in types only; a test holds their tables and columns against each other. A database that a newer program has
//! migrated is refused.

use std::borrow::Cow;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{PgConnection, SqlSafeStr, SqliteConnection};

use super::{Db, Pools};
use crate::{Schema, StoreError};

/// Version, name, SQLite text, PostgreSQL text.
const STEPS: &[(i64, &str, &str, &str)] = &[
    (
        1,
        "initial",
        include_str!("../../migrations/sqlite/0001_initial.sql"),
        include_str!("../../migrations/postgres/0001_initial.sql"),
    ),
    (
        2,
        "sms_outbox",
        include_str!("../../migrations/sqlite/0002_sms_outbox.sql"),
        include_str!("../../migrations/postgres/0002_sms_outbox.sql"),
    ),
    (
        3,
        "factors",
        include_str!("../../migrations/sqlite/0003_factors.sql"),
        include_str!("../../migrations/postgres/0003_factors.sql"),
    ),
    (
        4,
        "step_up",
        include_str!("../../migrations/sqlite/0004_step_up.sql"),
        include_str!("../../migrations/postgres/0004_step_up.sql"),
    ),
    (
        5,
        "notices",
        include_str!("../../migrations/sqlite/0005_notices.sql"),
        include_str!("../../migrations/postgres/0005_notices.sql"),
    ),
    (
        6,
        "account",
        include_str!("../../migrations/sqlite/0006_account.sql"),
        include_str!("../../migrations/postgres/0006_account.sql"),
    ),
    (
        7,
        "requests",
        include_str!("../../migrations/sqlite/0007_requests.sql"),
        include_str!("../../migrations/postgres/0007_requests.sql"),
    ),
    (
        8,
        "activation",
        include_str!("../../migrations/sqlite/0008_activation.sql"),
        include_str!("../../migrations/postgres/0008_activation.sql"),
    ),
    (
        9,
        "applications",
        include_str!("../../migrations/sqlite/0009_applications.sql"),
        include_str!("../../migrations/postgres/0009_applications.sql"),
    ),
    (
        10,
        "forward",
        include_str!("../../migrations/sqlite/0010_forward.sql"),
        include_str!("../../migrations/postgres/0010_forward.sql"),
    ),
    (
        11,
        "audit_chain",
        include_str!("../../migrations/sqlite/0011_audit_chain.sql"),
        include_str!("../../migrations/postgres/0011_audit_chain.sql"),
    ),
    (
        12,
        "people",
        include_str!("../../migrations/sqlite/0012_people.sql"),
        include_str!("../../migrations/postgres/0012_people.sql"),
    ),
    (
        14,
        "watching",
        include_str!("../../migrations/sqlite/0014_watching.sql"),
        include_str!("../../migrations/postgres/0014_watching.sql"),
    ),
    (
        16,
        "sealed_targets",
        include_str!("../../migrations/sqlite/0016_sealed_targets.sql"),
        include_str!("../../migrations/postgres/0016_sealed_targets.sql"),
    ),
];

/// Brings the schema up to date.
pub(crate) async fn migrate(db: &Db) -> Result<(), StoreError> {
    super::refuse_foreign(db).await?;
    let done = match &db.pools {
        Pools::Sqlite { writer, .. } => migrator(|step| step.2).run(writer).await,
        Pools::Postgres(pool) => migrator(|step| step.3).run(pool).await,
    };
    done.map_err(explain)
}

/// Brings the schema of an empty database as far as an older release did.
#[cfg(feature = "testing")]
pub(crate) async fn migrate_to(db: &Db, last: i64) -> Result<(), StoreError> {
    let until = |whole: Migrator| {
        Migrator::with_migrations(whole.iter().filter(|step| step.version <= last).cloned().collect())
    };
    let done = match &db.pools {
        Pools::Sqlite { writer, .. } => until(migrator(|step| step.2)).run(writer).await,
        Pools::Postgres(pool) => until(migrator(|step| step.3)).run(pool).await,
    };
    done.map_err(explain)
}

/// The same within a transaction, up to a step or all of them.
pub(super) async fn migrate_sqlite(connection: &mut SqliteConnection, up_to: Option<i64>) -> Result<(), StoreError> {
    migrator(|step| step.2).run_direct(up_to, connection, false).await.map_err(explain)
}

/// The same for PostgreSQL.
pub(super) async fn migrate_postgres(connection: &mut PgConnection, up_to: Option<i64>) -> Result<(), StoreError> {
    migrator(|step| step.3).run_direct(up_to, connection, false).await.map_err(explain)
}

/// The newest step of this program.
pub(crate) fn newest() -> i64 {
    STEPS.iter().map(|step| step.0).max().unwrap_or_default()
}

/// How far the schema is; changes nothing.
pub(crate) async fn schema(db: &Db) -> Result<Schema, StoreError> {
    let (exists, migrator) = match &db.pools {
        Pools::Sqlite { .. } => (
            "SELECT name AS found FROM sqlite_master WHERE type = 'table' AND name = '_sqlx_migrations'",
            migrator(|step| step.2),
        ),
        Pools::Postgres(_) => (
            "SELECT CAST(tablename AS TEXT) AS found FROM pg_tables \
             WHERE schemaname = current_schema() AND tablename = '_sqlx_migrations'",
            migrator(|step| step.3),
        ),
    };
    super::refuse_foreign(db).await?;
    if db.fetch_optional(exists, &[]).await?.is_none() {
        return Ok(Schema::Missing);
    }
    let sql = "SELECT version, success, checksum FROM _sqlx_migrations ORDER BY version";
    let mut found = None;
    for row in db.fetch_all(sql, &[]).await? {
        let version = row.int("version")?;
        let step = migrator.iter().find(|step| step.version == version);
        let step = step.ok_or(StoreError::NewerSchema { found: version })?;
        if !row.bool("success")? || row.bytes("checksum")? != *step.checksum {
            return Err(StoreError::ForeignSchema { version });
        }
        found = Some(version);
    }
    let newest = newest();
    Ok(match found {
        None => Schema::Missing,
        Some(found) if found < newest => Schema::Behind { found, newest },
        Some(found) => Schema::Current(found),
    })
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
