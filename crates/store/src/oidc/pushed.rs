//! Pushed authorization requests (RFC 9126, OP-07): taken once, by the client that pushed.

use credentials::token::TokenHash;
use jiff::Timestamp;

use oidc::client::ClientId;
use oidc::client_auth::JtiBurn;
use oidc::par::{LIFE, PushedRow};

use super::sealing::pushed_at;
use crate::db::values;
use crate::{Actor, Context, Store, StoreError};

impl Store {
    /// Stores a pushed request, together with the burning of the assertion that came with it; `false` when that was used before.
    pub async fn push_request(&self, row: &PushedRow, burn: Option<&JtiBurn>) -> Result<bool, StoreError> {
        let ctx = Context::new(row.pushed_at, Actor::System);
        let mut work = self.begin(&ctx).await?;
        if !work.burn_jti(burn).await? {
            return Ok(false);
        }
        let sql = "INSERT INTO pushed_requests (hash, client_id, request_sealed, pushed_at) VALUES ($1, $2, $3, $4)";
        let sealed = self.seal_json(&pushed_at(&row.hash), &row.request);
        work.tx.execute(sql, &values![&row.hash, &row.client, &sealed, row.pushed_at]).await?;
        work.commit().await?;
        Ok(true)
    }

    /// Takes a pushed request away: one statement decides who gets it. Another client's stays where it is.
    pub async fn take_pushed(&self, name: &TokenHash, client: &ClientId) -> Result<Option<PushedRow>, StoreError> {
        let ctx = Context::new(Timestamp::UNIX_EPOCH, Actor::System);
        let mut work = self.begin(&ctx).await?;
        let sql = "DELETE FROM pushed_requests WHERE hash = $1 AND client_id = $2 RETURNING request_sealed, pushed_at";
        let Some(row) = work.tx.fetch_optional(sql, &values![name, client]).await? else { return Ok(None) };
        work.commit().await?;
        Ok(Some(PushedRow {
            hash: *name,
            client: client.clone(),
            request: self.open_json(&pushed_at(name), &row.sealed("request_sealed")?)?,
            pushed_at: row.time("pushed_at")?,
        }))
    }

    /// Throws away what no browser came for; how many.
    pub(super) async fn purge_pushed(&self, now: Timestamp) -> Result<u64, StoreError> {
        self.db.execute("DELETE FROM pushed_requests WHERE pushed_at <= $1", &values![now - LIFE]).await
    }
}
