//! Everything that is held about one person, as JSON (AVG article 15, requirement NL-01).
//!
//! What is exported and what is not stands in two lists of columns, [`EXPORTED`] and [`LEFT_OUT`]; a test holds them against the schema, so that
//! whoever adds a column has to decide. No secret and no hash is ever among them.

mod left_out;
mod read;
mod tables;

use credentials::ids::AccountId;
use journey::AuditEvent;
use journey::audit::names;
use serde_json::{Map, Value};

use crate::db::values;
use crate::{AuditEntry, Context, Store, StoreError};

pub use left_out::LEFT_OUT;
pub use tables::{EXPORTED, ExportedTable};

impl Store {
    /// What is held about the owner of an account, one consistent picture; the export itself is noted. `None` when there is no such account.
    pub async fn export_account(&self, account: AccountId, ctx: &Context) -> Result<Option<Value>, StoreError> {
        self.audit(AuditEntry::new(AuditEvent::success(names::EXPORTED)).about(account), ctx).await?;
        let mut tx = self.db.read().await?;
        let mut whole = Map::new();
        for table in EXPORTED {
            let mut rows = Vec::new();
            for row in tx.fetch_all(table.sql, &values![account]).await? {
                rows.push(Value::Object(self.read_exported(table, &row)?));
            }
            whole.insert(table.name.to_owned(), Value::Array(rows));
        }
        tx.roll_back().await?;
        let Some(Value::Array(mut accounts)) = whole.remove("accounts") else { return Ok(None) };
        let Some(own) = accounts.pop() else { return Ok(None) };
        whole.insert("account".to_owned(), own);
        Ok(Some(Value::Object(whole)))
    }
}
