//! For the tests of this and other crates only: a PostgreSQL server of one's own, a look at every row, and faults on demand.
//!
//! Nothing here is compiled without the feature `testing`.

mod fixture;
mod look;
mod postgres;
mod script;

use std::sync::Arc;
use std::time::Duration;

use credentials::hashing::SealedPassword;
use credentials::ids::AccountId;

use crate::sessions::SessionCache;
use crate::{Context, SmsOrder, Store, StoreError};

pub use crate::db::Value;
pub use crate::sessions::settle::{Settled, settle};
pub use fixture::{describe, migrate_to, restore, run_script};
pub use look::{TABLES, dump, query};
pub use postgres::PostgresServer;

/// Runs a statement that the store itself would never run, as an attacker who can write to the database; how many rows.
pub async fn execute(store: &Store, sql: &'static str, values: &[Value]) -> Result<u64, StoreError> {
    store.db.execute(sql, values).await
}

/// Changes a password on its own, as a step that does so would with the rest of its effects.
pub async fn change_password(store: &Store, new: &SealedPassword, ctx: &Context) -> Result<(), StoreError> {
    let mut work = store.begin(ctx).await?;
    work.keep_former_password(new.account).await?;
    let sql = "UPDATE accounts SET password_sealed = $2, password_set_at = $3, epoch = epoch + 1 WHERE id = $1";
    work.tx.execute(sql, &crate::db::values![new.account, &new.sealed, ctx.now]).await?;
    work.commit().await
}

/// Queues one SMS on its own, as a step of a journey would with the rest of its effects.
pub async fn queue_sms(
    store: &Store,
    account: AccountId,
    order: &SmsOrder<'_>,
    ctx: &Context,
) -> Result<(), StoreError> {
    let mut work = store.begin(ctx).await?;
    work.queue_sms(account, order).await?;
    work.commit().await
}

/// The same store, whose memory of sessions is of another size and keeps what was read for another time.
pub fn with_session_memory(mut store: Store, entries: usize, life: Duration) -> Store {
    store.sessions = Arc::new(SessionCache::living(store.db.changes(), entries, life));
    store
}

/// How many statements were run so far, commits included.
pub fn statements(store: &Store) -> u64 {
    store.db.faults().statements()
}

/// Lets this many statements pass and fails every later one; `None` ends it.
pub fn fail_after(store: &Store, statements: Option<u32>) {
    store.db.faults().fail_after(statements);
}

/// The same for a database that has no keys yet.
pub fn fail_database_after(database: &crate::Database, statements: Option<u32>) {
    database.db.faults().fail_after(statements);
}

/// Whether SQLite is behind it.
pub fn is_sqlite(store: &Store) -> bool {
    store.db.is_sqlite()
}

/// The columns that are made anew when another root key becomes the active one, as `table.column`.
pub fn rewrapped() -> Vec<String> {
    crate::rewrap::COLUMNS.iter().map(|column| format!("{}.{}", column.table, column.name)).collect()
}
