//! How many values each root key still holds.

use jiff::Timestamp;

use super::columns::COLUMNS;
use crate::audit::marks_of_key;
use crate::db::{Tx, values};
use crate::store::CANARY;
use crate::{Store, StoreError};

/// How much one key holds in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holding {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// How many values.
    pub values: u64,
}

/// Numbers of links that still count: they cannot be made anew.
const PINS: &str = "SELECT COUNT(*) AS held FROM grants WHERE pin LIKE $1 AND spent_at IS NULL AND killed_at IS NULL AND expires_at > $2";

impl Store {
    /// What a key holds, without what holds nothing.
    pub async fn key_holdings(&self, key_id: &str, now: Timestamp) -> Result<Vec<Holding>, StoreError> {
        let mut tx = self.db.read().await?;
        let held = holdings(&mut tx, key_id, now).await?;
        tx.roll_back().await?;
        Ok(held)
    }
}

/// The same within a unit of work.
pub(super) async fn holdings(tx: &mut Tx, key_id: &str, now: Timestamp) -> Result<Vec<Holding>, StoreError> {
    let mut held = Vec::new();
    for column in COLUMNS {
        let values = count(tx, column.count, column.how.pattern(key_id)).await?;
        held.push(Holding { table: column.table, column: column.name, values });
    }
    let pins = tx.fetch_optional(PINS, &values![format!("m1.{key_id}.%"), now]).await?;
    let pins = pins.map(|row| row.count("held")).transpose()?.unwrap_or_default();
    held.push(Holding { table: "grants", column: "pin", values: pins });
    let sql = "SELECT COUNT(*) AS held FROM meta WHERE value LIKE $1 AND key = $2";
    let canary = tx.fetch_optional(sql, &values![format!("v1.{key_id}.%"), CANARY]).await?;
    let canary = canary.map(|row| row.count("held")).transpose()?.unwrap_or_default();
    held.push(Holding { table: "meta", column: "value", values: canary });
    held.push(Holding { table: "audit_head", column: "signed", values: marks_of_key(tx, key_id).await? });
    held.retain(|holding| holding.values > 0);
    Ok(held)
}

async fn count(tx: &mut Tx, sql: &'static str, pattern: String) -> Result<u64, StoreError> {
    let found = tx.fetch_optional(sql, &values![pattern]).await?;
    Ok(found.map(|row| row.count("held")).transpose()?.unwrap_or_default())
}
