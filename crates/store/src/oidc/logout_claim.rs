//! Telling applications: each row goes to one dispatcher, and is tried again later and later for a day.

use std::fmt;

use credentials::ids::{AccountId, SessionId};
use jiff::{SignedDuration, Timestamp};
use oidc::client::ClientId;

use crate::db::{Row, values};
use crate::{Channel, Outcome, Store, StoreError};

/// How long a dispatcher may take before another one tries.
const LEASE: SignedDuration = SignedDuration::from_mins(2);

/// The pauses between tries, in minutes; after the last try the row is given up. Together a little less than a day: an application that
/// is down for longer has forgotten its sessions, or ends them by their age.
const PAUSES: [i64; 8] = [1, 4, 15, 40, 120, 240, 360, 600];

/// Names one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutId {
    pub(crate) session: SessionId,
    pub(crate) client: ClientId,
}

impl fmt::Display for LogoutId {
    /// The session and the client, as the operator finds them in the table.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.session, self.client)
    }
}

/// The end of one session, to be told to one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutRow {
    /// Which row.
    pub id: LogoutId,
    /// Which application.
    pub client: ClientId,
    /// Where, as it is registered now.
    pub uri: String,
    /// Whose session.
    pub account: AccountId,
    /// Which session.
    pub session: SessionId,
    /// When it ended.
    pub ended_at: Timestamp,
    /// How often telling was tried, this time included.
    pub attempts: u32,
}

impl LogoutRow {
    /// When to try again after a try that failed at `now`; `None` when that was the last.
    pub fn retry_at(&self, now: Timestamp) -> Option<Timestamp> {
        let place = usize::try_from(self.attempts.checked_sub(1)?).ok()?;
        PAUSES.get(place).map(|minutes| now + SignedDuration::from_mins(*minutes))
    }
}

/// Calls to one application at the same time: one that does not answer must not hold all places, while others wait to hear of a suspension.
const PER_CLIENT: i64 = 4;

/// A row without a result that was claimed is on its way. First tries go before later ones.
const CLAIM: &str = "UPDATE logout_outbox SET attempts = attempts + 1, not_before = $2, result = NULL \
                     WHERE (session_id, client_id) IN (SELECT session_id, client_id FROM \
                     (SELECT o.session_id, o.client_id, o.ended_at, o.attempts, COALESCE(on_way.calls, 0) + \
                     ROW_NUMBER() OVER (PARTITION BY o.client_id ORDER BY o.attempts, o.ended_at, o.session_id) AS place \
                     FROM logout_outbox o LEFT JOIN (SELECT client_id, COUNT(*) AS calls FROM logout_outbox \
                     WHERE sent_at IS NULL AND failed_at IS NULL AND not_before > $1 AND attempts > 0 AND result IS NULL \
                     GROUP BY client_id) AS on_way ON on_way.client_id = o.client_id \
                     WHERE o.sent_at IS NULL AND o.failed_at IS NULL AND o.not_before <= $1) AS due \
                     WHERE place <= $4 ORDER BY attempts, ended_at, session_id, client_id LIMIT $3) \
                     AND not_before <= $1 AND sent_at IS NULL AND failed_at IS NULL \
                     RETURNING session_id, client_id, account_id, ended_at, attempts, \
                     (SELECT back_channel_logout_uri FROM clients WHERE clients.id = logout_outbox.client_id \
                     AND disabled_at IS NULL) AS uri";

const DONE: &str = "UPDATE logout_outbox SET sent_at = $3, result = $4 \
                    WHERE session_id = $1 AND client_id = $2 AND sent_at IS NULL AND failed_at IS NULL";

const FAILED: &str = "UPDATE logout_outbox SET result = $4, not_before = COALESCE($5, not_before), \
                      failed_at = CASE WHEN $5 IS NULL THEN $3 END \
                      WHERE session_id = $1 AND client_id = $2 AND sent_at IS NULL AND failed_at IS NULL";

impl Store {
    /// Takes at most `limit` rows that are due; two dispatchers never get the same one within two minutes. A row whose client has no
    /// address any more is closed.
    pub async fn claim_logouts(&self, limit: u32, now: Timestamp) -> Result<Vec<LogoutRow>, StoreError> {
        // Nearly always there is nothing: finding that out must not take the one writing connection of SQLite.
        let due = "SELECT attempts FROM logout_outbox WHERE sent_at IS NULL AND failed_at IS NULL AND not_before <= $1 \
                   LIMIT 1";
        if self.db.fetch_optional(due, &values![now]).await?.is_none() {
            return Ok(Vec::new());
        }
        let mut tx = self.db.write().await?;
        let mut rows = Vec::new();
        for row in tx.fetch_all(CLAIM, &values![now, now + LEASE, limit, PER_CLIENT]).await? {
            if let Some(uri) = row.text_opt("uri")? {
                rows.push(read(&row, uri)?);
                continue;
            }
            let (session, client) = (SessionId::from_uuid(row.uuid("session_id")?), row.client("client_id")?);
            let gone = values![session, &client, now, "no address", None::<Timestamp>];
            tx.execute(FAILED, &gone).await?;
        }
        tx.commit().await?;
        rows.sort_by_key(|row| row.ended_at);
        Ok(rows)
    }

    /// The application was told; `result` says how it answered.
    pub async fn mark_logout_done(&self, id: &LogoutId, result: &str, now: Timestamp) -> Result<(), StoreError> {
        let rows = self.db.execute(DONE, &values![id.session, &id.client, now, result]).await?;
        self.tally.message(Channel::Logout, Outcome::Sent, rows);
        Ok(())
    }

    /// The application could not be told; `true` when it will be tried again. The error must hold no secret.
    pub async fn mark_logout_failed(&self, row: &LogoutRow, error: &str, now: Timestamp) -> Result<bool, StoreError> {
        let retry_at = row.retry_at(now);
        let parameters = values![row.session, &row.client, now, error, retry_at];
        let rows = self.db.execute(FAILED, &parameters).await?;
        let outcome = if retry_at.is_some() { Outcome::Later } else { Outcome::GivenUp };
        self.tally.message(Channel::Logout, outcome, rows);
        Ok(rows == 1 && retry_at.is_some())
    }
}

fn read(row: &Row, uri: String) -> Result<LogoutRow, StoreError> {
    let (session, client) = (SessionId::from_uuid(row.uuid("session_id")?), row.client("client_id")?);
    Ok(LogoutRow {
        id: LogoutId { session, client: client.clone() },
        client,
        uri,
        account: row.account("account_id")?,
        session,
        ended_at: row.time("ended_at")?,
        attempts: u32::try_from(row.int("attempts")?).map_err(|_| StoreError::Row { column: "attempts" })?,
    })
}
