//! A key as it is stored: sealed to its row and account, in a format of our own that carries its number.
//!
//! A public key is no secret, but whoever could put another one in the database could log in with it; so it is sealed like the
//! secrets. The library's own stored form is not versioned, hence ours.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use webauthn_rs_core::proto::{
    AttestationFormat, COSEAlgorithm, COSEEC2Key, COSEKey, COSEKeyType, COSERSAKey, Credential, ECDSACurve,
    ParsedAttestation, RegisteredExtensions,
};

use super::KeyRole;
use super::base64url::Base64Url;
use crate::ids::{AccountId, FactorId};
use crate::keyring::{Keyring, SealError, Sealed};
use crate::places;
use crate::rng::Rng;

/// The SHA-256 of a credential id: names a key in the index that keeps it from being enrolled twice (WA-03).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CredentialHash([u8; 32]);

impl CredentialHash {
    /// The hash of a credential id.
    pub fn of(credential_id: &[u8]) -> Self {
        Self(Sha256::digest(credential_id).into())
    }

    /// Takes over a hash that was stored.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The 32 bytes, for storage.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// A key as it is stored: what vouches is sealed to this row; the counter and the hash have columns of their own.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SealedKey {
    /// What it is to its owner; decides the purpose of the seal.
    pub role: KeyRole,
    /// Which factor; the row's id.
    pub factor: FactorId,
    /// Whose factor; part of the binding.
    pub account: AccountId,
    /// The sealed key.
    pub sealed: Sealed,
    /// Names the key, whoever has it.
    pub credential: CredentialHash,
    /// The highest counter that was accepted; 0 for a key that does not count.
    pub sign_count: u32,
}

/// What is sealed, by its format number.
#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Format {
    /// Of releases without passkeys: does not say whether the key verified its user.
    #[serde(rename = "1")]
    V1(StoredKey),
    #[serde(rename = "2")]
    V2(StoredKey),
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that a key or its maker said")]
pub(super) struct StoredKey {
    pub credential_id: Base64Url,
    pub public_key: PublicKey,
    pub aaguid: Base64Url,
    pub backup_eligible: bool,
    pub backup_state: bool,
    /// Whether the device verified its user at the enrolment; unknown, hence not, in the first format.
    #[serde(default)]
    pub user_verified: bool,
    /// Whether its maker vouched for it at the enrolment, up to a root that was given then; unknown, hence not, in older rows.
    #[serde(default)]
    pub attested: bool,
    /// How the browser reaches the key: a hint for the next ceremony, as it was told at the enrolment.
    pub transports: Vec<String>,
}

/// What a key said of itself at its enrolment, which its signature or its browser vouches for; its maker only where that is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that a key or its maker said")]
pub struct KeyTraits {
    /// What it is to its owner.
    pub role: KeyRole,
    /// Whether the device verified its user, by PIN, finger or face; a passkey has to.
    pub user_verified: bool,
    /// Whether it may be copied to other devices: a synced passkey. It never changes (WebAuthn L3 section 6.1.3).
    pub backup_eligible: bool,
    /// Whether it had been copied by the time of its enrolment.
    pub backed_up: bool,
    /// Whether a maker that was trusted at the enrolment vouched for it (WA-12).
    pub attested: bool,
}

impl KeyTraits {
    /// Whether it says that it cannot leave its device. Only such a key may be called `hwk` (RFC 8176 section 2), never a synced one.
    pub fn stays_on_its_device(&self) -> bool {
        !self.backup_eligible
    }
}

impl SealedKey {
    /// What the key said of itself at its enrolment.
    pub fn traits(&self, keyring: &Keyring) -> Result<KeyTraits, SealError> {
        let key = StoredKey::open(self, keyring)?;
        Ok(KeyTraits {
            role: self.role,
            user_verified: key.user_verified,
            backup_eligible: key.backup_eligible,
            backed_up: key.backup_state,
            attested: key.attested,
        })
    }
}

/// A public key of one of the two algorithms that we ask for (WA-01).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum PublicKey {
    Es256 { x: Base64Url, y: Base64Url },
    Rs256 { n: Base64Url, e: [u8; 3] },
}

impl PublicKey {
    /// Takes a key from the library; none for another algorithm or curve.
    pub fn from_cose(key: &COSEKey) -> Option<Self> {
        match (&key.type_, &key.key) {
            (COSEAlgorithm::ES256, COSEKeyType::EC_EC2(ec)) if ec.curve == ECDSACurve::SECP256R1 => {
                Some(Self::Es256 { x: Base64Url(ec.x.clone()), y: Base64Url(ec.y.clone()) })
            }
            (COSEAlgorithm::RS256, COSEKeyType::RSA(rsa)) => {
                Some(Self::Rs256 { n: Base64Url(rsa.n.clone()), e: rsa.e })
            }
            _ => None,
        }
    }

    fn to_cose(&self) -> COSEKey {
        match self {
            Self::Es256 { x, y } => COSEKey {
                type_: COSEAlgorithm::ES256,
                key: COSEKeyType::EC_EC2(COSEEC2Key { curve: ECDSACurve::SECP256R1, x: x.0.clone(), y: y.0.clone() }),
            },
            Self::Rs256 { n, e } => {
                COSEKey { type_: COSEAlgorithm::RS256, key: COSEKeyType::RSA(COSERSAKey { n: n.0.clone(), e: *e }) }
            }
        }
    }
}

impl StoredKey {
    /// The key as the library verifies it. A security key is never asked for a PIN, whatever it did at its enrolment.
    pub fn to_credential(&self, role: KeyRole, sign_count: u32) -> Credential {
        Credential {
            cred_id: self.credential_id.0.clone(),
            cred: self.public_key.to_cose(),
            counter: sign_count,
            transports: None,
            user_verified: role.verifies_user(),
            backup_eligible: self.backup_eligible,
            backup_state: self.backup_state,
            registration_policy: role.user_verification(),
            extensions: RegisteredExtensions::none(),
            attestation: ParsedAttestation::default(),
            attestation_format: AttestationFormat::None,
        }
    }

    /// Seals the key to its row.
    pub fn seal(
        &self,
        role: KeyRole,
        (factor, account): (FactorId, AccountId),
        keyring: &Keyring,
        rng: &dyn Rng,
    ) -> Sealed {
        let plain =
            serde_json::to_vec(&Format::V2(self.clone())).expect("invariant: text and numbers always serialise");
        keyring.seal(role.purpose(), &places::factor(factor, account), &plain, rng)
    }

    /// Opens the key of a row.
    pub fn open(row: &SealedKey, keyring: &Keyring) -> Result<Self, SealError> {
        let plain = keyring.open(row.role.purpose(), &places::factor(row.factor, row.account), &row.sealed)?;
        let (Format::V1(key) | Format::V2(key)) = serde_json::from_slice(&plain).map_err(|_| SealError::Malformed)?;
        Ok(key)
    }
}
