//! The states of a journey, named for what they await.
//!
//! A journey is what there is instead of a half login: it is good for the next step only. Its first state, [`State::AwaitingPassword`], is never
//! stored; a row exists from the right password on. Witnesses inside a state were made by the verifiers or by unsealing the row.

use credentials::grant::GrantKind;
use credentials::ids::{AccountId, CodeId, GrantId, JourneyId, SessionId};
use credentials::recovery_code::RecoveryCode;
use credentials::witness::{FactorVerified, FirstProof, GrantPresented, RecoveryCodeVerified, SteppedUp};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::Epoch;
use crate::factors::{Asked, Pending};
use crate::policy::Policy;
use crate::purpose::{AccountAct, AccountPlace, Purpose};
use crate::throttle::TryTaken;

/// Counts the commits of one journey: each takes the row at the revision that it was loaded with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub i64);

/// Where somebody lands when the login is done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Target {
    /// Their own account page, S7.
    #[default]
    Account,
    /// An application of the settings, by its id.
    Application(String),
    /// An application that sent a request over OpenID Connect; which one, and where exactly, stands in the request's row.
    Request(Uuid),
    /// A page behind a reverse proxy that asks the portal (forward-auth); which one stands in the request's row.
    Forward(Uuid),
}

impl Target {
    /// The text form, for fields and queries; the own account has none.
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Account => None,
            Self::Application(id) => Some(id.clone()),
            Self::Request(id) => Some(format!("r.{id}")),
            Self::Forward(id) => Some(format!("f.{id}")),
        }
    }

    /// Reads the text form of a request's row; `None` for anything else. Ids of the settings have no dot.
    pub fn parse_request(text: &str) -> Option<Self> {
        let (kind, id) = text.split_once('.')?;
        let id = row_id(id)?;
        match kind {
            "r" => Some(Self::Request(id)),
            "f" => Some(Self::Forward(id)),
            _ => None,
        }
    }
}

/// The id of a row in the one spelling that we write ourselves.
pub(crate) fn row_id(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok().filter(|id| id.to_string() == text)
}

/// When a journey began and last moved (rule J1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Timing {
    /// When the password was proven.
    pub started_at: Timestamp,
    /// The last step.
    pub stepped_at: Timestamp,
    /// When the wizard began.
    pub wizard_at: Option<Timestamp>,
}

impl Timing {
    /// A journey that begins now.
    pub fn begin(now: Timestamp) -> Self {
        Self { started_at: now, stepped_at: now, wizard_at: None }
    }

    /// When the journey ends if nothing happens: ten minutes per step, 15 for a login, 60 for the wizard (rule J1).
    pub fn expires_at(&self) -> Timestamp {
        let whole = match self.wizard_at {
            Some(wizard_at) => wizard_at + Policy::WIZARD,
            None => self.started_at + Policy::LOGIN,
        };
        whole.min(self.stepped_at + Policy::STEP)
    }
}

/// What every state from the first proof on carries along.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Carried {
    /// What the journey began with.
    pub first: FirstProof,
    /// What it is for.
    pub purpose: Purpose,
    /// Where the person is going.
    pub target: Target,
    /// The tries that are given back when the login is done.
    pub tries: Vec<TryTaken>,
    /// Wrong second factors in this journey; switching screens does not reset it.
    pub wrong_factors: u8,
    /// Wrong recovery codes in this journey; switching screens does not reset it.
    pub wrong_codes: u8,
    /// Codes that went out by SMS in this journey; switching screens does not reset it (requirement SM-07).
    pub sms_sent: u8,
    /// When the newest of them went out, from whichever screen: another number or another method does not reset the pace.
    pub sms_sent_at: Option<Timestamp>,
    /// A help-desk link that this browser holds while factors are present (rule J6c).
    pub reset_link: Option<GrantPresented>,
}

impl Carried {
    /// What there is after the first proof: nothing counted yet.
    pub(crate) fn begin(first: FirstProof, purpose: Purpose, target: Target) -> Self {
        Self {
            first,
            purpose,
            target,
            tries: Vec::new(),
            wrong_factors: 0,
            wrong_codes: 0,
            sms_sent: 0,
            sms_sent_at: None,
            reset_link: None,
        }
    }
}

