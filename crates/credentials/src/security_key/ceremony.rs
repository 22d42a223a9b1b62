//! The beginnings of the two ceremonies: the options for the browser, and what the journey keeps until the answer comes.

use std::fmt;

use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use webauthn_rs_core::proto::{
    AllowCredentials, AttestationConveyancePreference, AttestationFormat, AuthenticatorAttachment,
    AuthenticatorTransport, COSEAlgorithm, Credential, PublicKeyCredentialDescriptor, RequestRegistrationExtensions,
};
use webauthn_rs_core::{ChallengeRegisterBuilder, WebauthnCore};

use super::base64url::Base64Url;
use super::sealed::StoredKey;
use super::{CEREMONY, KeyRefusal, KeyRole, RelyingParty, SealedKey};
use crate::ids::FactorId;
use crate::keyring::{Keyring, SealError};

/// U2F keys know ES256 only; RS256 is for the keys that know nothing else (WA-01).
const ALGORITHMS: [COSEAlgorithm; 2] = [COSEAlgorithm::ES256, COSEAlgorithm::RS256];

/// A key that is being enrolled; lives in the journey's sealed state and cannot log in (SF-08).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PendingKey {
    /// Missing in what a release without passkeys began.
    #[serde(default)]
    role: KeyRole,
    factor: FactorId,
    made_at: Timestamp,
    options: String,
    state: String,
}

/// A login that waits for a key; lives in the journey's sealed state.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeyChallenge {
    /// Missing in what a release without passkeys began.
    #[serde(default)]
    role: KeyRole,
    /// The keys that were asked for.
    pub(super) asked: Vec<FactorId>,
    made_at: Timestamp,
    options: String,
    state: String,
}

impl PendingKey {
    /// As what the credential will be enrolled.
    pub fn role(&self) -> KeyRole {
        self.role
    }

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
    /// What was asked for.
    pub fn role(&self) -> KeyRole {
        self.role
    }

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
            .field("role", &self.role)
            .field("factor", &self.factor)
            .field("made_at", &self.made_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for KeyChallenge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyChallenge")
            .field("role", &self.role)
            .field("asked", &self.asked)
            .field("made_at", &self.made_at)
            .finish_non_exhaustive()
    }
}

impl RelyingParty {
    /// Begins an enrolment. `label` names the account to the person, on devices that show it; `held` are the security keys and
    /// passkeys that the account has, which the browser will not enrol again, whatever their role.
    pub fn begin_enrolment(
        &self,
        role: KeyRole,
        factor: FactorId,
        label: &str,
        held: &[SealedKey],
        keyring: &Keyring,
        now: Timestamp,
    ) -> Result<PendingKey, SealError> {
        let held = open_all(held, keyring)?;
        let builder = self.enrolment(factor, label);
        let builder = match role {
            KeyRole::SecurityKey => self.ask_security_key(builder),
            KeyRole::Passkey => ask_passkey(builder),
        };
        let (options, state) = creation(&self.core, builder, &held);
        Ok(PendingKey { role, factor, made_at: now, options, state })
    }

    /// What is asked of any new key (WA-01). The user id is the factor's: a random name, so nothing of the person is on the key.
    fn enrolment(&self, factor: FactorId, label: &str) -> ChallengeRegisterBuilder {
        let is_empty = |text: &str| text.trim().is_empty();
        let label = if !is_empty(label) {
            label
        } else if !is_empty(&self.name) {
            &self.name
        } else {
            &self.origin
        };
        self.core
            .new_challenge_register_builder(factor.as_uuid().as_bytes(), label, label)
            .expect("invariant: id and label are not empty")
            .credential_algorithms(ALGORITHMS.to_vec())
    }

    /// What is asked of a USB key: no PIN, since the password was the first factor, and its maker where that matters (WA-12).
    fn ask_security_key(&self, builder: ChallengeRegisterBuilder) -> ChallengeRegisterBuilder {
        let (attestation, formats) = match &self.roots {
            None => (AttestationConveyancePreference::None, None),
            Some(_) => (
                AttestationConveyancePreference::Direct,
                Some(vec![AttestationFormat::Packed, AttestationFormat::FIDOU2F]),
            ),
        };
        builder
            .attestation(attestation)
            .attestation_formats(formats)
            .require_resident_key(false)
            .authenticator_attachment(Some(AuthenticatorAttachment::CrossPlatform))
            .user_verification_policy(KeyRole::SecurityKey.user_verification())
            .hints(Some(KeyRole::SecurityKey.hints()))
    }

    /// Begins a login with one of the account's keys of this role; others among `held` are left out. To be called after the
    /// password only (WA-08), and with at least one key.
    pub fn begin_assertion(
        &self,
        role: KeyRole,
        held: &[SealedKey],
        keyring: &Keyring,
        now: Timestamp,
    ) -> Result<KeyChallenge, SealError> {
        let held: Vec<&SealedKey> = held.iter().filter(|row| row.role == role).collect();
        let keys = open_all(held.iter().copied(), keyring)?;
        let credentials = keys.iter().map(|key| key.to_credential(role, 0)).collect();
        let (options, state) = request(&self.core, role, credentials, &keys);
        Ok(KeyChallenge { role, asked: held.iter().map(|row| row.factor).collect(), made_at: now, options, state })
    }
}

/// What is asked of a passkey (WA-11): discoverable and with a verified user, on this device or on a phone beside it, whoever made it.
fn ask_passkey(builder: ChallengeRegisterBuilder) -> ChallengeRegisterBuilder {
    let tell_whether_discoverable = RequestRegistrationExtensions {
        cred_protect: None,
        uvm: None,
        cred_props: Some(true),
        min_pin_length: None,
        hmac_create_secret: None,
    };
    builder
        .attestation(AttestationConveyancePreference::None)
        .require_resident_key(true)
        .authenticator_attachment(None)
        .user_verification_policy(KeyRole::Passkey.user_verification())
        .extensions(Some(tell_whether_discoverable))
        .hints(Some(KeyRole::Passkey.hints()))
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
fn request(core: &WebauthnCore, role: KeyRole, credentials: Vec<Credential>, keys: &[StoredKey]) -> (String, String) {
    let policy = Some(role.user_verification());
    let builder = core.new_challenge_authenticate_builder(credentials, policy).expect("invariant: the policy is given");
    let builder = builder.hints(Some(role.hints()));
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

fn open_all<'a>(held: impl IntoIterator<Item = &'a SealedKey>, keyring: &Keyring) -> Result<Vec<StoredKey>, SealError> {
    held.into_iter().map(|row| StoredKey::open(row, keyring)).collect()
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
