//! Browsers that once completed a full login on an account (rule J8).

use credentials::ids::AccountId;
use credentials::token::TokenHash;
use journey::Policy;

use crate::db::values;
use crate::work::Work;
use crate::{Store, StoreError};

impl Store {
    /// Whether the browser that holds this token is known on this account; one statement, also for [`AccountId::NOBODY`].
    pub async fn is_known_browser(&self, account: AccountId, token: &TokenHash) -> Result<bool, StoreError> {
        let sql = "SELECT account_id FROM known_browsers WHERE account_id = $1 AND token_hash = $2";
        Ok(self.db.fetch_optional(sql, &values![account, token]).await?.is_some())
    }
}

impl Work<'_> {
    /// Remembers a browser; at most five of an account, the one that was used least recently goes.
    pub(crate) async fn remember_browser(&mut self, account: AccountId, token: &TokenHash) -> Result<(), StoreError> {
        let sql = "INSERT INTO known_browsers (account_id, token_hash, created_at, last_used_at) \
                   VALUES ($1, $2, $3, $3) \
                   ON CONFLICT (account_id, token_hash) DO UPDATE SET last_used_at = excluded.last_used_at";
        self.tx.execute(sql, &values![account, token, self.ctx.now]).await?;
        let sql = "DELETE FROM known_browsers WHERE account_id = $1 AND token_hash <> $2 AND token_hash NOT IN \
                   (SELECT token_hash FROM known_browsers WHERE account_id = $1 AND token_hash <> $2 \
                    ORDER BY last_used_at DESC, token_hash LIMIT $3)";
        let others = Policy::KNOWN_BROWSERS - 1;
        self.tx.execute(sql, &values![account, token, others]).await.map(|_| ())
    }

    /// Forgets every browser of an account.
    pub(crate) async fn forget_browsers(&mut self, account: AccountId) -> Result<(), StoreError> {
        self.tx.execute("DELETE FROM known_browsers WHERE account_id = $1", &values![account]).await.map(|_| ())
    }
}
