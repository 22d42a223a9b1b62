//! Giving tries back after a success.

use jiff::Timestamp;
use journey::throttle::{Counter, TryTaken, give_back};

use super::reserve::{read, write_counter};
use crate::db::{Tx, values};
use crate::{Store, StoreError};

impl Store {
    /// Gives tries back outside a journey's step.
    pub async fn give_back(&self, tries: &[TryTaken], now: Timestamp) -> Result<(), StoreError> {
        let mut tx = self.db.write().await?;
        give_back_in(&mut tx, tries, now).await?;
        tx.commit().await
    }
}

/// Gives each try back once; a counter that is empty again leaves no row.
pub(crate) async fn give_back_in(tx: &mut Tx, tries: &[TryTaken], now: Timestamp) -> Result<(), StoreError> {
    // Always in one order, so that two logins that share counters cannot wait for each other.
    let mut tries: Vec<&TryTaken> = tries.iter().collect();
    tries.sort();
    for taken in tries {
        let name = taken.key.text();
        let sql = "UPDATE counters SET updated_at = $2 WHERE name = $1 RETURNING state_json";
        let Some(row) = tx.fetch_optional(sql, &values![&name, now]).await? else { continue };
        let counter = give_back(&read(&row)?, taken);
        if counter == Counter::default() {
            tx.execute("DELETE FROM counters WHERE name = $1", &values![name]).await?;
        } else {
            write_counter(tx, &taken.key, &counter).await?;
        }
    }
    Ok(())
}
