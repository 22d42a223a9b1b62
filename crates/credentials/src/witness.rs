//! Witnesses: values that prove that something was verified, for one account, in one journey, at one time.
//!
//! Their fields are private and each has one crate-private constructor named `assert`: search for `::assert(` to list everything that
//! vouches. They can be written ([`seal`]) but not read back from plain data; [`unseal`] opens only what this installation
//! sealed, and only for the journey and account that it was sealed for.
//!
//! ```compile_fail,E0277
//! let forged: credentials::witness::PasswordVerified = serde_json::from_str("{}").expect("no such thing");
//! ```
//!
//! A mailed link, or a session that was confirmed, never becomes part of a login:
//!
//! ```compile_fail,E0308
//! use credentials::witness::{FactorVerified, FullyAuthenticated, LinkPresented};
//! fn log_in(link: LinkPresented, factor: FactorVerified) {
//!     let _ = FullyAuthenticated::join(link, factor);
//! }
//! ```

mod first;
mod stored;

use jiff::Timestamp;
use serde::Serialize;

use crate::grant::GrantKind;
use crate::ids::{AccountId, CodeId, FactorId, GrantId, JourneyId};

pub use first::{FirstProof, LinkPresented, ProvenFirst, SteppedUp};
pub use stored::{seal, unseal};

/// The right password was given for this account, in this journey.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct PasswordVerified {
    account: AccountId,
    journey: JourneyId,
    at: Timestamp,
}

impl PasswordVerified {
    pub(crate) fn assert(account: AccountId, journey: JourneyId, at: Timestamp) -> Self {
        Self { account, journey, at }
    }

    /// Whose password it was.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// The journey in which it was given.
    pub fn journey(&self) -> JourneyId {
        self.journey
    }

    /// When it was verified.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

/// A second factor of this account was proven in this journey; provisional until its one-time code is burnt in the commit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FactorVerified {
    account: AccountId,
    factor: FactorId,
    journey: JourneyId,
    at: Timestamp,
}

impl FactorVerified {
    pub(crate) fn assert(account: AccountId, factor: FactorId, journey: JourneyId, at: Timestamp) -> Self {
        Self { account, factor, journey, at }
    }

    /// Whose factor it was.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Which factor.
    pub fn factor(&self) -> FactorId {
        self.factor
    }

    /// The journey in which it was proven.
    pub fn journey(&self) -> JourneyId {
        self.journey
    }

    /// When it was proven.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

/// The recovery code of this account was given after its password; provisional until the code is accepted in the commit (J4).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RecoveryCodeVerified {
    account: AccountId,
    code: CodeId,
    journey: JourneyId,
    at: Timestamp,
}

impl RecoveryCodeVerified {
    pub(crate) fn assert(account: AccountId, code: CodeId, journey: JourneyId, at: Timestamp) -> Self {
        Self { account, code, journey, at }
    }

    /// Whose code it was.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Which issued code.
    pub fn code(&self) -> CodeId {
        self.code
    }

    /// The journey in which it was given.
    pub fn journey(&self) -> JourneyId {
        self.journey
    }

    /// When it was verified.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

/// A live enrolment grant of this account was presented (J6); provisional until it is spent in the commit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct GrantPresented {
    account: AccountId,
    grant: GrantId,
    kind: GrantKind,
    expires_at: Timestamp,
    at: Timestamp,
}

impl GrantPresented {
    pub(crate) fn assert(
        account: AccountId,
        grant: GrantId,
        kind: GrantKind,
        expires_at: Timestamp,
        at: Timestamp,
    ) -> Self {
        Self { account, grant, kind, expires_at, at }
    }

    /// Whose grant it is.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Which grant.
    pub fn grant(&self) -> GrantId {
        self.grant
    }

    /// Where it came from.
    pub fn kind(&self) -> GrantKind {
        self.kind
    }

    /// The first moment at which it no longer counts.
    pub fn expires_at(&self) -> Timestamp {
        self.expires_at
    }

    /// When it was presented.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

/// Password and factor of one account, proven in one journey: what a session is opened with, and nothing less.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct FullyAuthenticated {
    password: PasswordVerified,
    factor: FactorVerified,
}

/// Why two witnesses do not make a full authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum JoinRefused {
    /// The password was of one account, the factor of another.
    #[error("the password and the factor are of two accounts")]
    TwoAccounts,
    /// The two were proven in different journeys.
    #[error("the password and the factor were proven in two journeys")]
    TwoJourneys,
}

impl FullyAuthenticated {
    /// Joins the two proofs; refuses two accounts and two journeys.
    pub fn join(password: PasswordVerified, factor: FactorVerified) -> Result<Self, JoinRefused> {
        if password.account != factor.account {
            return Err(JoinRefused::TwoAccounts);
        }
        if password.journey != factor.journey {
            return Err(JoinRefused::TwoJourneys);
        }
        Ok(Self { password, factor })
    }

    /// The account that both proofs name.
    pub fn account(&self) -> AccountId {
        self.password.account
    }

    /// The factor that was proven.
    pub fn factor(&self) -> FactorId {
        self.factor.factor
    }

    /// The journey that both proofs name.
    pub fn journey(&self) -> JourneyId {
        self.password.journey
    }

    /// When the password was verified.
    pub fn password_at(&self) -> Timestamp {
        self.password.at
    }

    /// When the factor was proven.
    pub fn factor_at(&self) -> Timestamp {
        self.factor.at
    }
}

/// What a journey has proven so far, to be sealed with its state.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Witnesses {
    /// What the journey began with.
    pub first: Option<FirstProof>,
    /// The factor step, when it was passed.
    pub factor: Option<FactorVerified>,
    /// The recovery code, while a new password is awaited after it.
    pub code: Option<RecoveryCodeVerified>,
    /// The enrolment grant, when one was presented.
    pub grant: Option<GrantPresented>,
}
