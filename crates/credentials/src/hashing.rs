//! Argon2id (RFC 9106) for passwords and recovery codes, its result sealed under a key that is not in the database (D2, D10).
//!
//! What is sealed is the PHC string with parameters, salt and tag. Memory comes from a fixed number of slots: whoever finds none
//! free waits, so the process never uses more than slots × memory. Everything here blocks and takes tens of milliseconds;
//! admission control and threads are `web`'s work.

mod argon;
mod foreign;
mod params;
mod passwords;
mod phc;
mod pool;
mod recovery_codes;
mod stored;

use zeroize::Zeroizing;

use crate::ids::AccountId;
use crate::keyring::{Keyring, Sealed};
use argon::Argon;

pub use foreign::{ForeignHash, ForeignRefusal};
pub use params::{HashParams, HashParamsError};

/// Hashes and verifies with one set of parameters and a bounded number of memory slots; share it by reference.
pub struct Hasher {
    argon: Argon,
    /// What unknown usernames are verified against (EN-02): sealed under a key of its own, matched by nothing.
    nobody: (Keyring, SealedPassword),
}

/// A password as it is stored: Argon2id (or, until its owner logs in, the hash of another system), then sealed to this account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SealedPassword {
    /// Whose password; part of the binding.
    pub account: AccountId,
    /// The sealed PHC string.
    pub sealed: Sealed,
}

impl Hasher {
    /// A hasher with these parameters, at or above the floor, and at most `slots` hashes at the same time (at least 1).
    pub fn new(params: HashParams, slots: usize) -> Result<Self, HashParamsError> {
        params.check_floor()?;
        Self::build(params, slots)
    }

    /// A hasher below the floor (one pass, one lane, two slots): for tests and the model only, never for real passwords.
    ///
    /// # Panics
    ///
    /// With less than 8 KiB, which Argon2 does not do.
    pub fn for_tests(memory_kib: u32) -> Self {
        let params = HashParams { memory_kib, passes: 1, lanes: 1 };
        Self::build(params, 2).expect("a test asks for at least 8 KiB")
    }

    /// The parameters of new hashes.
    pub fn params(&self) -> HashParams {
        self.argon.params
    }

    /// How many hashes can run at the same time.
    pub fn slots(&self) -> usize {
        self.argon.pool.slots()
    }

    fn build(params: HashParams, slots: usize) -> Result<Self, HashParamsError> {
        Ok(Self { argon: Argon::new(params, slots)?, nobody: passwords::nobody(params) })
    }
}

type Plain = Zeroizing<Vec<u8>>;
