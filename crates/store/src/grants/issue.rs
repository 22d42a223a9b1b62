//! Issuing a grant: the older one of the account and the journeys that live by it are dead at this moment (rule J6).

use credentials::ids::AccountId;
use journey::event::NewGrant;

use crate::StoreError;
use crate::db::values;
use crate::work::Work;

impl Work<'_> {
    /// Kills the live grant of an account and the journeys that live by it.
    pub(crate) async fn kill_grants(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "DELETE FROM journeys WHERE account_id = $1 AND grant_id IN \
                   (SELECT id FROM grants WHERE account_id = $1 AND spent_at IS NULL AND killed_at IS NULL)";
        self.tx.execute(sql, &values![account]).await?;
        let sql = "UPDATE grants SET killed_at = $2 WHERE account_id = $1 AND spent_at IS NULL AND killed_at IS NULL";
        self.tx.execute(sql, &values![account, self.ctx.now]).await.map(|_| ())
    }

    /// Issues a grant in place of the live one.
    pub(crate) async fn issue_grant(&mut self, account: AccountId, grant: &NewGrant) -> Result<(), StoreError> {
        self.kill_grants(account).await?;
        let sql = "INSERT INTO grants (id, account_id, kind, token_hash, issued_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5, $6)";
        let (seed, kind) = (&grant.seed, grant.kind.as_str());
        let parameters = values![seed.id, account, kind, &seed.token, self.ctx.now, grant.expires_at];
        self.tx.execute(sql, &parameters).await.map(|_| ())
    }
}
