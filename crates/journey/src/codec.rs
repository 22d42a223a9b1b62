//! The sealed form in which a journey's state is stored.
//!
//! The body is versioned, tagged JSON without witnesses; `credentials::witness::seal` adds those and binds the whole to the journey and the account, so that a
//! row that somebody wrote by hand, or moved, does not open. A state that is not known, or lacks its witness, is an error and never something
//! harmless.

use credentials::grant::GrantKind;
use credentials::ids::{AccountId, GrantId, JourneyId};
use credentials::keyring::{Keyring, SealError, Sealed};
use credentials::rng::Rng;
use credentials::witness::{self, FactorVerified, FirstProof, GrantPresented, Witnesses};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::account::Epoch;
use crate::factors::{Asked, Pending};
use crate::purpose::Purpose;
use crate::state::{
    Carried, Ending, Entitled, Journey, Licence, NoGrantReason, Revision, ShownCode, State, Target, Timing,
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
const VERSION: u32 = 3;

#[derive(Serialize, Deserialize)]
struct Body {
    version: u32,
    timing: Timing,
    target: Target,
    purpose: Purpose,
    tries: Vec<TryTaken>,
    wrong_factors: u8,
    wrong_codes: u8,
    sms_sent: u8,
    sms_sent_at: Option<Timestamp>,
    state: Tag,
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "await", rename_all = "kebab-case")]
enum Tag {
    Factor { asked: Asked },
    RecoveryCode { asked: Option<Asked> },
    NoGrant { reason: NoGrantReason },
    EnrolIntroduction { right: Right },
    EnrolFactor { right: Right, pending: Option<Pending> },
    EnrolRecoveryCode { shown: ShownCode },
    EnrolSecond,
    NewPassword { by: By },
    Nothing { ending: Ending },
}

/// Where the right to enrol comes from; a witness that belongs to it travels with the others.
#[derive(Serialize, Deserialize)]
enum Right {
    Presented,
    FirstLogin(GrantId),
    Second,
    Replacing,
    SteppedUp,
}

/// What entitles to a new password; the witness travels with the others.
#[derive(Serialize, Deserialize)]
enum By {
    Factor,
    Code,
}

impl Right {
    /// Whether a grant that travels along is a help-desk link and not the right itself.
    fn is_beside_a_factor(&self) -> bool {
        matches!(self, Self::Second | Self::Replacing | Self::SteppedUp)
    }
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
        purpose: carried.map(|carried| carried.purpose).unwrap_or_default(),
        tries: carried.map(|carried| carried.tries.clone()).unwrap_or_default(),
        wrong_factors: carried.map_or(0, |carried| carried.wrong_factors),
        wrong_codes: carried.map_or(0, |carried| carried.wrong_codes),
        sms_sent: carried.map_or(0, |carried| carried.sms_sent),
        sms_sent_at: carried.and_then(|carried| carried.sms_sent_at),
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
        first: carried.map(|carried| carried.first.clone()),
        factor: None,
        code: None,
        grant: carried.and_then(|carried| carried.reset_link.clone()),
    };
    let tag = match state {
        State::AwaitingPassword => return None,
        State::AwaitingFactor(_, asked) => Tag::Factor { asked: asked.clone() },
        State::AwaitingRecoveryCode(_, asked) => Tag::RecoveryCode { asked: asked.clone() },
        State::NoGrant(_, reason) => Tag::NoGrant { reason: *reason },
        State::EnrolIntroduction(_, licence) => Tag::EnrolIntroduction { right: take_licence(licence, &mut witnesses) },
        State::EnrolFactor(_, licence, pending) => {
            Tag::EnrolFactor { right: take_licence(licence, &mut witnesses), pending: pending.clone() }
        }
        State::EnrolSecond(_, factor) => {
            witnesses.factor = Some(factor.clone());
            Tag::EnrolSecond
        }
        State::EnrolRecoveryCode(_, factor, shown) => {
            witnesses.factor.clone_from(factor);
            Tag::EnrolRecoveryCode { shown: shown.clone() }
        }
        State::AwaitingNewPassword(_, Entitled::Factor(factor)) => {
            witnesses.factor = Some(factor.clone());
            Tag::NewPassword { by: By::Factor }
        }
        State::AwaitingNewPassword(_, Entitled::Code(code)) => {
            witnesses.code = Some(code.clone());
            Tag::NewPassword { by: By::Code }
        }
        State::Ended(_, ending) => Tag::Nothing { ending: *ending },
    };
    Some((tag, witnesses))
}

