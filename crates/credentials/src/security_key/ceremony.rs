//! The beginnings of the two ceremonies: the options for the browser, and what the journey keeps until the answer comes.

use std::fmt;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use webauthn_rs_core::proto::{
    AllowCredentials, AttestationConveyancePreference, AttestationFormat, AuthenticatorAttachment,
    AuthenticatorTransport, COSEAlgorithm, Credential, PublicKeyCredentialDescriptor, PublicKeyCredentialHints,
    UserVerificationPolicy,
};
use webauthn_rs_core::{ChallengeRegisterBuilder, WebauthnCore};

use super::base64url::Base64Url;
use super::sealed::StoredKey;
use super::{CEREMONY, KeyRefusal, RelyingParty, SealedKey};
use crate::ids::FactorId;
use crate::keyring::{Keyring, SealError};

/// U2F keys know ES256 only; RS256 is for the keys that know nothing else (WA-01).
const ALGORITHMS: [COSEAlgorithm; 2] = [COSEAlgorithm::ES256, COSEAlgorithm::RS256];

/// A key that is being enrolled; lives in the journey's sealed state and cannot log in (SF-08).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PendingKey {
    factor: FactorId,
    made_at: Timestamp,
    options: String,
    state: String,
}

/// A login that waits for a key; lives in the journey's sealed state.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeyChallenge {
    /// The keys that were asked for.
    pub(super) asked: Vec<FactorId>,
    made_at: Timestamp,
    options: String,
    state: String,
}

impl PendingKey {
    /// The id that the factor will have.
    pub fn factor(&self) -> FactorId {
        self.factor
    }

    /// `PublicKeyCredentialCreationOptionsJSON` (WebAuthn L3 section 5.1.9): the member `publicKey` for
    /// `navigator.credentials.create`, bytes as base64url.
    pub fn options(&self) -> &str {
        &self.options
    }

    /// When the ceremony began.
    pub fn made_at(&self) -> Timestamp {
        self.made_at
    }

    /// The library's state and its challenge, while the ceremony counts.
    pub(super) fn resume<S: DeserializeOwned>(&self, now: Timestamp) -> Result<(S, Vec<u8>), KeyRefusal> {
        resume(&self.state, self.made_at, now)
    }
}

impl KeyChallenge {
    /// `PublicKeyCredentialRequestOptionsJSON` (WebAuthn L3 section 5.1.10): the member `publicKey` for
    /// `navigator.credentials.get`, bytes as base64url.
    pub fn options(&self) -> &str {
        &self.options
    }

    /// When the ceremony began.
    pub fn made_at(&self) -> Timestamp {
        self.made_at
    }

    /// The library's state and its challenge, while the ceremony counts.
    pub(super) fn resume<S: DeserializeOwned>(&self, now: Timestamp) -> Result<(S, Vec<u8>), KeyRefusal> {
        resume(&self.state, self.made_at, now)
    }
}

impl fmt::Debug for PendingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingKey")
            .field("factor", &self.factor)
            .field("made_at", &self.made_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for KeyChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyChallenge")
            .field("asked", &self.asked)
            .field("made_at", &self.made_at)
            .finish_non_exhaustive()
    }
}

impl RelyingParty {
    /// Begins an enrolment. `label` names the account to the person, on keys that show it; `held` are the keys that the account
    /// has, which the browser will not enrol again.
    pub fn begin_enrolment(
        &self,
        factor: FactorId,
        label: &str,
        held: &[SealedKey],
        keyring: &Keyring,
        now: Timestamp,
    ) -> Result<PendingKey, SealError> {
        let held = open_all(held, keyring)?;
        let (options, state) = creation(&self.core, self.enrolment(factor, label), &held);
        Ok(PendingKey { factor, made_at: now, options, state })
    }

