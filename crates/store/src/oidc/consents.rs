//! What somebody agreed to (OP-17), and what of it they see in their own account.

use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::AuditEvent;
use journey::audit::names;
use journey::session::SessionPolicy;
use oidc::client::ClientId;
use oidc::consent::{ConsentRow, agree};
use oidc::scope::Scopes;

use crate::db::{Row, Tx, values};
use crate::{Acting, AuditEntry, Context, Store, StoreError};

/// An application in somebody's own account: one that they agreed to, or are logged in at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationLine {
    /// Which client.
    pub client: ClientId,
    /// What people are shown.
    pub name: String,
    /// Whether it is switched on.
    pub enabled: bool,
    /// What they agreed to, and when last; none for an application of the house.
    pub consent: Option<(Scopes, Timestamp)>,
    /// How many of their logins at it are alive.
    pub live_grants: u64,
    /// When it last redeemed a code or refreshed a token in one of those.
    pub last_used_at: Option<Timestamp>,
}

const FIND: &str = "SELECT scopes, agreed_at FROM consents WHERE account_id = $1 AND client_id = $2";

/// The client's row is taken by the reference to it; a client that is gone gives no row.
const AGREE: &str = "INSERT INTO consents (account_id, client_id, scopes, agreed_at) \
                     SELECT $1, $2, $3, $4 WHERE EXISTS (SELECT 1 FROM clients WHERE id = $2 AND disabled_at IS NULL) \
                     ON CONFLICT (account_id, client_id) DO UPDATE SET scopes = $3, agreed_at = $4";

const LIST: &str = "SELECT c.id, c.name, c.disabled_at, k.scopes, k.agreed_at, COUNT(f.id) AS live_grants, \
                    MAX(f.last_used_at) AS last_used_at FROM clients c \
                    LEFT JOIN consents k ON k.client_id = c.id AND k.account_id = $1 \
                    LEFT JOIN (SELECT g.id, g.client_id, g.started_at, g.last_used_at FROM token_families g \
                    JOIN sessions s ON s.id = g.session_id AND s.account_id = g.account_id \
                    WHERE g.account_id = $1 AND g.revoked_at IS NULL AND g.last_used_at IS NOT NULL \
                    AND s.expires_at > $2 AND s.last_seen_at > $3) f \
                    ON f.client_id = c.id AND c.disabled_at IS NULL AND f.started_at >= c.enabled_at \
                    GROUP BY c.id, c.name, c.disabled_at, k.scopes, k.agreed_at \
                    HAVING COUNT(f.id) > 0 OR k.agreed_at IS NOT NULL ORDER BY c.name, c.id";

impl Store {
    /// What somebody agreed to for a client.
    pub async fn load_consent(&self, account: AccountId, client: &ClientId) -> Result<Option<ConsentRow>, StoreError> {
        let found = self.db.fetch_optional(FIND, &values![account, client]).await?;
        found.map(|row| read(account, client, &row)).transpose()
    }

    /// Somebody agrees in a live session; what they agreed to before stays. `None` when the session is over, or the client is switched
    /// off.
    pub async fn agree_to(
        &self,
        acting: &Acting<'_>,
        client: &ClientId,
        asked: &Scopes,
        ctx: &Context,
    ) -> Result<Option<ConsentRow>, StoreError> {
        let mut work = self.begin(ctx).await?;
        // The account's row is taken: of two agreements at once the second adds to the first.
        if !work.take_acting(acting).await? {
            return Ok(None);
        }
        let before = find(&mut work.tx, acting.account, client).await?;
        let row = agree(acting.account, client, asked, before.as_ref().map(|row| &row.scopes), ctx.now);
        let parameters = values![row.account, client, row.scopes.to_text(), row.agreed_at];
        if work.tx.execute(AGREE, &parameters).await? == 0 {
            return Ok(None);
        }
        let entry = entry(names::CONSENT_GIVEN, acting, client);
        work.audit(entry.saying(&row.scopes.to_text())).await?;
        work.commit().await?;
        Ok(Some(row))
    }

    /// Somebody takes back what they agreed to, in a live session: it is forgotten, and what the client was given for this account
    /// ends. `false` when the session is over, or there was nothing to take back.
    pub async fn revoke_consent(
        &self,
        acting: &Acting<'_>,
        client: &ClientId,
        ctx: &Context,
    ) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        if !work.take_acting(acting).await? {
            return Ok(false);
        }
        let sql = "DELETE FROM consents WHERE account_id = $1 AND client_id = $2";
        let forgotten = work.tx.execute(sql, &values![acting.account, client]).await?;
        let ended = work.end_families(client, Some(acting.account), "consent-revoked").await?;
        if forgotten + ended == 0 {
            return Ok(false);
        }
        work.audit(entry(names::CONSENT_REVOKED, acting, client)).await?;
        work.commit().await?;
        Ok(true)
    }

    /// The applications that somebody agreed to or is logged in at, by name.
    pub async fn list_applications(
        &self,
        account: AccountId,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> Result<Vec<ApplicationLine>, StoreError> {
        let rows = self.db.fetch_all(LIST, &values![account, now, now - policy.idle]).await?;
        rows.iter().map(read_line).collect()
    }
}

fn entry(name: &'static str, acting: &Acting<'_>, client: &ClientId) -> AuditEntry {
    let entry = AuditEntry::new(AuditEvent::success(name)).about(acting.account).in_session(acting.session);
    entry.for_client(client.as_str())
}

async fn find(tx: &mut Tx, account: AccountId, client: &ClientId) -> Result<Option<ConsentRow>, StoreError> {
    let found = tx.fetch_optional(FIND, &values![account, client]).await?;
    found.map(|row| read(account, client, &row)).transpose()
}

fn read(account: AccountId, client: &ClientId, row: &Row) -> Result<ConsentRow, StoreError> {
    let (scopes, agreed_at) = (row.scopes("scopes")?, row.time("agreed_at")?);
    Ok(ConsentRow { account, client: client.clone(), scopes, agreed_at })
}

fn read_line(row: &Row) -> Result<ApplicationLine, StoreError> {
    let agreed_at = row.time_opt("agreed_at")?;
    Ok(ApplicationLine {
        client: row.client("id")?,
        name: row.text("name")?,
        enabled: row.time_opt("disabled_at")?.is_none(),
        consent: agreed_at.map(|at| Ok::<_, StoreError>((row.scopes("scopes")?, at))).transpose()?,
        live_grants: row.count("live_grants")?,
        last_used_at: row.time_opt("last_used_at")?,
    })
}
