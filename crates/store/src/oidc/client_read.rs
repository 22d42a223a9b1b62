//! Finding the client of a request, and rows to [`Client`].

use std::collections::HashMap;

use jiff::Timestamp;
use oidc::acr::Acr;
use oidc::client::{Client, ClientAuth, ClientId, ConsentRule, PkceRule, SecretHash};
use oidc::jose::{Alg, Jwk, PublicKey};

use crate::db::{Row, Tx, values};
use crate::{Store, StoreError};

/// What belongs to clients in other tables, in its order; secrets that are over are left out.
macro_rules! parts {
    ($of:literal) => {
        concat!(
            "SELECT 'secret' AS part, client_id, hash, NULL AS text, created_at, expires_at, -created_at AS place \
             FROM client_secrets WHERE (expires_at IS NULL OR expires_at > $1) ",
            $of,
            "UNION ALL SELECT kind AS part, client_id, NULL, uri, NULL, NULL, place FROM client_uris WHERE $1 = $1 ",
            $of,
            "UNION ALL SELECT 'key' AS part, client_id, NULL, jwk, NULL, NULL, place FROM client_keys WHERE $1 = $1 ",
            $of,
            "ORDER BY place"
        )
    };
}

const PARTS: &str = parts!("AND client_id = $2 ");
const ALL_PARTS: &str = parts!("");

/// What one client has in other tables.
#[derive(Default)]
pub(super) struct Parts {
    pub secrets: Vec<(SecretHash, Timestamp, Option<Timestamp>)>,
    keys: Vec<PublicKey>,
    redirect: Vec<String>,
    post_logout: Vec<String>,
    cors: Vec<String>,
}

impl Store {
    /// The client of that name, switched off ones too; only its live secrets.
    pub async fn find_client(&self, id: &ClientId, now: Timestamp) -> Result<Option<Client>, StoreError> {
        let mut tx = self.db.read().await?;
        let found = find(&mut tx, id, now).await?;
        tx.roll_back().await?;
        Ok(found.map(|(client, _)| client))
    }
}

/// The client with its row.
pub(super) async fn find(tx: &mut Tx, id: &ClientId, now: Timestamp) -> Result<Option<(Client, Row)>, StoreError> {
    let Some(row) = tx.fetch_optional("SELECT * FROM clients WHERE id = $1", &values![id]).await? else {
        return Ok(None);
    };
    let mut parts = Parts::default();
    for part in tx.fetch_all(PARTS, &values![now, id]).await? {
        parts.take(&part)?;
    }
    Ok(Some((read(&row, parts)?, row)))
}

/// What all clients have in other tables.
pub(super) async fn all_parts(tx: &mut Tx, now: Timestamp) -> Result<HashMap<String, Parts>, StoreError> {
    let mut all: HashMap<String, Parts> = HashMap::new();
    for part in tx.fetch_all(ALL_PARTS, &values![now]).await? {
        all.entry(part.text("client_id")?).or_default().take(&part)?;
    }
    Ok(all)
}

impl Parts {
    fn take(&mut self, row: &Row) -> Result<(), StoreError> {
        match row.text("part")?.as_str() {
            "secret" => {
                let times = (row.time("created_at")?, row.time_opt("expires_at")?);
                self.secrets.push((SecretHash(row.token("hash")?), times.0, times.1));
            }
            "key" => self.keys.push(row.word("text", read_key)?),
            "redirect" => self.redirect.push(row.text("text")?),
            "post-logout" => self.post_logout.push(row.text("text")?),
            "cors" => self.cors.push(row.text("text")?),
            _ => return Err(StoreError::Row { column: "kind" }),
        }
        Ok(())
    }
}

fn read_key(jwk: &str) -> Option<PublicKey> {
    serde_json::from_str::<Jwk>(jwk).ok()?.to_public()
}

/// The client of a row and what belongs to it.
pub(super) fn read(row: &Row, parts: Parts) -> Result<Client, StoreError> {
    Ok(Client {
        id: row.client("id")?,
        name: row.text("name")?,
        enabled: row.time_opt("disabled_at")?.is_none(),
        auth: read_auth(row, &parts)?,
        redirect_uris: parts.redirect,
        post_logout_uris: parts.post_logout,
        pkce: row.word("pkce", parse_pkce)?,
        par_required: row.bool("par_required")?,
        scopes: row.scopes("scopes")?,
        id_token_alg: row.word("id_token_alg", Alg::parse)?,
        consent: row.word("consent", parse_consent)?,
        back_channel_logout_uri: row.text_opt("back_channel_logout_uri")?,
        least_acr: row.word_opt("least_acr", Acr::parse)?,
        cors_origins: parts.cors,
    })
}

fn read_auth(row: &Row, parts: &Parts) -> Result<ClientAuth, StoreError> {
    let secrets = || parts.secrets.iter().map(|(hash, ..)| *hash).collect();
    Ok(match row.text("auth_method")?.as_str() {
        "none" => ClientAuth::None,
        "client_secret_basic" => ClientAuth::Basic(secrets()),
        "client_secret_post" => ClientAuth::Post(secrets()),
        "private_key_jwt" => {
            ClientAuth::PrivateKeyJwt { alg: row.word("auth_alg", Alg::parse)?, keys: parts.keys.clone() }
        }
        _ => return Err(StoreError::Row { column: "auth_method" }),
    })
}

pub(super) const fn pkce_word(rule: PkceRule) -> &'static str {
    match rule {
        PkceRule::Required => "required",
        PkceRule::OldClient => "old-client",
    }
}

fn parse_pkce(word: &str) -> Option<PkceRule> {
    [PkceRule::Required, PkceRule::OldClient].into_iter().find(|rule| pkce_word(*rule) == word)
}

pub(super) const fn consent_word(rule: ConsentRule) -> &'static str {
    match rule {
        ConsentRule::FirstParty => "first-party",
        ConsentRule::Ask => "ask",
    }
}

fn parse_consent(word: &str) -> Option<ConsentRule> {
    [ConsentRule::FirstParty, ConsentRule::Ask].into_iter().find(|rule| consent_word(*rule) == word)
}
