//! Switching an application off and on, and giving it another secret.

use jiff::Timestamp;
use journey::audit::names;
use oidc::client::{ClientId, SecretHash};

use crate::db::values;
use crate::{Context, Store, StoreError};

impl Store {
    /// Switches a client off or on; `false` when there is none of that name, or it is so already.
    ///
    /// Switched off, everything that it was given is ended; switching on revives nothing of it, not even a code that was issued at the
    /// same moment.
    pub async fn set_client_enabled(&self, id: &ClientId, enabled: bool, ctx: &Context) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let sql = if enabled {
            "UPDATE clients SET disabled_at = NULL, enabled_at = $2 WHERE id = $1 AND disabled_at IS NOT NULL"
        } else {
            "UPDATE clients SET disabled_at = $2 WHERE id = $1 AND disabled_at IS NULL"
        };
        if work.tx.execute(sql, &values![id, ctx.now]).await? == 0 {
            return Ok(false);
        }
        if !enabled {
            work.end_families(id, None, "client-disabled").await?;
        }
        work.audit_client(if enabled { names::CLIENT_ENABLED } else { names::CLIENT_DISABLED }, id.as_str()).await?;
        work.commit().await?;
        Ok(true)
    }

    /// Gives a client another secret; the newest before it is good until `old_until`, older ones go at once (OP-08: at most two).
    ///
    /// `false` when there is no client of that name that authenticates with a secret.
    pub async fn rotate_client_secret(
        &self,
        id: &ClientId,
        secret: SecretHash,
        old_until: Timestamp,
        ctx: &Context,
    ) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        // The row is taken, so that two rotations at once come one after the other.
        let sql = "UPDATE clients SET name = name WHERE id = $1 AND auth_method IN ('client_secret_basic', 'client_secret_post')";
        if work.tx.execute(sql, &values![id]).await? == 0 {
            return Ok(false);
        }
        let sql = "SELECT hash FROM client_secrets WHERE client_id = $1 ORDER BY expires_at IS NOT NULL, \
                   created_at DESC, hash";
        let old = work.tx.fetch_all(sql, &values![id]).await?;
        for (place, row) in old.iter().enumerate() {
            let sql = if place == 0 {
                "UPDATE client_secrets SET expires_at = $2 WHERE hash = $1 AND (expires_at IS NULL OR expires_at > $2)"
            } else {
                "DELETE FROM client_secrets WHERE hash = $1 AND $2 = $2"
            };
            work.tx.execute(sql, &values![&row.token("hash")?, old_until]).await?;
        }
        work.add_secret(id.as_str(), &secret).await?;
        work.audit_client(names::CLIENT_SECRET, id.as_str()).await?;
        work.commit().await?;
        Ok(true)
    }
}
