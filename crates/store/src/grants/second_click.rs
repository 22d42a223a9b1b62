//! The second click on "save my password": the first answer, and the grant's cookie with it, may never have arrived (rule J11).
//!
//! Whoever holds the link that was used less than 30 seconds ago gets the grant once more, if nothing was done with it. The caller has verified
//! the password that was just set.

use credentials::grant::GrantKind;
use credentials::token::TokenHash;
use jiff::{SignedDuration, Timestamp};
use journey::Username;
use journey::event::{GrantSeed, NewGrant};

use super::BROWSER_GRANT;
use crate::db::values;
use crate::{Context, Store, StoreError};

/// How long after the first click.
const WINDOW: SignedDuration = SignedDuration::from_secs(30);

impl Store {
    /// Whose first password was set with this link a moment ago.
    pub async fn link_used_just_now(&self, link: &TokenHash, now: Timestamp) -> Result<Option<Username>, StoreError> {
        let sql = "SELECT a.username FROM grants g JOIN accounts a ON a.id = g.account_id \
                   WHERE g.token_hash = $1 AND g.kind = $2 AND g.spent_at > $3";
        let parameters = values![link, GrantKind::Activation.as_str(), now - WINDOW];
        let found = self.db.fetch_optional(sql, &parameters).await?;
        found.map(|row| row.word("username", Username::parse)).transpose()
    }

    /// Replaces the grant that the first click gave by another one; `false` when it was used, or when this is the third click.
    pub async fn hand_grant_over(&self, link: &TokenHash, seed: &GrantSeed, ctx: &Context) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        // The grant of the first click was issued in the transaction that spent the link: at the same microsecond.
        let sql = "UPDATE grants SET expires_at = expires_at WHERE spent_at IS NULL AND killed_at IS NULL AND kind = $2 \
                   AND EXISTS (SELECT 1 FROM grants used WHERE used.token_hash = $1 AND used.kind = $2 \
                   AND used.account_id = grants.account_id AND used.spent_at = grants.issued_at AND used.spent_at > $3) \
                   RETURNING account_id";
        let parameters = values![link, GrantKind::Activation.as_str(), ctx.now - WINDOW];
        let Some(row) = work.tx.fetch_optional(sql, &parameters).await? else { return Ok(false) };
        let grant = NewGrant { seed: seed.clone(), kind: GrantKind::Activation, expires_at: ctx.now + BROWSER_GRANT };
        work.issue_grant(row.account("account_id")?, &grant).await?;
        work.commit().await?;
        Ok(true)
    }
}
