//! Reserving a try.

use jiff::Timestamp;
use journey::throttle::{Counter, CounterKey, Lane, Limits, Reservation, Tally, TryTaken, reserve};

use crate::db::{Row, Tx, values};
use crate::{Store, StoreError};

/// A try that was reserved; it counts until it is given back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    /// What to give back.
    pub taken: TryTaken,
    /// How many tries stand on the counter, this one included.
    pub tally: Tally,
}

/// No more tries for now; nothing was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// When the next one is allowed; `None` when only a person can reopen it.
    pub retry_at: Option<Timestamp>,
    /// How many were made.
    pub count: u32,
}

impl Store {
    /// Takes one try in a transaction of its own, which is durable before anything is verified (requirement TH-02).
    pub async fn reserve_try(
        &self,
        key: &CounterKey,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<Result<Taken, Blocked>, StoreError> {
        let mut tx = self.db.write().await?;
        let reserved = reserve_in(&mut tx, key, limits, now).await?;
        if reserved.is_ok() {
            tx.commit().await?;
        } else {
            tx.roll_back().await?;
        }
        Ok(reserved)
    }

    /// Whether a try would be refused now; writes nothing.
    pub async fn peek_try(
        &self,
        key: &CounterKey,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<Option<Blocked>, StoreError> {
        let sql = "SELECT state_json FROM counters WHERE name = $1";
        let found = self.db.fetch_optional(sql, &values![key.text()]).await?;
        let counter = found.map_or_else(|| Ok(Counter::default()), |row| read(&row))?;
        match reserve(&counter, limits, now) {
            Reservation::Granted(..) => Ok(None),
            Reservation::Refused { retry_at, count } => Ok(Some(Blocked { retry_at, count })),
        }
    }
}

/// Takes one try within a unit of work; when it is refused nothing but the age of the counter changes, and the caller decides what becomes of the rest.
pub(crate) async fn reserve_in(
    tx: &mut Tx,
    key: &CounterKey,
    limits: &Limits,
    now: Timestamp,
) -> Result<Result<Taken, Blocked>, StoreError> {
    let counter = take_counter(tx, key, now).await?;
    Ok(match reserve(&counter, limits, now) {
        Reservation::Granted(counter, tally) => {
            write_counter(tx, key, &counter).await?;
            Ok(Taken { taken: TryTaken { key: key.clone(), at: now }, tally })
        }
        Reservation::Refused { retry_at, count } => Err(Blocked { retry_at, count }),
    })
}

/// Takes the counter's row, making it when it is missing; both databases hold it until the end of the transaction.
pub(super) async fn take_counter(tx: &mut Tx, key: &CounterKey, now: Timestamp) -> Result<Counter, StoreError> {
    let sql = "INSERT INTO counters (name, kind, subject, in_browser, state_json, updated_at) \
               VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (name) DO UPDATE SET updated_at = excluded.updated_at RETURNING state_json";
    let in_browser = matches!(key.lane, Lane::Browser(_));
    let empty = text(&Counter::default())?;
    let parameters = values![key.text(), key.kind.as_str(), &key.subject, in_browser, empty, now];
    let row = tx.fetch_optional(sql, &parameters).await?.ok_or(StoreError::Row { column: "state_json" })?;
    read(&row)
}

/// Writes the numbers of a counter whose row is held.
pub(super) async fn write_counter(tx: &mut Tx, key: &CounterKey, counter: &Counter) -> Result<(), StoreError> {
    let sql = "UPDATE counters SET state_json = $2 WHERE name = $1";
    tx.execute(sql, &values![key.text(), text(counter)?]).await.map(|_| ())
}

pub(super) fn read(row: &Row) -> Result<Counter, StoreError> {
    serde_json::from_str(&row.text("state_json")?).map_err(|_| StoreError::Row { column: "state_json" })
}

fn text(counter: &Counter) -> Result<String, StoreError> {
    serde_json::to_string(counter).map_err(|_| StoreError::Row { column: "state_json" })
}
