//! The keys that sign tokens (OP-12): public halves under a MAC, private halves sealed.
//!
//! When a key is made, used and thrown away is decided by [`oidc::keys::Rotation`]; here each key follows the one before it, so that of
//! two nodes that make the next one at the same moment one does.

use credentials::keyring::{Mac, MacPurpose, Sealed};
use journey::AuditEvent;
use journey::audit::names;
use oidc::jose::Jwk;
use oidc::keys::KeyRow;
use uuid::Uuid;

use crate::db::{Row, values};
use crate::{AuditEntry, Context, Store, StoreError};

/// A key with its sealed private half; [`oidc::keys::seal`] makes it and [`oidc::keys::open`] opens it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredSigningKey {
    /// The public half.
    pub row: KeyRow,
    /// The private half.
    pub sealed: Sealed,
}

const LIST: &str = "SELECT * FROM signing_keys ORDER BY created_at, id";

const ADD: &str = "INSERT INTO signing_keys (id, alg, follows, public_jwk, private_sealed, created_at, mac) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";

impl Store {
    /// The public halves, the oldest first. A row that is not this installation's is none: a key that somebody else wrote into the
    /// database must not be published.
    pub async fn list_signing_keys(&self) -> Result<Vec<KeyRow>, StoreError> {
        let mut keys = Vec::new();
        for row in self.db.fetch_all(LIST, &[]).await? {
            keys.extend(self.read_key(&row)?);
        }
        Ok(keys)
    }

    /// The keys that still have a private half, the oldest first.
    pub async fn load_signing_keys(&self) -> Result<Vec<StoredSigningKey>, StoreError> {
        let mut keys = Vec::new();
        for row in self.db.fetch_all(LIST, &[]).await? {
            let sealed = row.sealed_opt("private_sealed")?;
            keys.extend(self.read_key(&row)?.zip(sealed).map(|(row, sealed)| StoredSigningKey { row, sealed }));
        }
        Ok(keys)
    }

    /// Adds a key after the newest of its algorithm that the caller saw; `false` when that has a successor already.
    pub async fn add_signing_key(
        &self,
        key: &StoredSigningKey,
        newest: Option<Uuid>,
        ctx: &Context,
    ) -> Result<bool, StoreError> {
        let mut work = self.begin(ctx).await?;
        let alg = key.row.public.alg().as_str();
        let jwk = jwk_text(&key.row);
        let mac = self.keyring.mac(MacPurpose::SigningKey, &parts(&key.row, &jwk, &micros(&key.row)));
        let follows = newest.unwrap_or(Uuid::nil());
        let (id, made) = (key.row.id, key.row.created_at);
        let parameters = values![id, alg, follows, jwk.as_str(), &key.sealed, made, mac.as_str()];
        if work.tx.execute(ADD, &parameters).await? == 0 {
            return Ok(false);
        }
        let event = AuditEvent::success(names::SIGNING_KEY_ADDED);
        let which = format!("{alg} {}", key.row.public.thumbprint());
        work.audit(AuditEntry::new(event).saying(&with_reason(which, ctx))).await?;
        work.commit().await?;
        Ok(true)
    }

    /// Destroys the private halves of keys that sign no more; their public halves still verify hints. How many had one.
    pub async fn destroy_private_halves(&self, keys: &[Uuid], ctx: &Context) -> Result<u64, StoreError> {
        let sql = "UPDATE signing_keys SET private_sealed = NULL WHERE id = $1 AND private_sealed IS NOT NULL";
        self.end_keys(sql, "private-half", keys, ctx).await
    }

    /// Deletes keys that are of no use any more; how many there were.
    pub async fn delete_signing_keys(&self, keys: &[Uuid], ctx: &Context) -> Result<u64, StoreError> {
        self.end_keys("DELETE FROM signing_keys WHERE id = $1", "deleted", keys, ctx).await
    }

    async fn end_keys(
        &self,
        sql: &'static str,
        reason: &'static str,
        keys: &[Uuid],
        ctx: &Context,
    ) -> Result<u64, StoreError> {
        let mut work = self.begin(ctx).await?;
        let mut ended = 0;
        for key in keys {
            if work.tx.execute(sql, &values![*key]).await? == 1 {
                ended += 1;
                let event = AuditEvent::success(names::SIGNING_KEY_GONE).because(reason);
                work.audit(AuditEntry::new(event).saying(&with_reason(key.to_string(), ctx))).await?;
            }
        }
        work.commit().await?;
        Ok(ended)
    }

    /// The public half of a row; `None` when the row is not this installation's.
    pub(crate) fn read_key(&self, row: &Row) -> Result<Option<KeyRow>, StoreError> {
        let jwk = row.text("public_jwk")?;
        let public = serde_json::from_str::<Jwk>(&jwk).ok().and_then(|jwk| jwk.to_public());
        let public = public.ok_or(StoreError::Row { column: "public_jwk" })?;
        let has_private = row.sealed_opt("private_sealed")?.is_some();
        let key = KeyRow { id: row.uuid("id")?, public, created_at: row.time("created_at")?, has_private };
        let made = micros(&key);
        let ours = parts(&key, &jwk, &made);
        if self.keyring.verify_mac(MacPurpose::SigningKey, &ours, &row.text("mac")?) {
            return Ok(Some(key));
        }
        tracing::warn!(key = %key.id, "a signing key's row does not carry this installation's MAC");
        Ok(None)
    }
}

/// The MAC of a key's row under the active root key; `None` when the one that it carries is not this installation's.
pub(crate) fn signing_key_mac(store: &Store, row: &Row) -> Result<Option<Mac>, StoreError> {
    // Over the text as it is stored, which is the one that the MAC was made over.
    let (id, jwk, made) = (row.uuid("id")?, row.text("public_jwk")?, row.time("created_at")?);
    let made = made.as_microsecond().to_be_bytes();
    let parts: [&[u8]; 3] = [id.as_bytes(), jwk.as_bytes(), &made];
    let ours = store.keyring.verify_mac(MacPurpose::SigningKey, &parts, &row.text("mac")?);
    Ok(ours.then(|| store.keyring.mac(MacPurpose::SigningKey, &parts)))
}

/// An operator says why.
fn with_reason(which: String, ctx: &Context) -> String {
    match &ctx.because {
        Some(because) => format!("{which}: {because}"),
        None => which,
    }
}

fn jwk_text(key: &KeyRow) -> String {
    serde_json::to_string(&key.public.to_jwk()).expect("invariant: a key is plain data")
}

fn micros(key: &KeyRow) -> [u8; 8] {
    key.created_at.as_microsecond().to_be_bytes()
}

fn parts<'a>(key: &'a KeyRow, jwk: &'a str, created_at: &'a [u8; 8]) -> [&'a [u8]; 3] {
    [key.id.as_bytes(), jwk.as_bytes(), created_at]
}
