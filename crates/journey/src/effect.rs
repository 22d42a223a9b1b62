//! What a step wants done, as data.
//!
//! The store writes the next state and all effects of one step in one transaction, in the order given, after it took the account's row at the
//! journey's epoch. An effect that is decided by a conditional statement and finds no row undoes the whole step.

use credentials::hashing::SealedPassword;
use credentials::ids::{CodeId, FactorId, GrantId, LinkId, SessionId};
use credentials::recovery_code::SealedRecoveryCode;
use credentials::token::TokenHash;
use credentials::witness::FullyAuthenticated;
use jiff::Timestamp;

use crate::account::FactorKind;
use crate::audit::AuditEvent;
use crate::event::{NewGrant, SessionSeed};
use crate::factors::{NewFactor, SmsSeed};
use crate::notice::Notice;
use crate::sms_kind::SmsKind;
use crate::throttle::TryTaken;

/// One thing to write. All are about the account of the journey.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant)] // effects live until the commit
pub enum Effect {
    /// Opens a session; nothing but both witnesses can.
    OpenSession {
        /// Who proved what.
        proof: FullyAuthenticated,
        /// Its randomness.
        seed: SessionSeed,
    },
    /// Confirms a live session of the account and gives it another cookie (rule J14, requirement SE-03), or the commit fails.
    StepUp {
        /// Who proved what.
        proof: FullyAuthenticated,
        /// Which session.
        session: SessionId,
        /// The hash of the new cookie; the old one is dead at this moment.
        token: TokenHash,
    },
    /// Checks that a session of the account is still alive, or the commit fails.
    RequireSession {
        /// Which session.
        session: SessionId,
    },
    /// Stores a new password and takes back that one is wanted; every mailed link is dead at this moment.
    SetPassword(SealedPassword),
    /// Spends a mailed link, or the commit fails (requirement FP-02).
    SpendLink {
        /// Which link.
        link: LinkId,
    },
    /// Begins the 72 hours in which addresses and numbers cannot be changed (requirement RC-09).
    BeginCooling,
    /// Uses a time step up: greater than every step used before, or the commit fails (requirement TO-03).
    BurnTotpStep {
        /// Which factor.
        factor: FactorId,
        /// Which step.
        step: i64,
    },
    /// Takes the key's new count: greater than the one before, or both zero, or the commit fails (requirement WA-07).
    AdvanceSignCount {
        /// Which factor.
        factor: FactorId,
        /// What the key counted.
        sign_count: u32,
    },
    /// Stores a proven factor; a key that anybody holds already makes the commit fail (requirement WA-03).
    StoreFactor {
        /// The row.
        row: NewFactor,
        /// What the factor that allowed the adding counts for, when a session added it (rule J14).
        bound_by: Option<FactorKind>,
    },
    /// Destroys the secret of one factor in favour of another, or the commit fails. The sessions that it opened end, but for one,
    /// which goes on under the other.
    ReplaceFactor {
        /// The one that goes.
        old: FactorId,
        /// The one that was stored in its place.
        new: FactorId,
        /// The session that stays.
        session: SessionId,
    },
    /// Destroys the secret of the factors of these kinds; the history stays.
    RemoveKinds {
        /// Which kinds.
        kinds: Vec<FactorKind>,
        /// A stable word for the history.
        reason: &'static str,
    },
    /// Sends a code through the outbox; every older one of this journey that still waits is not sent any more.
    SendSms {
        /// The code and where it goes.
        seed: SmsSeed,
        /// What the code proves.
        kind: SmsKind,
    },
    /// Destroys the secret of every factor; the history stays (requirement SF-06).
    WipeFactors,
    /// Ends every session of the account but one.
    EndSessions {
        /// The one that stays.
        except: Option<SessionId>,
        /// A stable word for the audit log.
        reason: &'static str,
    },
    /// Forgets every known browser of the account.
    ForgetBrowsers,
    /// `active → accepted`, or the commit fails (rule J4).
    AcceptCode {
        /// Which code.
        code: CodeId,
        /// How long the recovery stays open.
        until: Timestamp,
    },
    /// `active → waiting`, or the commit fails; nothing else changes yet (requirement RC-10).
    BeginWaiting {
        /// Which code.
        code: CodeId,
        /// When it takes effect.
        effective_at: Timestamp,
    },
    /// `waiting → accepted` when the delay is over, or the commit fails (requirement RC-10).
    AcceptWaiting {
        /// Which code.
        code: CodeId,
        /// How long the recovery stays open.
        until: Timestamp,
    },
    /// `waiting → void` and deletes the hash; when it no longer waits there is nothing left to cancel, and the step stands.
    CancelWaiting {
        /// Which code.
        code: CodeId,
    },
    /// Checks that the code is still accepted, or the commit fails (rule J4).
    ContinueRecovery {
        /// Which code.
        code: CodeId,
    },
    /// `accepted → spent` and deletes the hash, or the commit fails (rule J4).
    SpendCode {
        /// Which code.
        code: CodeId,
    },
    /// Stores a code as shown; every older code of the account is dead at this moment (rule J5).
    IssueCode {
        /// The sealed hash.
        row: SealedRecoveryCode,
    },
    /// `shown → active`, or the commit fails.
    ConfirmCode {
        /// Which code.
        code: CodeId,
    },
    /// `active → void` and deletes the hash.
    VoidCode {
        /// Which code.
        code: CodeId,
    },
    /// Issues a grant; the older one of the account and its journeys are dead at this moment (rule J6).
    IssueGrant(NewGrant),
    /// Spends the live grant, or the commit fails (rule J6).
    SpendGrant {
        /// Which grant.
        grant: GrantId,
    },
    /// Renews a live help-desk grant that was redeemed, so that the owner has time to log in again (rule J6c).
    ExtendGrant {
        /// Which grant.
        grant: GrantId,
        /// Its new end.
        until: Timestamp,
    },
    /// Gives reserved tries back after a success (rule J8).
    GiveBack(Vec<TryTaken>),
    /// Tells the owner.
    Notify(Notice),
    /// Writes the audit log.
    Audit(AuditEvent),
}

/// Whether a commit with these effects raises the account's epoch, so that older journeys die (rule J13).
///
/// A wipe, a stored or replaced factor and a new password do; a suspension does so in its own unit of work. So does a code that is
/// confirmed, is void or begins to wait: it decides whether a login has to show one, or to cancel a recovery, and a login that was
/// decided before would not.
pub fn raises_epoch(effects: &[Effect]) -> bool {
    let raises = |effect: &Effect| {
        let factors = matches!(effect, Effect::WipeFactors | Effect::StoreFactor { .. } | Effect::RemoveKinds { .. });
        let replaced = matches!(effect, Effect::ReplaceFactor { .. });
        let codes =
            matches!(effect, Effect::ConfirmCode { .. } | Effect::VoidCode { .. } | Effect::BeginWaiting { .. });
        factors || replaced || codes || matches!(effect, Effect::SetPassword(_))
    };
    effects.iter().any(raises)
}
