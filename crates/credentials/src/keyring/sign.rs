//! Signatures that somebody without the key file can check: Ed25519 (RFC 8032) under a subkey per purpose.
//!
//! The private half is derived from a root key like every other subkey, so nothing has to be stored. A retired root key still tells its public half, and
//! the key file remembers that of a key that is gone. Ed25519 needs no randomness: the same message always has the same signature.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use super::{Keyring, RootKey};

/// What a signature is for; each has its own key pair for each root key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignPurpose {
    /// Heads of the chain of audit entries (LO-05).
    AuditHead,
}

impl SignPurpose {
    const fn label(self) -> &'static str {
        match self {
            Self::AuditHead => "audit-head",
        }
    }
}

/// The length of a signature in bytes.
pub const SIGNATURE: usize = 64;

/// The public half of a signing key, as RFC 8032 writes it.
pub type PublicKey = [u8; 32];

/// What came of checking a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SignatureCheck {
    /// The key made it over this message.
    Good,
    /// It did not.
    Wrong,
    /// The key is not in the key file, so nothing can be said.
    UnknownKey,
}

impl Keyring {
    /// Signs with the active key, whose id the caller has put into the message; on a keyring that is [`fixed`](Self::fixed), so that both are of one key.
    pub fn sign(&self, purpose: SignPurpose, message: &[u8]) -> [u8; SIGNATURE] {
        fixed(pair(self.keys().active(), purpose).sign(message).as_ref())
    }

    /// Checks a signature that names this key.
    pub fn check_signature(
        &self,
        purpose: SignPurpose,
        key_id: &str,
        message: &[u8],
        signature: &[u8],
    ) -> SignatureCheck {
        match self.public_key(purpose, key_id) {
            None => SignatureCheck::UnknownKey,
            Some(key) if UnparsedPublicKey::new(&ED25519, key).verify(message, signature).is_ok() => {
                SignatureCheck::Good
            }
            Some(_) => SignatureCheck::Wrong,
        }
    }

    /// The same without what is remembered of keys that are gone: for signatures that decide what is believed from now on.
    pub fn check_living_signature(
        &self,
        purpose: SignPurpose,
        key_id: &str,
        message: &[u8],
        signature: &[u8],
    ) -> SignatureCheck {
        match self.keys().key(key_id) {
            None => SignatureCheck::UnknownKey,
            Some(_) => self.check_signature(purpose, key_id, message, signature),
        }
    }

    /// The public half for a purpose of one of the keys, also of one that is gone; anybody may have it.
    pub fn public_key(&self, purpose: SignPurpose, key_id: &str) -> Option<PublicKey> {
        let keys = self.keys();
        let remembered = || {
            let SignPurpose::AuditHead = purpose;
            keys.remembered.iter().find(|key| key.id == key_id).map(|key| key.audit)
        };
        keys.key(key_id).map(|key| public_half(key, purpose)).or_else(remembered)
    }
}

/// The public half of one key for a purpose.
pub(super) fn public_half(key: &RootKey, purpose: SignPurpose) -> PublicKey {
    fixed(pair(key, purpose).public_key().as_ref())
}

/// A key or a signature, whose length the algorithm fixes (RFC 8032 section 5.1).
fn fixed<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().expect("invariant: an Ed25519 public key has 32 bytes, a signature 64")
}

fn pair(key: &RootKey, purpose: SignPurpose) -> Ed25519KeyPair {
    let seed = key.subkey("sign", purpose.label());
    Ed25519KeyPair::from_seed_unchecked(seed.as_slice())
        .expect("invariant: any 32 bytes are a seed (RFC 8032 section 5.1.5)")
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &str = "poortwachter-keys v1\n\
        k-new AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= active\n\
        k-old ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8= retired\n";
    const ONE: &str = "poortwachter-keys v1\nk-old ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8= active\n";

    #[test]
    fn lo_05_a_signature_holds_for_its_key_and_message_only() {
        let (two, one) = (Keyring::parse(TWO).unwrap(), Keyring::parse(ONE).unwrap());
        let purpose = SignPurpose::AuditHead;
        let signature = one.sign(purpose, b"head 7");
        // A rotated key still vouches for what it signed.
        assert_eq!(two.check_signature(purpose, "k-old", b"head 7", &signature), SignatureCheck::Good);
        assert_eq!(two.check_signature(purpose, "k-old", b"head 8", &signature), SignatureCheck::Wrong);
        assert_eq!(two.check_signature(purpose, "k-new", b"head 7", &signature), SignatureCheck::Wrong);
        assert_eq!(one.check_signature(purpose, "k-new", b"head 7", &signature), SignatureCheck::UnknownKey);
        assert_eq!(two.check_signature(purpose, "k-old", b"head 7", &signature[..63]), SignatureCheck::Wrong);
        assert_eq!(one.sign(purpose, b"head 7"), signature);
        assert_eq!(one.public_key(purpose, "k-old"), two.public_key(purpose, "k-old"));
        assert_ne!(two.public_key(purpose, "k-old"), two.public_key(purpose, "k-new"));
    }

    /// RFC 8032 section 7.1, test 1: the library is the algorithm that an auditor's own tool has.
    #[test]
    fn lo_05_the_algorithm_is_the_one_of_rfc_8032() {
        let bytes = |hex: &str| data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
        let seed = bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).unwrap();
        let public = bytes("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assert_eq!(pair.public_key().as_ref(), public);
        let signature = bytes(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        );
        assert_eq!(pair.sign(b"").as_ref(), signature);
    }
}
