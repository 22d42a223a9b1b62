//! Verifying an enrolled key: the answer of a login ceremony becomes a witness.

use jiff::Timestamp;
use webauthn_rs_core::proto::{
    AuthenticationExtensionsClientOutputs, AuthenticationState, AuthenticatorAssertionResponseRaw, PublicKeyCredential,
};

use super::base64url::Base64Url;
use super::precheck::Assertion;
use super::sealed::StoredKey;
use super::{CredentialHash, KeyChallenge, KeyRefusal, RelyingParty, SealedKey, refusal};
use crate::ids::JourneyId;
use crate::keyring::Keyring;
use crate::witness::FactorVerified;

/// A key answered rightly; its counter must now be advanced in the commit (WA-07).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct KeyAccepted {
    /// What was proven.
    pub witness: FactorVerified,
    /// The counter to store by compare-and-set: greater than the row's, or both zero; not to be stored when it went back.
    pub sign_count: u32,
    /// A synced passkey's counter did not go up. Each of its devices may count for itself, so this is a signal for the audit and no
    /// refusal (WA-07); a key that stays on its device is refused instead.
    pub went_back: bool,
    /// Whether the device verified its user this time; a passkey has to.
    pub user_verified: bool,
}

impl RelyingParty {
    /// Verifies the answer of one of the account's keys (WebAuthn L3 section 7.2); the account is the one to which the answering
    /// key's row is sealed. `response` is the JSON of the browser's `PublicKeyCredential`.
    pub fn verify_key(
        &self,
        challenge: &KeyChallenge,
        held: &[SealedKey],
        response: &str,
        keyring: &Keyring,
        journey: JourneyId,
        now: Timestamp,
    ) -> Result<KeyAccepted, KeyRefusal> {
        let (state, bytes): (AuthenticationState, _) = challenge.resume(now)?;
        let answer = Assertion::parse(response)?;
        let (row, key) = find(challenge, held, &answer, keyring)?;
        let said = answer.check(&self.expect(challenge.role(), &bytes))?;
        if said.backup_eligible != key.backup_eligible {
            return Err(KeyRefusal::Backup);
        }
        // The library refuses every counter that goes back; of a synced key it is not told what was counted before.
        let counted = if key.backup_eligible { 0 } else { row.sign_count };
        let result = self
            .core
            .authenticate_single_credential(&for_library(&answer), &state, &key.to_credential(row.role, counted))
            .map_err(|error| refusal::of_assertion(&error, row.factor))?;
        let witness = FactorVerified::assert(row.account, row.factor, journey, now);
        let sign_count = result.counter();
        let went_back = (sign_count, row.sign_count) != (0, 0) && sign_count <= row.sign_count;
        Ok(KeyAccepted { witness, sign_count, went_back, user_verified: said.user_verified })
    }
}

/// The row of the key that answered: one that was asked for, and whose sealed id is the one that answered.
fn find<'a>(
    challenge: &KeyChallenge,
    held: &'a [SealedKey],
    answer: &Assertion,
    keyring: &Keyring,
) -> Result<(&'a SealedKey, StoredKey), KeyRefusal> {
    let hash = CredentialHash::of(&answer.raw_id);
    let named = |row: &&SealedKey| {
        row.credential == hash && row.role == challenge.role() && challenge.asked.contains(&row.factor)
    };
    let row = held.iter().find(named).ok_or(KeyRefusal::UnknownKey)?;
    let key = StoredKey::open(row, keyring)?;
    let ours = |handle: &Vec<u8>| handle.as_slice() == row.factor.as_uuid().as_bytes();
    if key.credential_id.0 != answer.raw_id || !answer.user_handle.as_ref().is_none_or(ours) {
        return Err(KeyRefusal::UnknownKey);
    }
    Ok((row, key))
}

fn for_library(answer: &Assertion) -> PublicKeyCredential {
    PublicKeyCredential {
        id: Base64Url::encode(&answer.raw_id),
        raw_id: answer.raw_id.clone(),
        response: AuthenticatorAssertionResponseRaw {
            authenticator_data: answer.authenticator_data.clone(),
            client_data_json: answer.client_data.clone(),
            signature: answer.signature.clone(),
            user_handle: None,
        },
        extensions: AuthenticationExtensionsClientOutputs::default(),
        type_: "public-key".to_owned(),
    }
}
