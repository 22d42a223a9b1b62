//! What stands behind the address: the engine with its version, and its clock when it has one of its own.

use jiff::Timestamp;

use super::{Db, Pools, version};
use crate::StoreError;

/// The engine and its version, and the clock of its server.
pub(crate) async fn engine(db: &Db) -> Result<(String, Option<Timestamp>), StoreError> {
    let nothing = StoreError::Row { column: "version" };
    if matches!(db.pools, Pools::Sqlite { .. }) {
        let row = db.fetch_optional("SELECT sqlite_version() AS version", &[]).await?.ok_or(nothing)?;
        let found = row.text("version")?;
        version::check(&found)?;
        return Ok((format!("SQLite {found}"), None));
    }
    let sql = "SELECT current_setting('server_version') AS version, \
               CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT) AS clock";
    let row = db.fetch_optional(sql, &[]).await?.ok_or(nothing)?;
    Ok((format!("PostgreSQL {}", row.text("version")?), Some(row.time("clock")?)))
}
