//! Rows as they are stored, whatever their table: for backups, which know tables by name only.
//!
//! The texts are put together from the names in our own lists and from the schema's own columns, never from what somebody gave.

use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Column, Row as _, TypeInfo, ValueRef};
use uuid::Uuid;

use super::tx::Begun;
use super::{Row, Tx, Value, migrations};
use crate::StoreError;

/// What stands in one column of one row, the same on both databases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Null,
    /// A number, a time in microseconds, or yes and no as 1 and 0.
    Int(i64),
    Text(String),
    /// Bytes, or an identifier.
    Bytes(Vec<u8>),
}

/// How a database stores a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ColumnKind {
    Int,
    Bool,
    Text,
    Bytes,
    Uuid,
}

impl ColumnKind {
    fn parse(word: &str) -> Option<Self> {
        match word.to_ascii_lowercase().as_str() {
            "integer" | "int8" => Some(Self::Int),
            "bool" => Some(Self::Bool),
            "text" => Some(Self::Text),
            "blob" | "bytea" => Some(Self::Bytes),
            "uuid" => Some(Self::Uuid),
            _ => None,
        }
    }

    /// The cell as a parameter for a column of this kind; `None` when it does not fit.
    pub(crate) fn take(self, cell: Cell) -> Option<Value> {
        Some(match (self, cell) {
            (Self::Int, Cell::Null) => Value::Int(None),
            (Self::Int, Cell::Int(number)) => Value::Int(Some(number)),
            (Self::Bool, Cell::Int(number @ (0 | 1))) => Value::Bool(number == 1),
            (Self::Text, Cell::Null) => Value::Text(None),
            (Self::Text, Cell::Text(text)) => Value::Text(Some(text)),
            (Self::Bytes, Cell::Null) => Value::Bytes(None),
            (Self::Bytes, Cell::Bytes(bytes)) => Value::Bytes(Some(bytes)),
            (Self::Uuid, Cell::Null) => Value::Uuid(None),
            (Self::Uuid, Cell::Bytes(bytes)) => Value::Uuid(Some(Uuid::from_slice(&bytes).ok()?)),
            _ => return None,
        })
    }
}

macro_rules! cells_of {
    ($row:expr) => {{
        let row = $row;
        let mut cells = Vec::with_capacity(row.len());
        for (place, column) in row.columns().iter().enumerate() {
            let raw = row.try_get_raw(place)?;
            let (absent, kind) = (raw.is_null(), raw.type_info().name().to_owned());
            cells.push(match kind.as_str() {
                _ if absent => Cell::Null,
                "INTEGER" | "INT8" => Cell::Int(row.try_get_unchecked::<i64, _>(place)?),
                "BOOL" | "BOOLEAN" => Cell::Int(i64::from(row.try_get_unchecked::<bool, _>(place)?)),
                "UUID" => Cell::Bytes(row.try_get_unchecked::<Uuid, _>(place)?.as_bytes().to_vec()),
                "BLOB" | "BYTEA" => Cell::Bytes(row.try_get_unchecked::<Vec<u8>, _>(place)?),
                "TEXT" => Cell::Text(row.try_get_unchecked::<String, _>(place)?),
                _ => return Err(sqlx::Error::ColumnNotFound(column.name().to_owned())),
            });
        }
        Ok(cells)
    }};
}

impl Row {
    /// Everything that stands in the row, in the order of its columns.
    pub(crate) fn cells(&self) -> Result<Vec<Cell>, StoreError> {
        fn read(row: &Row) -> Result<Vec<Cell>, sqlx::Error> {
            match row {
                Row::Sqlite(row) => cells_of!(row),
                Row::Postgres(row) => cells_of!(row),
            }
        }
        Ok(read(self)?)
    }
}

impl Tx {
    /// Runs a statement whose text was put together.
    pub(crate) async fn run(&mut self, sql: String, values: &[Value]) -> Result<u64, StoreError> {
        self.faults.count()?;
        self.noted.note_everything();
        let sql = AssertSqlSafe(sql);
        Ok(match &mut self.begun {
            Begun::Sqlite(tx) => {
                let query = values.iter().fold(sqlx::query(sql), |query, value| value.bind(query));
                query.execute(&mut **tx).await?.rows_affected()
            }
            Begun::Postgres(tx) => {
                let query = values.iter().fold(sqlx::query(sql), |query, value| value.bind(query));
                query.execute(&mut **tx).await?.rows_affected()
            }
        })
    }

    /// Reads rows one by one, however many there are.
    pub(crate) async fn each<E: From<StoreError>>(
        &mut self,
        sql: String,
        mut take: impl FnMut(&Row) -> Result<(), E>,
    ) -> Result<(), E> {
        self.faults.count()?;
        let sql = AssertSqlSafe(sql);
        match &mut self.begun {
            Begun::Sqlite(tx) => {
                let mut rows = sqlx::query(sql).fetch(&mut **tx);
                while let Some(row) = rows.try_next().await.map_err(StoreError::from)? {
                    take(&Row::Sqlite(row))?;
                }
            }
            Begun::Postgres(tx) => {
                let mut rows = sqlx::query(sql).fetch(&mut **tx);
                while let Some(row) = rows.try_next().await.map_err(StoreError::from)? {
                    take(&Row::Postgres(row))?;
                }
            }
        }
        Ok(())
    }

    /// The columns of a table, in their order; none when there is no such table.
    pub(crate) async fn columns(&mut self, table: &'static str) -> Result<Vec<(String, ColumnKind)>, StoreError> {
        let sql = if self.is_sqlite() {
            "SELECT name AS name, type AS kind FROM pragma_table_info($1) ORDER BY cid"
        } else {
            "SELECT CAST(column_name AS TEXT) AS name, CAST(udt_name AS TEXT) AS kind FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        };
        let rows = self.fetch_all(sql, &[table.into()]).await?;
        rows.iter().map(|row| Ok((row.text("name")?, row.word("kind", ColumnKind::parse)?))).collect()
    }

    /// Takes the steps of the schema that were not taken yet, up to one or all, within this transaction.
    pub(crate) async fn migrate(&mut self, up_to: Option<i64>) -> Result<(), StoreError> {
        self.faults.count()?;
        self.noted.note_everything();
        match &mut self.begun {
            Begun::Sqlite(tx) => migrations::migrate_sqlite(tx, up_to).await,
            Begun::Postgres(tx) => migrations::migrate_postgres(tx, up_to).await,
        }
    }

    /// Lets statements of this transaction take as long as they do: a whole table is read or written.
    pub(crate) async fn take_your_time(&mut self) -> Result<(), StoreError> {
        if !self.is_sqlite() {
            self.execute("SET LOCAL statement_timeout = 0", &[]).await?;
            self.execute("SET LOCAL idle_in_transaction_session_timeout = 0", &[]).await?;
        }
        Ok(())
    }
}
