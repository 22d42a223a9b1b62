//! What can happen to a journey.
//!
//! An event carries witnesses, never claims: whoever makes one has verified something, or has loaded facts. Everything random that a step may
//! need comes along as a *seed*, because the state machine has no randomness of its own.

use credentials::grant::GrantKind;
use credentials::hashing::SealedPassword;
use credentials::ids::{CodeId, GrantId, SessionId};
use credentials::recovery_code::{RecoveryCode, SealedRecoveryCode};
use credentials::security_key::KeyChallenge;
use credentials::token::TokenHash;
use credentials::witness::{
    FactorVerified, GrantPresented, LinkPresented, PasswordVerified, RecoveryCodeVerified, SteppedUp,
};

use crate::account::{AccountFacts, FactorKind};
use crate::factors::{Burn, NewFactor, PendingFactor, SmsSeed};
use crate::purpose::{AccountAct, AccountPlace};
use crate::state::Target;
use crate::throttle::{Tally, TryTaken};

/// The randomness of a session that may be opened.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SessionSeed {
    /// The id of the row.
    pub id: SessionId,
    /// The hash of the cookie.
    pub token: TokenHash,
    /// The hash of the known-browser cookie that this login earns (rule J8).
    pub browser: TokenHash,
}

/// The randomness of a grant that may be issued.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GrantSeed {
    /// The id of the row.
    pub id: GrantId,
    /// The hash of the cookie or link.
    pub token: TokenHash,
}

/// A recovery code that may be issued: the code to show and the row to store.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CodeSeed {
    /// The id of the row.
    pub id: CodeId,
    /// What is shown at S6.
    pub code: RecoveryCode,
    /// What is stored.
    pub row: SealedRecoveryCode,
}

/// An enrolment grant as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NewGrant {
    /// Its randomness.
    pub seed: GrantSeed,
    /// Where it comes from (rule J6).
    pub kind: GrantKind,
    /// When it can no longer be presented.
    pub expires_at: jiff::Timestamp,
}

/// How a second factor was wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Wrong {
    /// Mistyped, of somebody else, or guessed.
    NotRight,
    /// It had been used before (requirement TO-06).
    Replayed,
    /// A key that counts backwards: somebody may have copied it (requirement WA-07).
    KeyCounter,
}

