//! What nobody came back for.

use jiff::Timestamp;
use oidc::forward::ticket::LIFE;

use super::request::KEPT;
use crate::db::values;
use crate::{Store, StoreError};

impl Store {
    /// Pages that were asked for a day ago, and tickets that are too old. Sessions at hosts go with their sessions.
    pub(crate) async fn purge_forward(&self, now: Timestamp) -> Result<u64, StoreError> {
        let asked = "DELETE FROM forward_requests WHERE created_at <= $1";
        let tickets = "DELETE FROM forward_tickets WHERE issued_at <= $1";
        Ok(self.db.execute(asked, &values![now - KEPT]).await? + self.db.execute(tickets, &values![now - LIFE]).await?)
    }
}
