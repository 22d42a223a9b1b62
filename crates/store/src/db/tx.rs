//! One transaction. Dropped without [`Tx::commit`], it is rolled back.

use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Executor, Postgres, Sqlite, Transaction};

use super::{Errors, Faults, Noted, Row, Value};
use crate::StoreError;

/// A transaction of either database.
pub(crate) struct Tx {
    pub(super) begun: Begun,
    pub(super) faults: Faults,
    pub(super) errors: Errors,
    pub(super) noted: Noted,
}

pub(super) enum Begun {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

impl Tx {
    pub(super) fn sqlite(begun: Transaction<'static, Sqlite>, with: (Faults, Errors, Noted)) -> Self {
        let (faults, errors, noted) = with;
        Self { begun: Begun::Sqlite(begun), faults, errors, noted }
    }

    pub(super) fn postgres(begun: Transaction<'static, Postgres>, with: (Faults, Errors, Noted)) -> Self {
        let (faults, errors, noted) = with;
        Self { begun: Begun::Postgres(begun), faults, errors, noted }
    }

    /// Runs a statement; the answer is the number of rows that it changed.
    pub(crate) async fn execute(&mut self, sql: &'static str, values: &[Value]) -> Result<u64, StoreError> {
        self.faults.count()?;
        self.noted.note(sql, values);
        self.errors.seen(match &mut self.begun {
            Begun::Sqlite(tx) => sqlite_execute(sql, values, &mut **tx).await,
            Begun::Postgres(tx) => postgres_execute(sql, values, &mut **tx).await,
        })
    }

    /// Runs a statement that gives one row or none.
    pub(crate) async fn fetch_optional(
        &mut self,
        sql: &'static str,
        values: &[Value],
    ) -> Result<Option<Row>, StoreError> {
        self.faults.count()?;
        self.noted.note(sql, values);
        self.errors.seen(match &mut self.begun {
            Begun::Sqlite(tx) => sqlite_optional(sql, values, &mut **tx).await,
            Begun::Postgres(tx) => postgres_optional(sql, values, &mut **tx).await,
        })
    }

    /// Runs a statement that gives any number of rows.
    pub(crate) async fn fetch_all(&mut self, sql: &'static str, values: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.faults.count()?;
        self.noted.note(sql, values);
        self.errors.seen(match &mut self.begun {
            Begun::Sqlite(tx) => sqlite_all(sql, values, &mut **tx).await,
            Begun::Postgres(tx) => postgres_all(sql, values, &mut **tx).await,
        })
    }

    /// Lets each statement take minutes: for looking at everything, which no page waits for.
    pub(crate) async fn take_time(&mut self) -> Result<(), StoreError> {
        match &mut self.begun {
            Begun::Sqlite(_) => Ok(()),
            Begun::Postgres(tx) => {
                postgres_execute("SET LOCAL statement_timeout = '30min'", &[], &mut **tx).await.map(|_| ())
            }
        }
    }

    /// Whether SQLite is behind it.
    pub(crate) fn is_sqlite(&self) -> bool {
        matches!(self.begun, Begun::Sqlite(_))
    }

    /// Makes everything of this transaction durable at once. What it changed is known to every session check when this returns.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let Self { begun, faults, errors, noted } = self;
        faults.count()?;
        errors.seen(match begun {
            Begun::Sqlite(tx) => tx.commit().await.map_err(StoreError::from),
            Begun::Postgres(tx) => tx.commit().await.map_err(StoreError::from),
        })?;
        drop(noted);
        Ok(())
    }

    /// Takes everything back, and waits for it.
    pub(crate) async fn roll_back(self) -> Result<(), StoreError> {
        match self.begun {
            Begun::Sqlite(tx) => tx.rollback().await?,
            Begun::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

/// The three ways to run a statement on one of the two drivers.
macro_rules! driver {
    ($database:ty, $arguments:ty, $variant:ident, $query:ident, $execute:ident, $optional:ident, $all:ident) => {
        fn $query(sql: &'static str, values: &[Value]) -> Query<'static, $database, $arguments> {
            values.iter().fold(sqlx::query(sql), |query, value| value.bind(query))
        }

        pub(super) async fn $execute<'c, E>(sql: &'static str, values: &[Value], on: E) -> Result<u64, StoreError>
        where
            E: Executor<'c, Database = $database>,
        {
            Ok($query(sql, values).execute(on).await?.rows_affected())
        }

        pub(super) async fn $optional<'c, E>(
            sql: &'static str,
            values: &[Value],
            on: E,
        ) -> Result<Option<Row>, StoreError>
        where
            E: Executor<'c, Database = $database>,
        {
            Ok($query(sql, values).fetch_optional(on).await?.map(Row::$variant))
        }

        pub(super) async fn $all<'c, E>(sql: &'static str, values: &[Value], on: E) -> Result<Vec<Row>, StoreError>
        where
            E: Executor<'c, Database = $database>,
        {
            Ok($query(sql, values).fetch_all(on).await?.into_iter().map(Row::$variant).collect())
        }
    };
}

driver!(Sqlite, SqliteArguments, Sqlite, sqlite_query, sqlite_execute, sqlite_optional, sqlite_all);
driver!(Postgres, PgArguments, Postgres, postgres_query, postgres_execute, postgres_optional, postgres_all);
