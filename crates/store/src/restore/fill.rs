//! Writing the rows of a backup into a schema that is as old as the backup.

use std::collections::BTreeSet;
use std::io::BufRead;

use crate::backup::{BACKED_UP, BackupError, BackupReader, Entry};
use crate::db::{Cell, ColumnKind, Tx, Value};

/// The statement that inserts into one table, and what its parameters are.
struct Into {
    sql: String,
    kinds: Vec<ColumnKind>,
}

/// Fills every table, and refuses a backup in which one is missing.
pub(super) async fn fill<R: BufRead>(tx: &mut Tx, backup: &mut BackupReader<R>) -> Result<(), BackupError> {
    let mut missing = BTreeSet::new();
    for table in BACKED_UP {
        if !tx.columns(table).await?.is_empty() {
            missing.insert(*table);
        }
    }
    let mut into: Option<Into> = None;
    loop {
        match backup.next()? {
            Entry::Table(table, columns) => {
                missing.remove(table);
                into = Some(begin(tx, table, &columns).await?);
            }
            Entry::Row(cells) => {
                let into = into.as_ref().ok_or(BackupError::Damaged("a row without a table"))?;
                let values =
                    fit(&into.kinds, cells).ok_or(BackupError::Damaged("a row that does not fit its table"))?;
                tx.run(into.sql.clone(), &values).await?;
            }
            Entry::End => break,
        }
    }
    if missing.is_empty() { number_on(tx).await } else { Err(BackupError::Damaged("a table is missing in it")) }
}

async fn begin(tx: &mut Tx, table: &'static str, columns: &[String]) -> Result<Into, BackupError> {
    let known = tx.columns(table).await?;
    let kind = |column: &String| known.iter().find(|(name, _)| name == column).map(|(_, kind)| *kind);
    let kinds: Option<Vec<ColumnKind>> = columns.iter().map(kind).collect();
    let unique = columns.iter().collect::<BTreeSet<_>>().len();
    let kinds = kinds.filter(|kinds| kinds.len() == known.len() && unique == known.len());
    let kinds = kinds.ok_or(BackupError::Damaged("a table with other columns"))?;
    // Some steps of the schema leave a first row.
    tx.run(format!("DELETE FROM {table}"), &[]).await?;
    let places = (1..=kinds.len()).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ");
    let overriding = if tx.is_sqlite() { "" } else { " OVERRIDING SYSTEM VALUE" };
    let columns = columns.join(", ");
    Ok(Into { sql: format!("INSERT INTO {table} ({columns}){overriding} VALUES ({places})"), kinds })
}

fn fit(kinds: &[ColumnKind], cells: Vec<Cell>) -> Option<Vec<Value>> {
    if cells.len() != kinds.len() {
        return None;
    }
    kinds.iter().zip(cells).map(|(kind, cell)| kind.take(cell)).collect()
}

/// The next entry of the audit log gets the number after the last; SQLite looks at the rows themselves.
async fn number_on(tx: &mut Tx) -> Result<(), BackupError> {
    if !tx.is_sqlite() {
        let sql = "SELECT setval(pg_get_serial_sequence('audit', 'id'), (SELECT MAX(id) FROM audit)) AS last \
                   WHERE EXISTS (SELECT 1 FROM audit)";
        tx.fetch_optional(sql, &[]).await?;
    }
    Ok(())
}
