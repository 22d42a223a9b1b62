//! Issuing the ticket that carries a login to an application's host.

use credentials::ids::SessionId;
use oidc::forward::TicketRow;

use super::mac;
use crate::db::{Row, values};
use crate::{Store, StoreError};

impl Store {
    /// Stores a ticket; `false` when its session is over.
    pub async fn issue_forward_ticket(&self, ticket: &TicketRow) -> Result<bool, StoreError> {
        let sql = "INSERT INTO forward_tickets (token_hash, nonce_hash, host, target, session_id, issued_at, mac) \
                   SELECT $1, $2, $3, $4, id, $6, $7 FROM sessions WHERE id = $5";
        let mac = mac::of_ticket(&self.keyring, ticket);
        let parameters = values![
            &ticket.hash,
            &ticket.nonce,
            &ticket.host,
            &ticket.target,
            ticket.session,
            ticket.issued_at,
            mac.as_str(),
        ];
        Ok(self.db.execute(sql, &parameters).await? == 1)
    }
}

pub(super) fn read(row: &Row) -> Result<TicketRow, StoreError> {
    Ok(TicketRow {
        hash: row.token("token_hash")?,
        nonce: row.token("nonce_hash")?,
        host: row.text("host")?,
        session: SessionId::from_uuid(row.uuid("session_id")?),
        target: row.text("target")?,
        issued_at: row.time("issued_at")?,
    })
}