/// The right to enrol a factor: a first one (rule J6), or one beside a factor that was proven in this journey.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Licence {
    /// A grant whose token this browser presented.
    Presented(GrantPresented),
    /// The first login of a new account, where the settings allow it (J6d).
    FirstLogin {
        /// The grant that was issued for this journey.
        grant: GrantId,
    },
    /// A second factor, as an advice at the end of the wizard: password and first factor were proven in this journey.
    Second(FactorVerified),
    /// A factor in the place of one whose kind is switched off, which was proven in this journey (rule J2, requirement SM-03).
    Replacing(FactorVerified),
    /// One more, or another, in the account of a session that was just confirmed (rule J14).
    SteppedUp(SteppedUp),
}

/// What beside the first proof entitles somebody to choose a new password.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Entitled {
    /// A factor that was proven in this journey (requirement FP-03).
    Factor(FactorVerified),
    /// The recovery code, when the factor is lost too (requirement FP-08); it is accepted only with the new password.
    Code(RecoveryCodeVerified),
}

impl Licence {
    /// The grant that is spent with the first factor.
    pub fn grant(&self) -> Option<GrantId> {
        match self {
            Self::Presented(presented) => Some(presented.grant()),
            Self::FirstLogin { grant } => Some(*grant),
            Self::Second(_) | Self::Replacing(_) | Self::SteppedUp(_) => None,
        }
    }

    /// Where the grant comes from.
    pub fn kind(&self) -> Option<GrantKind> {
        match self {
            Self::Presented(presented) => Some(presented.kind()),
            Self::FirstLogin { .. } => Some(GrantKind::FirstLogin),
            Self::Second(_) | Self::Replacing(_) | Self::SteppedUp(_) => None,
        }
    }
}

/// Why somebody with the right password cannot go on here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NoGrantReason {
    /// A recovery is open: go on in the other browser, or enter the code again.
    RecoveryOpen,
    /// A new account whose activation link has not been used in this browser.
    NeedsActivation,
    /// The factors are gone and no recovery is open: the help desk has to send a link.
    NeedsHelpDesk,
    /// A mailed link for an account without a factor: it sets nothing there (rule J12).
    LinkWithoutFactor,
}

/// Why a code is shown at S6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum IssueReason {
    /// A new factor was just proven.
    Enrolment,
    /// An earlier code was never typed back (rule J5).
    NotConfirmed,
    /// The earlier code is void after wrong tries (rule J8).
    Voided,
    /// The earlier code waited for a recovery that this login has cancelled (requirement RC-10).
    Cancelled,
    /// Its owner asked for another one.
    Asked,
}

/// A recovery code that is shown at S6 until it is typed back (rule J5).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ShownCode {
    /// The row.
    pub id: CodeId,
    /// The code itself, so that a reload shows the same.
    pub code: RecoveryCode,
    /// When it was made; stands on the card.
    pub made_at: Timestamp,
    /// Why it is shown.
    pub reason: IssueReason,
}

/// How a journey ended; kept for a while, so that Back and a double click find the right word (rule J11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ending {
    /// A session was opened.
    LoggedIn {
        /// Which one.
        session: SessionId,
        /// When.
        at: Timestamp,
    },
    /// The recovery code was accepted: log in again.
    Recovered,
    /// The recovery code was accepted and takes effect later (requirement RC-10).
    RecoveryWaiting {
        /// When.
        until: Timestamp,
        /// Whether it began with a mailed link, which is needed again then, and not with the password.
        by_link: bool,
    },
    /// A forgotten password was set anew: log in again.
    PasswordReset,
    /// The session was confirmed (rule J14).
    SteppedUp {
        /// Which session.
        session: SessionId,
        /// Where its owner was going.
        back: AccountPlace,
    },
    /// An act in the account is done.
    AccountDone(AccountAct),
    /// A help-desk link was redeemed: log in again.
    ResetByLink,
    /// Five wrong second factors.
    FactorTriesUsed,
    /// Three wrong recovery codes.
    CodeTriesUsed,
    /// Ten wrong recovery codes: the code is void.
    CodeVoid,
    /// The person went back to the start.
    Cancelled,
    /// The account is closed or suspended; said only after the right password (requirement EN-04).
    AccountClosed,
}

