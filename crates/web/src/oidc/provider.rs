//! The provider: issuer, mapping, rotation, and signing with the key whose turn it is.

use std::sync::Arc;

use credentials::rng::{Rng, random_bytes};
use jiff::Timestamp;
use oidc::Issuer;
use oidc::claims::Mapping;
use oidc::issuer::NotAnIssuer;
use oidc::jose::{Alg, Jwk, KeyError, PrivateKey};
use oidc::keys::{KeyRow, Phase, Rotation, StoredKeyError, seal};
use serde::Serialize;
use store::{Context, Store, StoreError, StoredSigningKey};
use uuid::{Builder, Uuid};

use super::failures::Failures;
use super::keys::{KeyCache, KeySet};
use super::origins::Origins;
use crate::app::PublicUrl;

/// What the settings say of the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProviderSettings {
    /// Its name: the public address (OP-21).
    pub issuer: Issuer,
    /// What applications learn about people.
    pub mapping: Mapping,
    /// The life of its keys.
    pub rotation: Rotation,
}

impl ProviderSettings {
    /// The usual mapping and rotation under the portal's address.
    pub fn of(public_url: &PublicUrl) -> Result<Self, NotAnIssuer> {
        let issuer = Issuer::parse(&public_url.origin)?;
        Ok(Self { issuer, mapping: Mapping::default(), rotation: Rotation::default() })
    }
}

/// Something is wrong with the keys or the store.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored key.
    #[error(transparent)]
    Stored(#[from] StoredKeyError),
    /// A key at work.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No key of this algorithm signs: none was made yet, or it cannot be opened.
    #[error("no key signs with {}", .0.as_str())]
    NoKey(Alg),
}

/// The provider; one for the process.
pub struct Provider {
    /// Its name.
    pub issuer: Issuer,
    /// What applications learn about people.
    pub mapping: Mapping,
    /// The life of its keys.
    pub rotation: Rotation,
    /// Who fails to authenticate.
    pub failures: Arc<Failures>,
    pub(super) store: Store,
    pub(super) origins: Origins,
    keys: KeyCache,
}

impl Provider {
    /// Puts it together; nothing is read or made yet.
    pub fn new(store: Store, settings: ProviderSettings) -> Self {
        let ProviderSettings { issuer, mapping, rotation } = settings;
        let (failures, origins, keys) = (Arc::default(), Origins::default(), KeyCache::default());
        Self { issuer, mapping, rotation, failures, store, origins, keys }
    }

    /// The same provider with other settings; who failed to authenticate is remembered.
    #[must_use]
    pub fn again(&self, store: Store, settings: ProviderSettings) -> Self {
        Self { failures: Arc::clone(&self.failures), ..Self::new(store, settings) }
    }

    /// Signs with the key of that algorithm whose turn it is; `typ` such as [`oidc::id_token::TYPE`].
    pub async fn sign<T: Serialize + Sync>(
        &self,
        alg: Alg,
        typ: &str,
        claims: &T,
        now: Timestamp,
    ) -> Result<String, ProviderError> {
        let keys = self.keys.at(&self.store, &self.rotation, now).await?;
        keys.sign(&self.rotation, (alg, typ), claims, now)
    }

    /// The published set.
    pub async fn key_set(&self, now: Timestamp) -> Result<Arc<KeySet>, ProviderError> {
        Ok(Arc::clone(&self.keys.at(&self.store, &self.rotation, now).await?.key_set))
    }

    /// Every public key that was ever ours and was not deleted, for [`oidc::id_token::read_hint`].
    pub async fn hint_keys(&self, now: Timestamp) -> Result<Arc<[Jwk]>, ProviderError> {
        Ok(Arc::clone(&self.keys.at(&self.store, &self.rotation, now).await?.hints))
    }

    /// The algorithms for which a key signs.
    pub async fn algs(&self, now: Timestamp) -> Result<Vec<Alg>, ProviderError> {
        Ok(self.keys.at(&self.store, &self.rotation, now).await?.algs(&self.rotation, now))
    }

    /// Makes the keys that are due, one for each algorithm at most; how many. When two nodes begin at once, one of them makes it.
    pub async fn make_due_keys(&self, rng: &dyn Rng, ctx: &Context) -> Result<usize, ProviderError> {
        let rows = self.store.list_signing_keys().await?;
        let mut made = 0;
        for alg in Alg::ALL.into_iter().filter(|alg| self.rotation.wants_new(&rows, *alg, ctx.now)) {
            // An RSA key takes up to seconds of a processor.
            let key = tokio::task::spawn_blocking(move || PrivateKey::generate(alg)).await;
            let key = key.map_err(|_| KeyError::Generate)??;
            let id = Builder::from_unix_timestamp_millis(millis(ctx.now), &random_bytes(rng)).into_uuid();
            let row = KeyRow { id, public: key.public(), created_at: ctx.now, has_private: true };
            let sealed = seal(&key, id, self.store.keyring(), rng)?;
            let added = self.store.add_signing_key(&StoredSigningKey { row, sealed }, newest(&rows, alg), ctx).await?;
            made += usize::from(added);
        }
        self.forget_keys().await;
        Ok(made)
    }

    /// Destroys the private halves of keys that left the published set; how many. Their public halves still verify hints.
    pub async fn destroy_retired(&self, ctx: &Context) -> Result<u64, ProviderError> {
        let rows = self.store.list_signing_keys().await?;
        let phases = self.rotation.phases(&rows, ctx.now);
        let retired = rows.iter().zip(phases).filter(|(_, phase)| *phase == Phase::Retired);
        let retired: Vec<Uuid> = retired.map(|(row, _)| row.id).collect();
        let destroyed = self.store.destroy_private_halves(&retired, ctx).await?;
        self.forget_keys().await;
        Ok(destroyed)
    }

    /// The next use reads the keys again.
    pub async fn forget_keys(&self) {
        self.keys.forget().await;
    }
}

fn newest(rows: &[KeyRow], alg: Alg) -> Option<Uuid> {
    let family = rows.iter().filter(|row| row.public.alg() == alg);
    family.max_by_key(|row| (row.created_at, row.id)).map(|row| row.id)
}

fn millis(at: Timestamp) -> u64 {
    u64::try_from(at.as_millisecond()).unwrap_or_default()
}
