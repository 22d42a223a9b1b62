//! Proving a new key: the answer of the first ceremony becomes a row.

use jiff::Timestamp;
use webauthn_rs_core::proto::{
    AttestationCaList, AuthenticatorAttestationResponseRaw, Credential, ParsedAttestationData,
    RegisterPublicKeyCredential, RegistrationExtensionsClientOutputs, RegistrationState,
};

use super::base64url::Base64Url;
use super::precheck::{Enrolment, Format, Registration};
use super::sealed::{PublicKey, StoredKey};
use super::{CredentialHash, KeyRefusal, KeyRole, PendingKey, RelyingParty, SealedKey, refusal};
use crate::keyring::Keyring;
use crate::rng::Rng;
use crate::witness::{FactorVerified, ProvenFirst};

/// The curve P-256 as it stands in a certificate: the content of the DER object identifier 1.2.840.10045.3.1.7.
const P256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
/// An elliptic-curve public key in a certificate (RFC 5480 section 2.1.1).
const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";

/// A new key has answered: the proof, and the row to store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyProven {
    /// What was proven.
    pub witness: FactorVerified,
    /// The row to store; refused by the index when anybody has the key already.
    pub row: SealedKey,
}

impl RelyingParty {
    /// Proves that a key answered the pending ceremony (WebAuthn L3 section 7.1), and seals the row to store; account and journey
    /// are the first proof's. `response` is the JSON of the browser's `PublicKeyCredential`.
    pub fn prove_pending_key(
        &self,
        pending: &PendingKey,
        first: &impl ProvenFirst,
        response: &str,
        keyring: &Keyring,
        now: Timestamp,
        rng: &dyn Rng,
    ) -> Result<KeyProven, KeyRefusal> {
        let (key, sign_count) = self.judge(pending, response, now)?;
        let (account, factor, role) = (first.account(), pending.factor(), pending.role());
        Ok(KeyProven {
            witness: FactorVerified::assert(account, factor, first.journey(), now),
            row: SealedKey {
                role,
                factor,
                account,
                sealed: key.seal(role, (factor, account), keyring, rng),
                credential: CredentialHash::of(&key.credential_id.0),
                sign_count,
            },
        })
    }

    fn judge(&self, pending: &PendingKey, response: &str, now: Timestamp) -> Result<(StoredKey, u32), KeyRefusal> {
        let (state, challenge): (RegistrationState, _) = pending.resume(now)?;
        let answer = Registration::parse(response)?;
        let expected = self.expect(pending.role(), &challenge);
        let enrolment = answer.check(&expected)?;
        if is_excluded(pending, enrolment.credential_id()) {
            return Err(KeyRefusal::AlreadyHeld);
        }
        let statement = match enrolment.format {
            Format::Other if self.roots_for(pending.role()).is_some() => return Err(KeyRefusal::AttestationRefused),
            // We did not ask who made the key; a statement that we do not read says nothing, which is "none".
            Format::Other => enrolment.without_statement(),
            _ => answer.attestation_object.clone(),
        };
        let given = for_library(&answer, statement);
        let credential =
            self.core.register_credential(&given, &state, None).map_err(|error| refusal::of_enrolment(&error))?;
        check_attestation_key(enrolment.format, &credential)?;
        self.check_maker(pending.role(), &credential)?;
        let attested = self.roots_for(pending.role()).is_some();
        Ok((StoredKey { attested, ..stored(&answer, &enrolment, &credential)? }, credential.counter))
    }

    /// The makers that count: of security keys only, since a passkey that may be synced has none to show.
    fn roots_for(&self, role: KeyRole) -> Option<&[AttestationCaList]> {
        self.roots.as_deref().filter(|_| role == KeyRole::SecurityKey)
    }

    /// WA-12: when makers matter, the attestation must lead to one of the given roots; the library's clock decides its validity.
    fn check_maker(&self, role: KeyRole, credential: &Credential) -> Result<(), KeyRefusal> {
        let Some(roots) = self.roots_for(role) else { return Ok(()) };
        let is_known = roots.iter().any(|root| matches!(credential.verify_attestation(root), Ok(Some(_))));
        if is_known { Ok(()) } else { Err(KeyRefusal::AttestationRefused) }
    }
}

fn for_library(answer: &Registration, attestation_object: Vec<u8>) -> RegisterPublicKeyCredential {
    RegisterPublicKeyCredential {
        id: Base64Url::encode(&answer.raw_id),
        raw_id: answer.raw_id.clone(),
        response: AuthenticatorAttestationResponseRaw {
            attestation_object,
            client_data_json: answer.client_data.clone(),
            transports: None,
        },
        type_: "public-key".to_owned(),
        extensions: RegistrationExtensionsClientOutputs::default(),
    }
}

/// The library checks against the excluded keys too, but calls it a wrong algorithm.
fn is_excluded(pending: &PendingKey, credential_id: &[u8]) -> bool {
    #[derive(serde::Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Options {
        #[serde(default)]
        exclude_credentials: Vec<Excluded>,
    }
    #[derive(serde::Deserialize)]
    struct Excluded {
        id: Base64Url,
    }
    let options: Result<Options, _> = serde_json::from_str(pending.options());
    options.is_ok_and(|options| options.exclude_credentials.iter().any(|one| one.id.0 == credential_id))
}

/// A U2F key's attestation certificate has a key on P-256 (WebAuthn L3 section 8.6 step 2), which the library does not check.
fn check_attestation_key(format: Format, credential: &Credential) -> Result<(), KeyRefusal> {
    if format != Format::FidoU2f {
        return Ok(());
    }
    let ParsedAttestationData::Basic(chain) = &credential.attestation.data else {
        return Err(KeyRefusal::AttestationRefused);
    };
    let on_p256 = chain.first().is_some_and(|certificate| {
        let algorithm = &certificate.tbs_certificate().subject_public_key_info().algorithm;
        algorithm.oid.to_string() == EC_PUBLIC_KEY && algorithm.parameters.as_ref().is_some_and(|p| p.value() == P256)
    });
    if on_p256 { Ok(()) } else { Err(KeyRefusal::AttestationRefused) }
}

fn stored(answer: &Registration, enrolment: &Enrolment<'_>, credential: &Credential) -> Result<StoredKey, KeyRefusal> {
    Ok(StoredKey {
        credential_id: Base64Url(credential.cred_id.clone()),
        public_key: PublicKey::from_cose(&credential.cred).ok_or(KeyRefusal::Algorithm)?,
        aaguid: Base64Url(enrolment.attested.aaguid.to_vec()),
        backup_eligible: credential.backup_eligible,
        backup_state: credential.backup_state,
        user_verified: enrolment.data.user_verified(),
        attested: false,
        transports: answer.transports.clone(),
    })
}
