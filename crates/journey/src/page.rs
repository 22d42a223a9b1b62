//! Which screen belongs to a state.
//!
//! The state chooses the page, never the URL (rule J11): a wrong URL is sent to the right one.

use crate::factors::PendingFactor;
use crate::state::{Ending, NoGrantReason, State};

/// A screen of `docs/architecture.md`, without its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Page {
    /// S1.
    Login,
    /// S2.
    SecondFactor,
    /// S3.
    Reset,
    /// How to go on elsewhere.
    NoGrant(NoGrantReason),
    /// S4.
    Introduction,
    /// S5, the choice.
    ChooseMethod,
    /// S5, the app.
    SetUpApp,
    /// S5, the number.
    SetUpSms,
    /// S5, the key.
    SetUpKey,
    /// S5, the passkey.
    SetUpPasskey,
    /// S6.
    RecoveryCode,
    /// The advice to set up a second factor.
    SecondAdvice,
    /// A new password.
    NewPassword,
    /// Over, with the reason.
    Ended(Ending),
}

/// The screen of a state.
pub fn page_for(state: &State) -> Page {
    match state {
        State::AwaitingPassword => Page::Login,
        State::AwaitingFactor(..) => Page::SecondFactor,
        State::AwaitingRecoveryCode(..) => Page::Reset,
        State::NoGrant(_, reason) => Page::NoGrant(*reason),
        State::EnrolIntroduction(..) => Page::Introduction,
        State::EnrolFactor(_, _, None) => Page::ChooseMethod,
        State::EnrolFactor(_, _, Some(pending)) => match &pending.factor {
            PendingFactor::App(_) => Page::SetUpApp,
            PendingFactor::Sms(_) => Page::SetUpSms,
            PendingFactor::Key(_) => Page::SetUpKey,
            PendingFactor::Passkey(_) => Page::SetUpPasskey,
        },
        State::EnrolRecoveryCode(..) => Page::RecoveryCode,
        State::EnrolSecond(..) => Page::SecondAdvice,
        State::AwaitingNewPassword(..) => Page::NewPassword,
        State::Ended(_, ending) => Page::Ended(*ending),
    }
}
