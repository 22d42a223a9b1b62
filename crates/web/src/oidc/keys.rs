//! The signing keys in memory: rows read again every few seconds, private keys opened once.
//!
//! A key that no longer signs leaves the memory with the last answer that uses it; the signing library wipes it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use axum::body::Bytes;
use axum::http::HeaderMap;
use jiff::{SignedDuration, Timestamp};
use oidc::jose::{Alg, Jwk, PrivateKey, sign};
use oidc::keys::{KeyRow, Phase, Rotation, open};
use serde::Serialize;
use store::Store;
use uuid::Uuid;

use super::provider::ProviderError;

/// Rows are read again after this long; a rotation waits for a day, so this is soon.
const FRESH: SignedDuration = SignedDuration::from_secs(5);

/// The published set as it is sent.
#[derive(Debug)]
pub struct KeySet {
    /// The JSON.
    pub body: Bytes,
    /// Names this very set, in quotes (RFC 9110 section 8.8.3).
    pub etag: String,
    /// The headers of the answer, once somebody has made them.
    pub headers: OnceLock<HeaderMap>,
}

/// An opened private key with its name.
type Opened = (String, PrivateKey);

pub(super) struct Loaded {
    rows: Vec<KeyRow>,
    opened: HashMap<Uuid, Arc<Opened>>,
    pub(super) key_set: Arc<KeySet>,
    pub(super) hints: Arc<[Jwk]>,
    read_at: Timestamp,
}

impl Loaded {
    pub(super) fn sign<T: Serialize>(
        &self,
        rotation: &Rotation,
        (alg, typ): (Alg, &str),
        claims: &T,
        now: Timestamp,
    ) -> Result<String, ProviderError> {
        let row = rotation.signing(&self.rows, alg, now);
        let opened = row.and_then(|row| self.opened.get(&row.id)).ok_or(ProviderError::NoKey(alg))?;
        let (kid, key) = opened.as_ref();
        Ok(sign(key, kid, typ, claims)?)
    }

    pub(super) fn algs(&self, rotation: &Rotation, now: Timestamp) -> Vec<Alg> {
        Alg::ALL.into_iter().filter(|alg| rotation.signing(&self.rows, *alg, now).is_some()).collect()
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        // A clock that was set back makes nothing fresh for longer.
        self.read_at <= now && now.duration_since(self.read_at) < FRESH
    }
}

#[derive(Default)]
pub(super) struct KeyCache {
    current: RwLock<Option<Arc<Loaded>>>,
    reading: tokio::sync::Mutex<()>,
}

impl KeyCache {
    /// The keys, at most [`FRESH`] old; of many that find them old only one reads.
    pub(super) async fn at(
        &self,
        store: &Store,
        rotation: &Rotation,
        now: Timestamp,
    ) -> Result<Arc<Loaded>, ProviderError> {
        if let Some(fresh) = self.current().filter(|loaded| loaded.is_fresh(now)) {
            return Ok(fresh);
        }
        let _turn = self.reading.lock().await;
        let before = self.current();
        if let Some(fresh) = before.as_ref().filter(|loaded| loaded.is_fresh(now)) {
            return Ok(Arc::clone(fresh));
        }
        let loaded = match (load(store, rotation, before.as_deref(), now).await, before) {
            (Ok(loaded), _) => Arc::new(loaded),
            // Yesterday's keys verify today's tokens: applications need not notice that the database is away.
            (Err(error), Some(before)) => {
                tracing::warn!(%error, "the signing keys cannot be read again");
                return Ok(before);
            }
            (Err(error), None) => return Err(error),
        };
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&loaded));
        Ok(loaded)
    }

    /// The next use reads; a reading that began earlier is waited for, so that it cannot put old rows back.
    pub(super) async fn forget(&self) {
        let _turn = self.reading.lock().await;
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    fn current(&self) -> Option<Arc<Loaded>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn load(
    store: &Store,
    rotation: &Rotation,
    before: Option<&Loaded>,
    now: Timestamp,
) -> Result<Loaded, ProviderError> {
    let rows = store.list_signing_keys().await?;
    let phases = rotation.phases(&rows, now);
    let used = rows.iter().zip(&phases).filter(|(_, phase)| **phase != Phase::Retired).map(|(row, _)| row.id);
    let known = |id: Uuid| Some((id, Arc::clone(before?.opened.get(&id)?)));
    let (mut opened, mut missing) = (HashMap::new(), Vec::new());
    for id in used {
        match known(id) {
            Some((id, key)) => drop(opened.insert(id, key)),
            None => missing.push(id),
        }
    }
    if !missing.is_empty() {
        open_all(store, &missing, &mut opened).await?;
    }
    let key_set = Arc::new(published(rotation, &rows, now));
    let hints = rows.iter().map(|row| row.public.to_jwk()).collect();
    Ok(Loaded { rows, opened, key_set, hints, read_at: now })
}

async fn open_all(
    store: &Store,
    missing: &[Uuid],
    opened: &mut HashMap<Uuid, Arc<Opened>>,
) -> Result<(), ProviderError> {
    for stored in store.load_signing_keys().await? {
        if !missing.contains(&stored.row.id) {
            continue;
        }
        // One row that cannot be opened must not stop those that can; whoever needs it hears of it when signing.
        match open(&stored.row, &stored.sealed, store.keyring()) {
            Ok(key) => drop(opened.insert(stored.row.id, Arc::new((stored.row.public.thumbprint(), key)))),
            Err(error) => tracing::warn!(key = %stored.row.id, %error, "a signing key cannot be opened"),
        }
    }
    Ok(())
}

fn published(rotation: &Rotation, rows: &[KeyRow], now: Timestamp) -> KeySet {
    let set = rotation.key_set(rows, now);
    let names: Vec<&str> = set.keys.iter().filter_map(|key| key.kid.as_deref()).collect();
    // Thumbprints say everything about their keys, so that their row names the set.
    let etag = format!("\"{}\"", names.join("."));
    let body = serde_json::to_vec(&set).unwrap_or_else(|_| br#"{"keys":[]}"#.to_vec());
    KeySet { body: body.into(), etag, headers: OnceLock::new() }
}