/// What happened, with what was proven.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant)] // an event lives for one call
pub enum Event {
    /// S1: the password is right.
    PasswordProven {
        /// The proof.
        witness: PasswordVerified,
        /// The account at that moment.
        facts: AccountFacts,
        /// A grant whose cookie this browser holds.
        grant: Option<GrantPresented>,
        /// For a grant of the first login (rule J6d).
        seed: GrantSeed,
        /// The tries that this login has reserved.
        tries: Vec<TryTaken>,
        /// Where the person is going.
        target: Target,
    },
    /// The password once more, for a live session (rule J14).
    StepUpBegun {
        /// The proof.
        witness: PasswordVerified,
        /// The account at that moment.
        facts: AccountFacts,
        /// The session that this browser holds.
        session: SessionId,
        /// Where its owner was going.
        back: AccountPlace,
        /// What the factor has to be worth, for an application that asks for a higher level.
        least: FactorKind,
        /// The tries that were reserved.
        tries: Vec<TryTaken>,
    },
    /// A mailed link was followed, by the button on its page (rule J12).
    LinkFollowed {
        /// The proof; provisional until the link is spent with the new password.
        witness: LinkPresented,
        /// The account at that moment.
        facts: AccountFacts,
        /// The try of the request that the link answers; given back with the new password (requirement FP-06, rule J8).
        tries: Vec<TryTaken>,
        /// Where the person was going when they asked for the link.
        target: Target,
    },
    /// An act in the account was begun in a session that was just confirmed (rule J14).
    ActBegun {
        /// The proof.
        witness: SteppedUp,
        /// Which act.
        act: AccountAct,
        /// The account at that moment.
        facts: AccountFacts,
        /// For a new recovery code, when that is the act.
        code: Option<CodeSeed>,
    },
    /// A new password was chosen.
    PasswordChosen {
        /// The row to store.
        row: SealedPassword,
        /// The account at that moment.
        facts: AccountFacts,
        /// For the session of a login.
        session: SessionSeed,
        /// For the enrolment grant, when the factor was lost too.
        grant: GrantSeed,
    },
    /// S2: the second factor is right.
    FactorProven {
        /// The proof; provisional until what it used is burnt in the same commit.
        witness: FactorVerified,
        /// What is used up by it.
        burn: Burn,
        /// The account at that moment.
        facts: AccountFacts,
        /// For the session.
        session: SessionSeed,
        /// For a new recovery code; needed when the account has none that is active.
        code: Option<CodeSeed>,
        /// The try that was reserved.
        tried: TryTaken,
        /// The live session that this browser holds; needed to confirm one (rule J14).
        holds: Option<SessionId>,
    },
    /// S2: it is wrong.
    FactorWrong {
        /// What was tried.
        kind: FactorKind,
        /// How many tries stand on the counter.
        tally: Tally,
        /// How it was wrong.
        how: Wrong,
    },
    /// S2: another method, among those that the account holds.
    FactorChosen {
        /// Which kind.
        kind: FactorKind,
        /// The account at that moment.
        facts: AccountFacts,
    },
    /// S2 or S5: a code goes out by SMS; every older one of this journey is dead at this moment.
    SmsSent {
        /// The code and where it goes.
        seed: SmsSeed,
        /// The account at that moment.
        facts: AccountFacts,
        /// The send that was counted on the visitor's address, to be given back after a whole login (rule J8).
        tried: Option<TryTaken>,
    },
    /// S2: the person is ready to touch the key.
    KeyAsked {
        /// The challenge.
        challenge: KeyChallenge,
        /// The account at that moment.
        facts: AccountFacts,
    },
    /// The link to S3.
    OpenRecovery {
        /// The account at that moment.
        facts: AccountFacts,
    },
    /// Back from S3.
    LeaveRecovery {
        /// The account at that moment.
        facts: AccountFacts,
    },
    /// S3: the recovery code is right.
    CodeProven {
        /// The proof.
        witness: RecoveryCodeVerified,
        /// The account at that moment.
        facts: AccountFacts,
        /// For the enrolment grant.
        seed: GrantSeed,
        /// The try that was reserved.
        tried: TryTaken,
    },
    /// S3: it is wrong.
    CodeWrong {
        /// The account at that moment.
        facts: AccountFacts,
        /// How many tries stand on the counter.
        tally: Tally,
    },
    /// S2: "reset instead", with a help-desk link (rule J6c).
    ResetByLink {
        /// The account at that moment.
        facts: AccountFacts,
    },
    /// S4: go on.
    ContinueEnrolment,
    /// S5: a method was chosen, or has to begin afresh.
    MethodChosen {
        /// What will be set up.
        pending: PendingFactor,
        /// The account at that moment.
        facts: AccountFacts,
    },
    /// S5: another number than the one that was typed.
    NumberAgain,
    /// S5: the new factor did not prove itself.
    NewFactorWrong {
        /// How many tries stand on the counter.
        tally: Tally,
    },
    /// S5: choose again.
    ChooseAgain,
    /// S5: the new factor is proven.
    NewFactorProven {
        /// The proof.
        witness: FactorVerified,
        /// The row to store.
        row: NewFactor,
        /// The account at that moment.
        facts: AccountFacts,
        /// For the recovery code; needed when one is due.
        code: Option<CodeSeed>,
        /// For the session that a further factor leads to.
        session: SessionSeed,
        /// The try that was reserved, for kinds whose proof can be guessed.
        tried: Option<TryTaken>,
    },
    /// S6: the code was typed back.
    CodeTypedBack {
        /// What was typed.
        typed: RecoveryCode,
        /// The account at that moment.
        facts: AccountFacts,
        /// For the session.
        session: SessionSeed,
    },
    /// After S6: a second factor as well.
    SecondWanted {
        /// The account at that moment.
        facts: AccountFacts,
    },
    /// After S6: no second factor now.
    SecondDeclined {
        /// The account at that moment.
        facts: AccountFacts,
        /// For the session.
        session: SessionSeed,
    },
    /// Somebody wants to begin again.
    Cancel,
}
