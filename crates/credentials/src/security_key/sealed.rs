//! A key as it is stored: sealed to its row and account, in a format of our own that carries its number.
//!
//! A public key is no secret, but whoever could put another one in the database could log in with it; so it is sealed like the
//! secrets. The library's own stored form is not versioned, hence ours.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use webauthn_rs_core::proto::{
    AttestationFormat, COSEAlgorithm, COSEEC2Key, COSEKey, COSEKeyType, COSERSAKey, Credential, ECDSACurve,
    ParsedAttestation, RegisteredExtensions, UserVerificationPolicy,
};

use super::base64url::Base64Url;
use crate::ids::{AccountId, FactorId};
use crate::keyring::{Binding, Keyring, Purpose, SealError, Sealed};
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
    #[serde(rename = "1")]
    V1(StoredKey),
}

/// What is known of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredKey {
    pub credential_id: Base64Url,
    pub public_key: PublicKey,
    pub aaguid: Base64Url,
    pub backup_eligible: bool,
    pub backup_state: bool,
    /// How the browser reaches the key: a hint for the next ceremony, as it was told at the enrolment.
    pub transports: Vec<String>,
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
    /// The key as the library verifies it. It never asks for a PIN, whatever the key did at its enrolment.
    pub fn to_credential(&self, sign_count: u32) -> Credential {
        Credential {
            cred_id: self.credential_id.0.clone(),
            cred: self.public_key.to_cose(),
            counter: sign_count,
            transports: None,
            user_verified: false,
            backup_eligible: self.backup_eligible,
            backup_state: self.backup_state,
            registration_policy: UserVerificationPolicy::Discouraged_DO_NOT_USE,
            extensions: RegisteredExtensions::none(),
            attestation: ParsedAttestation::default(),
            attestation_format: AttestationFormat::None,
        }
    }

    /// Seals the key to its row.
    pub fn seal(&self, factor: FactorId, account: AccountId, keyring: &Keyring, rng: &dyn Rng) -> Sealed {
        let plain =
            serde_json::to_vec(&Format::V1(self.clone())).expect("invariant: text and numbers always serialise");
        keyring.seal(Purpose::SecurityKey, &binding(factor, account), &plain, rng)
    }

    /// Opens the key of a row.
    pub fn open(row: &SealedKey, keyring: &Keyring) -> Result<Self, SealError> {
        let plain = keyring.open(Purpose::SecurityKey, &binding(row.factor, row.account), &row.sealed)?;
        let Format::V1(key) = serde_json::from_slice(&plain).map_err(|_| SealError::Malformed)?;
        Ok(key)
    }
}

fn binding(factor: FactorId, account: AccountId) -> Binding {
    Binding { table: "factor", column: "secret", row: factor.as_uuid(), account }
}
