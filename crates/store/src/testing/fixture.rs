//! Databases of older releases: rows as plain SQL that both databases take, and schemas that go as far as an older release did.
//!
//! In a fixture `U'…'` is an identifier and `X'…'` are bytes, both in hexadecimal; everything else is SQL as it is.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use sqlx::postgres::PgRow;
use sqlx::{AssertSqlSafe, Column, Row as _, TypeInfo, ValueRef};
use uuid::Uuid;

use super::look::TABLES;
use crate::db::{Pools, Row, values};
use crate::{Database, Store, StoreError, db};

/// Brings an empty database as far as an older release did.
pub async fn migrate_to(database: &Database, last: i64) -> Result<(), StoreError> {
    db::migrate_to(&database.db, last).await
}

/// Runs any statements, as somebody with the database's own shell.
pub async fn run_script(database: &Database, script: &str) -> Result<(), StoreError> {
    let script = AssertSqlSafe(script.to_owned());
    match &database.db.pools {
        Pools::Sqlite { writer, .. } => sqlx::raw_sql(script).execute(writer).await.map(|_| ()),
        Pools::Postgres(pool) => sqlx::raw_sql(script).execute(pool).await.map(|_| ()),
    }
    .map_err(StoreError::from)
}

/// Puts the rows of a fixture into a database of its schema.
pub async fn restore(database: &Database, fixture: &str) -> Result<(), StoreError> {
    if database.db.is_sqlite() {
        let script = fixture.replace("(U'", "(X'").replace(", U'", ", X'");
        return run_script(database, &script).await;
    }
    let mut script = String::new();
    for line in fixture.lines() {
        // Nothing but hexadecimal stands in such a literal.
        let line = line.replace("(X'", "('\\x").replace(", X'", ", '\\x");
        let line = line.replace("(U'", "('").replace(", U'", ", '");
        let line = match line.strip_prefix("INSERT INTO audit (") {
            Some(rest) => {
                format!("INSERT INTO audit ({}", rest.replacen(") VALUES ", ") OVERRIDING SYSTEM VALUE VALUES ", 1))
            }
            None => line,
        };
        script.push_str(&line);
        script.push('\n');
    }
    script.push_str("SELECT setval(pg_get_serial_sequence('audit', 'id'), (SELECT MAX(id) FROM audit));\n");
    run_script(database, &script).await
}

/// Every row of a PostgreSQL database as a fixture for an older schema, which has fewer columns and tables.
pub async fn describe(store: &Store, older: &Database) -> Result<String, StoreError> {
    let mut text = String::new();
    for (table, sql) in TABLES.iter().copied() {
        let columns = "SELECT CAST(column_name AS TEXT) AS name FROM information_schema.columns \
                       WHERE table_schema = 'public' AND table_name = $1";
        let columns = older.db.fetch_all(columns, &values![table]).await?;
        let mut columns: BTreeSet<String> = columns.iter().map(|row| row.text("name")).collect::<Result<_, _>>()?;
        if columns.is_empty() {
            continue;
        }
        if table == "audit" && !columns.contains("origin_hash") {
            // These two columns stood empty until the chain came.
            columns.retain(|column| !column.starts_with("chain_"));
        }
        if table == "audit_tail" {
            // A migration made this row.
            text.push_str("DELETE FROM audit_tail;\n");
        }
        for row in store.db.fetch_all(sql, &[]).await? {
            let Row::Postgres(row) = row else { return Err(StoreError::Address) };
            let (names, literals) = literals(&row, &columns)?;
            let _ = writeln!(text, "INSERT INTO {table} ({names}) VALUES ({literals});");
        }
    }
    Ok(text)
}

fn literals(row: &PgRow, wanted: &BTreeSet<String>) -> Result<(String, String), StoreError> {
    let (mut names, mut literals) = (Vec::new(), Vec::new());
    for (place, column) in row.columns().iter().enumerate().filter(|(_, column)| wanted.contains(column.name())) {
        names.push(column.name().to_owned());
        literals.push(literal(row, place)?);
    }
    Ok((names.join(", "), literals.join(", ")))
}

fn literal(row: &PgRow, place: usize) -> Result<String, StoreError> {
    let raw = row.try_get_raw(place)?;
    let (absent, kind) = (raw.is_null(), raw.type_info().name().to_owned());
    let hexadecimal = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    Ok(match kind.as_str() {
        _ if absent => "NULL".to_owned(),
        "INT8" => row.try_get::<i64, _>(place)?.to_string(),
        "BOOL" => row.try_get::<bool, _>(place)?.to_string().to_uppercase(),
        "UUID" => format!("U'{}'", hexadecimal(row.try_get::<Uuid, _>(place)?.as_bytes())),
        "BYTEA" => format!("X'{}'", hexadecimal(&row.try_get::<Vec<u8>, _>(place)?)),
        _ => format!("'{}'", row.try_get::<String, _>(place)?.replace('\'', "''")),
    })
}