/// A presented grant and a proven factor are witnesses and travel as such; only the grant of a first login is plain.
fn take_licence(licence: &Licence, witnesses: &mut Witnesses) -> Right {
    match licence {
        Licence::Presented(presented) => {
            witnesses.grant = Some(presented.clone());
            Right::Presented
        }
        Licence::FirstLogin { grant } => Right::FirstLogin(*grant),
        Licence::Second(factor) => {
            witnesses.factor = Some(factor.clone());
            Right::Second
        }
        Licence::Replacing(factor) => {
            witnesses.factor = Some(factor.clone());
            Right::Replacing
        }
        // The session is what the journey began with.
        Licence::SteppedUp(_) => Right::SteppedUp,
    }
}

fn put_together(body: Body, witnesses: Witnesses) -> Option<State> {
    let Witnesses { first, factor, grant, code } = witnesses;
    if let Tag::Nothing { ending } = body.state {
        return Some(State::Ended(body.target, ending));
    }
    // A journey is for what its first proof is good for, and for nothing else.
    let first = first.filter(|first| body.purpose.begins_with(first))?;
    let mut carried = Carried {
        first: first.clone(),
        purpose: body.purpose,
        target: body.target,
        tries: body.tries,
        wrong_factors: body.wrong_factors,
        wrong_codes: body.wrong_codes,
        sms_sent: body.sms_sent,
        sms_sent_at: body.sms_sent_at,
        reset_link: None,
    };
    // Before the first factor a grant is the right to enrol; beside a factor it is a help-desk link (rule J6c).
    let link = |grant: Option<GrantPresented>| grant.filter(|grant| grant.kind() == GrantKind::HelpDesk);
    match body.state {
        Tag::Factor { asked } => {
            carried.reset_link = link(grant);
            Some(State::AwaitingFactor(carried, asked))
        }
        Tag::RecoveryCode { asked } => {
            carried.reset_link = link(grant);
            Some(State::AwaitingRecoveryCode(carried, asked))
        }
        Tag::NoGrant { reason } => Some(State::NoGrant(carried, reason)),
        Tag::EnrolIntroduction { right } => {
            carried.reset_link = link(grant.clone()).filter(|_| right.is_beside_a_factor());
            Some(State::EnrolIntroduction(carried, put_licence(&right, grant, factor, &first)?))
        }
        Tag::EnrolFactor { right, pending } => {
            carried.reset_link = link(grant.clone()).filter(|_| right.is_beside_a_factor());
            Some(State::EnrolFactor(carried, put_licence(&right, grant, factor, &first)?, pending))
        }
        Tag::EnrolRecoveryCode { shown } => {
            carried.reset_link = link(grant);
            // Only an act in the account has none: its session proved both.
            let whole = factor.is_some() != first.session().is_some();
            whole.then_some(State::EnrolRecoveryCode(carried, factor, shown))
        }
        Tag::EnrolSecond => {
            carried.reset_link = link(grant);
            Some(State::EnrolSecond(carried, factor?))
        }
        Tag::NewPassword { by } => {
            carried.reset_link = link(grant);
            let entitled = match by {
                By::Factor => Entitled::Factor(factor?),
                By::Code => Entitled::Code(code?),
            };
            Some(State::AwaitingNewPassword(carried, entitled))
        }
        Tag::Nothing { .. } => None,
    }
}

fn put_licence(
    right: &Right,
    grant: Option<GrantPresented>,
    factor: Option<FactorVerified>,
    first: &FirstProof,
) -> Option<Licence> {
    // Each right belongs to journeys of its own kind.
    if matches!(right, Right::SteppedUp) != first.session().is_some() {
        return None;
    }
    match (right, grant, factor) {
        (Right::FirstLogin(grant), None, None) => Some(Licence::FirstLogin { grant: *grant }),
        (Right::Presented, Some(presented), None) => Some(Licence::Presented(presented)),
        // A help-desk link that this browser holds as well is of no use beside a factor that was just proven.
        (Right::Second, _, Some(factor)) => Some(Licence::Second(factor)),
        (Right::Replacing, _, Some(factor)) => Some(Licence::Replacing(factor)),
        (Right::SteppedUp, None, None) => first.session().cloned().map(Licence::SteppedUp),
        _ => None,
    }
}
