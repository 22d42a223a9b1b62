//! Issuing the ticket that carries a login to an application's host.

use credentials::ids::{AccountId, SessionId};
use credentials::keyring::{Binding, Purpose};
use credentials::token::TokenHash;
use oidc::forward::TicketRow;
use uuid::Uuid;

use super::mac;
use crate::db::{Row, values};
use crate::{Store, StoreError};

impl Store {
    /// Stores a ticket; `false` when its session is over.
    pub async fn issue_forward_ticket(&self, ticket: &TicketRow) -> Result<bool, StoreError> {
        let sql = "INSERT INTO forward_tickets (token_hash, nonce_hash, host, target_sealed, session_id, issued_at, mac) \
                   SELECT $1, $2, $3, $4, id, $6, $7 FROM sessions WHERE id = $5";
        let mac = mac::of_ticket(&self.keyring, ticket);
        let sealed = self.seal_json(&target_at(&ticket.hash), &ticket.target);
        let parameters = values![
            &ticket.hash,
            &ticket.nonce,
            &ticket.host,
            &sealed,
            ticket.session,
            ticket.issued_at,
            mac.as_str(),
        ];
        Ok(self.db.execute(sql, &parameters).await? == 1)
    }

    /// `None` when its target was sealed for another row.
    pub(crate) fn read_ticket(&self, row: &Row) -> Result<Option<TicketRow>, StoreError> {
        let hash = row.token("token_hash")?;
        let Ok(target) = self.open_json(&target_at(&hash), &row.sealed("target_sealed")?) else { return Ok(None) };
        Ok(Some(TicketRow {
            hash,
            nonce: row.token("nonce_hash")?,
            host: row.text("host")?,
            session: SessionId::from_uuid(row.uuid("session_id")?),
            target,
            issued_at: row.time("issued_at")?,
        }))
    }
}

/// Where a ticket's target stands.
pub(crate) fn ticket_place(row: &Row) -> Result<(Purpose, Binding), StoreError> {
    Ok((Purpose::Authorization, target_at(&row.token("token_hash")?)))
}

/// A ticket has no id: the first half of its hash stands for it.
fn target_at(hash: &TokenHash) -> Binding {
    let (first, _) = hash.as_bytes().split_at(16);
    let row = Uuid::from_slice(first).expect("invariant: half of 32 bytes is 16");
    Binding { table: "forward_tickets", column: "target_sealed", row, account: AccountId::NOBODY }
}
