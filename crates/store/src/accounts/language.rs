//! The language in which somebody is written to.

use credentials::ids::AccountId;
use journey::audit::names;
use journey::{AuditEvent, Language};

use crate::db::values;
use crate::{AuditEntry, Context, Store, StoreError};

impl Store {
    /// Stores the language that its owner chose; `false` when there is no such account or it had that language already.
    pub async fn set_language(
        &self,
        account: AccountId,
        language: Language,
        ctx: &Context,
    ) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let sql = "UPDATE accounts SET language = $2, updated_at = $3 WHERE id = $1 AND language <> $2 RETURNING id";
        let parameters = values![account, language.as_str(), ctx.now];
        if work.tx.fetch_optional(sql, &parameters).await?.is_none() {
            return Ok(false);
        }
        let event = AuditEvent::success(names::LANGUAGE_CHANGED).because(language.as_str());
        work.audit(AuditEntry::new(event).about(account)).await?;
        work.commit().await?;
        Ok(true)
    }
}
