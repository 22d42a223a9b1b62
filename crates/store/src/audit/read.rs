//! Reading the audit log from the beginning on, in pages: for exports (requirement LO-05).

use credentials::ids::AccountId;
use jiff::Timestamp;

use super::list::{AuditLine, read};
use crate::db::{Row, values};
use crate::{Store, StoreError};

/// Which entries to read; nothing set is all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditRange {
    /// From this moment on.
    pub since: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
    /// Only those about this account.
    pub account: Option<AccountId>,
    /// Only those of this name.
    pub event: Option<String>,
}

/// An entry with the name that its account has now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedAuditLine {
    /// The entry.
    pub line: AuditLine,
    /// The username of the account that it is about, as it is now and not as it was then.
    pub username: Option<String>,
}

impl Store {
    /// The entries of a range with a larger id than `after`, in the order of their ids, at most `limit`.
    pub async fn read_audit(
        &self,
        range: &AuditRange,
        after: i64,
        limit: u32,
    ) -> Result<Vec<NamedAuditLine>, StoreError> {
        let sql = "SELECT audit.*, accounts.username FROM audit LEFT JOIN accounts ON accounts.id = audit.account_id \
                   WHERE audit.id > $1 AND ($2 IS NULL OR audit.at >= $2) AND ($3 IS NULL OR audit.at < $3) \
                   AND ($4 IS NULL OR audit.account_id = $4) AND ($5 IS NULL OR audit.event = $5) \
                   ORDER BY audit.id LIMIT $6";
        let parameters = values![after, range.since, range.until, range.account, range.event.as_deref(), limit];
        self.db.fetch_all(sql, &parameters).await?.iter().map(named).collect()
    }

    /// The sealed entries with a larger number in the chain than `after`, in that order, at most `limit`.
    pub async fn read_sealed(&self, after: i64, limit: u32) -> Result<Vec<NamedAuditLine>, StoreError> {
        let sql = "SELECT audit.*, accounts.username FROM audit LEFT JOIN accounts ON accounts.id = audit.account_id \
                   WHERE audit.chain_seq > $1 ORDER BY audit.chain_seq LIMIT $2";
        self.db.fetch_all(sql, &values![after, limit]).await?.iter().map(named).collect()
    }
}

fn named(row: &Row) -> Result<NamedAuditLine, StoreError> {
    Ok(NamedAuditLine { line: read(row)?, username: row.text_opt("username")? })
}
