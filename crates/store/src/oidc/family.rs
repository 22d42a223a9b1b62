//! Ending what a login gave a client: one family of tokens, or all of a client.

use credentials::ids::{AccountId, SessionId};
use jiff::Timestamp;
use journey::audit::names;
use journey::session::SessionPolicy;
use journey::{AuditEvent, Username};
use oidc::client::ClientId;
use oidc::code::FamilyId;
use oidc::scope::Scopes;

use crate::db::{Row, values};
use crate::work::Work;
use crate::{AuditEntry, Context, Store, StoreError};

/// Which logins to list; everything given must hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct GrantQuery<'a> {
    /// At this client only.
    pub client: Option<&'a ClientId>,
    /// Of this account only.
    pub account: Option<AccountId>,
}

/// One login at one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantLine {
    /// The family of its tokens.
    pub family: FamilyId,
    /// At which client.
    pub client: ClientId,
    /// Of whose account.
    pub account: AccountId,
    /// Its username.
    pub username: Username,
    /// What was granted.
    pub scopes: Scopes,
    /// When it began.
    pub started_at: Timestamp,
    /// When the client last redeemed a code or refreshed a token.
    pub last_used_at: Timestamp,
    /// When it ends whatever happens: with the session.
    pub ends_at: Timestamp,
}

const LIST: &str = "SELECT f.*, a.username FROM token_families f JOIN clients c ON c.id = f.client_id \
                    JOIN accounts a ON a.id = f.account_id \
                    JOIN sessions s ON s.id = f.session_id AND s.account_id = f.account_id \
                    WHERE f.revoked_at IS NULL AND f.last_used_at IS NOT NULL AND c.disabled_at IS NULL \
                    AND f.started_at >= c.enabled_at AND a.status = 'active' AND s.expires_at > $1 \
                    AND s.last_seen_at > $2 AND ($3 IS NULL OR f.client_id = $3) \
                    AND ($4 IS NULL OR f.account_id = $4) ORDER BY f.client_id, a.username, f.started_at, f.id";

const END_ALL: &str = "UPDATE token_families SET revoked_at = $3, revoked_reason = $4 WHERE client_id = $1 \
                       AND ($2 IS NULL OR account_id = $2) AND revoked_at IS NULL AND ends_at > $3";

impl Store {
    /// The logins at clients that are alive.
    pub async fn list_grants(
        &self,
        query: &GrantQuery<'_>,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> Result<Vec<GrantLine>, StoreError> {
        let parameters = values![now, now - policy.idle, query.client, query.account];
        self.db.fetch_all(LIST, &parameters).await?.iter().map(read).collect()
    }

    /// Ends what a client was given, by everybody or by one account; how many logins that were.
    pub async fn end_grants(
        &self,
        client: &ClientId,
        account: Option<AccountId>,
        ctx: &Context,
    ) -> Result<u64, StoreError> {
        let mut work = self.begin(ctx).await?;
        let ended = work.end_families(client, account, "ended-by-operator").await?;
        if ended > 0 {
            let mut entry =
                AuditEntry::new(AuditEvent::success(names::CLIENT_GRANTS_ENDED)).for_client(client.as_str());
            entry.account = account;
            work.audit(entry).await?;
        }
        work.commit().await?;
        Ok(ended)
    }

    /// A client gives its tokens back (RFC 7009): the whole family ends; `false` when it was ended before.
    pub async fn revoke_family(&self, family: FamilyId, ctx: &Context) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let ended = work.end_family(family, AuditEvent::success(names::TOKEN_REVOKED).because("by-client")).await?;
        work.commit().await?;
        Ok(ended)
    }

    /// A code or refresh token came back after it was used (OP-04, OP-09): the whole family ends; `false` when it was ended before.
    pub async fn end_reused(&self, family: FamilyId, ctx: &Context) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let ended = work.end_family(family, reused()).await?;
        work.commit().await?;
        Ok(ended)
    }
}

/// What the audit log says of it.
pub(super) fn reused() -> AuditEvent {
    AuditEvent::refused(names::TOKEN_REUSE, "reused")
}

impl Work<'_> {
    /// Ends a family with the rest of the unit of work, under the event's reason; `false` when it was ended before.
    pub(super) async fn end_family(&mut self, family: FamilyId, event: AuditEvent) -> Result<bool, StoreError> {
        let sql = "UPDATE token_families SET revoked_at = $2, revoked_reason = $3 WHERE id = $1 AND revoked_at IS NULL \
                   RETURNING client_id, account_id, session_id";
        let Some(row) = self.tx.fetch_optional(sql, &values![family, self.ctx.now, event.reason]).await? else {
            return Ok(false);
        };
        let session = SessionId::from_uuid(row.uuid("session_id")?);
        let entry = AuditEntry::new(event).about(row.account("account_id")?).in_session(session);
        self.audit(entry.for_client(&row.text("client_id")?)).await?;
        Ok(true)
    }

    /// Ends the families of a client, or of one account there; how many.
    pub(super) async fn end_families(
        &mut self,
        client: &ClientId,
        account: Option<AccountId>,
        reason: &'static str,
    ) -> Result<u64, StoreError> {
        self.tx.execute(END_ALL, &values![client, account, self.ctx.now, reason]).await
    }
}

fn read(row: &Row) -> Result<GrantLine, StoreError> {
    Ok(GrantLine {
        family: FamilyId(row.uuid("id")?),
        client: row.client("client_id")?,
        account: row.account("account_id")?,
        username: row.word("username", Username::parse)?,
        scopes: row.scopes("scopes")?,
        started_at: row.time("started_at")?,
        last_used_at: row.time("last_used_at")?,
        ends_at: row.time("ends_at")?,
    })
}
