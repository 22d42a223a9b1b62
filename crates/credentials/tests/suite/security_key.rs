//! WA-01 to WA-07, WA-10 to WA-13: security keys and passkeys, with the device in software.

mod attestation;
mod enrol;
mod login;
mod malformed;
mod mutated;
mod options;
mod passkey;
mod relying_party;
mod vectors;

use credentials::ids::FactorId;
use credentials::security_key::testing::{Passkey, U2fKey};
use credentials::security_key::{
    Attestation, KeyAccepted, KeyChallenge, KeyProven, KeyRefusal, KeyRole, PendingKey, RelyingParty, SealedKey,
};
use data_encoding::BASE64URL_NOPAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use crate::support::{House, account, at, journey};

const RP_ID: &str = "login.example.org";
const ORIGIN: &str = "https://login.example.org";
/// When ceremonies begin.
const NOW: i64 = 1_800_000_000;

fn factor(n: u128) -> FactorId {
    FactorId::from_uuid(Uuid::from_u128(n))
}

/// A portal with its keyring; account 1 enrols in journey 1 and logs in, in journey 2.
struct Portal {
    house: House,
    party: RelyingParty,
}

impl Portal {
    fn new() -> Self {
        Self::with(Attestation::None)
    }

    fn with(attestation: Attestation) -> Self {
        let party = RelyingParty::new(RP_ID, ORIGIN, "Poortwachter", attestation).unwrap();
        Self { house: House::new(6), party }
    }

    fn begin_enrolment(&self, held: &[SealedKey]) -> PendingKey {
        self.begin(KeyRole::SecurityKey, 7, held)
    }

    fn begin(&self, role: KeyRole, n: u128, held: &[SealedKey]) -> PendingKey {
        self.party.begin_enrolment(role, factor(n), "s.devries", held, &self.house.keyring, at(NOW)).unwrap()
    }

    fn prove(&self, pending: &PendingKey, response: &str) -> Result<KeyProven, KeyRefusal> {
        self.prove_at(pending, response, NOW + 10)
    }

    fn prove_at(&self, pending: &PendingKey, response: &str, second: i64) -> Result<KeyProven, KeyRefusal> {
        let password = self.house.password_of(account(1), journey(1), at(second));
        self.party.prove_pending_key(pending, &password, response, &self.house.keyring, at(second), &self.house.rng)
    }

    /// Enrols a key; each gets a factor of its own.
    fn enrol(&self, key: &U2fKey, n: u128) -> SealedKey {
        let pending = self.begin(KeyRole::SecurityKey, n, &[]);
        self.prove(&pending, &key.register(pending.options(), ORIGIN)).unwrap().row
    }

    /// Enrols a passkey; each gets a factor of its own.
    fn enrol_passkey(&self, passkey: &mut Passkey, n: u128) -> SealedKey {
        let pending = self.begin(KeyRole::Passkey, n, &[]);
        self.prove(&pending, &passkey.register(pending.options(), ORIGIN)).unwrap().row
    }

    fn begin_assertion(&self, held: &[SealedKey]) -> KeyChallenge {
        self.ask(KeyRole::SecurityKey, held)
    }

    fn ask(&self, role: KeyRole, held: &[SealedKey]) -> KeyChallenge {
        self.party.begin_assertion(role, held, &self.house.keyring, at(NOW)).unwrap()
    }

    fn verify(&self, challenge: &KeyChallenge, held: &[SealedKey], response: &str) -> Result<KeyAccepted, KeyRefusal> {
        self.verify_at(challenge, held, response, NOW + 10)
    }

    fn verify_at(
        &self,
        challenge: &KeyChallenge,
        held: &[SealedKey],
        response: &str,
        second: i64,
    ) -> Result<KeyAccepted, KeyRefusal> {
        self.party.verify_key(challenge, held, response, &self.house.keyring, journey(2), at(second))
    }
}

/// The same ceremony with another challenge, by way of its stored form, which no caller can reach otherwise.
fn with_challenge<C: Serialize + DeserializeOwned>(ceremony: &C, challenge: &[u8]) -> C {
    let mut stored = serde_json::to_value(ceremony).unwrap();
    for part in ["options", "state"] {
        let mut inner: Value = serde_json::from_str(stored[part].as_str().unwrap()).unwrap();
        inner["challenge"] = Value::String(BASE64URL_NOPAD.encode(challenge));
        stored[part] = Value::String(inner.to_string());
    }
    serde_json::from_value(stored).unwrap()
}

/// Changes a member of a response that holds bytes.
fn change_bytes(response: &str, member: &str, change: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut json: Value = serde_json::from_str(response).unwrap();
    let mut bytes = bytes_of(&json["response"][member]);
    change(&mut bytes);
    json["response"][member] = Value::String(BASE64URL_NOPAD.encode(&bytes));
    json.to_string()
}

fn bytes_of(value: &Value) -> Vec<u8> {
    BASE64URL_NOPAD.decode(value.as_str().unwrap().as_bytes()).unwrap()
}
