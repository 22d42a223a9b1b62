//! Verifying a code of an enrolled app, and proving a new one.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use super::{TotpCode, TotpSecret, step_at};
use crate::ids::{AccountId, FactorId, JourneyId};
use crate::keyring::{Keyring, Purpose, SealError, Sealed};
use crate::places;
use crate::rng::Rng;
use crate::witness::{FactorVerified, ProvenFirst};

/// Steps before and after the server's own in which a code counts (D7).
const WINDOW: i64 = 1;
/// Steps back in which a code is recognised as an old one, for a better sentence; it never counts.
const REMEMBERED: i64 = 20;

/// An app as it is stored: its secret, sealed to this row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SealedTotp {
    /// Which factor; the row's id.
    pub factor: FactorId,
    /// Whose factor; part of the binding.
    pub account: AccountId,
    /// The sealed secret.
    pub sealed: Sealed,
    /// The last step that was accepted; none before the first.
    pub last_step: Option<i64>,
}

/// An app that is being enrolled; lives in the journey's sealed state and cannot log in (SF-08).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PendingTotp {
    /// The id that the factor will have.
    pub factor: FactorId,
    /// The secret that the page shows.
    pub secret: TotpSecret,
}

/// A code was right and fresh; its step must now be burnt in the commit (TO-03).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TotpAccepted {
    /// What was proven.
    pub witness: FactorVerified,
    /// The step to burn: the row's last step must become this, and must have been less.
    pub step: i64,
}

/// A new app has shown its first code: the proof, and the row to store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct TotpProven {
    /// What was proven.
    pub witness: FactorVerified,
    /// The row to store; its last step is the one just used, so that the same code cannot log in.
    pub row: SealedTotp,
    /// The step that was used.
    pub step: i64,
}

/// Why a code does not count.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TotpRefusal {
    /// Not a code of this app around now.
    #[error("the code is wrong")]
    Wrong,
    /// Right, but that step or a later one was used already (TO-06).
    #[error("the code was used before")]
    Replayed,
    /// A code of this app, but an old one: the phone's clock is slow, or the person was.
    #[error("the code has expired")]
    Expired,
    /// The stored secret does not open.
    #[error(transparent)]
    Sealed(#[from] SealError),
}

/// Verifies a code against an enrolled app; the account is the one to which the row is sealed.
pub fn verify_totp(
    row: &SealedTotp,
    code: &TotpCode,
    keyring: &Keyring,
    journey: JourneyId,
    now: Timestamp,
) -> Result<TotpAccepted, TotpRefusal> {
    let plain = keyring.open(Purpose::Totp, &places::factor(row.factor, row.account), &row.sealed)?;
    let secret = TotpSecret::from_bytes(&plain).ok_or(SealError::Malformed)?;
    let step = match_step(&secret, *code, row.last_step, now)?;
    Ok(TotpAccepted { witness: FactorVerified::assert(row.account, row.factor, journey, now), step })
}

/// Proves that the app has the pending secret, and seals the row to store; account and journey are the first proof's.
pub fn prove_pending_totp(
    pending: &PendingTotp,
    first: &impl ProvenFirst,
    code: &TotpCode,
    keyring: &Keyring,
    now: Timestamp,
    rng: &dyn Rng,
) -> Result<TotpProven, TotpRefusal> {
    let step = match_step(&pending.secret, *code, None, now)?;
    let (account, factor) = (first.account(), pending.factor);
    let sealed = keyring.seal(Purpose::Totp, &places::factor(factor, account), pending.secret.as_bytes(), rng);
    Ok(TotpProven {
        witness: FactorVerified::assert(account, factor, first.journey(), now),
        row: SealedTotp { factor, account, sealed, last_step: Some(step) },
        step,
    })
}

/// The first fresh step within the window whose code this is.
fn match_step(secret: &TotpSecret, code: TotpCode, last: Option<i64>, now: Timestamp) -> Result<i64, TotpRefusal> {
    let current = step_at(now);
    let is_code_of = |step: &i64| bool::from(secret.code_of(*step).value().ct_eq(&code.value()));
    let matches: Vec<i64> = (current - WINDOW..=current + WINDOW).filter(is_code_of).collect();
    if let Some(step) = matches.iter().find(|&&step| last.is_none_or(|last| step > last)) {
        return Ok(*step);
    }
    if !matches.is_empty() {
        return Err(TotpRefusal::Replayed);
    }
    let is_old = (current - REMEMBERED..current - WINDOW).any(|step| is_code_of(&step));
    Err(if is_old { TotpRefusal::Expired } else { TotpRefusal::Wrong })
}
