//! Whether rows are this installation's, for looking at all of them.

use super::mac::{self, Sealing};
use crate::db::Row;
use crate::{Store, StoreError};

impl Store {
    /// Whether the row of a ticket carries this installation's MAC.
    pub(crate) fn is_own_ticket(&self, row: &Row) -> Result<bool, StoreError> {
        let mac = row.text("mac")?;
        Ok(self.read_ticket(row)?.is_some_and(|ticket| mac::verify_ticket(&self.keyring, &ticket, &mac)))
    }

    /// The same of a session at an application's host; the id of the session behind it is read as `id`.
    pub(crate) fn is_own_forward_session(&self, row: &Row) -> Result<bool, StoreError> {
        let (token, host, created_at) = (row.token("token_hash")?, row.text("host")?, row.time("created_at")?);
        Ok(Sealing::read(row, token, &host, created_at)?.verify(&self.keyring, &row.text("mac")?))
    }
}
