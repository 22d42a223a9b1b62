//! Verifying a code that was sent to an enrolled number, and proving a new number.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{LIFE, SmsCode};
use crate::ids::{AccountId, FactorId, JourneyId};
use crate::keyring::{Keyring, MacPurpose, Purpose, SealError, Sealed};
use crate::phone::PhoneNumber;
use crate::places;
use crate::rng::Rng;
use crate::witness::{FactorVerified, ProvenFirst};

/// A number as it is stored, sealed to its row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SealedPhone {
    /// Which factor; the row's id.
    pub factor: FactorId,
    /// Whose factor; part of the binding.
    pub account: AccountId,
    /// The sealed number.
    pub sealed: Sealed,
}

/// The newest code that was sent in a journey: who can type it is bound to the journey and the factor (decision D6).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SentSms {
    factor: FactorId,
    mac: String,
    sent_at: Timestamp,
}

/// A number that is being enrolled; lives in the journey's sealed state and cannot log in (SF-08).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PendingSms {
    /// The id that the factor will have.
    pub factor: FactorId,
    /// The number, once it was typed, and the newest code that went to it.
    pub sent: Option<(PhoneNumber, SentSms)>,
}

/// A new number has received its code: the proof, and the row to store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SmsProven {
    /// What was proven.
    pub witness: FactorVerified,
    /// The row to store.
    pub row: SealedPhone,
}

/// Why a code does not count.
#[derive(Clone, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum SmsRefusal {
    /// Not the newest code of this journey and factor.
    #[error("the code is wrong")]
    Wrong,
    /// The right code, five minutes late.
    #[error("the code has expired")]
    Expired,
    /// The stored number does not open.
    #[error(transparent)]
    Sealed(#[from] SealError),
}

impl SentSms {
    /// What is kept of a code that goes out at `now`.
    pub fn new(code: SmsCode, factor: FactorId, journey: JourneyId, keyring: &Keyring, now: Timestamp) -> Self {
        let mac = keyring.mac(MacPurpose::SmsCode, &parts(code, factor, journey).each()).as_str().to_owned();
        Self { factor, mac, sent_at: now }
    }

    /// For which factor it was sent.
    pub fn factor(&self) -> FactorId {
        self.factor
    }

    /// When it was sent.
    pub fn sent_at(&self) -> Timestamp {
        self.sent_at
    }

    /// The first moment at which it no longer counts.
    pub fn expires_at(&self) -> Timestamp {
        self.sent_at + LIFE
    }

    fn check(&self, code: SmsCode, journey: JourneyId, keyring: &Keyring, now: Timestamp) -> Result<(), SmsRefusal> {
        if !keyring.verify_mac(MacPurpose::SmsCode, &parts(code, self.factor, journey).each(), &self.mac) {
            return Err(SmsRefusal::Wrong);
        }
        if now >= self.expires_at() { Err(SmsRefusal::Expired) } else { Ok(()) }
    }
}

impl SealedPhone {
    /// The number, for sending.
    pub fn open(&self, keyring: &Keyring) -> Result<PhoneNumber, SealError> {
        let plain = keyring.open(Purpose::Phone, &places::factor(self.factor, self.account), &self.sealed)?;
        std::str::from_utf8(&plain).ok().and_then(PhoneNumber::from_sealed).ok_or(SealError::Malformed)
    }
}

/// Verifies the newest code that was sent to an enrolled number; the account is the one to which the row is sealed.
pub fn verify_sms(
    row: &SealedPhone,
    sent: &SentSms,
    code: SmsCode,
    keyring: &Keyring,
    journey: JourneyId,
    now: Timestamp,
) -> Result<FactorVerified, SmsRefusal> {
    row.open(keyring)?;
    if sent.factor != row.factor {
        return Err(SmsRefusal::Wrong);
    }
    sent.check(code, journey, keyring, now)?;
    Ok(FactorVerified::assert(row.account, row.factor, journey, now))
}

/// Proves that the number is in the person's hand, and seals the row to store; account and journey are the first proof's.
pub fn prove_pending_sms(
    pending: &PendingSms,
    first: &impl ProvenFirst,
    code: SmsCode,
    keyring: &Keyring,
    now: Timestamp,
    rng: &dyn Rng,
) -> Result<SmsProven, SmsRefusal> {
    let Some((number, sent)) = &pending.sent else { return Err(SmsRefusal::Wrong) };
    let (account, factor, journey) = (first.account(), pending.factor, first.journey());
    if sent.factor != factor {
        return Err(SmsRefusal::Wrong);
    }
    sent.check(code, journey, keyring, now)?;
    let sealed = keyring.seal(Purpose::Phone, &places::factor(factor, account), number.as_e164().as_bytes(), rng);
    Ok(SmsProven {
        witness: FactorVerified::assert(account, factor, journey, now),
        row: SealedPhone { factor, account, sealed },
    })
}

/// What the keyed hash is made of: journey, factor and code (decision D6).
struct Parts {
    journey: [u8; 16],
    factor: [u8; 16],
    code: zeroize::Zeroizing<String>,
}

impl Parts {
    fn each(&self) -> [&[u8]; 3] {
        [&self.journey, &self.factor, self.code.as_bytes()]
    }
}

fn parts(code: SmsCode, factor: FactorId, journey: JourneyId) -> Parts {
    Parts { journey: journey.as_uuid().into_bytes(), factor: factor.as_uuid().into_bytes(), code: code.digits() }
}
