//! The registered applications, for the operator.

use jiff::Timestamp;
use journey::session::SessionPolicy;
use oidc::client::{Client, ClientId};

use super::client_read::{Parts, all_parts, read};
use crate::db::{Row, values};
use crate::{Store, StoreError};

/// A client with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientLine {
    /// The registration; only live secrets.
    pub client: Client,
    /// When it was registered.
    pub created_at: Timestamp,
    /// Since when it is switched off.
    pub disabled_at: Option<Timestamp>,
    /// Its live secrets, the newest first.
    pub secrets: Vec<SecretLine>,
    /// How many logins at it are alive: a code was redeemed, nothing ended it, and the session goes on.
    pub live_grants: u64,
    /// When it last redeemed a code or refreshed a token, to the hour.
    pub last_used_at: Option<Timestamp>,
}

/// A secret without the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecretLine {
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it is good, when another one took its place.
    pub expires_at: Option<Timestamp>,
}

const LIST: &str = "SELECT c.*, (SELECT COUNT(*) FROM token_families f \
                    JOIN sessions s ON s.id = f.session_id AND s.account_id = f.account_id \
                    WHERE f.client_id = c.id AND f.revoked_at IS NULL AND f.last_used_at IS NOT NULL \
                    AND f.started_at >= c.enabled_at AND c.disabled_at IS NULL \
                    AND s.expires_at > $1 AND s.last_seen_at > $2) AS live_grants \
                    FROM clients c WHERE $3 IS NULL OR c.id = $3 ORDER BY c.id";

impl Store {
    /// All clients, by name.
    pub async fn list_clients(&self, policy: &SessionPolicy, now: Timestamp) -> Result<Vec<ClientLine>, StoreError> {
        self.client_lines(None, policy, now).await
    }

    /// One client.
    pub async fn client_line(
        &self,
        id: &ClientId,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> Result<Option<ClientLine>, StoreError> {
        Ok(self.client_lines(Some(id), policy, now).await?.pop())
    }

    async fn client_lines(
        &self,
        id: Option<&ClientId>,
        policy: &SessionPolicy,
        now: Timestamp,
    ) -> Result<Vec<ClientLine>, StoreError> {
        let mut tx = self.db.read().await?;
        let rows = tx.fetch_all(LIST, &values![now, now - policy.idle, id]).await?;
        let mut parts = all_parts(&mut tx, now).await?;
        tx.roll_back().await?;
        rows.iter().map(|row| line(row, parts.remove(&row.text("id")?).unwrap_or_default())).collect()
    }
}

fn line(row: &Row, parts: Parts) -> Result<ClientLine, StoreError> {
    let secret = |(_, created_at, expires_at): &(_, Timestamp, Option<Timestamp>)| SecretLine {
        created_at: *created_at,
        expires_at: *expires_at,
    };
    Ok(ClientLine {
        secrets: parts.secrets.iter().map(secret).collect(),
        client: read(row, parts)?,
        created_at: row.time("created_at")?,
        disabled_at: row.time_opt("disabled_at")?,
        live_grants: row.count("live_grants")?,
        last_used_at: row.time_opt("last_used_at")?,
    })
}