    /// What is asked of a new key (WA-01). The user id is the factor's: a random name, so nothing of the person is on the key.
    fn enrolment(&self, factor: FactorId, label: &str) -> ChallengeRegisterBuilder {
        let is_empty = |text: &str| text.trim().is_empty();
        let label = if !is_empty(label) {
            label
        } else if !is_empty(&self.name) {
            &self.name
        } else {
            &self.origin
        };
        let (attestation, formats) = match &self.roots {
            None => (AttestationConveyancePreference::None, None),
            Some(_) => (
                AttestationConveyancePreference::Direct,
                Some(vec![AttestationFormat::Packed, AttestationFormat::FIDOU2F]),
            ),
        };
        self.core
            .new_challenge_register_builder(factor.as_uuid().as_bytes(), label, label)
            .expect("invariant: id and label are not empty")
            .attestation(attestation)
            .attestation_formats(formats)
            .credential_algorithms(ALGORITHMS.to_vec())
            .require_resident_key(false)
            .authenticator_attachment(Some(AuthenticatorAttachment::CrossPlatform))
            .user_verification_policy(UserVerificationPolicy::Discouraged_DO_NOT_USE)
            .hints(Some(vec![PublicKeyCredentialHints::SecurityKey]))
    }

    /// Begins a login with one of the account's keys. To be called after the password only (WA-08), and with at least one key.
    pub fn begin_assertion(
        &self,
        held: &[SealedKey],
        keyring: &Keyring,
        now: Timestamp,
    ) -> Result<KeyChallenge, SealError> {
        let keys = open_all(held, keyring)?;
        let credentials = keys.iter().map(|key| key.to_credential(0)).collect();
        let (options, state) = request(&self.core, credentials, &keys);
        Ok(KeyChallenge { asked: held.iter().map(|row| row.factor).collect(), made_at: now, options, state })
    }
}

/// The options and the state of an enrolment.
fn creation(core: &WebauthnCore, builder: ChallengeRegisterBuilder, held: &[StoredKey]) -> (String, String) {
    let ids = held.iter().map(|key| key.credential_id.0.clone()).collect();
    let (mut response, state) = core
        .generate_challenge_register(builder.exclude_credentials(Some(ids)))
        .expect("invariant: a ceremony of five minutes is not too long");
    // The library leaves the transports out.
    response.public_key.exclude_credentials = Some(held.iter().map(descriptor).collect());
    (to_text(&response.public_key), to_text(&state))
}

/// The options and the state of a login; the state keeps no keys, since the rows are read again when the answer comes.
fn request(core: &WebauthnCore, credentials: Vec<Credential>, keys: &[StoredKey]) -> (String, String) {
    let policy = Some(UserVerificationPolicy::Discouraged_DO_NOT_USE);
    let builder = core.new_challenge_authenticate_builder(credentials, policy).expect("invariant: the policy is given");
    let builder = builder.hints(Some(vec![PublicKeyCredentialHints::SecurityKey]));
    let (mut response, mut state) =
        core.generate_challenge_authenticate(builder).expect("invariant: a ceremony of five minutes is not too long");
    response.public_key.allow_credentials = keys
        .iter()
        .map(descriptor)
        .map(|one| AllowCredentials { type_: one.type_, id: one.id, transports: one.transports })
        .collect();
    state.set_allowed_credentials(Vec::new());
    (to_text(&response.public_key), to_text(&state))
}

fn open_all(held: &[SealedKey], keyring: &Keyring) -> Result<Vec<StoredKey>, SealError> {
    held.iter().map(|row| StoredKey::open(row, keyring)).collect()
}

fn descriptor(key: &StoredKey) -> PublicKeyCredentialDescriptor {
    let known: Vec<AuthenticatorTransport> = key
        .transports
        .iter()
        .filter_map(|text| text.parse().ok())
        .filter(|transport| *transport != AuthenticatorTransport::Unknown)
        .collect();
    PublicKeyCredentialDescriptor {
        type_: "public-key".to_owned(),
        id: key.credential_id.0.clone(),
        transports: (!known.is_empty()).then_some(known),
    }
}

fn to_text(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("invariant: the library's options and states always serialise")
}

fn resume<S: DeserializeOwned>(state: &str, made_at: Timestamp, now: Timestamp) -> Result<(S, Vec<u8>), KeyRefusal> {
    #[derive(Deserialize)]
    struct Challenge {
        challenge: Base64Url,
    }
    if now.duration_since(made_at) >= CEREMONY {
        return Err(KeyRefusal::Expired);
    }
    // A state that another release of the library wrote may not be readable: the person begins again.
    let challenge: Challenge = serde_json::from_str(state).map_err(|_| KeyRefusal::Expired)?;
    let state = serde_json::from_str(state).map_err(|_| KeyRefusal::Expired)?;
    Ok((state, challenge.challenge.0))
}
