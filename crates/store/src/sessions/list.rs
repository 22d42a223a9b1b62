//! The sessions of an account, for its owner (requirement SE-09).

use credentials::ids::{AccountId, SessionId};
use jiff::Timestamp;
use journey::FactorKind;
use journey::session::SessionPolicy;

use super::load::read_sealing;
use crate::db::{Row, values};
use crate::{Store, StoreError};

/// A session as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionLine {
    /// Which session.
    pub id: SessionId,
    /// The kind of the factor that opened it.
    pub factor: FactorKind,
    /// When it was opened.
    pub created_at: Timestamp,
    /// The last request that counted.
    pub last_seen_at: Timestamp,
    /// When it ends whatever happens.
    pub expires_at: Timestamp,
    /// The address that opened it.
    pub address: Option<String>,
    /// The browser that opened it, as it calls itself.
    pub user_agent: Option<String>,
}

impl Store {
    /// The sessions that are alive at `now`, the one that was seen last first. A row that is not this installation's is none.
    pub async fn list_sessions(
        &self,
        account: AccountId,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> Result<Vec<SessionLine>, StoreError> {
        let sql = "SELECT s.*, f.kind AS factor_kind FROM sessions s \
                   JOIN factors f ON f.id = s.factor_id AND f.account_id = s.account_id \
                   WHERE s.account_id = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND f.wiped_at IS NULL \
                   ORDER BY s.last_seen_at DESC, s.id DESC";
        let mut lines = Vec::new();
        for row in self.db.fetch_all(sql, &values![account, now, now - policy.idle]).await? {
            if read_sealing(&row)?.verify(&self.keyring, &row.text("mac")?) {
                lines.push(read(&row)?);
            }
        }
        Ok(lines)
    }
}

fn read(row: &Row) -> Result<SessionLine, StoreError> {
    Ok(SessionLine {
        id: SessionId::from_uuid(row.uuid("id")?),
        factor: row.word("factor_kind", FactorKind::parse)?,
        created_at: row.time("created_at")?,
        last_seen_at: row.time("last_seen_at")?,
        expires_at: row.time("expires_at")?,
        address: row.text_opt("address")?,
        user_agent: row.text_opt("user_agent")?,
    })
}
