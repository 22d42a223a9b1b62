//! Authorization requests whose answer waits for somebody (rule J11): each its own row, for a day.

use credentials::ids::SessionId;
use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use oidc::authorize::Request;
use oidc::client::ClientId;

use super::sealing::request_at;
use crate::db::values;
use crate::work::Work;
use crate::{Store, StoreError};

/// A request outlives a recovery on the way (rule J11).
const LIFE: SignedDuration = SignedDuration::from_hours(24);
/// After an answer the same request may be answered once more for this long: a double click, a reload.
const AGAIN: SignedDuration = SignedDuration::from_mins(1);

const ANSWER: &str = "UPDATE authorization_requests SET answered_at = COALESCE(answered_at, $2) \
                      WHERE id = $1 AND asked_at > $3 AND (answered_at IS NULL OR answered_at > $4) RETURNING client_id";

/// A request as it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationRow {
    /// Which; a name and no secret.
    pub id: Uuid,
    /// What was asked, checked.
    pub request: Request,
    /// When.
    pub asked_at: Timestamp,
    /// When it was first answered.
    pub answered_at: Option<Timestamp>,
}

impl AuthorizationRow {
    /// Whether it may be answered at `now`: never answered, or less than a minute ago, and less than a day old.
    pub fn is_answerable(&self, now: Timestamp) -> bool {
        now < self.asked_at + LIFE && self.answered_at.is_none_or(|at| now < at + AGAIN)
    }
}

impl Store {
    /// Stores a checked request; gives its name.
    pub async fn save_authorization(&self, request: &Request, now: Timestamp) -> Result<Uuid, StoreError> {
        // The same making as every other id; only the name of the type is borrowed.
        let id = SessionId::generate(now, self.rng.as_ref()).as_uuid();
        let sql =
            "INSERT INTO authorization_requests (id, client_id, request_sealed, asked_at) VALUES ($1, $2, $3, $4)";
        let sealed = self.seal_json(&request_at(id), request);
        self.db.execute(sql, &values![id, &request.client, &sealed, now]).await?;
        Ok(id)
    }

    /// The request of that name, answered or not; `None` when it is unknown or older than a day.
    pub async fn load_authorization(&self, id: Uuid, now: Timestamp) -> Result<Option<AuthorizationRow>, StoreError> {
        let sql = "SELECT request_sealed, asked_at, answered_at FROM authorization_requests \
                   WHERE id = $1 AND asked_at > $2";
        let Some(row) = self.db.fetch_optional(sql, &values![id, now - LIFE]).await? else { return Ok(None) };
        Ok(Some(AuthorizationRow {
            id,
            request: self.open_json(&request_at(id), &row.sealed("request_sealed")?)?,
            asked_at: row.time("asked_at")?,
            answered_at: row.time_opt("answered_at")?,
        }))
    }

    /// Notes an answer that is no code; `false` when the request may not be answered any more.
    pub async fn mark_answered(&self, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        Ok(self.db.execute(ANSWER, &values![id, now, now - LIFE, now - AGAIN]).await? == 1)
    }

    /// Throws away requests that are older than a day; how many.
    pub(super) async fn purge_authorizations(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.db.execute("DELETE FROM authorization_requests WHERE asked_at <= $1", &values![now - LIFE]).await
    }
}

impl Work<'_> {
    /// Notes an answer with the rest of the unit of work: to a request of this client that may be answered.
    pub(super) async fn answer_authorization(&mut self, id: Uuid, client: &ClientId) -> Result<bool, StoreError> {
        let now = self.ctx.now;
        let row = self.tx.fetch_optional(ANSWER, &values![id, now, now - LIFE, now - AGAIN]).await?;
        Ok(row.map(|row| row.client("client_id")).transpose()?.is_some_and(|found| found == *client))
    }
}
