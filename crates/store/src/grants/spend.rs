//! Using a grant up, in one statement that decides every race (rule J6).

use credentials::grant::GrantKind;
use credentials::ids::{AccountId, GrantId};
use jiff::Timestamp;
use journey::Policy;

use crate::StoreError;
use crate::db::values;
use crate::work::Work;

impl Work<'_> {
    /// Spends a live grant; `false` when it is not live any more.
    ///
    /// Its time is checked when it is presented. The wizard that it opened may outlast it, by no more than the wizard's own hour.
    pub(crate) async fn spend_grant(&mut self, account: AccountId, grant: GrantId) -> Result<bool, StoreError> {
        let sql = "UPDATE grants SET spent_at = $3 WHERE id = $1 AND account_id = $2 \
                   AND spent_at IS NULL AND killed_at IS NULL AND expires_at > $4 RETURNING id";
        let bound = self.ctx.now - Policy::WIZARD;
        let spent = self.tx.fetch_optional(sql, &values![grant, account, self.ctx.now, bound]).await?;
        Ok(spent.is_some())
    }

    /// Gives a live help-desk grant a new end, when it was redeemed in time; `false` when it is dead (rule J6c).
    pub(crate) async fn extend_grant(
        &mut self,
        account: AccountId,
        grant: GrantId,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE grants SET expires_at = $3 WHERE id = $1 AND account_id = $2 AND kind = $4 \
                   AND spent_at IS NULL AND killed_at IS NULL AND expires_at > $5 RETURNING id";
        let kind = GrantKind::HelpDesk.as_str();
        let extended = self.tx.fetch_optional(sql, &values![grant, account, until, kind, self.ctx.now]).await?;
        Ok(extended.is_some())
    }
}
