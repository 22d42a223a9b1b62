//! Hashing, sealing and verifying passwords.

use jiff::Timestamp;

use super::phc::{Phc, SALT, TAG};
use super::stored::Stored;
use super::{ForeignHash, HashParams, Hasher, SealedPassword};
use crate::ids::{AccountId, JourneyId};
use crate::keyring::{Keyring, Purpose, SealError};
use crate::password::Password;
use crate::places;
use crate::rng::Rng;
use crate::witness::PasswordVerified;

impl Hasher {
    /// Hashes a new password and seals the hash to the account.
    pub fn hash_password(
        &self,
        password: &Password,
        account: AccountId,
        keyring: &Keyring,
        rng: &dyn Rng,
    ) -> SealedPassword {
        let phc = self.argon.hash(password.as_bytes(), rng);
        seal(&phc.write(), account, keyring, rng)
    }

    /// Verifies a password; the account is the one to which the row is sealed. `None` when it is wrong.
    pub fn verify_password(
        &self,
        row: &SealedPassword,
        password: &Password,
        keyring: &Keyring,
        journey: JourneyId,
        now: Timestamp,
    ) -> Result<Option<PasswordVerified>, SealError> {
        let right = match open(row, keyring)? {
            Stored::Own(phc) => self.argon.matches(&phc, password.as_bytes()),
            Stored::Foreign(hash) => self.matches_foreign(&hash, password),
        };
        Ok(right.then(|| PasswordVerified::assert(row.account, journey, now)))
    }

    /// Does the work of [`Self::verify_password`] for a username that does not exist, and vouches for nothing (EN-02).
    pub fn verify_nobody(&self, password: &Password) {
        let (keyring, row) = &self.nobody;
        if let Ok(Stored::Own(phc)) = open(row, keyring) {
            // Whatever it says: there is nobody whom it could be about.
            std::hint::black_box(self.argon.matches(&phc, password.as_bytes()));
        }
    }

    /// Whether the row should be made anew at the next right password: another system's, other parameters, or sealed under a retired key.
    pub fn needs_rehash(&self, row: &SealedPassword, keyring: &Keyring) -> Result<bool, SealError> {
        let current = match open(row, keyring)? {
            Stored::Own(phc) => phc.params == self.argon.params,
            Stored::Foreign(_) => false,
        };
        Ok(!current || row.sealed.key_id() != keyring.active_key_id())
    }

    /// A wrong password costs one hash of our own besides, as an unknown name does: a cheap hash answers no quicker (EN-03). A right one costs that too,
    /// since it is hashed anew. What is left to see is the other system's own cost, where that is dear, and only until its owner logs in.
    fn matches_foreign(&self, hash: &ForeignHash, password: &Password) -> bool {
        let right = hash.matches(password.as_bytes(), &self.argon.pool);
        if !right {
            self.verify_nobody(password);
        }
        right
    }
}

/// The row against which unknown usernames are verified; neither its key nor its salt protects anything.
pub(super) fn nobody(params: HashParams) -> (Keyring, SealedPassword) {
    let (keyring, _) = Keyring::generate(&Zeros);
    let phc = Phc { params, salt: [0; SALT], tag: [0; TAG] };
    let row = seal(&phc.write(), AccountId::NOBODY, &keyring, &Zeros);
    (keyring, row)
}

/// For values that protect nothing.
struct Zeros;

impl Rng for Zeros {
    fn fill(&self, out: &mut [u8]) {
        out.fill(0);
    }
}

impl ForeignHash {
    /// Seals it to an account, as a hash of our own is (D2).
    pub fn seal(&self, account: AccountId, keyring: &Keyring, rng: &dyn Rng) -> SealedPassword {
        seal(&self.write(), account, keyring, rng)
    }
}

fn seal(hash: &[u8], account: AccountId, keyring: &Keyring, rng: &dyn Rng) -> SealedPassword {
    let sealed = keyring.seal(Purpose::Password, &places::password(account), hash, rng);
    SealedPassword { account, sealed }
}

fn open(row: &SealedPassword, keyring: &Keyring) -> Result<Stored, SealError> {
    let plain = keyring.open(Purpose::Password, &places::password(row.account), &row.sealed)?;
    Stored::read(&plain).ok_or(SealError::Malformed)
}
