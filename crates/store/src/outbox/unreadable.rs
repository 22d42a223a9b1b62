//! Claimed messages that do not open, because a key is missing from the key file or somebody wrote or moved them.

use crate::StoreError;
use crate::db::{Row, Tx, values};

/// What stands at such a message; names nothing that it holds.
const REASON: &str = "it does not open with the keys of this installation";

/// Reads what was claimed. A message that does not open keeps its lease, says why, and stands in nobody else's way: it is tried again
/// when the lease is over, since the key may be put back.
pub(super) async fn readable<T>(
    tx: &mut Tx,
    claimed: &[Row],
    read: impl Fn(&Row) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut rows = Vec::with_capacity(claimed.len());
    for row in claimed {
        if let Ok(message) = read(row) {
            rows.push(message);
        } else {
            let sql = "UPDATE outbox SET last_error = $2 WHERE id = $1";
            tx.execute(sql, &values![row.uuid("id")?, REASON]).await?;
        }
    }
    Ok(rows)
}
