//! Every factor that an account ever had (requirement SF-06).

use credentials::ids::{AccountId, FactorId};
use jiff::Timestamp;
use journey::FactorKind;

use crate::db::{Row, values};
use crate::{Store, StoreError};

/// A factor without its secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorLine {
    /// Which factor.
    pub id: FactorId,
    /// Its kind.
    pub kind: FactorKind,
    /// The name that its owner gave it; empty when none.
    pub label: String,
    /// When it was proven and stored.
    pub bound_at: Timestamp,
    /// From which address.
    pub bound_from: Option<String>,
    /// The kind of the factor that allowed a session to add it (rule J14); `None` for one of the wizard.
    pub bound_by: Option<FactorKind>,
    /// When it last opened a session.
    pub last_used_at: Option<Timestamp>,
    /// From which address that was.
    pub last_used_from: Option<String>,
    /// When its secret was destroyed; `None` while it counts.
    pub wiped_at: Option<Timestamp>,
    /// Why.
    pub wiped_reason: Option<String>,
    /// When somebody objected to it (requirement RC-08).
    pub disputed_at: Option<Timestamp>,
}

impl FactorLine {
    /// Whether it counts and is disputed: a reinstatement destroys it.
    pub fn is_disputed(&self) -> bool {
        self.disputed_at.is_some() && self.wiped_at.is_none()
    }
}

impl Store {
    /// The factors of an account, oldest first, those that were wiped too.
    pub async fn list_factors(&self, account: AccountId) -> Result<Vec<FactorLine>, StoreError> {
        let sql = "SELECT * FROM factors WHERE account_id = $1 ORDER BY bound_at, id";
        self.db.fetch_all(sql, &values![account]).await?.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<FactorLine, StoreError> {
    Ok(FactorLine {
        id: FactorId::from_uuid(row.uuid("id")?),
        kind: row.word("kind", FactorKind::parse)?,
        label: row.text("label")?,
        bound_at: row.time("bound_at")?,
        bound_from: row.text_opt("bound_from")?,
        bound_by: row.word_opt("bound_by", FactorKind::parse)?,
        last_used_at: row.time_opt("last_used_at")?,
        last_used_from: row.text_opt("last_used_from")?,
        wiped_at: row.time_opt("wiped_at")?,
        wiped_reason: row.text_opt("wiped_reason")?,
        disputed_at: row.time_opt("disputed_at")?,
    })
}
