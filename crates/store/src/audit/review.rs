//! What happened in a stretch of time, counted: for reviews and alerts (requirement LO-07).

use jiff::Timestamp;
use journey::audit::names;

use crate::db::values;
use crate::{Store, StoreError};

/// One kind of event and how often it happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventCount {
    /// The stable name.
    pub event: String,
    /// The stable word beside it; empty for none.
    pub reason: String,
    /// Whether it went well.
    pub success: bool,
    /// How often.
    pub times: u64,
    /// On how many accounts.
    pub accounts: u64,
}

/// Something that is counted by a name: an actor's acts, an address's failures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedCount {
    /// Who or where.
    pub name: String,
    /// What.
    pub what: String,
    /// How often.
    pub times: u64,
}

impl Store {
    /// Counts what happened from `since` on and before `until`, by event, reason and outcome.
    pub async fn count_events(&self, since: Timestamp, until: Timestamp) -> Result<Vec<EventCount>, StoreError> {
        let sql = "SELECT event, reason, success, COUNT(*) AS times, COUNT(DISTINCT account_id) AS accounts FROM audit \
                   WHERE at >= $1 AND at < $2 GROUP BY event, reason, success ORDER BY event, reason, success";
        let rows = self.db.fetch_all(sql, &values![since, until]).await?;
        rows.iter()
            .map(|row| {
                Ok(EventCount {
                    event: row.text("event")?,
                    reason: row.text("reason")?,
                    success: row.bool("success")?,
                    times: count(row.int("times")?),
                    accounts: count(row.int("accounts")?),
                })
            })
            .collect()
    }

    /// What operators and administrators did, by who and what.
    pub async fn count_acts(&self, since: Timestamp, until: Timestamp) -> Result<Vec<NamedCount>, StoreError> {
        let sql = "SELECT actor AS name, event || ' ' || reason AS what, COUNT(*) AS times FROM audit \
                   WHERE at >= $1 AND at < $2 AND actor NOT IN ('visitor', 'system') \
                   GROUP BY actor, event, reason ORDER BY COUNT(*) DESC, actor, event, reason";
        self.named_counts(sql, &values![since, until]).await
    }

    /// The addresses from which most logins failed, at most `limit`.
    pub async fn count_failing_addresses(
        &self,
        since: Timestamp,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<NamedCount>, StoreError> {
        let sql = "SELECT address AS name, 'failed logins' AS what, COUNT(*) AS times FROM audit \
                   WHERE at >= $1 AND at < $2 AND event = $3 AND address IS NOT NULL \
                   GROUP BY address ORDER BY COUNT(*) DESC, address LIMIT $4";
        self.named_counts(sql, &values![since, until, names::LOGIN_FAIL, limit]).await
    }

    async fn named_counts(
        &self,
        sql: &'static str,
        values: &[crate::db::Value],
    ) -> Result<Vec<NamedCount>, StoreError> {
        let rows = self.db.fetch_all(sql, values).await?;
        rows.iter()
            .map(|row| {
                Ok(NamedCount { name: row.text("name")?, what: row.text("what")?, times: count(row.int("times")?) })
            })
            .collect()
    }
}

fn count(number: i64) -> u64 {
    u64::try_from(number).unwrap_or_default()
}
