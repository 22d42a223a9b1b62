//! What a credential is to its owner: a USB key, or a passkey of a phone or laptop.

use serde::{Deserialize, Serialize};
use webauthn_rs_core::proto::{PublicKeyCredentialHints, UserVerificationPolicy};

use crate::keyring::Purpose;

/// As what a credential is enrolled and asked for. The two never stand in for each other: each is sealed for its own purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyRole {
    /// A USB key: possession and a touch; bound to its hardware as far as it says.
    #[default]
    SecurityKey,
    /// A discoverable credential of a phone or laptop, which verifies its user each time (WA-11); it may be synced.
    Passkey,
}

impl KeyRole {
    /// Whether the device has to verify its user, by PIN, finger or face, at every ceremony.
    pub fn verifies_user(self) -> bool {
        self == Self::Passkey
    }

    /// What the library and the browser are told about verifying the user.
    pub(super) fn user_verification(self) -> UserVerificationPolicy {
        match self {
            Self::SecurityKey => UserVerificationPolicy::Discouraged_DO_NOT_USE,
            Self::Passkey => UserVerificationPolicy::Required,
        }
    }

    /// What the browser should look for first (WebAuthn L3 section 5.8.7).
    pub(super) fn hints(self) -> Vec<PublicKeyCredentialHints> {
        match self {
            Self::SecurityKey => vec![PublicKeyCredentialHints::SecurityKey],
            Self::Passkey => vec![PublicKeyCredentialHints::ClientDevice, PublicKeyCredentialHints::Hybrid],
        }
    }

    /// For what its public key is sealed: a row whose kind was changed by hand does not open.
    pub(super) fn purpose(self) -> Purpose {
        match self {
            Self::SecurityKey => Purpose::SecurityKey,
            Self::Passkey => Purpose::Passkey,
        }
    }
}
