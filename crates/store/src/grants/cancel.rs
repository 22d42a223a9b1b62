//! The end of a help-desk reset that nobody needs (requirement RC-11).

use credentials::grant::GrantKind;
use credentials::ids::AccountId;
use journey::AuditEvent;
use journey::audit::names;

use crate::db::values;
use crate::work::Work;
use crate::{AuditEntry, StoreError};

impl Work<'_> {
    /// Kills a reset that was not redeemed, in one statement: whoever just logged in has shown that the factor is not lost, also when the delay was over.
    ///
    /// One that was redeemed is spent by the factor that it allowed, in a step before any session.
    pub(crate) async fn cancel_reset(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "UPDATE grants SET killed_at = $2 WHERE account_id = $1 AND kind = $3 \
                   AND spent_at IS NULL AND killed_at IS NULL RETURNING id";
        let kind = GrantKind::HelpDesk.as_str();
        if self.tx.fetch_optional(sql, &values![account, self.ctx.now, kind]).await?.is_none() {
            return Ok(());
        }
        self.supersede_links(account).await?;
        let cancelled = AuditEvent::success(names::GRANT_CANCELLED).because("logged-in");
        self.audit(AuditEntry::new(cancelled).about(account)).await
    }
}
