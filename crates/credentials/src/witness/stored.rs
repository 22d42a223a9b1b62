//! Writing a journey's witnesses and state into one sealed value, and reading them back.
//!
//! Plain form: the length of the header (4 bytes, big-endian), the header (versioned JSON with the witnesses, no secrets), then
//! the caller's body as it is. The whole is sealed to the journey's id and account, so that a row copied to another journey
//! or another account does not open.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    FactorVerified, FirstProof, GrantPresented, LinkPresented, PasswordVerified, RecoveryCodeVerified, SteppedUp,
    Witnesses,
};
use crate::grant::GrantKind;
use crate::ids::{AccountId, CodeId, FactorId, GrantId, JourneyId, LinkId, SessionId};
use crate::keyring::{Keyring, Purpose, SealError, Sealed};
use crate::places;
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
    // What an older release did not know is left out where it is not there, so that its journeys still open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    link: Option<StoredLink>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session: Option<StoredSession>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    code: Option<StoredCode>,
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

#[derive(Serialize, Deserialize)]
struct StoredLink {
    account: AccountId,
    link: LinkId,
    journey: JourneyId,
    at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct StoredSession {
    account: AccountId,
    session: SessionId,
    factor: FactorId,
    journey: JourneyId,
    at: Timestamp,
}

#[derive(Serialize, Deserialize)]
struct StoredCode {
    account: AccountId,
    code: CodeId,
    journey: JourneyId,
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
    keyring.seal(Purpose::Journey, &places::journey(journey, account), &plain, rng)
}

/// Opens what [`seal`] made for the same journey and account; every witness inside must name both, else it counts as forged.
pub fn unseal(
    keyring: &Keyring,
    journey: JourneyId,
    account: AccountId,
    sealed: &Sealed,
) -> Result<(Witnesses, Zeroizing<Vec<u8>>), SealError> {
    let plain = keyring.open(Purpose::Journey, &places::journey(journey, account), sealed)?;
    let (header, body) = unframe(&plain).ok_or(SealError::Malformed)?;
    let Header::V1(header) = serde_json::from_slice(header).map_err(|_| SealError::Malformed)?;
    if !header.is_about(journey, account) {
        return Err(SealError::Forged);
    }
    Ok((header.into_witnesses(), Zeroizing::new(body.to_vec())))
}

fn frame(header: &Header, body: &[u8]) -> Zeroizing<Vec<u8>> {
    let header = serde_json::to_vec(header).expect("invariant: ids and times always serialise");
    let length = u32::try_from(header.len()).expect("invariant: a handful of witnesses takes less than 4 GiB");
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
    let (password, link, session) = match &witnesses.first {
        None => (None, None, None),
        Some(FirstProof::Password(w)) => {
            (Some(StoredPassword { account: w.account, journey: w.journey, at: w.at }), None, None)
        }
        Some(FirstProof::MailedLink(w)) => (None, Some(StoredLink::of(w)), None),
        Some(FirstProof::Session(w)) => (None, None, Some(StoredSession::of(w))),
    };
    Header::V1(HeaderV1 {
        password,
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
        link,
        session,
        code: witnesses.code.as_ref().map(|w| StoredCode {
            account: w.account,
            code: w.code,
            journey: w.journey,
            at: w.at,
        }),
    })
}

impl StoredLink {
    fn of(w: &LinkPresented) -> Self {
        Self { account: w.account(), link: w.link(), journey: w.journey(), at: w.at() }
    }
}

impl StoredSession {
    fn of(w: &SteppedUp) -> Self {
        Self { account: w.account(), session: w.session(), factor: w.factor(), journey: w.journey(), at: w.at() }
    }
}

impl HeaderV1 {
    fn is_about(&self, journey: JourneyId, account: AccountId) -> bool {
        let ours = |whose: AccountId, which: JourneyId| whose == account && which == journey;
        let firsts = [self.password.is_some(), self.link.is_some(), self.session.is_some()];
        // A journey begins with one proof.
        firsts.into_iter().filter(|there| *there).count() <= 1
            && self.password.as_ref().is_none_or(|w| ours(w.account, w.journey))
            && self.link.as_ref().is_none_or(|w| ours(w.account, w.journey))
            && self.session.as_ref().is_none_or(|w| ours(w.account, w.journey))
            && self.factor.as_ref().is_none_or(|w| ours(w.account, w.journey))
            && self.code.as_ref().is_none_or(|w| ours(w.account, w.journey))
            && self.grant.as_ref().is_none_or(|w| w.account == account)
    }

    fn into_witnesses(self) -> Witnesses {
        let password = self.password.map(|w| PasswordVerified::assert(w.account, w.journey, w.at).into());
        let link = self.link.map(|w| LinkPresented::assert(w.account, w.link, w.journey, w.at).into());
        let session = self.session.map(|w| SteppedUp::assert(w.account, (w.session, w.factor), w.journey, w.at).into());
        Witnesses {
            first: password.or(link).or(session),
            factor: self.factor.map(|w| FactorVerified::assert(w.account, w.factor, w.journey, w.at)),
            grant: self.grant.map(|w| GrantPresented::assert(w.account, w.grant, w.kind, w.expires_at, w.at)),
            code: self.code.map(|w| RecoveryCodeVerified::assert(w.account, w.code, w.journey, w.at)),
        }
    }
}
