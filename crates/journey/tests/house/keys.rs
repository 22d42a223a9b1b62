//! Security keys in software, with what the real verifiers say about them.
//!
//! The library draws its challenges itself, so two ceremonies are never alike. Here each is begun once and remembered by its name: a world that is
//! reached in two ways holds the same ceremony and is one world.

use std::sync::OnceLock;

use credentials::ids::{FactorId, JourneyId};
use credentials::security_key::testing::U2fKey;
use credentials::security_key::{
    Attestation, CredentialHash, KeyAccepted, KeyChallenge, KeyProven, KeyRefusal, PendingKey, RelyingParty, SealedKey,
};
use credentials::witness::ProvenFirst;
use jiff::Timestamp;

use super::secrets::{Memory, Secrets, Who, journey_id, noon, number, remember};

const ORIGIN: &str = "https://login.example.test";

/// Keys of an account with the count that stands in their rows.
pub type Held = [(FactorId, u32)];
type Asked = (u32, Vec<FactorId>, Timestamp);
type Answered = (KeyChallenge, Vec<(FactorId, u32)>, (FactorId, u32), JourneyId, Timestamp);

/// Ceremonies and answers, each made once.
#[derive(Default)]
pub struct Keys {
    rows: Memory<(FactorId, Who), SealedKey>,
    enrolments: Memory<(u32, FactorId, Timestamp), PendingKey>,
    proven: Memory<(PendingKey, FactorId, JourneyId, Timestamp), Result<KeyProven, KeyRefusal>>,
    challenges: Memory<Asked, KeyChallenge>,
    answers: Memory<Answered, Result<KeyAccepted, KeyRefusal>>,
}

fn relying_party() -> &'static RelyingParty {
    static PORTAL: OnceLock<RelyingParty> = OnceLock::new();
    PORTAL.get_or_init(|| RelyingParty::new("login.example.test", ORIGIN, "Poortwachter", Attestation::None).unwrap())
}

/// The key that a person holds for this factor; each factor has its own.
fn device(factor: FactorId) -> U2fKey {
    U2fKey::from_seed(u8::try_from(number(factor.as_uuid()) % 251).unwrap())
}

/// The name of the key of this factor in the index of all keys.
pub fn credential_of(factor: FactorId) -> CredentialHash {
    CredentialHash::of(device(factor).credential_id())
}

impl Secrets {
    /// Begins to enrol a key; the ceremony goes by this name.
    pub fn begin_key(&self, name: u32, factor: FactorId, now: Timestamp) -> PendingKey {
        remember(&self.keys.enrolments, (name, factor, now), || {
            relying_party().begin_enrolment(factor, "jan", &[], &self.keyring, now).unwrap()
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
            let answer = device(touched).register(pending.options(), ORIGIN);
            relying_party().prove_pending_key(pending, first, &answer, &self.keyring, now, &self.rng)
        })
    }

    fn key_row(&self, owner: Who, (factor, sign_count): (FactorId, u32)) -> SealedKey {
        let row = remember(&self.keys.rows, (factor, owner), || {
            let password = self.verify_password(owner, owner, journey_id(0), noon()).unwrap();
            self.prove_key(&self.begin_key(0, factor, noon()), factor, &password, noon()).unwrap().row
        });
        SealedKey { sign_count, ..row }
    }

    /// The challenge of this name for the account's keys.
    pub fn challenge(&self, name: u32, owner: Who, held: &Held, now: Timestamp) -> KeyChallenge {
        let ids = held.iter().map(|(id, _)| *id).collect();
        remember(&self.keys.challenges, (name, ids, now), || {
            let rows: Vec<_> = held.iter().map(|key| self.key_row(owner, *key)).collect();
            relying_party().begin_assertion(&rows, &self.keyring, now).unwrap()
        })
    }

    /// What the key of `touched` answers when it counts `touched.1`.
    pub fn verify_key(
        &self,
        challenge: &KeyChallenge,
        (owner, held): (Who, &Held),
        touched: (FactorId, u32),
        id: JourneyId,
        now: Timestamp,
    ) -> Result<KeyAccepted, KeyRefusal> {
        remember(&self.keys.answers, (challenge.clone(), held.to_vec(), touched, id, now), || {
            let rows: Vec<_> = held.iter().map(|key| self.key_row(owner, *key)).collect();
            let mut device = device(touched.0);
            device.set_sign_count(touched.1.wrapping_sub(1));
            let answer = device.assert(challenge.options(), ORIGIN);
            relying_party().verify_key(challenge, &rows, &answer, &self.keyring, id, now)
        })
    }
}
