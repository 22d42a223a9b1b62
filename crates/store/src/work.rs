//! A unit of work: a transaction, the store and the circumstances, carried together.
//!
//! What several units of work need lives beside its subject as a method of [`Work`]; dropped without [`Work::commit`] it is rolled back.

use credentials::ids::AccountId;
use journey::{AccountStatus, AuditEvent};

use crate::db::{Tx, values};
use crate::{Context, Store, StoreError};

/// One transaction with what every statement in it needs.
pub(crate) struct Work<'a> {
    pub(crate) tx: Tx,
    pub(crate) store: &'a Store,
    pub(crate) ctx: &'a Context,
    /// What was written to the audit log, to be counted when it stands.
    pub(crate) events: Vec<AuditEvent>,
}

impl Store {
    /// Begins a unit of work.
    pub(crate) async fn begin<'a>(&'a self, ctx: &'a Context) -> Result<Work<'a>, StoreError> {
        Ok(Work { tx: self.db.write().await?, store: self, ctx, events: Vec::new() })
    }
}

impl Work<'_> {
    /// Makes everything durable at once.
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        let Self { tx, store, events, .. } = self;
        tx.commit().await?;
        store.tally.add(events);
        Ok(())
    }

    /// Takes the account's row, so that units of work on one account come one after the other; `None` when there is none.
    pub(crate) async fn lock_account(&mut self, account: AccountId) -> Result<Option<AccountStatus>, StoreError> {
        let sql = "UPDATE accounts SET epoch = epoch WHERE id = $1 RETURNING status";
        let found = self.tx.fetch_optional(sql, &values![account]).await?;
        found.map(|row| row.word("status", AccountStatus::parse)).transpose()
    }
}
