//! The MACs over the rows, so that somebody who can only write to the database opens no application.

use credentials::ids::{AccountId, SessionId};
use credentials::keyring::{Keyring, Mac, MacPurpose};
use credentials::token::TokenHash;
use jiff::Timestamp;
use oidc::forward::TicketRow;

use crate::db::Row;
use crate::{Store, StoreError};

/// Over a ticket.
pub(super) fn of_ticket(keyring: &Keyring, ticket: &TicketRow) -> Mac {
    with_parts(ticket, |parts| keyring.mac(MacPurpose::ForwardTicket, parts))
}

/// Whether a ticket is this installation's.
pub(super) fn verify_ticket(keyring: &Keyring, ticket: &TicketRow, stored: &str) -> bool {
    with_parts(ticket, |parts| keyring.verify_mac(MacPurpose::ForwardTicket, parts, stored))
}

fn with_parts<T>(ticket: &TicketRow, hash: impl FnOnce(&[&[u8]]) -> T) -> T {
    hash(&[
        ticket.hash.as_bytes(),
        ticket.nonce.as_bytes(),
        ticket.host.as_bytes(),
        ticket.target.as_bytes(),
        ticket.session.as_uuid().as_bytes(),
        &ticket.issued_at.as_microsecond().to_be_bytes(),
    ])
}

/// The MAC of a ticket's row under the active key; `None` when the one that it carries is not this installation's.
pub(crate) fn ticket_mac(store: &Store, row: &Row) -> Result<Option<Mac>, StoreError> {
    // A row whose target does not open, or whose columns cannot be read, is nobody's.
    let Ok(Some(ticket)) = store.read_ticket(row) else { return Ok(None) };
    let keyring = &store.keyring;
    Ok(verify_ticket(keyring, &ticket, &row.text("mac")?).then(|| of_ticket(keyring, &ticket)))
}

/// The same for the row of a session at an application's host.
pub(crate) fn session_mac(store: &Store, row: &Row) -> Result<Option<Mac>, StoreError> {
    let (token, session) = (row.token("token_hash")?, SessionId::from_uuid(row.uuid("session_id")?));
    let (account, host) = (row.account("account_id")?, row.text("host")?);
    let sealing = Sealing { token, session, account, host: &host, created_at: row.time("created_at")? };
    let keyring = &store.keyring;
    Ok(sealing.verify(keyring, &row.text("mac")?).then(|| sealing.make(keyring)))
}

/// The row of a session at an application's host.
pub(super) struct Sealing<'a> {
    pub(super) token: TokenHash,
    pub(super) session: SessionId,
    pub(super) account: AccountId,
    pub(super) host: &'a str,
    pub(super) created_at: Timestamp,
}

impl<'a> Sealing<'a> {
    /// What the MAC of a row that was read with its session must be about.
    pub(super) fn read(row: &Row, token: TokenHash, host: &'a str, created_at: Timestamp) -> Result<Self, StoreError> {
        let session = SessionId::from_uuid(row.uuid("id")?);
        Ok(Self { token, session, account: row.account("account_id")?, host, created_at })
    }

    pub(super) fn make(&self, keyring: &Keyring) -> Mac {
        self.with_parts(|parts| keyring.mac(MacPurpose::ForwardSession, parts))
    }

    pub(super) fn verify(&self, keyring: &Keyring, stored: &str) -> bool {
        self.with_parts(|parts| keyring.verify_mac(MacPurpose::ForwardSession, parts, stored))
    }

    fn with_parts<T>(&self, hash: impl FnOnce(&[&[u8]]) -> T) -> T {
        hash(&[
            self.token.as_bytes(),
            self.session.as_uuid().as_bytes(),
            self.account.as_uuid().as_bytes(),
            self.host.as_bytes(),
            &self.created_at.as_microsecond().to_be_bytes(),
        ])
    }
}
