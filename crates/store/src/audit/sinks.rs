//! How far each sink outside has taken the audit log.
//!
//! A sink reads by the numbers of the chain, which are given in the order in which entries become visible, so it passes nothing over. Its place moves only after it
//! took a batch: after a crash the batch comes again, and whoever receives it knows an entry by its id.

use jiff::{SignedDuration, Timestamp};

use crate::db::values;
use crate::{Store, StoreError};

/// How long one who delivers has for a batch; after a crash another goes on after this time.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// How far a sink is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinkState {
    /// Which sink.
    pub name: String,
    /// The number in the chain of the last entry that it took.
    pub seq: i64,
    /// When it took it; `None` when it never took any.
    pub taken_at: Option<Timestamp>,
}

impl Store {
    /// Takes the right to deliver to a sink, and says after which number to go on; `None` while another process has it.
    pub async fn claim_sink(&self, name: &str, now: Timestamp) -> Result<Option<i64>, StoreError> {
        let mut tx = self.db.write().await?;
        let made = "INSERT INTO audit_sinks (name, seq, leased_until) VALUES ($1, 0, 0) ON CONFLICT (name) DO NOTHING";
        tx.execute(made, &values![name]).await?;
        let sql = "UPDATE audit_sinks SET leased_until = $3 WHERE name = $1 AND leased_until <= $2 RETURNING seq";
        let row = tx.fetch_optional(sql, &values![name, now, now + LEASE]).await?;
        tx.commit().await?;
        row.map(|row| row.int("seq")).transpose()
    }

    /// Notes that a sink took everything up to a number, and gives the right back; `false` when another process went on meanwhile.
    pub async fn advance_sink(&self, name: &str, from: i64, to: i64, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE audit_sinks SET seq = $3, leased_until = 0, taken_at = $4 WHERE name = $1 AND seq = $2";
        Ok(self.db.execute(sql, &values![name, from, to, now]).await? == 1)
    }

    /// Gives the right back when there was nothing to deliver, or it failed.
    pub async fn release_sink(&self, name: &str) -> Result<(), StoreError> {
        let sql = "UPDATE audit_sinks SET leased_until = 0 WHERE name = $1";
        self.db.execute(sql, &values![name]).await.map(|_| ())
    }

    /// How far every sink is, by name.
    pub async fn list_sinks(&self) -> Result<Vec<SinkState>, StoreError> {
        let rows = self.db.fetch_all("SELECT name, seq, taken_at FROM audit_sinks ORDER BY name", &[]).await?;
        rows.iter()
            .map(|row| {
                Ok(SinkState { name: row.text("name")?, seq: row.int("seq")?, taken_at: row.time_opt("taken_at")? })
            })
            .collect()
    }
}
