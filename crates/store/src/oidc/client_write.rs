//! Registering an application, and changing its registration.
//!
//! What a registration must be like is said by [`oidc::client::check_client`]; nothing is checked again here.

use journey::AuditEvent;
use journey::audit::names;
use oidc::client::{Client, ClientAuth, SecretHash};

use super::client_read::{consent_word, pkce_word};
use crate::db::{Value, values};
use crate::work::Work;
use crate::{AuditEntry, Context, Store, StoreError};

const INSERT: &str = "INSERT INTO clients (id, name, auth_method, auth_alg, pkce, par_required, scopes, id_token_alg, \
                      consent, back_channel_logout_uri, least_acr, created_at, enabled_at, disabled_at) \
                      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12, $13) ON CONFLICT (id) DO NOTHING";

const UPDATE: &str = "UPDATE clients SET name = $2, auth_method = $3, auth_alg = $4, pkce = $5, par_required = $6, \
                      scopes = $7, id_token_alg = $8, consent = $9, back_channel_logout_uri = $10, least_acr = $11 \
                      WHERE id = $1";

impl Store {
    /// Registers an application; `false` when another one has that name.
    pub async fn add_client(&self, client: &Client, ctx: &Context) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let mut parameters = columns(client);
        parameters.extend(values![ctx.now, (!client.enabled).then_some(ctx.now)]);
        if work.tx.execute(INSERT, &parameters).await? == 0 {
            return Ok(false);
        }
        work.write_parts(client).await?;
        work.audit_client(names::CLIENT_ADDED, client.id.as_str()).await?;
        work.commit().await?;
        Ok(true)
    }

    /// Replaces everything of a registration but whether it is switched on; `false` when there is none of that name.
    ///
    /// Secrets that are listed and known keep their end; others are added, and those that are not listed go.
    pub async fn change_client(&self, client: &Client, ctx: &Context) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        if work.tx.execute(UPDATE, &columns(client)).await? == 0 {
            return Ok(false);
        }
        work.tx.execute("DELETE FROM client_uris WHERE client_id = $1", &values![&client.id]).await?;
        work.tx.execute("DELETE FROM client_keys WHERE client_id = $1", &values![&client.id]).await?;
        work.drop_secrets_but(client).await?;
        work.write_parts(client).await?;
        work.audit_client(names::CLIENT_CHANGED, client.id.as_str()).await?;
        work.commit().await?;
        Ok(true)
    }
}

fn columns(client: &Client) -> Vec<Value> {
    let alg = match &client.auth {
        ClientAuth::PrivateKeyJwt { alg, .. } => Some(alg.as_str()),
        ClientAuth::None | ClientAuth::Basic(_) | ClientAuth::Post(_) => None,
    };
    values![
        &client.id,
        client.name.as_str(),
        client.auth.as_str(),
        alg,
        pkce_word(client.pkce),
        client.par_required,
        client.scopes.to_text(),
        client.id_token_alg.as_str(),
        consent_word(client.consent),
        client.back_channel_logout_uri.as_deref(),
        client.least_acr.map(oidc::acr::Acr::as_str),
    ]
    .to_vec()
}

fn secrets(client: &Client) -> &[SecretHash] {
    match &client.auth {
        ClientAuth::Basic(secrets) | ClientAuth::Post(secrets) => secrets,
        ClientAuth::None | ClientAuth::PrivateKeyJwt { .. } => &[],
    }
}

impl Work<'_> {
    async fn write_parts(&mut self, client: &Client) -> Result<(), StoreError> {
        let uris = [
            ("redirect", &client.redirect_uris),
            ("post-logout", &client.post_logout_uris),
            ("cors", &client.cors_origins),
        ];
        let sql =
            "INSERT INTO client_uris (client_id, kind, uri, place) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        for (kind, uris) in uris {
            for (place, uri) in (0_u32..).zip(uris) {
                self.tx.execute(sql, &values![&client.id, kind, uri, place]).await?;
            }
        }
        for secret in secrets(client) {
            self.add_secret(client.id.as_str(), secret).await?;
        }
        let ClientAuth::PrivateKeyJwt { keys, .. } = &client.auth else { return Ok(()) };
        let sql = "INSERT INTO client_keys (client_id, thumbprint, jwk, place) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT DO NOTHING";
        for (place, key) in (0_u32..).zip(keys) {
            let jwk = serde_json::to_string(&key.to_jwk()).expect("invariant: a key is plain data");
            self.tx.execute(sql, &values![&client.id, key.thumbprint(), jwk, place]).await?;
        }
        Ok(())
    }

    /// Adds a secret, unless the client has it; [`StoreError::SharedSecret`] where it is another client's.
    pub(super) async fn add_secret(&mut self, client: &str, secret: &SecretHash) -> Result<(), StoreError> {
        let sql = "INSERT INTO client_secrets (hash, client_id, created_at) VALUES ($1, $2, $3) \
                   ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash \
                   WHERE client_secrets.client_id = excluded.client_id";
        match self.tx.execute(sql, &values![&secret.0, client, self.ctx.now]).await? {
            0 => Err(StoreError::SharedSecret),
            _ => Ok(()),
        }
    }

    async fn drop_secrets_but(&mut self, client: &Client) -> Result<(), StoreError> {
        let sql = "SELECT hash FROM client_secrets WHERE client_id = $1";
        for row in self.tx.fetch_all(sql, &values![&client.id]).await? {
            let hash = row.token("hash")?;
            if !secrets(client).contains(&SecretHash(hash)) {
                self.tx.execute("DELETE FROM client_secrets WHERE hash = $1", &values![&hash]).await?;
            }
        }
        Ok(())
    }

    /// One entry about a client.
    pub(super) async fn audit_client(&mut self, name: &'static str, client: &str) -> Result<(), StoreError> {
        self.audit(AuditEntry::new(AuditEvent::success(name)).for_client(client)).await
    }
}
