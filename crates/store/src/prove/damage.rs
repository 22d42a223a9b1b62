//! What the database says of itself.

use super::{BrokenRow, Invariant, Proof};
use crate::StoreError;
use crate::db::Tx;

const INVARIANT: Invariant = Invariant {
    name: "database-sound",
    see: "5",
    says: "the database finds nothing wrong with its own pages, indexes and constraints",
};

/// SQLite reads every page and holds every index against its table.
const SQLITE: &str = "SELECT integrity_check AS found FROM pragma_integrity_check LIMIT 1";
/// PostgreSQL knows which constraints hold for rows of before and which indexes are whole; damaged pages are found by reading them, as
/// everything else here does.
const POSTGRES: &str = "SELECT 'ok' AS found WHERE NOT EXISTS (SELECT 1 FROM pg_constraint c \
                        WHERE NOT c.convalidated AND c.connamespace = current_schema()::regnamespace) \
                        AND NOT EXISTS (SELECT 1 FROM pg_index i JOIN pg_class r ON r.oid = i.indrelid \
                        WHERE NOT i.indisvalid AND r.relnamespace = current_schema()::regnamespace)";

pub(super) async fn prove(tx: &mut Tx) -> Result<Proof, StoreError> {
    let sql = if tx.is_sqlite() { SQLITE } else { POSTGRES };
    let found = tx.fetch_optional(sql, &[]).await?.map(|row| row.text("found")).transpose()?;
    let broken = match found.as_deref() {
        Some("ok") => None,
        // SQLite's sentence names tables, indexes and pages, never values.
        Some(said) => Some(BrokenRow { table: "the database", row: said.to_owned() }),
        None => Some(BrokenRow { table: "the database", row: "a constraint or index that is not valid".to_owned() }),
    };
    Ok(Proof::of(INVARIANT, 1, broken))
}
