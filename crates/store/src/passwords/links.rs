//! Mailed links for a forgotten password (rule J12, requirement FP-02): the newest of an account only, each used once.

use credentials::ids::{AccountId, LinkId};
use credentials::mailed_link::LinkRow;
use credentials::token::TokenHash;
use jiff::Timestamp;
use journey::audit::names;
use journey::{AccountStatus, AuditEvent, Policy};

use crate::db::values;
use crate::work::Work;
use crate::{AuditEntry, Context, Store, StoreError};

impl Store {
    /// Issues a link in place of the account's live one; `None` when there is no such account or it is not active.
    pub async fn issue_password_link(
        &self,
        account: AccountId,
        token: TokenHash,
        expires_at: Timestamp,
        ctx: &Context,
    ) -> Result<Option<LinkId>, StoreError> {
        let mut work = self.begin(ctx).await?;
        if work.lock_account(account).await? != Some(AccountStatus::Active) {
            return Ok(None);
        }
        let link = work.issue_password_link(account, token, expires_at).await?;
        work.commit().await?;
        Ok(Some(link))
    }

    /// The link with that token, if it may be presented at `now`; changes nothing (requirement FP-04).
    pub async fn find_password_link(&self, token: &TokenHash, now: Timestamp) -> Result<Option<LinkRow>, StoreError> {
        let sql = "SELECT l.id, l.account_id, l.token_hash, l.expires_at FROM password_links l \
                   JOIN accounts a ON a.id = l.account_id WHERE l.token_hash = $1 AND l.expires_at > $2 \
                   AND l.used_at IS NULL AND l.killed_at IS NULL AND a.status = 'active'";
        let Some(row) = self.db.fetch_optional(sql, &values![token, now]).await? else { return Ok(None) };
        Ok(Some(LinkRow {
            id: LinkId::from_uuid(row.uuid("id")?),
            account: row.account("account_id")?,
            token: row.token("token_hash")?,
            expires_at: row.time("expires_at")?,
        }))
    }
}

impl Work<'_> {
    /// Issues a link with the rest of the unit of work, which has taken the account's row.
    pub(crate) async fn issue_password_link(
        &mut self,
        account: AccountId,
        token: TokenHash,
        expires_at: Timestamp,
    ) -> Result<LinkId, StoreError> {
        self.kill_password_links(account).await?;
        let id = LinkId::generate(self.ctx.now, self.store.rng.as_ref());
        let sql = "INSERT INTO password_links (id, account_id, token_hash, issued_at, expires_at) \
                   VALUES ($1, $2, $3, $4, $5)";
        self.tx.execute(sql, &values![id, account, &token, self.ctx.now, expires_at]).await?;
        self.audit(AuditEntry::new(AuditEvent::success(names::PASSWORD_LINK_ISSUED)).about(account)).await?;
        Ok(id)
    }

    /// Kills the live link of an account.
    pub(crate) async fn kill_password_links(&mut self, account: AccountId) -> Result<(), StoreError> {
        let sql = "UPDATE password_links SET killed_at = $2 \
                   WHERE account_id = $1 AND used_at IS NULL AND killed_at IS NULL";
        self.tx.execute(sql, &values![account, self.ctx.now]).await.map(|_| ())
    }

    /// Uses a link up, in one statement that decides every race; `false` when it is not live any more.
    ///
    /// Its time is checked when it is presented. The journey that it began may outlast it, by no more than a login's quarter of an hour.
    pub(crate) async fn spend_password_link(&mut self, account: AccountId, link: LinkId) -> Result<bool, StoreError> {
        let sql = "UPDATE password_links SET used_at = $3 WHERE id = $1 AND account_id = $2 \
                   AND used_at IS NULL AND killed_at IS NULL AND expires_at > $4 RETURNING id";
        let parameters = values![link, account, self.ctx.now, self.ctx.now - Policy::LOGIN];
        Ok(self.tx.fetch_optional(sql, &parameters).await?.is_some())
    }
}
