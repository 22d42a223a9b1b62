//! Ending a session of one's own account (requirement SE-09).

use credentials::ids::{AccountId, SessionId};

use crate::db::values;
use crate::{Context, Store, StoreError};

impl Store {
    /// Ends one session of this account and of no other; `false` when there is none of that id any more.
    pub async fn end_session_of(
        &self,
        account: AccountId,
        id: SessionId,
        reason: &'static str,
        ctx: &Context,
    ) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let sql = "DELETE FROM sessions WHERE id = $1 AND account_id = $2 RETURNING id";
        let Some(row) = work.tx.fetch_optional(sql, &values![id, account]).await? else { return Ok(false) };
        work.audit_ended(account, &[row], reason).await?;
        work.commit().await?;
        Ok(true)
    }
}
