//! What a journey is for, and where an act in the account leads back to (rules J12 and J14).

use credentials::ids::{FactorId, SessionId};
use credentials::witness::FirstProof;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::account::{AccountFacts, FactorKind};
use crate::state::row_id;

/// What a journey is for; each purpose begins with its own kind of first proof.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Purpose {
    /// A session: a login, an enrolment or a recovery.
    #[default]
    LogIn,
    /// Password and factor once more, for a session that there is (rule J14).
    StepUp {
        /// Which session; no other gains by it.
        session: SessionId,
        /// Where its owner was going.
        back: AccountPlace,
        /// The factor has to be worth at least as much as this kind, for an application that asks for a higher level.
        #[serde(default = "FactorKind::any")]
        least: FactorKind,
    },
    /// A forgotten password, with a mailed link (rule J12).
    NewPassword,
    /// An act in the account, from a session that was just confirmed (rule J14).
    Account(AccountAct),
}

impl Purpose {
    /// Whether a journey of this purpose begins with such a proof.
    pub fn begins_with(&self, first: &FirstProof) -> bool {
        matches!(
            (self, first),
            (Self::LogIn | Self::StepUp { .. }, FirstProof::Password(_))
                | (Self::NewPassword, FirstProof::MailedLink(_))
                | (Self::Account(_), FirstProof::Session(_))
        )
    }

    /// The account as the choice of a new factor sees it: without the one that is being replaced.
    pub fn before_adding(&self, facts: &AccountFacts) -> AccountFacts {
        let mut facts = facts.clone();
        if let Self::Account(AccountAct::ReplaceFactor(old)) = self {
            facts.factors.retain(|held| held.id != *old);
        }
        facts
    }

    /// The account with the factors that may be proven: only those that give the level which a step-up is for. What a session
    /// added counts for less for a day (rule J14).
    pub fn before_proving(&self, facts: &AccountFacts, now: Timestamp) -> AccountFacts {
        let mut facts = facts.clone();
        if let Self::StepUp { least, .. } = self {
            facts.factors.retain(|held| held.level(now) >= *least);
        }
        facts
    }
}

/// What somebody does in the account by way of a journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AccountAct {
    /// One more factor.
    AddFactor,
    /// A new factor in the place of this one, which goes in the same step.
    ReplaceFactor(FactorId),
    /// Another recovery code; the old one is dead as soon as the new one is shown.
    NewCode,
}

/// Where somebody was going who has to confirm the session first; never text that a visitor made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AccountPlace {
    /// The account page, S7.
    #[default]
    Overview,
    /// One more factor.
    AddFactor,
    /// Another factor in the place of this one.
    ReplaceFactor(FactorId),
    /// A factor less.
    RemoveFactor(FactorId),
    /// Another recovery code.
    NewCode,
    /// Trying the recovery code without spending it.
    TryCode,
    /// Another password.
    Password,
    /// Mail addresses and telephone number.
    Addresses,
    /// Everything that is stored about its owner.
    Export,
    /// Ending sessions in other browsers.
    Sessions,
    /// On to the application whose request over OpenID Connect wants it.
    Request(Uuid),
    /// On to the page behind a reverse proxy that wants it.
    Forward(Uuid),
}

impl AccountPlace {
    /// The word without the factor or request, for texts and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::AddFactor => "add-factor",
            Self::ReplaceFactor(_) => "replace-factor",
            Self::RemoveFactor(_) => "remove-factor",
            Self::NewCode => "new-code",
            Self::TryCode => "try-code",
            Self::Password => "password",
            Self::Addresses => "addresses",
            Self::Export => "export",
            Self::Sessions => "sessions",
            Self::Request(_) => "request",
            Self::Forward(_) => "forward",
        }
    }

    /// The factor that it is about.
    pub fn factor(self) -> Option<FactorId> {
        match self {
            Self::ReplaceFactor(factor) | Self::RemoveFactor(factor) => Some(factor),
            _ => None,
        }
    }

    /// The stable text form, for a query: the word, and the factor or request behind a dot.
    pub fn text(self) -> String {
        match self {
            Self::ReplaceFactor(factor) | Self::RemoveFactor(factor) => format!("{}.{factor}", self.word()),
            Self::Request(request) | Self::Forward(request) => format!("{}.{request}", self.word()),
            _ => self.word().to_owned(),
        }
    }

    /// Reads the text form; `None` for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let (word, about) = match text.split_once('.') {
            Some((word, about)) => (word, Some(row_id(about)?)),
            None => (text, None),
        };
        match (word, about) {
            ("replace-factor", Some(factor)) => Some(Self::ReplaceFactor(FactorId::from_uuid(factor))),
            ("remove-factor", Some(factor)) => Some(Self::RemoveFactor(FactorId::from_uuid(factor))),
            ("request", Some(request)) => Some(Self::Request(request)),
            ("forward", Some(request)) => Some(Self::Forward(request)),
            (word, None) => [
                Self::Overview,
                Self::AddFactor,
                Self::NewCode,
                Self::TryCode,
                Self::Password,
                Self::Addresses,
                Self::Export,
                Self::Sessions,
            ]
            .into_iter()
            .find(|place| place.word() == word),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_back_and_nothing_else_is() {
        let factor = FactorId::from_uuid(Uuid::from_u128(7));
        let places = [
            AccountPlace::Overview,
            AccountPlace::AddFactor,
            AccountPlace::ReplaceFactor(factor),
            AccountPlace::RemoveFactor(factor),
            AccountPlace::NewCode,
            AccountPlace::TryCode,
            AccountPlace::Password,
            AccountPlace::Addresses,
            AccountPlace::Export,
            AccountPlace::Sessions,
            AccountPlace::Request(Uuid::from_u128(8)),
            AccountPlace::Forward(Uuid::from_u128(9)),
        ];
        for place in places {
            assert_eq!(AccountPlace::parse(&place.text()), Some(place));
        }
        for text in [
            "",
            "elsewhere",
            "https://evil.example",
            "replace-factor",
            "password.7",
            "remove-factor.7",
            "request",
            "request.7",
            "forward.",
            "request.00000000000000000000000000000008",
        ] {
            assert_eq!(AccountPlace::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_step_up_of_before_takes_any_factor() {
        let text = r#"{"StepUp":{"session":"00000000-0000-0000-0000-000000000007","back":"Overview"}}"#;
        let session = SessionId::from_uuid(Uuid::from_u128(7));
        let read: Purpose = serde_json::from_str(text).unwrap();
        assert_eq!(read, Purpose::StepUp { session, back: AccountPlace::Overview, least: FactorKind::any() });
    }
}