/// What a journey awaits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(clippy::large_enum_variant)] // a state is loaded once per request
pub enum State {
    /// S1; never stored.
    AwaitingPassword,
    /// S2.
    AwaitingFactor(Carried, Asked),
    /// S3, with what S2 asked for the way back; nothing when it was reached without a factor.
    AwaitingRecoveryCode(Carried, Option<Asked>),
    /// The page that says how to go on elsewhere.
    NoGrant(Carried, NoGrantReason),
    /// S4.
    EnrolIntroduction(Carried, Licence),
    /// S5, with what is being set up once a method was chosen.
    EnrolFactor(Carried, Licence, Option<Pending>),
    /// S6: both factors are proven, the code is not typed back yet. Without a factor for an act in the account, whose session proved
    /// both.
    EnrolRecoveryCode(Carried, Option<FactorVerified>, ShownCode),
    /// After S6: the advice to set up a second factor as well, which can be declined.
    EnrolSecond(Carried, FactorVerified),
    /// A new password has to be chosen: the old one was forgotten, or is known to somebody else (rule J12, requirement PW-09).
    AwaitingNewPassword(Carried, Entitled),
    /// Nothing any more.
    Ended(Target, Ending),
}

impl State {
    /// What the state carries along, if it is not an end.
    pub fn carried(&self) -> Option<&Carried> {
        match self {
            Self::AwaitingFactor(carried, _)
            | Self::AwaitingRecoveryCode(carried, _)
            | Self::NoGrant(carried, _)
            | Self::EnrolIntroduction(carried, _)
            | Self::EnrolFactor(carried, _, _)
            | Self::EnrolRecoveryCode(carried, _, _)
            | Self::EnrolSecond(carried, _)
            | Self::AwaitingNewPassword(carried, _) => Some(carried),
            Self::AwaitingPassword | Self::Ended(..) => None,
        }
    }

    /// Where the person is going.
    pub fn target(&self) -> Target {
        match self {
            Self::Ended(target, _) => target.clone(),
            other => other.carried().map(|carried| carried.target.clone()).unwrap_or_default(),
        }
    }

    /// The grant that this journey lives by: it dies with it (rule J6).
    pub fn grant(&self) -> Option<GrantId> {
        match self {
            Self::EnrolIntroduction(_, licence) | Self::EnrolFactor(_, licence, _) => licence.grant(),
            Self::AwaitingPassword
            | Self::AwaitingFactor(..)
            | Self::AwaitingRecoveryCode(..)
            | Self::NoGrant(..)
            | Self::EnrolRecoveryCode(..)
            | Self::EnrolSecond(..)
            | Self::AwaitingNewPassword(..)
            | Self::Ended(..) => None,
        }
    }
}

/// One login, enrolment or recovery of one person in one browser.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Journey {
    /// Which journey; every witness in it names it.
    pub id: JourneyId,
    /// Whose; `None` until the password is right.
    pub account: Option<AccountId>,
    /// The epoch that it was built on (rule J13).
    pub epoch: Epoch,
    /// How often it was committed.
    pub revision: Revision,
    /// When it began and last moved.
    pub timing: Timing,
    /// What it awaits.
    pub state: State,
}

impl Journey {
    /// A journey before the password: it has an id and nothing else, and no row.
    pub fn begin(id: JourneyId, now: Timestamp) -> Self {
        Self {
            id,
            account: None,
            epoch: Epoch::default(),
            revision: Revision::default(),
            timing: Timing::begin(now),
            state: State::AwaitingPassword,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn j11_targets_are_read_back_and_nothing_else_is() {
        let id = Uuid::from_u128(0x0198_abcd_0000_7000_8000_0000_0000_0007);
        for target in [Target::Request(id), Target::Forward(id)] {
            assert_eq!(Target::parse_request(&target.text().unwrap()), Some(target));
        }
        assert_eq!(
            (Target::Account.text(), Target::Application("verzuim".to_owned()).text().as_deref()),
            (None, Some("verzuim"))
        );
        let (upper, simple) = (id.to_string().to_uppercase(), id.simple());
        let wrong = [
            "r".to_owned(),
            "r.".to_owned(),
            "r.7".to_owned(),
            format!("x.{id}"),
            format!("R.{id}"),
            format!("r.{upper}"),
            format!("r.{simple}"),
            format!("r.{{{id}}}"),
            format!("r.{id}&x"),
            format!("r.{id} "),
            "verzuim".to_owned(),
        ];
        for text in wrong {
            assert_eq!(Target::parse_request(&text), None, "{text}");
        }
    }

    #[test]
    fn rows_of_before_hold_targets_that_are_still_read() {
        for (text, target) in [
            ("\"Account\"", Target::Account),
            (r#"{"Application":"verzuim"}"#, Target::Application("verzuim".to_owned())),
        ] {
            assert_eq!(serde_json::from_str::<Target>(text).unwrap(), target);
        }
    }
}
