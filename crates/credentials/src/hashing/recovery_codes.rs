//! Hashing, sealing and verifying recovery codes: as passwords, because their entropy is below 112 bits (D2).

use jiff::Timestamp;

use super::Hasher;
use super::phc::Phc;
use crate::ids::{AccountId, CodeId};
use crate::keyring::{Keyring, Purpose, SealError};
use crate::places;
use crate::recovery_code::{RecoveryCode, SealedRecoveryCode};
use crate::rng::Rng;
use crate::witness::{ProvenFirst, RecoveryCodeVerified};

impl Hasher {
    /// Hashes a new recovery code and seals the hash to its row.
    pub fn hash_recovery_code(
        &self,
        code: &RecoveryCode,
        id: CodeId,
        account: AccountId,
        keyring: &Keyring,
        rng: &dyn Rng,
    ) -> SealedRecoveryCode {
        let phc = self.argon.hash(code.as_bytes(), rng);
        let sealed = keyring.seal(Purpose::RecoveryCode, &places::recovery_code(id, account), &phc.write(), rng);
        SealedRecoveryCode { id, account, format: code.format(), sealed }
    }

    /// Verifies a recovery code behind a first proof of the same account: the password (D3), a mailed link (FP-08) or a confirmed
    /// session; `None` when the code is wrong, of another form, or the first proof was another account's.
    pub fn verify_recovery_code(
        &self,
        row: &SealedRecoveryCode,
        code: &RecoveryCode,
        first: &impl ProvenFirst,
        keyring: &Keyring,
        now: Timestamp,
    ) -> Result<Option<RecoveryCodeVerified>, SealError> {
        if first.account() != row.account {
            return Ok(None);
        }
        let plain = keyring.open(Purpose::RecoveryCode, &places::recovery_code(row.id, row.account), &row.sealed)?;
        let phc = Phc::read(&plain).ok_or(SealError::Malformed)?;
        let right = self.argon.matches(&phc, code.as_bytes()) && code.format() == row.format;
        Ok(right.then(|| RecoveryCodeVerified::assert(row.account, row.id, first.journey(), now)))
    }
}
