//! The MAC over a session's row, so that somebody who can only write to the database cannot make one.

use credentials::ids::{AccountId, FactorId, SessionId};
use credentials::keyring::{Keyring, Mac, MacPurpose};
use credentials::token::TokenHash;
use jiff::Timestamp;

/// What changes in a session's row only together with its MAC: the token, and when it was confirmed.
pub(super) struct Sealing {
    pub(super) id: SessionId,
    pub(super) account: AccountId,
    pub(super) factor: FactorId,
    pub(super) token: TokenHash,
    pub(super) password_at: Timestamp,
    pub(super) factor_at: Timestamp,
    pub(super) created_at: Timestamp,
    pub(super) expires_at: Timestamp,
    pub(super) stepped_up: Option<(Timestamp, FactorId)>,
}

impl Sealing {
    pub(super) fn make(&self, keyring: &Keyring) -> Mac {
        self.with_parts(|parts| keyring.mac(MacPurpose::Session, parts))
    }

    pub(super) fn verify(&self, keyring: &Keyring, stored: &str) -> bool {
        self.with_parts(|parts| keyring.verify_mac(MacPurpose::Session, parts, stored))
    }

    fn with_parts<T>(&self, hash: impl FnOnce(&[&[u8]]) -> T) -> T {
        // In microseconds, as they are stored: what is finer is lost there.
        let times = [self.password_at, self.factor_at, self.created_at, self.expires_at];
        let times = times.map(|at| at.as_microsecond().to_be_bytes());
        let ids = [self.id.as_uuid(), self.account.as_uuid(), self.factor.as_uuid()];
        // Each part carries its length, so that a row without a confirmation is none with one; it is the row of older releases.
        let stepped_up = self.stepped_up.map(|(at, factor)| (at.as_microsecond().to_be_bytes(), factor.as_uuid()));
        let mut parts = vec![
            ids[0].as_bytes().as_slice(),
            ids[1].as_bytes(),
            ids[2].as_bytes(),
            self.token.as_bytes(),
            &times[0],
            &times[1],
            &times[2],
            &times[3],
        ];
        if let Some((at, factor)) = &stepped_up {
            parts.extend([at.as_slice(), factor.as_bytes()]);
        }
        hash(&parts)
    }
}
