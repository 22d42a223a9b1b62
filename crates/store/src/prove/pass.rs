//! An invariant that needs the keys: every row of a table, in pages.

use super::BrokenRow;
use super::rule::shown;
use crate::db::{Row, Tx, Value, values};
use crate::{Store, StoreError};

/// Rows that are read at once.
const PAGE: u32 = 1000;

/// How to read a table, and what must hold of each row.
pub(super) struct Pass {
    pub(super) table: &'static str,
    /// Rows after the place `$1` in its order, at most `$2`; the column `place` says where the next page begins.
    pub(super) sql: &'static str,
    /// What is before every place.
    pub(super) begin: Value,
    /// Whether the row is as it was written; an error says no as well.
    pub(super) holds: fn(&Store, &Row) -> Result<bool, StoreError>,
}

/// Before every id.
pub(super) const ID: Value = Value::Uuid(Some(uuid::Uuid::nil()));
/// Before every hash.
pub(super) const HASH: Value = Value::Bytes(Some(Vec::new()));

impl Pass {
    /// How many rows were looked at, and the first that does not hold.
    pub(super) async fn walk(&self, store: &Store, tx: &mut Tx) -> Result<(u64, Option<BrokenRow>), StoreError> {
        let (mut place, mut looked, mut broken) = (self.begin.clone(), 0, None);
        loop {
            let rows = tx.fetch_all(self.sql, &[place.clone(), values![PAGE][0].clone()]).await?;
            let Some(last) = rows.last() else { return Ok((looked, broken)) };
            place = place_of(last)?;
            for row in &rows {
                looked += 1;
                if broken.is_none() && !(self.holds)(store, row).unwrap_or(false) {
                    broken = Some(BrokenRow { table: self.table, row: shown(row, "place") });
                }
            }
        }
    }
}

fn place_of(row: &Row) -> Result<Value, StoreError> {
    if let Ok(id) = row.uuid("place") { Ok(Value::from(id)) } else { Ok(Value::Bytes(Some(row.bytes("place")?))) }
}
