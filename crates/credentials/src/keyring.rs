//! The root keys that are not in the database, and everything that is derived from them.
//!
//! One key is active (it seals and hashes), the others are retired (they open and verify only), so that keys rotate without
//! the user. Each purpose has its own subkey by HKDF-SHA-256 (RFC 5869). [`seal`](Keyring::seal) is AES-256-GCM bound to the
//! place where the value is stored; [`mac`](Keyring::mac) and [`blind`](Keyring::blind) are keyed hashes (HMAC-SHA-256).
//! [`sign`](Keyring::sign) is for what others must be able to check (Ed25519).

mod key_file;
mod mac;
mod seal;
mod sign;

use std::fmt;

use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

pub use key_file::KeyFileError;
pub use mac::{Mac, MacPurpose};
pub use seal::{Binding, Purpose, SealError, Sealed};
pub use sign::{PublicKey, SIGNATURE, SignPurpose, SignatureCheck};

/// The installation's root keys.
#[derive(Clone)]
pub struct Keyring {
    /// The active key first; never empty.
    keys: Vec<RootKey>,
}

#[derive(Clone)]
struct RootKey {
    id: String,
    secret: Zeroizing<[u8; 32]>,
}

type Subkey = Zeroizing<[u8; 32]>;

impl Keyring {
    /// The id of the key that seals and hashes now.
    pub fn active_key_id(&self) -> &str {
        &self.active().id
    }

    /// The ids of all keys, the active one first.
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| key.id.as_str())
    }

    fn active(&self) -> &RootKey {
        self.keys.first().expect("invariant: a keyring has an active key")
    }

    fn key(&self, id: &str) -> Option<&RootKey> {
        self.keys.iter().find(|key| key.id == id)
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
        f.debug_list().entries(self.key_ids()).finish()
    }
}

/// Appends a part with its length before it, so that no two lists of parts give the same bytes.
fn push_part(out: &mut Vec<u8>, part: &[u8]) {
    out.extend_from_slice(&(part.len() as u64).to_be_bytes());
    out.extend_from_slice(part);
}
