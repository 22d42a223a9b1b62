//! Which requests wait for an answer.

use std::fmt;

use jiff::Timestamp;
use uuid::Uuid;

use crate::db::{Row, values};
use crate::{Store, StoreError};

/// Names one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestId(pub(super) Uuid);

impl fmt::Display for RequestId {
    /// The id, as the operator finds it in the table.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A request that waits, without what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingRequest {
    /// Which request.
    pub id: RequestId,
    /// When it was made.
    pub asked_at: Timestamp,
    /// From which network address.
    pub address: Option<String>,
    /// The application that the person was going to, by its id.
    pub target: Option<String>,
}

impl Store {
    /// At most `limit` requests that are still worth an answer, oldest first, after the given one.
    pub async fn waiting_requests(
        &self,
        after: Option<&WaitingRequest>,
        limit: u32,
        now: Timestamp,
    ) -> Result<Vec<WaitingRequest>, StoreError> {
        let sql = "SELECT id, asked_at, address, target FROM requests WHERE expires_at > $1 \
                   AND (asked_at > $2 OR (asked_at = $2 AND id > $3)) ORDER BY asked_at, id LIMIT $4";
        let (at, id) = after.map_or((Timestamp::UNIX_EPOCH, Uuid::nil()), |last| (last.asked_at, last.id.0));
        self.db.fetch_all(sql, &values![now, at, id, limit]).await?.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<WaitingRequest, StoreError> {
    Ok(WaitingRequest {
        id: RequestId(row.uuid("id")?),
        asked_at: row.time("asked_at")?,
        address: row.text_opt("address")?,
        target: row.text_opt("target")?,
    })
}
