//! What an operator watches of the database: a few numbers, read as one picture in one short transaction.
//!
//! Each statement is answered from an index over what waits or was given up, or from a table that holds what is alive only, so that
//! asking costs the same however much is stored.

use jiff::Timestamp;
use journey::sending::SendCaps;
use journey::session::SessionPolicy;

use crate::db::{Row, Tx, values};
use crate::{Channel, Store, StoreError};

/// Messages of one kind that wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// On which way they leave.
    pub channel: Channel,
    /// Whether they are codes for which somebody sits and waits.
    pub codes: bool,
    /// How many.
    pub messages: u64,
    /// Since when the oldest exists.
    pub oldest: Option<Timestamp>,
}

/// Messages of one kind that were given up and not taken out since; kept as long as technical data are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenUp {
    /// On which way they would have left.
    pub channel: Channel,
    /// Whether they were codes.
    pub codes: bool,
    /// How many.
    pub messages: u64,
}

/// How far the audit log is sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuditGauge {
    /// Entries that nothing vouches for yet.
    pub unsealed: u64,
    /// When the oldest of them was written.
    pub oldest: Option<Timestamp>,
    /// When the newest head was signed that stays; `None` before the first.
    pub head_at: Option<Timestamp>,
}

/// The numbers at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gauges {
    /// What waits; each kind once, also when nothing does.
    pub waiting: Vec<Waiting>,
    /// What was given up; each kind once.
    pub given_up: Vec<GivenUp>,
    /// Codes and notices that went out today on the installation's budget, and how many may.
    pub sms_budget: (u64, u64),
    /// Recoveries that wait for their delay.
    pub recoveries_waiting: u64,
    /// Sessions that are alive.
    pub sessions: u64,
    /// The audit log.
    pub audit: AuditGauge,
}

/// Every kind of message, and whether it is codes.
const KINDS: [(Channel, bool); 4] =
    [(Channel::Mail, false), (Channel::Sms, false), (Channel::Sms, true), (Channel::Logout, false)];

const WAITING: &str = "SELECT channel, CAST(CASE WHEN journey_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS codes, COUNT(*) AS messages, \
                       MIN(created_at) AS oldest FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL GROUP BY 1, 2 \
                       UNION ALL SELECT 'logout' AS channel, CAST(0 AS BIGINT) AS codes, COUNT(*) AS messages, MIN(ended_at) AS oldest \
                       FROM logout_outbox WHERE sent_at IS NULL AND failed_at IS NULL";

const GIVEN_UP: &str = "SELECT channel, CAST(CASE WHEN journey_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS codes, COUNT(*) AS messages \
                        FROM outbox WHERE failed_at IS NOT NULL AND sent_at IS NULL \
                        AND COALESCE(last_error, '') NOT IN ('superseded', 'dropped') GROUP BY 1, 2 \
                        UNION ALL SELECT 'logout' AS channel, CAST(0 AS BIGINT) AS codes, COUNT(*) AS messages FROM logout_outbox \
                        WHERE failed_at IS NOT NULL AND sent_at IS NULL \
                        AND COALESCE(result, '') NOT IN ('no address', 'dropped')";

const ALIVE: &str = "SELECT (SELECT COUNT(*) FROM sessions WHERE expires_at > $1 AND last_seen_at > $2) AS sessions, \
                     (SELECT COUNT(*) FROM recovery_codes WHERE status = 'waiting') AS recoveries";

const AUDIT: &str = "SELECT (SELECT COUNT(*) FROM audit WHERE chain_seq IS NULL) AS unsealed, \
                     (SELECT MIN(at) FROM audit WHERE chain_seq IS NULL) AS oldest, \
                     (SELECT at FROM audit_head WHERE kind = 'head' ORDER BY seq DESC LIMIT 1) AS head_at";

impl Store {
    /// Reads them all.
    pub async fn gauges(&self, policy: &SessionPolicy, caps: &SendCaps, now: Timestamp) -> Result<Gauges, StoreError> {
        let mut tx = self.db.read().await?;
        let waiting = tx.fetch_all(WAITING, &[]).await?.iter().map(waiting).collect::<Result<Vec<_>, _>>()?;
        let given_up = tx.fetch_all(GIVEN_UP, &[]).await?.iter().map(given_up).collect::<Result<Vec<_>, _>>()?;
        let sms_budget = sms_budget(&mut tx, caps, now).await?;
        let alive = one(&mut tx, ALIVE, now, now - policy.idle).await?;
        let audit = tx.fetch_optional(AUDIT, &[]).await?.ok_or(StoreError::Row { column: "unsealed" })?;
        tx.roll_back().await?;
        Ok(Gauges {
            waiting: KINDS.map(|kind| found(&waiting, kind)).to_vec(),
            given_up: KINDS.map(|kind| lost(&given_up, kind)).to_vec(),
            sms_budget,
            recoveries_waiting: alive.count("recoveries")?,
            sessions: alive.count("sessions")?,
            audit: AuditGauge {
                unsealed: audit.count("unsealed")?,
                oldest: audit.time_opt("oldest")?,
                head_at: audit.time_opt("head_at")?,
            },
        })
    }
}

async fn one(tx: &mut Tx, sql: &'static str, now: Timestamp, awake: Timestamp) -> Result<Row, StoreError> {
    tx.fetch_optional(sql, &values![now, awake]).await?.ok_or(StoreError::Row { column: "sessions" })
}

async fn sms_budget(tx: &mut Tx, caps: &SendCaps, now: Timestamp) -> Result<(u64, u64), StoreError> {
    let [day, ..] = caps.budgets("", "", true);
    let sql = "SELECT used FROM sms_budgets WHERE name = $1 AND window_at = $2";
    let row = tx.fetch_optional(sql, &values![&day.name, day.window_at(now)]).await?;
    Ok((row.map_or(Ok(0), |row| row.count("used"))?, u64::from(day.cap)))
}

fn waiting(row: &Row) -> Result<Waiting, StoreError> {
    Ok(Waiting {
        channel: row.word("channel", Channel::parse)?,
        codes: row.int("codes")? == 1,
        messages: row.count("messages")?,
        oldest: row.time_opt("oldest")?,
    })
}

fn given_up(row: &Row) -> Result<GivenUp, StoreError> {
    Ok(GivenUp {
        channel: row.word("channel", Channel::parse)?,
        codes: row.int("codes")? == 1,
        messages: row.count("messages")?,
    })
}

fn found(rows: &[Waiting], (channel, codes): (Channel, bool)) -> Waiting {
    let none = Waiting { channel, codes, messages: 0, oldest: None };
    rows.iter().find(|row| (row.channel, row.codes) == (channel, codes)).copied().unwrap_or(none)
}

fn lost(rows: &[GivenUp], (channel, codes): (Channel, bool)) -> GivenUp {
    let none = GivenUp { channel, codes, messages: 0 };
    rows.iter().find(|row| (row.channel, row.codes) == (channel, codes)).copied().unwrap_or(none)
}
