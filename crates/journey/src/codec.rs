//! The sealed form in which a journey's state is stored.
//!
//! The body is versioned, tagged JSON without witnesses; `credentials::witness::seal` adds those and binds the whole to the journey and the account, so that a
//! row that somebody wrote by hand, or moved, does not open. A state that is not known, or lacks its witness, is an error and never something
//! harmless.

use credentials::grant::GrantKind;
use credentials::ids::{AccountId, GrantId, JourneyId};
use credentials::keyring::{Keyring, SealError, Sealed};
use credentials::rng::Rng;
use credentials::witness::{self, Witnesses};
use serde::{Deserialize, Serialize};

use crate::account::Epoch;
use crate::state::{
    Carried, Ending, Journey, Licence, NoGrantReason, PendingApp, Revision, ShownCode, State, Target, Timing,
};
use crate::throttle::TryTaken;

/// Why a stored journey cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// Not sealed by this installation for this journey and account.
    #[error("the journey's row does not open: {0}")]
    Sealed(#[from] SealError),
    /// It opens, but is not a journey of this version.
    #[error("the journey's row is not of this version")]
    Form,
    /// A state that was never stored, or has lost its witness.
    #[error("the journey's state lacks its witness")]
    Witness,
}

/// The version of the body; another one is refused.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Body {
    version: u32,
    timing: Timing,
    target: Target,
    tries: Vec<TryTaken>,
    wrong_factors: u8,
    wrong_codes: u8,
    state: Tag,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "await", rename_all = "kebab-case")]
enum Tag {
    Factor,
    RecoveryCode,
    NoGrant { reason: NoGrantReason },
    EnrolIntroduction { first_login: Option<GrantId> },
    EnrolFactor { first_login: Option<GrantId>, pending: Option<PendingApp> },
    EnrolRecoveryCode { shown: ShownCode },
    Nothing { ending: Ending },
}

/// Seals the state of a journey that has an account.
pub fn seal(journey: &Journey, keyring: &Keyring, rng: &dyn Rng) -> Result<Sealed, CodecError> {
    let account = journey.account.ok_or(CodecError::Witness)?;
    let (tag, witnesses) = take_apart(&journey.state).ok_or(CodecError::Witness)?;
    let carried = journey.state.carried();
    let body = Body {
        version: VERSION,
        timing: journey.timing,
        target: journey.state.target(),
        tries: carried.map(|carried| carried.tries.clone()).unwrap_or_default(),
        wrong_factors: carried.map_or(0, |carried| carried.wrong_factors),
        wrong_codes: carried.map_or(0, |carried| carried.wrong_codes),
        state: tag,
    };
    let plain = serde_json::to_vec(&body).map_err(|_| CodecError::Form)?;
    Ok(witness::seal(keyring, journey.id, account, &witnesses, &plain, rng))
}

/// The columns beside the sealed state.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The journey's id.
    pub id: JourneyId,
    /// The account that it is bound to.
    pub account: AccountId,
    /// The epoch that it was built on.
    pub epoch: Epoch,
    /// How often it was committed.
    pub revision: Revision,
}

/// Opens a stored journey.
pub fn unseal(row: &Row, sealed: &Sealed, keyring: &Keyring) -> Result<Journey, CodecError> {
    let (witnesses, plain) = witness::unseal(keyring, row.id, row.account, sealed)?;
    let body: Body = serde_json::from_slice(&plain).map_err(|_| CodecError::Form)?;
    if body.version != VERSION {
        return Err(CodecError::Form);
    }
    let timing = body.timing;
    let state = put_together(body, witnesses).ok_or(CodecError::Witness)?;
    Ok(Journey { id: row.id, account: Some(row.account), epoch: row.epoch, revision: row.revision, timing, state })
}

fn take_apart(state: &State) -> Option<(Tag, Witnesses)> {
    let carried = state.carried();
    let mut witnesses = Witnesses {
        password: carried.map(|carried| carried.password.clone()),
        factor: None,
        grant: carried.and_then(|carried| carried.reset_link.clone()),
    };
    let tag = match state {
        State::AwaitingPassword => return None,
        State::AwaitingFactor(_) => Tag::Factor,
        State::AwaitingRecoveryCode(_) => Tag::RecoveryCode,
        State::NoGrant(_, reason) => Tag::NoGrant { reason: *reason },
        State::EnrolIntroduction(_, licence) => {
            Tag::EnrolIntroduction { first_login: take_licence(licence, &mut witnesses) }
        }
        State::EnrolFactor(_, licence, pending) => {
            Tag::EnrolFactor { first_login: take_licence(licence, &mut witnesses), pending: pending.clone() }
        }
        State::EnrolRecoveryCode(_, factor, shown) => {
            witnesses.factor = Some(factor.clone());
            Tag::EnrolRecoveryCode { shown: shown.clone() }
        }
        State::Ended(_, ending) => Tag::Nothing { ending: *ending },
    };
    Some((tag, witnesses))
}

/// A presented grant is a witness and travels as one; only the grant of a first login is plain.
fn take_licence(licence: &Licence, witnesses: &mut Witnesses) -> Option<GrantId> {
    match licence {
        Licence::Presented(presented) => {
            witnesses.grant = Some(presented.clone());
            None
        }
        Licence::FirstLogin { grant } => Some(*grant),
    }
}

fn put_together(body: Body, witnesses: Witnesses) -> Option<State> {
    let Witnesses { password, factor, grant } = witnesses;
    if let Tag::Nothing { ending } = body.state {
        return Some(State::Ended(body.target, ending));
    }
    let mut carried = Carried {
        password: password?,
        target: body.target,
        tries: body.tries,
        wrong_factors: body.wrong_factors,
        wrong_codes: body.wrong_codes,
        reset_link: None,
    };
    match body.state {
        Tag::Factor => {
            carried.reset_link = grant.filter(|grant| grant.kind() == GrantKind::HelpDesk);
            Some(State::AwaitingFactor(carried))
        }
        Tag::RecoveryCode => {
            carried.reset_link = grant.filter(|grant| grant.kind() == GrantKind::HelpDesk);
            Some(State::AwaitingRecoveryCode(carried))
        }
        Tag::NoGrant { reason } => Some(State::NoGrant(carried, reason)),
        Tag::EnrolIntroduction { first_login } => {
            Some(State::EnrolIntroduction(carried, put_licence(first_login, grant)?))
        }
        Tag::EnrolFactor { first_login, pending } => {
            Some(State::EnrolFactor(carried, put_licence(first_login, grant)?, pending))
        }
        Tag::EnrolRecoveryCode { shown } => {
            carried.reset_link = grant.filter(|grant| grant.kind() == GrantKind::HelpDesk);
            Some(State::EnrolRecoveryCode(carried, factor?, shown))
        }
        Tag::Nothing { .. } => None,
    }
}

fn put_licence(first_login: Option<GrantId>, grant: Option<credentials::witness::GrantPresented>) -> Option<Licence> {
    match (first_login, grant) {
        (Some(grant), None) => Some(Licence::FirstLogin { grant }),
        (None, Some(presented)) => Some(Licence::Presented(presented)),
        _ => None,
    }
}
