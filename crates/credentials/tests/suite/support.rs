//! What several tests need: seeded randomness, a keyring, an account with a password.

use std::sync::atomic::{AtomicU64, Ordering};

use credentials::hashing::{Hasher, SealedPassword};
use credentials::ids::{AccountId, JourneyId};
use credentials::keyring::Keyring;
use credentials::password::Password;
use credentials::rng::Rng;
use credentials::witness::PasswordVerified;
use jiff::Timestamp;
use uuid::Uuid;

/// `SplitMix64`: the same numbers in every run.
pub struct SeededRng(AtomicU64);

impl SeededRng {
    pub const fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Rng for SeededRng {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(8) {
            let mut z = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            chunk.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

pub fn account(n: u128) -> AccountId {
    AccountId::from_uuid(Uuid::from_u128(n))
}

pub fn journey(n: u128) -> JourneyId {
    JourneyId::from_uuid(Uuid::from_u128(n))
}

pub fn attempt(text: &str) -> Password {
    Password::parse_attempt(text).unwrap()
}

/// One installation: keys, randomness and a hasher that is quick and weak.
pub struct House {
    pub keyring: Keyring,
    pub rng: SeededRng,
    pub hasher: Hasher,
}

impl House {
    pub fn new(seed: u64) -> Self {
        let rng = SeededRng::new(seed);
        let (keyring, _) = Keyring::generate(&rng);
        Self { keyring, rng, hasher: Hasher::for_tests(8) }
    }

    pub fn set_password(&self, account: AccountId, text: &str) -> SealedPassword {
        self.hasher.hash_password(&attempt(text), account, &self.keyring, &self.rng)
    }

    /// The only way to a password witness: the verifier.
    pub fn password_of(&self, account: AccountId, journey: JourneyId, now: Timestamp) -> PasswordVerified {
        let row = self.set_password(account, "correct horse");
        self.hasher
            .verify_password(&row, &attempt("correct horse"), &self.keyring, journey, now)
            .unwrap()
            .expect("the password is right")
    }
}
