//! Writing a journey's witnesses and state into one sealed value, and reading them back.
//!
//! Plain form: the length of the header (4 bytes, big-endian), the header (versioned JSON with the witnesses, no secrets), then
//! the caller's body as it is. The whole is sealed to the journey's id and account, so that a row copied to another journey
//! or another account does not open.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{FactorVerified, GrantPresented, PasswordVerified, Witnesses};
use crate::grant::GrantKind;
use crate::ids::{AccountId, FactorId, GrantId, JourneyId};
use crate::keyring::{Binding, Keyring, Purpose, SealError, Sealed};
use crate::rng::Rng;

#[derive(Serialize, Deserialize)]
#[serde(tag = "v")]
enum Header {
    #[serde(rename = "1")]
    V1(HeaderV1),
}

#[derive(Serialize, Deserialize)]
struct HeaderV1 {
    password: Option<StoredPassword>,
    factor: Option<StoredFactor>,
    grant: Option<StoredGrant>,
}

#[derive(Serialize, Deserialize)]
struct StoredPassword {
    account: AccountId,
    journey: JourneyId,
    at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct StoredFactor {
    account: AccountId,
    factor: FactorId,
    journey: JourneyId,
    at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct StoredGrant {
    account: AccountId,
    grant: GrantId,
    kind: GrantKind,
    expires_at: Timestamp,
    at: Timestamp,
}

/// Seals witnesses and state for this journey of this account ([`AccountId::NOBODY`] before the account is known).
pub fn seal(
    keyring: &Keyring,
    journey: JourneyId,
    account: AccountId,
    witnesses: &Witnesses,
    body: &[u8],
    rng: &dyn Rng,
) -> Sealed {
    let plain = frame(&header_of(witnesses), body);
    keyring.seal(Purpose::Journey, &binding(journey, account), &plain, rng)
}

/// Opens what [`seal`] made for the same journey and account; every witness inside must name both, else it counts as forged.
pub fn unseal(
    keyring: &Keyring,
    journey: JourneyId,
    account: AccountId,
    sealed: &Sealed,
) -> Result<(Witnesses, Zeroizing<Vec<u8>>), SealError> {
    let plain = keyring.open(Purpose::Journey, &binding(journey, account), sealed)?;
    let (header, body) = unframe(&plain).ok_or(SealError::Malformed)?;
    let Header::V1(header) = serde_json::from_slice(header).map_err(|_| SealError::Malformed)?;
    if !header.is_about(journey, account) {
        return Err(SealError::Forged);
    }
    Ok((header.into_witnesses(), Zeroizing::new(body.to_vec())))
}

fn binding(journey: JourneyId, account: AccountId) -> Binding {
    Binding { table: "journey", column: "state", row: journey.as_uuid(), account }
}

fn frame(header: &Header, body: &[u8]) -> Zeroizing<Vec<u8>> {
    let header = serde_json::to_vec(header).expect("invariant: ids and times always serialise");
    let length = u32::try_from(header.len()).expect("invariant: three witnesses take less than 4 GiB");
    // Sized at once: a growing vector would leave copies of the body behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(4 + header.len() + body.len()));
    plain.extend_from_slice(&length.to_be_bytes());
    plain.extend_from_slice(&header);
    plain.extend_from_slice(body);
    plain
}

fn unframe(plain: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = plain.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

fn header_of(witnesses: &Witnesses) -> Header {
    Header::V1(HeaderV1 {
        password: witnesses.password.as_ref().map(|w| StoredPassword {
            account: w.account,
            journey: w.journey,
            at: w.at,
        }),
        factor: witnesses.factor.as_ref().map(|w| StoredFactor {
            account: w.account,
            factor: w.factor,
            journey: w.journey,
            at: w.at,
        }),
        grant: witnesses.grant.as_ref().map(|w| StoredGrant {
            account: w.account,
            grant: w.grant,
            kind: w.kind,
            expires_at: w.expires_at,
            at: w.at,
        }),
    })
}

impl HeaderV1 {
    fn is_about(&self, journey: JourneyId, account: AccountId) -> bool {
        self.password.as_ref().is_none_or(|w| w.account == account && w.journey == journey)
            && self.factor.as_ref().is_none_or(|w| w.account == account && w.journey == journey)
            && self.grant.as_ref().is_none_or(|w| w.account == account)
    }

    fn into_witnesses(self) -> Witnesses {
        Witnesses {
            password: self.password.map(|w| PasswordVerified::assert(w.account, w.journey, w.at)),
            factor: self.factor.map(|w| FactorVerified::assert(w.account, w.factor, w.journey, w.at)),
            grant: self.grant.map(|w| GrantPresented::assert(w.account, w.grant, w.kind, w.expires_at, w.at)),
        }
    }
}
