//! Why a key's answer does not count, and how the library's errors are told.

use webauthn_rs_core::error::WebauthnError;

use crate::ids::FactorId;
use crate::keyring::SealError;

/// Why an answer of a security key does not count.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum KeyRefusal {
    /// Not the JSON or CBOR that a browser sends, too large, too deep, or with bytes left over (WA-13).
    #[error("the answer of the security key is malformed")]
    Malformed,
    /// The ceremony began too long ago, or under an older release whose state cannot be read (WA-02).
    #[error("the ceremony has expired")]
    Expired,
    /// Client data of a login at an enrolment, or the other way round.
    #[error("the answer is of another kind of ceremony")]
    WrongType,
    /// Not the challenge of this ceremony.
    #[error("the answer is to another challenge")]
    WrongChallenge,
    /// The page that asked the key has another origin: phishing, or a wrong public address in the settings.
    #[error("the answer was given to another origin")]
    WrongOrigin,
    /// The page that asked the key stood in a frame of another site; the portal is never framed.
    #[error("the answer was given inside a frame")]
    CrossOrigin,
    /// The key answered for another RP ID.
    #[error("the answer is for another relying party")]
    WrongRelyingParty,
    /// The flag "user present" is not set.
    #[error("the key was not touched")]
    NotTouched,
    /// The flag "user verified" is not set, which a passkey has to set each time (WA-11).
    #[error("the device did not verify its user")]
    NotVerified,
    /// A passkey answered where a USB key was asked for: it may be synced, or it is part of the device at hand.
    #[error("a passkey answered where a security key was asked for")]
    NotASecurityKey,
    /// The browser says that the new credential is not discoverable, so it is no passkey.
    #[error("the new credential is not discoverable")]
    NotDiscoverable,
    /// Not a key that was asked for, or a user handle that is not ours.
    #[error("the key is not one of those that were asked for")]
    UnknownKey,
    /// The key is one of the account's own already (`excludeCredentials`).
    #[error("the key is enrolled already")]
    AlreadyHeld,
    /// The signature is not the enrolled key's over this answer.
    #[error("the signature is wrong")]
    WrongSignature,
    /// The signature is right but the counter did not go up: a copy of the key may exist (WA-07).
    #[error("the counter of the key did not go up")]
    CounterNotGreater {
        /// Whose counter it is.
        factor: FactorId,
    },
    /// Backed up without being eligible for it, or another eligibility than at the enrolment (WA-03, WA-06).
    #[error("the backup flags of the key are inconsistent")]
    Backup,
    /// A public key of an algorithm that was not asked for.
    #[error("the algorithm of the key was not asked for")]
    Algorithm,
    /// The attestation statement is wrong, or does not lead to one of the given roots.
    #[error("the attestation of the key is not accepted")]
    AttestationRefused,
    /// A stored key does not open.
    #[error(transparent)]
    Sealed(#[from] SealError),
}

/// Why the library refuses an enrolment that passed the pre-check: the public key, or else the attestation.
pub(super) fn of_enrolment(error: &WebauthnError) -> KeyRefusal {
    use WebauthnError as E;
    match error {
        E::InvalidClientDataType
        | E::MismatchedChallenge
        | E::InvalidRPOrigin
        | E::CredentialCrossOrigin
        | E::InvalidRPIDHash
        | E::UserNotPresent
        | E::UserNotVerified
        | E::CredentialMayNotBeHardwareBound => common(error),
        E::CredentialAlteredAlgFromRequest | E::COSEKeyInvalidAlgorithm | E::COSEKeyEDUnsupported => {
            KeyRefusal::Algorithm
        }
        E::COSEKeyInvalidCBORValue
        | E::COSEKeyInvalidType
        | E::COSEKeyECDSAXYInvalid
        | E::COSEKeyRSANEInvalid
        | E::COSEKeyECDSAInvalidCurve
        | E::EcdsaPointInvalid
        | E::RsaParametersInvalid
        | E::MissingAttestationCredentialData
        | E::ParseBase64Failure(_)
        | E::ParseCBORFailure(_)
        | E::ParseJSONFailure(_)
        | E::ParseNOMFailure
        | E::ParseInsufficientBytesAvailable => KeyRefusal::Malformed,
        _ => KeyRefusal::AttestationRefused,
    }
}

/// Why the library refuses an assertion of this factor that passed the pre-check.
pub(super) fn of_assertion(error: &WebauthnError, factor: FactorId) -> KeyRefusal {
    match error {
        WebauthnError::AuthenticationFailure | WebauthnError::SignatureInvalid => KeyRefusal::WrongSignature,
        WebauthnError::CredentialPossibleCompromise => KeyRefusal::CounterNotGreater { factor },
        WebauthnError::CredentialNotFound => KeyRefusal::UnknownKey,
        other => common(other),
    }
}

/// What the pre-check has refused before; told alike if the library should be the first to see it.
fn common(error: &WebauthnError) -> KeyRefusal {
    match error {
        WebauthnError::InvalidClientDataType => KeyRefusal::WrongType,
        WebauthnError::MismatchedChallenge => KeyRefusal::WrongChallenge,
        WebauthnError::InvalidRPOrigin => KeyRefusal::WrongOrigin,
        WebauthnError::CredentialCrossOrigin => KeyRefusal::CrossOrigin,
        WebauthnError::InvalidRPIDHash => KeyRefusal::WrongRelyingParty,
        WebauthnError::UserNotPresent => KeyRefusal::NotTouched,
        WebauthnError::UserNotVerified => KeyRefusal::NotVerified,
        WebauthnError::CredentialBackupEligibilityInconsistent | WebauthnError::CredentialMayNotBeHardwareBound => {
            KeyRefusal::Backup
        }
        _ => KeyRefusal::Malformed,
    }
}
