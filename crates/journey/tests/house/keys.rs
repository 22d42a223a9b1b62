//! Security keys and passkeys in software, with what the real verifiers say about them.
//!
//! The library draws its challenges itself, so two ceremonies are never alike. Here each is begun once and remembered by its name: a world that is
//! reached in two ways holds the same ceremony and is one world.

use std::sync::OnceLock;

use credentials::ids::{FactorId, JourneyId};
use credentials::security_key::testing::{Passkey, U2fKey};
use credentials::security_key::{
    Attestation, CredentialHash, KeyAccepted, KeyChallenge, KeyProven, KeyRefusal, KeyRole, PendingKey, RelyingParty,
    SealedKey,
};
use credentials::witness::ProvenFirst;
use jiff::Timestamp;

use super::secrets::{Memory, Secrets, Who, journey_id, noon, number, remember};

const ORIGIN: &str = "https://login.example.test";

/// A key of an account with the count that stands in its row.
pub type HeldKey = (FactorId, KeyRole, u32);
/// Those of an account.
pub type Held = [HeldKey];
type Asked = (u32, KeyRole, Vec<FactorId>, Timestamp);
type Answered = (KeyChallenge, Vec<HeldKey>, Touch, JourneyId, Timestamp);

/// A device that answers a challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Touch {
    pub key: FactorId,
    pub role: KeyRole,
    /// What a security key counts; the passkeys here are synced and count nothing.
    pub count: u32,
    /// Whether a passkey's device verifies its user before it answers; it should.
    pub verified: bool,
}

impl Touch {
    /// A security key that counts so much.
    pub fn key(key: FactorId, count: u32) -> Self {
        Self { key, role: KeyRole::SecurityKey, count, verified: false }
    }

    /// A passkey, in the hand of its owner or of somebody who cannot unlock the device.
    pub fn passkey(key: FactorId, verified: bool) -> Self {
        Self { key, role: KeyRole::Passkey, count: 0, verified }
    }
}

/// Ceremonies and answers, each made once.
#[derive(Default)]
pub struct Keys {
    rows: Memory<(FactorId, KeyRole, Who), SealedKey>,
    enrolments: Memory<(u32, KeyRole, FactorId, Timestamp), PendingKey>,
    proven: Memory<(PendingKey, FactorId, JourneyId, Timestamp), Result<KeyProven, KeyRefusal>>,
    challenges: Memory<Asked, KeyChallenge>,
    answers: Memory<Answered, Result<KeyAccepted, KeyRefusal>>,
}

fn relying_party() -> &'static RelyingParty {
    static PORTAL: OnceLock<RelyingParty> = OnceLock::new();
    PORTAL.get_or_init(|| RelyingParty::new("login.example.test", ORIGIN, "Poortwachter", Attestation::None).unwrap())
}

fn seed(factor: FactorId) -> u8 {
    u8::try_from(number(factor.as_uuid()) % 251).unwrap()
}

/// The key that a person holds for this factor; each factor has its own.
fn device(factor: FactorId) -> U2fKey {
    U2fKey::from_seed(seed(factor))
}

/// The same for a phone.
fn phone(factor: FactorId) -> Passkey {
    Passkey::synced(seed(factor))
}

/// The name of the key of this factor in the index of all keys.
pub fn credential_of(factor: FactorId, role: KeyRole) -> CredentialHash {
    match role {
        KeyRole::SecurityKey => CredentialHash::of(device(factor).credential_id()),
        KeyRole::Passkey => CredentialHash::of(phone(factor).credential_id()),
    }
}

impl Secrets {
    /// Begins to enrol a key; the ceremony goes by this name.
    pub fn begin_key(&self, name: u32, role: KeyRole, factor: FactorId, now: Timestamp) -> PendingKey {
        remember(&self.keys.enrolments, (name, role, factor, now), || {
            relying_party().begin_enrolment(role, factor, "jan", &[], &self.keyring, now).unwrap()
        })
    }

    /// What the key of `touched` answers to an enrolment.
    pub fn prove_key(
        &self,
        pending: &PendingKey,
        touched: FactorId,
        first: &impl ProvenFirst,
        now: Timestamp,
    ) -> Result<KeyProven, KeyRefusal> {
        remember(&self.keys.proven, (pending.clone(), touched, first.journey(), now), || {
            let answer = match pending.role() {
                KeyRole::SecurityKey => device(touched).register(pending.options(), ORIGIN),
                KeyRole::Passkey => phone(touched).register(pending.options(), ORIGIN),
            };
            relying_party().prove_pending_key(pending, first, &answer, &self.keyring, now, &self.rng)
        })
    }

    fn key_row(&self, owner: Who, (factor, role, sign_count): HeldKey) -> SealedKey {
        let row = remember(&self.keys.rows, (factor, role, owner), || {
            let password = self.verify_password(owner, owner, journey_id(0), noon()).unwrap();
            self.prove_key(&self.begin_key(0, role, factor, noon()), factor, &password, noon()).unwrap().row
        });
        SealedKey { sign_count, ..row }
    }

    /// The challenge of this name for the account's keys of a role.
    pub fn challenge(&self, name: u32, role: KeyRole, (owner, held): (Who, &Held), now: Timestamp) -> KeyChallenge {
        let ids = held.iter().map(|(id, ..)| *id).collect();
        remember(&self.keys.challenges, (name, role, ids, now), || {
            let rows: Vec<_> = held.iter().map(|key| self.key_row(owner, *key)).collect();
            relying_party().begin_assertion(role, &rows, &self.keyring, now).unwrap()
        })
    }

    /// What a device answers.
    pub fn verify_key(
        &self,
        challenge: &KeyChallenge,
        (owner, held): (Who, &Held),
        touched: Touch,
        id: JourneyId,
        now: Timestamp,
    ) -> Result<KeyAccepted, KeyRefusal> {
        remember(&self.keys.answers, (challenge.clone(), held.to_vec(), touched, id, now), || {
            let rows: Vec<_> = held.iter().map(|key| self.key_row(owner, *key)).collect();
            let answer = answer(challenge, touched);
            relying_party().verify_key(challenge, &rows, &answer, &self.keyring, id, now)
        })
    }
}

fn answer(challenge: &KeyChallenge, touched: Touch) -> String {
    match touched.role {
        KeyRole::SecurityKey => {
            let mut device = device(touched.key);
            device.set_sign_count(touched.count.wrapping_sub(1));
            device.assert(challenge.options(), ORIGIN)
        }
        KeyRole::Passkey => {
            let mut phone = phone(touched.key);
            phone.verifies_user = touched.verified;
            phone.assert(challenge.options(), ORIGIN)
        }
    }
}
