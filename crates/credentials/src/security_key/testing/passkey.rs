//! A phone or laptop in software: discoverable credentials, a verified user, and a credential that may be synced.

use serde_json::json;

use super::{Assertion, Base64Url, Registration, U2fKey, read, text};

const USER_VERIFIED: u8 = 0x04;
const BACKUP: u8 = 0x08 | 0x10;

/// A device with one passkey.
#[derive(Clone)]
pub struct Passkey {
    key: U2fKey,
    /// Eligible for backup and backed up: flags BE and BS. Such a credential does not count its uses.
    pub synced: bool,
    /// Whether the device asks for a finger, face or PIN: flag UV.
    pub verifies_user: bool,
    user_handle: Option<Vec<u8>>,
}

impl Passkey {
    /// A phone whose passkeys are synced; the same seed makes the same one.
    pub fn synced(seed: u8) -> Self {
        Self { key: U2fKey::from_seed(seed.wrapping_add(128)), synced: true, verifies_user: true, user_handle: None }
    }

    /// A laptop whose passkeys stay in it.
    pub fn device_bound(seed: u8) -> Self {
        Self { synced: false, ..Self::synced(seed) }
    }

    /// The id of the credential.
    pub fn credential_id(&self) -> &[u8] {
        self.key.credential_id()
    }

    /// The key that signs, for [`Registration::sign`] and [`Assertion::sign`].
    pub fn signer(&self) -> &U2fKey {
        &self.key
    }

    /// Sets the counter; the next assertion of a device-bound credential says one more.
    pub fn set_sign_count(&mut self, sign_count: u32) {
        self.key.set_sign_count(sign_count);
    }

    /// Answers `navigator.credentials.create` on a page of that origin, and keeps the user's handle.
    pub fn register(&mut self, options_json: &str, origin: &str) -> String {
        self.prepare_registration(options_json, origin).sign(&self.key)
    }

    /// Answers `navigator.credentials.get` on a page of that origin.
    pub fn assert(&mut self, options_json: &str, origin: &str) -> String {
        self.prepare_assertion(options_json, origin).sign(&self.key)
    }

    /// All parts of an enrolment's answer.
    pub fn prepare_registration(&mut self, options_json: &str, origin: &str) -> Registration {
        let options = read(options_json);
        self.user_handle = Base64Url::decode(&text(&options["user"]["id"]));
        let mut answer = self.key.prepare_registration(options_json, origin);
        answer.auth_data.flags |= self.flags();
        answer.aaguid = [7; 16];
        answer.transports = ["hybrid", "internal"].map(str::to_owned).to_vec();
        "platform".clone_into(&mut answer.attachment);
        answer.extensions = json!({ "credProps": { "rk": true } });
        answer
    }

    /// All parts of a login's answer.
    pub fn prepare_assertion(&mut self, options_json: &str, origin: &str) -> Assertion {
        let mut answer = self.key.prepare_assertion(options_json, origin);
        answer.auth_data.flags |= self.flags();
        if self.synced {
            answer.auth_data.sign_count = 0;
        }
        answer.user_handle.clone_from(&self.user_handle);
        "platform".clone_into(&mut answer.attachment);
        answer
    }

    fn flags(&self) -> u8 {
        let verified = if self.verifies_user { USER_VERIFIED } else { 0 };
        let backup = if self.synced { BACKUP } else { 0 };
        verified | backup
    }
}
