//! The signing keys in time: published before they sign, published after they signed (OP-12).
//!
//! Everything follows from the times at which the keys of one algorithm were made. A key waits [`Rotation::lead`] in the published set,
//! so that every application that caches the set knows it before the first token; then it signs, until its successor does; then it
//! stays published for [`Rotation::linger`], and after that it only verifies hints until the store removes it.

use credentials::keyring::{Keyring, Purpose, SealError, Sealed};
use credentials::places;
use credentials::rng::Rng;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use uuid::Uuid;

use crate::jose::{Alg, Jwk, KeyError, PrivateKey, PublicKey};

/// The numbers of rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// A new key is made when the newest is this old.
    pub period: SignedDuration,
    /// Published for this long before it signs; longer than [`MAX_AGE`].
    pub lead: SignedDuration,
    /// Published for this long after it signed; longer than an ID token lives.
    pub linger: SignedDuration,
}

/// Applications may keep the key set for this long (`Cache-Control: max-age`).
pub const MAX_AGE: SignedDuration = SignedDuration::from_hours(1);

impl Default for Rotation {
    fn default() -> Self {
        Self {
            period: SignedDuration::from_hours(90 * 24),
            lead: SignedDuration::from_hours(24),
            linger: SignedDuration::from_hours(24),
        }
    }
}

/// A key's row without its private half.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// The row.
    pub id: Uuid,
    /// The public half, which has the algorithm.
    pub public: PublicKey,
    /// When it was made, and published.
    pub created_at: Timestamp,
    /// Whether its private half is still there. Without it a key has had its time, whatever becomes of those after it.
    pub has_private: bool,
}

/// Where a key is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// In the key set, not signing yet.
    Published,
    /// Signing.
    Signing,
    /// In the key set, no longer signing.
    Retiring,
    /// Not in the key set; verifies hints.
    Retired,
}

impl Rotation {
    /// The phase of each key at `now`, in the order given.
    pub fn phases(&self, keys: &[KeyRow], now: Timestamp) -> Vec<Phase> {
        keys.iter().map(|key| self.phase(key, keys, now)).collect()
    }

    /// The key that signs with this algorithm at `now`; none before the first is made.
    pub fn signing<'a>(&self, keys: &'a [KeyRow], alg: Alg, now: Timestamp) -> Option<&'a KeyRow> {
        keys.iter().find(|key| key.public.alg() == alg && self.phase(key, keys, now) == Phase::Signing)
    }

    /// Whether a key for this algorithm must be made: there is none, or the newest is old.
    pub fn wants_new(&self, keys: &[KeyRow], alg: Alg, now: Timestamp) -> bool {
        let able = keys.iter().filter(|key| key.has_private && key.public.alg() == alg);
        let newest = able.map(|key| key.created_at).max();
        newest.is_none_or(|newest| now >= newest + self.period)
    }

    /// The published key set.
    pub fn key_set(&self, keys: &[KeyRow], now: Timestamp) -> JwkSet {
        let published = |key: &&KeyRow| self.phase(key, keys, now) != Phase::Retired;
        JwkSet { keys: keys.iter().filter(published).map(|key| key.public.to_jwk()).collect() }
    }

    fn phase(&self, key: &KeyRow, keys: &[KeyRow], now: Timestamp) -> Phase {
        let order = |key: &KeyRow| (key.created_at, key.id);
        // One that cannot sign stands in nobody's way: where the signing key was revoked, the next one is the first.
        let able = |other: &&KeyRow| other.has_private && other.public.alg() == key.public.alg();
        let mut family: Vec<_> = keys.iter().filter(able).collect();
        family.sort_by_key(|other| order(other));
        let Some(place) = family.iter().position(|other| other.id == key.id) else {
            return Phase::Retired;
        };
        // The first key of an installation has nobody to wait for.
        let begins = |place: usize, key: &KeyRow| if place == 0 { key.created_at } else { key.created_at + self.lead };
        let successor = family.get(place + 1).map(|next| begins(place + 1, next));
        match successor {
            Some(at) if now >= at + self.linger => Phase::Retired,
            Some(at) if now >= at => Phase::Retiring,
            _ if now >= begins(place, key) => Phase::Signing,
            _ if place == 0 => Phase::Signing,
            _ => Phase::Published,
        }
    }
}

/// A JSON Web Key Set (RFC 7517 section 5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Jwk>,
}

/// A private key could not be sealed or opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoredKeyError {
    /// The key itself.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The seal.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// What was sealed is another key than the row says.
    #[error("the sealed key is not the one of its row")]
    Different,
}

/// Seals a private key for its row.
pub fn seal(key: &PrivateKey, row: Uuid, keyring: &Keyring, rng: &dyn Rng) -> Result<Sealed, StoredKeyError> {
    Ok(keyring.seal(Purpose::SigningKey, &places::signing_key(row), &key.export()?, rng))
}

/// Opens a private key; it must be the one that the row publishes.
pub fn open(row: &KeyRow, sealed: &Sealed, keyring: &Keyring) -> Result<PrivateKey, StoredKeyError> {
    let bytes = keyring.open(Purpose::SigningKey, &places::signing_key(row.id), sealed)?;
    let key = PrivateKey::import(row.public.alg(), &bytes)?;
    if key.public() == row.public { Ok(key) } else { Err(StoredKeyError::Different) }
}
