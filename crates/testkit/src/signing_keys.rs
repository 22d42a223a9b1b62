//! Signing keys for a portal in tests: the RSA key is always the same, because making one takes long; the others are made in no time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use credentials::rng::random_bytes;
use oidc::jose::{Alg, PrivateKey};
use oidc::keys::{KeyRow, seal};
use store::{Actor, Context, StoredSigningKey};
use uuid::Builder;

use crate::Portal;

/// A key of 3072 bits in PKCS #8 that opens nothing anywhere.
const RSA: &str = include_str!("../keys/rsa3072.b64");

/// A private key for tests.
pub fn test_key(alg: Alg) -> PrivateKey {
    if alg != Alg::Rs256 {
        return PrivateKey::generate(alg).expect("the library makes keys");
    }
    let bytes = STANDARD.decode(RSA.split_whitespace().collect::<String>()).expect("base64");
    PrivateKey::import(alg, &bytes).expect("a key")
}

impl Portal {
    /// Puts a signing key of each algorithm into the store, if there is none yet.
    pub async fn signing_keys(&self) {
        let rows = self.app.store.list_signing_keys().await.expect("the store works");
        for alg in Alg::ALL.into_iter().filter(|alg| rows.iter().all(|row| row.public.alg() != *alg)) {
            self.add_signing_key(&test_key(alg), None).await;
        }
    }

    /// Adds a signing key that was made now; `newest` is the one that it follows.
    pub async fn add_signing_key(&self, key: &PrivateKey, newest: Option<uuid::Uuid>) -> uuid::Uuid {
        let (now, rng) = (self.clock.now(), &*self.app.rng);
        let millis = u64::try_from(now.as_millisecond()).expect("a time after 1970");
        let id = Builder::from_unix_timestamp_millis(millis, &random_bytes(rng)).into_uuid();
        let row = KeyRow { id, public: key.public(), created_at: now, has_private: true };
        let sealed = seal(key, id, &self.app.keyring, rng).expect("the key can be sealed");
        let context = Context::new(now, Actor::System);
        let added = self.app.store.add_signing_key(&StoredSigningKey { row, sealed }, newest, &context).await;
        assert!(added.expect("the store works"), "nobody else adds keys here");
        self.app.oidc.forget_keys().await;
        id
    }
}
