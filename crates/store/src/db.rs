//! The thin layer that hides which of the two databases is behind the SQL.
//!
//! One text serves both: `$1` parameters, `ON CONFLICT`, `RETURNING`. Times are microseconds since 1970 in 64 bits, because milliseconds
//! would not tell two tries apart. SQLite has one writing connection, so that writers queue in order instead of
//! polling a lock, and begins with `BEGIN IMMEDIATE`; PostgreSQL writes under READ COMMITTED. Begin reading at [`Tx`].

mod changes;
mod engine;
mod errors;
mod faults;
mod foreign;
mod migrations;
mod open;
mod raw;
mod row;
mod tx;
mod value;
mod version;

use std::sync::Arc;

use sqlx::{PgPool, Postgres, SqlitePool, Transaction};

use crate::StoreError;

use changes::Noted;
pub(crate) use changes::{Changes, Key, Moment};
pub(crate) use engine::engine;
pub(crate) use errors::Errors;
pub(crate) use faults::Faults;
pub(crate) use foreign::refuse_foreign;
#[cfg(feature = "testing")]
pub(crate) use migrations::migrate_to;
pub(crate) use migrations::{migrate, newest, schema};
pub(crate) use open::{open, open_to_read, sqlite_file};
pub(crate) use raw::{Cell, ColumnKind};
pub(crate) use row::Row;
pub(crate) use tx::Tx;
pub use value::Value;
pub(crate) use value::values;

#[derive(Clone, Debug)]
pub(crate) enum Pools {
    Sqlite { readers: SqlitePool, writer: SqlitePool },
    Postgres(PgPool),
}

/// How one pool of connections is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolUse {
    /// Which one: `readers` and `writer` of SQLite, `all` of PostgreSQL.
    pub name: &'static str,
    /// Connections that are open.
    pub open: u32,
    /// Those of them that nobody uses.
    pub idle: u32,
    /// How many may be open.
    pub most: u32,
}

/// Begins in a task of its own, which goes on when the request is given up that asked for it: a BEGIN that is dropped on its way is
/// still executed by the server, and whoever got the connection next would write into a transaction that nobody ends.
async fn begin(pool: &PgPool, sql: &'static str) -> Result<Transaction<'static, Postgres>, StoreError> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(sql).await }).await;
    Ok(begun.map_err(|error| StoreError::Unavailable(error.to_string()))??)
}

/// The connections to one of the two databases.
#[derive(Clone, Debug)]
pub(crate) struct Db {
    pub(crate) pools: Pools,
    faults: Faults,
    errors: Errors,
    changes: Arc<Changes>,
}

impl Db {
    /// Begins a transaction that writes.
    pub(crate) async fn write(&self) -> Result<Tx, StoreError> {
        self.errors.seen(self.begin_writing().await)
    }

    async fn begin_writing(&self) -> Result<Tx, StoreError> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => Ok(Tx::sqlite(writer.begin_with("BEGIN IMMEDIATE").await?, self.begun())),
            Pools::Postgres(pool) => Ok(Tx::postgres(begin(pool, "BEGIN").await?, self.begun())),
        }
    }

    /// Begins a transaction that reads one consistent picture and writes nothing.
    pub(crate) async fn read(&self) -> Result<Tx, StoreError> {
        self.errors.seen(self.begin_reading().await)
    }

    async fn begin_reading(&self) -> Result<Tx, StoreError> {
        match &self.pools {
            Pools::Sqlite { readers, .. } => Ok(Tx::sqlite(readers.begin_with("BEGIN DEFERRED").await?, self.begun())),
            Pools::Postgres(pool) => {
                let begun = begin(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?;
                Ok(Tx::postgres(begun, self.begun()))
            }
        }
    }

    /// What a transaction takes along.
    fn begun(&self) -> (Faults, Errors, Noted) {
        (self.faults.clone(), self.errors.clone(), Noted::new(&self.changes))
    }

    /// Notes what a statement on its own may change, until it is over.
    fn note(&self, sql: &str, values: &[Value]) -> Noted {
        let mut noted = Noted::new(&self.changes);
        noted.note(sql, values);
        noted
    }

    /// When something last changed that a session check depends on.
    pub(crate) fn changes(&self) -> &Arc<Changes> {
        &self.changes
    }

    /// Runs one statement that reads, on its own.
    pub(crate) async fn fetch_optional(&self, sql: &'static str, values: &[Value]) -> Result<Option<Row>, StoreError> {
        self.faults.count()?;
        let _noted = self.note(sql, values);
        self.errors.seen(match &self.pools {
            Pools::Sqlite { readers, .. } => tx::sqlite_optional(sql, values, readers).await,
            Pools::Postgres(pool) => tx::postgres_optional(sql, values, pool).await,
        })
    }

    /// Runs one statement that reads, on its own.
    pub(crate) async fn fetch_all(&self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.faults.count()?;
        let _noted = self.note(sql, values);
        self.errors.seen(match &self.pools {
            Pools::Sqlite { readers, .. } => tx::sqlite_all(sql, values, readers).await,
            Pools::Postgres(pool) => tx::postgres_all(sql, values, pool).await,
        })
    }

    /// Runs one statement that writes, on its own; the answer is the number of rows.
    pub(crate) async fn execute(&self, sql: &'static str, values: &[Value]) -> Result<u64, StoreError> {
        self.faults.count()?;
        let _noted = self.note(sql, values);
        self.errors.seen(match &self.pools {
            Pools::Sqlite { writer, .. } => tx::sqlite_execute(sql, values, writer).await,
            Pools::Postgres(pool) => tx::postgres_execute(sql, values, pool).await,
        })
    }

    /// Closes every connection and waits for it.
    pub(crate) async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { readers, writer } => {
                readers.close().await;
                // The last connection to close also empties the write-ahead log into the file.
                writer.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }

    /// How often the database failed.
    pub(crate) fn errors(&self) -> &Errors {
        &self.errors
    }

    /// How the connections are used at this moment.
    pub(crate) fn pools(&self) -> Vec<PoolUse> {
        let used = |name, open: u32, idle: usize, most| PoolUse {
            name,
            open,
            idle: u32::try_from(idle).unwrap_or(open),
            most,
        };
        match &self.pools {
            Pools::Sqlite { readers, writer } => vec![
                used("readers", readers.size(), readers.num_idle(), readers.options().get_max_connections()),
                used("writer", writer.size(), writer.num_idle(), writer.options().get_max_connections()),
            ],
            Pools::Postgres(pool) => {
                vec![used("all", pool.size(), pool.num_idle(), pool.options().get_max_connections())]
            }
        }
    }

    /// Counts statements and fails on demand.
    #[cfg(feature = "testing")]
    pub(crate) fn faults(&self) -> &Faults {
        &self.faults
    }

    #[cfg(feature = "testing")]
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.pools, Pools::Sqlite { .. })
    }
}
