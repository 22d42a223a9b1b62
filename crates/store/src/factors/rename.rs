//! Another name for a factor.

use credentials::ids::{AccountId, FactorId};
use journey::audit::names;
use journey::{AuditEvent, FactorKind};

use crate::db::values;
use crate::{AuditEntry, Context, Store, StoreError};

impl Store {
    /// Gives a factor of this account another name; `false` when it holds no such factor. Nothing else changes, so older journeys live on.
    pub async fn rename_factor(
        &self,
        account: AccountId,
        factor: FactorId,
        label: &str,
        ctx: &Context,
    ) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let sql = "UPDATE factors SET label = $3 WHERE id = $1 AND account_id = $2 AND wiped_at IS NULL RETURNING kind";
        let Some(row) = work.tx.fetch_optional(sql, &values![factor, account, label]).await? else { return Ok(false) };
        let kind = row.word("kind", FactorKind::parse)?;
        let event = AuditEvent::success(names::FACTOR_RENAMED).with_factor(kind);
        work.audit(AuditEntry::new(event).about(account)).await?;
        work.commit().await?;
        Ok(true)
    }
}
