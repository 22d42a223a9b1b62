//! Sealing: AES-256-GCM with a random 96-bit nonce (NIST SP 800-38D section 8.2.2), bound to the place of storage.
//!
//! The envelope is `v1.<key id>.<nonce>.<ciphertext and tag>`, the last two in base64url. The associated data holds the version,
//! key id, purpose, table, column, row and account, each with its length: a value that is moved anywhere else does not open
//! (D8). At most 2^32 values may be sealed under one subkey.

use aes_gcm::aead::{Aead, Payload};
use aes_gcm::{Aes256Gcm, KeyInit};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::key_file::is_key_id;
use super::{Keyring, RootKey, push_part};
use crate::ids::AccountId;
use crate::rng::{Rng, random_bytes};

const VERSION: &str = "v1";
const NONCE: usize = 12;
const TAG: usize = 16;
const CANARY: &[u8] = b"poortwachter canary";
const CANARY_BINDING: Binding =
    Binding { table: "installation", column: "canary", row: Uuid::nil(), account: AccountId::NOBODY };

/// What a sealed value is; each has its own subkey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The Argon2id string of a password.
    Password,
    /// A TOTP secret.
    Totp,
    /// The mobile number of an SMS factor.
    Phone,
    /// A security key's public key and what belongs to it.
    SecurityKey,
    /// A passkey's public key and what belongs to it.
    Passkey,
    /// The Argon2id string of a recovery code.
    RecoveryCode,
    /// A journey's witnesses and state.
    Journey,
    /// Personal data, such as a phone number or an address.
    Personal,
    /// The value by which a start-up knows that it has the right key.
    Canary,
    /// The username in the "remember my username" cookie.
    RememberedName,
    /// A message that waits to be sent.
    Outbox,
    /// The private half of a key that signs tokens for applications (OP-12).
    SigningKey,
    /// What an application asked for, and what it was given (OP-04, OP-07).
    Authorization,
}

impl Purpose {
    const fn label(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Totp => "totp",
            Self::Phone => "phone",
            Self::SecurityKey => "security-key",
            Self::Passkey => "passkey",
            Self::RecoveryCode => "recovery-code",
            Self::Journey => "journey",
            Self::Personal => "personal",
            Self::Canary => "canary",
            Self::RememberedName => "remembered-name",
            Self::Outbox => "outbox",
            Self::SigningKey => "signing-key",
            Self::Authorization => "authorization",
        }
    }
}

/// The place to which a sealed value is bound; it opens nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Binding {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's id.
    pub row: Uuid,
    /// Whose row it is; [`AccountId::NOBODY`] when it is nobody's.
    pub account: AccountId,
}

/// A sealed value in its envelope, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sealed(String);

/// Why a sealed value does not open.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SealError {
    /// The text is no envelope, or what it held is not what was expected there.
    #[error("a sealed value is malformed")]
    Malformed,
    /// The key that it names is not in the key file.
    #[error("a sealed value names the key \"{key_id}\", which is not in the key file")]
    UnknownKey {
        /// The key that is missing.
        key_id: String,
    },
    /// It was changed, moved to another place, or sealed with another key of the same name.
    #[error("a sealed value does not open at this place with this key")]
    Forged,
}

struct Envelope<'a> {
    key_id: &'a str,
    nonce: [u8; NONCE],
    ciphertext: Vec<u8>,
}

impl Sealed {
    /// Takes over a stored envelope; its shape is checked, not its content.
    pub fn parse(text: String) -> Result<Self, SealError> {
        split(&text).ok_or(SealError::Malformed)?;
        Ok(Self(text))
    }

    /// The envelope, for storage.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id of the key under which it was sealed.
    pub fn key_id(&self) -> &str {
        self.0.split('.').nth(1).unwrap_or_default()
    }
}

impl Keyring {
    /// Seals bytes with the active key for one purpose and place.
    pub fn seal(&self, purpose: Purpose, binding: &Binding, plain: &[u8], rng: &dyn Rng) -> Sealed {
        let keys = self.keys();
        let key = keys.active();
        let nonce = random_bytes::<NONCE>(rng);
        let aad = associated_data(&key.id, purpose, binding);
        let ciphertext = encrypt(&cipher(key, purpose), nonce, Payload { msg: plain, aad: &aad });
        let (nonce, ciphertext) = (URL_SAFE_NO_PAD.encode(nonce), URL_SAFE_NO_PAD.encode(ciphertext));
        Sealed(format!("{VERSION}.{}.{nonce}.{ciphertext}", key.id))
    }

    /// Opens a value that was sealed for the same purpose and place, with whichever key it names.
    pub fn open(&self, purpose: Purpose, binding: &Binding, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let envelope = split(&sealed.0).ok_or(SealError::Malformed)?;
        let keys = self.keys();
        let key =
            keys.key(envelope.key_id).ok_or_else(|| SealError::UnknownKey { key_id: envelope.key_id.to_owned() })?;
        let aad = associated_data(&key.id, purpose, binding);
        cipher(key, purpose)
            .decrypt(&envelope.nonce.into(), Payload { msg: &envelope.ciphertext, aad: &aad })
            .map(Zeroizing::new)
            .map_err(|_| SealError::Forged)
    }

    /// Seals with the active key what another key sealed for the same purpose and place.
    pub fn reseal(
        &self,
        purpose: Purpose,
        binding: &Binding,
        sealed: &Sealed,
        rng: &dyn Rng,
    ) -> Result<Sealed, SealError> {
        let plain = self.open(purpose, binding, sealed)?;
        Ok(self.seal(purpose, binding, &plain, rng))
    }

    /// Makes the value that is stored with a new database, so that a later start knows its key again.
    pub fn make_canary(&self, rng: &dyn Rng) -> Sealed {
        self.seal(Purpose::Canary, &CANARY_BINDING, CANARY, rng)
    }

    /// Checks that this keyring is the one that made the canary.
    pub fn check_canary(&self, canary: &Sealed) -> Result<(), SealError> {
        let plain = self.open(Purpose::Canary, &CANARY_BINDING, canary)?;
        if plain.as_slice() == CANARY { Ok(()) } else { Err(SealError::Forged) }
    }
}

fn cipher(key: &RootKey, purpose: Purpose) -> Aes256Gcm {
    let subkey = key.subkey("seal", purpose.label());
    Aes256Gcm::new_from_slice(subkey.as_slice()).expect("invariant: a subkey has 32 bytes")
}

fn encrypt(cipher: &Aes256Gcm, nonce: [u8; NONCE], payload: Payload<'_, '_>) -> Vec<u8> {
    cipher.encrypt(&nonce.into(), payload).expect("invariant: no value here is near AES-GCM's limit of 64 GiB")
}

fn associated_data(key_id: &str, purpose: Purpose, binding: &Binding) -> Vec<u8> {
    let mut aad = Vec::with_capacity(192);
    for text in [VERSION, key_id, purpose.label(), binding.table, binding.column] {
        push_part(&mut aad, text.as_bytes());
    }
    push_part(&mut aad, binding.row.as_bytes());
    push_part(&mut aad, binding.account.as_uuid().as_bytes());
    aad
}

fn split(text: &str) -> Option<Envelope<'_>> {
    let mut parts = text.split('.');
    let (version, key_id) = (parts.next()?, parts.next()?);
    let nonce = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
    let ciphertext = URL_SAFE_NO_PAD.decode(parts.next()?).ok()?;
    let whole = version == VERSION && is_key_id(key_id) && ciphertext.len() >= TAG && parts.next().is_none();
    whole.then_some(Envelope { key_id, nonce: nonce.try_into().ok()?, ciphertext })
}
