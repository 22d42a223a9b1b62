//! For which name the security keys and passkeys of this installation were set up (requirement WA-10).
//!
//! A browser lets a key answer only for the name that it was registered for. A portal that moves to another name would leave its
//! people with keys that are silent, so the name is remembered, and a new one has to be accepted by a person.

use journey::audit::names;
use journey::{AuditEvent, FactorKind};

use crate::db::values;
use crate::{AuditEntry, Context, Store, StoreError};

/// Under which name it stands in `meta`.
const RP_ID: &str = "rp_id";

/// Keys that would be of no use under a new name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrphanedKeys {
    /// The name that they were set up for.
    pub old: String,
    /// How many count at this moment.
    pub keys: u64,
}

impl Store {
    /// Remembers the name at the first start, and when no key would be lost; else says which keys stand in the way.
    pub async fn check_rp_id(&self, rp_id: &str) -> Result<Option<OrphanedKeys>, StoreError> {
        let sql = "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING";
        self.db.execute(sql, &values![RP_ID, rp_id]).await?;
        // One statement, so that a key is seen that another node enrolled under the old name just now.
        let sql = "UPDATE meta SET value = $2 WHERE key = $1 AND NOT EXISTS \
                   (SELECT 1 FROM factors WHERE kind IN ($3, $4) AND wiped_at IS NULL)";
        let [one, other] = FactorKind::KEYS.map(FactorKind::as_str);
        self.db.execute(sql, &values![RP_ID, rp_id, one, other]).await?;
        self.orphaned_keys(rp_id).await
    }

    /// The keys of another name than this; `None` when the name is the same or none is remembered. Changes nothing.
    pub async fn orphaned_keys(&self, rp_id: &str) -> Result<Option<OrphanedKeys>, StoreError> {
        let found = self.db.fetch_optional("SELECT value FROM meta WHERE key = $1", &values![RP_ID]).await?;
        let Some(old) = found.map(|row| row.text("value")).transpose()?.filter(|old| old != rp_id) else {
            return Ok(None);
        };
        let sql = "SELECT COUNT(*) AS found FROM factors WHERE kind IN ($1, $2) AND wiped_at IS NULL";
        let [one, other] = FactorKind::KEYS.map(FactorKind::as_str);
        let row = self.db.fetch_optional(sql, &values![one, other]).await?;
        let count = row.ok_or(StoreError::Row { column: "found" })?.int("found")?;
        Ok(Some(OrphanedKeys { old, keys: u64::try_from(count).unwrap_or(0) }))
    }

    /// A person accepts the new name: from here on the old keys cannot answer, and still count as a factor (rule J2).
    pub async fn accept_rp_id(&self, rp_id: &str, ctx: &Context) -> Result<(), StoreError> {
        let mut work = self.begin(ctx).await?;
        let sql =
            "INSERT INTO meta (key, value) VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
        work.tx.execute(sql, &values![RP_ID, rp_id]).await?;
        let event = AuditEvent::success(names::ADMIN).because("accept-address").with_factor(FactorKind::SecurityKey);
        work.audit(AuditEntry::new(event)).await?;
        work.commit().await
    }
}
