//! The root keys that are not in the database, and everything that is derived from them.
//!
//! One key is active (it seals and hashes), the others open and verify only, so that keys rotate without the user; [`change`] says how. Each purpose has
//! its own subkey by HKDF-SHA-256 (RFC 5869). [`seal`](Keyring::seal) is AES-256-GCM bound to the place where the value is stored;
//! [`mac`](Keyring::mac) and [`blind`](Keyring::blind) are keyed hashes (HMAC-SHA-256). [`sign`](Keyring::sign) is for what others must be able to
//! check (Ed25519). A running process takes new keys by [`replace`](Keyring::replace), which everybody who holds the keyring sees at once.

mod change;
mod key_file;
mod mac;
mod seal;
mod sign;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use hkdf::Hkdf;
use jiff::Timestamp;
use sha2::Sha256;
use zeroize::Zeroizing;

pub use change::{KeyChangeError, KeyLine};
pub use key_file::KeyFileError;
pub use mac::{Mac, MacPurpose};
pub use seal::{Binding, Purpose, SealError, Sealed};
pub use sign::{PublicKey, SIGNATURE, SignPurpose, SignatureCheck};

/// The installation's root keys; clones are the same keyring.
#[derive(Clone)]
pub struct Keyring {
    current: Arc<RwLock<Arc<Keys>>>,
}

/// The keys of one moment.
#[derive(Clone)]
struct Keys {
    /// In the order of the file, the newest first; exactly one is active.
    roots: Vec<RootKey>,
    /// What is kept of keys that are gone.
    remembered: Vec<Remembered>,
}

#[derive(Clone)]
struct RootKey {
    id: String,
    secret: Zeroizing<[u8; 32]>,
    stage: KeyStage,
}

/// Where a key is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyStage {
    /// It opens and verifies only, until every node has it.
    Next,
    /// It seals and hashes.
    Active,
    /// It opens and verifies only.
    Retired {
        /// Since when, where that was written down.
        since: Option<Timestamp>,
    },
    /// The key itself is gone. What it signed can still be checked, and names that were hashed with it are still found.
    Remembered,
}

/// What is derived from a key and stays when the key goes: nothing that opens or makes anything.
#[derive(Clone)]
struct Remembered {
    id: String,
    /// Checks heads of the audit chain.
    audit: PublicKey,
    /// Finds usernames of people who were erased, which cannot be hashed again.
    names: Subkey,
}

type Subkey = Zeroizing<[u8; 32]>;

impl Keyring {
    fn of(keys: Keys) -> Self {
        Self { current: Arc::new(RwLock::new(Arc::new(keys))) }
    }

    fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The id of the key that seals and hashes now.
    pub fn active_key_id(&self) -> String {
        self.keys().active().id.clone()
    }

    /// Takes the keys of another keyring, for everybody who holds this one.
    pub fn replace(&self, other: &Self) {
        let keys = other.keys();
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = keys;
    }

    /// The keys of this moment, which no later change reaches: for whoever names a key first and uses it then.
    #[must_use]
    pub fn fixed(&self) -> Self {
        Self { current: Arc::new(RwLock::new(self.keys())) }
    }
}

impl Keys {
    fn active(&self) -> &RootKey {
        let active = self.roots.iter().find(|key| key.stage == KeyStage::Active);
        active.expect("invariant: a keyring has an active key")
    }

    fn key(&self, id: &str) -> Option<&RootKey> {
        self.roots.iter().find(|key| key.id == id)
    }

    /// The key for what is looked up: the oldest, so that nothing is lost when another becomes active.
    fn oldest(&self) -> &RootKey {
        let oldest = self.roots.iter().rev().find(|key| key.stage != KeyStage::Next);
        oldest.expect("invariant: a keyring has an active key")
    }
}

impl RootKey {
    /// Derives the subkey for one label; labels are the only thing that keeps uses of one root key apart.
    fn subkey(&self, family: &str, label: &str) -> Subkey {
        let info = format!("poortwachter/v1/{family}/{label}");
        let mut subkey = Zeroizing::new([0; 32]);
        Hkdf::<Sha256>::new(None, self.secret.as_slice())
            .expand(info.as_bytes(), subkey.as_mut_slice())
            .expect("invariant: 32 bytes are less than 255 hashes");
        subkey
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.lines()).finish()
    }
}

/// Appends a part with its length before it, so that no two lists of parts give the same bytes.
fn push_part(out: &mut Vec<u8>, part: &[u8]) {
    out.extend_from_slice(&(part.len() as u64).to_be_bytes());
    out.extend_from_slice(part);
}
