//! What a journey may begin with: a password, a mailed link, or a session that was just confirmed.
//!
//! Only the first of the three can become part of a [`super::FullyAuthenticated`]: a mailed link or a confirmed session never opens a
//! session, by type.

use jiff::Timestamp;
use serde::Serialize;

use super::PasswordVerified;
use crate::ids::{AccountId, FactorId, JourneyId, LinkId, SessionId};

/// A live mailed link of this account was presented for this journey (rule J12); provisional until it is spent in the commit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct LinkPresented {
    account: AccountId,
    link: LinkId,
    journey: JourneyId,
    at: Timestamp,
}

impl LinkPresented {
    pub(crate) fn assert(account: AccountId, link: LinkId, journey: JourneyId, at: Timestamp) -> Self {
        Self { account, link, journey, at }
    }

    /// Whose link it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Which link.
    pub fn link(&self) -> LinkId {
        self.link
    }

    /// The journey that began with it.
    pub fn journey(&self) -> JourneyId {
        self.journey
    }

    /// When it was presented.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

/// Password and factor were given on the spot in this live session, less than five minutes ago (rule J14).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SteppedUp {
    account: AccountId,
    session: SessionId,
    factor: FactorId,
    journey: JourneyId,
    at: Timestamp,
}

impl SteppedUp {
    pub(crate) fn assert(
        account: AccountId,
        (session, factor): (SessionId, FactorId),
        journey: JourneyId,
        at: Timestamp,
    ) -> Self {
        Self { account, session, factor, journey, at }
    }

    /// Whose session it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Which session.
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// The factor that was given on the spot.
    pub fn factor(&self) -> FactorId {
        self.factor
    }

    /// The journey that began with it.
    pub fn journey(&self) -> JourneyId {
        self.journey
    }

    /// When password and factor were given.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

/// What a journey began with.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub enum FirstProof {
    /// A login, or the confirming of a session.
    Password(PasswordVerified),
    /// A forgotten password.
    MailedLink(LinkPresented),
    /// An act in the account.
    Session(SteppedUp),
}

impl FirstProof {
    /// Whose proof it was.
    pub fn account(&self) -> AccountId {
        match self {
            Self::Password(w) => w.account(),
            Self::MailedLink(w) => w.account(),
            Self::Session(w) => w.account(),
        }
    }

    /// The journey that began with it.
    pub fn journey(&self) -> JourneyId {
        match self {
            Self::Password(w) => w.journey(),
            Self::MailedLink(w) => w.journey(),
            Self::Session(w) => w.journey(),
        }
    }

    /// When it was given.
    pub fn at(&self) -> Timestamp {
        match self {
            Self::Password(w) => w.at(),
            Self::MailedLink(w) => w.at(),
            Self::Session(w) => w.at(),
        }
    }

    /// The password, if that is what it was: the only one of the three that a session can be opened with.
    pub fn password(&self) -> Option<&PasswordVerified> {
        match self {
            Self::Password(password) => Some(password),
            Self::MailedLink(_) | Self::Session(_) => None,
        }
    }

    /// The mailed link, if that is what it was.
    pub fn link(&self) -> Option<&LinkPresented> {
        match self {
            Self::MailedLink(link) => Some(link),
            Self::Password(_) | Self::Session(_) => None,
        }
    }

    /// The confirmed session, if that is what it was.
    pub fn session(&self) -> Option<&SteppedUp> {
        match self {
            Self::Session(session) => Some(session),
            Self::Password(_) | Self::MailedLink(_) => None,
        }
    }
}

impl From<PasswordVerified> for FirstProof {
    fn from(password: PasswordVerified) -> Self {
        Self::Password(password)
    }
}

impl From<LinkPresented> for FirstProof {
    fn from(link: LinkPresented) -> Self {
        Self::MailedLink(link)
    }
}

impl From<SteppedUp> for FirstProof {
    fn from(session: SteppedUp) -> Self {
        Self::Session(session)
    }
}

/// A witness that something may follow: a recovery code, or the proof of a new factor. Account and journey are this witness's.
///
/// Sealed: the four below are all that there are.
pub trait ProvenFirst: sealed::Sealed {
    /// Whose proof it was.
    fn account(&self) -> AccountId;
    /// The journey that it belongs to.
    fn journey(&self) -> JourneyId;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! comes_first {
    ($($name:ident),+) => { $(
        impl sealed::Sealed for $name {}
        impl ProvenFirst for $name {
            fn account(&self) -> AccountId {
                Self::account(self)
            }
            fn journey(&self) -> JourneyId {
                Self::journey(self)
            }
        }
    )+ };
}
comes_first!(PasswordVerified, LinkPresented, SteppedUp, FirstProof);
