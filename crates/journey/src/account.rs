//! What the state machine knows of an account.
//!
//! [`AccountFacts`] is a snapshot that the store takes in one read, together with the [`Epoch`] that the snapshot
//! belongs to. It holds no secret and no name: only what decides which way a journey may go.

use credentials::ids::{AccountId, CodeId, FactorId};
use credentials::recovery_code::RecoveryCodeFormat;
use credentials::security_key::KeyRole;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::policy::Policy;

/// Counts the wipes, first factors, password changes and suspensions of an account (rule J13).
///
/// A journey carries the epoch that it was built on; a commit takes the account's row at that epoch or not at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Epoch(pub i64);

impl Epoch {
    /// The epoch after one more wipe, first factor, password change or suspension.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Gives an enum its stable text form, as it stands in the database, the settings and the command line.
macro_rules! text_form {
    ($name:ident { $($variant:ident => $text:literal),+ $(,)? }) => {
        impl $name {
            /// The stable text form.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// Reads the stable text form; `None` for anything else.
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}
pub(crate) use text_form;

/// Whether somebody may log in at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum AccountStatus {
    /// May log in.
    Active,
    /// Closed by an administrator.
    Disabled,
    /// Stopped because its owner or the help desk suspects misuse (rule J9).
    Suspended,
}
text_form!(AccountStatus { Active => "active", Disabled => "disabled", Suspended => "suspended" });

/// What somebody may do in Poortwachter itself; applications have groups for their own rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Role {
    /// Logs in to applications.
    User,
    /// Helps users without being able to get in as them.
    HelpDesk,
    /// Manages accounts and settings.
    Administrator,
    /// Reads the audit log.
    Auditor,
}
text_form!(Role { User => "user", HelpDesk => "help-desk", Administrator => "administrator", Auditor => "auditor" });

/// The language of pages and messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Language {
    /// Dutch, the default.
    #[default]
    Nl,
    /// English.
    En,
}
text_form!(Language { Nl => "nl", En => "en" });

/// The kinds of second factor, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum FactorKind {
    /// A code by SMS.
    Sms,
    /// An authenticator app (RFC 6238).
    Totp,
    /// A passkey of a phone or laptop, through `WebAuthn`; it may be synced ([ADR 16](../../../docs/adr/0016-passkeys.md)).
    Passkey,
    /// A USB security key of type U2F, through `WebAuthn`.
    SecurityKey,
}
text_form!(FactorKind { Sms => "sms", Totp => "totp", Passkey => "passkey", SecurityKey => "security-key" });

impl From<KeyRole> for FactorKind {
    fn from(role: KeyRole) -> Self {
        match role {
            KeyRole::SecurityKey => Self::SecurityKey,
            KeyRole::Passkey => Self::Passkey,
        }
    }
}

impl FactorKind {
    /// What every kind is at least.
    pub fn any() -> Self {
        Self::Sms
    }

    /// The kinds that answer by a `WebAuthn` ceremony.
    pub const KEYS: [Self; 2] = [Self::SecurityKey, Self::Passkey];

    /// What a factor of this kind is in a `WebAuthn` ceremony; nothing for a kind that has none.
    pub fn key_role(self) -> Option<KeyRole> {
        match self {
            Self::SecurityKey => Some(KeyRole::SecurityKey),
            Self::Passkey => Some(KeyRole::Passkey),
            Self::Sms | Self::Totp => None,
        }
    }

    /// The weaker of two kinds: SMS before the app before the passkey before the key, the order in which they are declared.
    #[must_use]
    pub fn weaker(self, other: Self) -> Self {
        self.min(other)
    }
}

/// A factor that counts: bound and not wiped, even when its kind is switched off (rule J2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FactorFact {
    /// Which factor.
    pub id: FactorId,
    /// Its kind.
    pub kind: FactorKind,
    /// When it last opened a session.
    pub last_used_at: Option<Timestamp>,
    /// When it was bound.
    pub bound_at: Timestamp,
    /// The kind of the factor that allowed a session to add it; `None` for one of the wizard.
    pub bound_by: Option<FactorKind>,
}

impl FactorFact {
    /// What the factor counts for at `now`: for 24 hours no more than the factor that allowed the adding (rule J14).
    pub fn level(&self, now: Timestamp) -> FactorKind {
        match self.bound_by {
            Some(by) if now < self.bound_at + Policy::BORROWED => by.weaker(self.kind),
            _ => self.kind,
        }
    }
}

/// Where a recovery code is in its life (rules J4 and J5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CodeStatus {
    /// Shown at S6, not typed back yet: no use for a recovery.
    Shown,
    /// Typed back: the code of this account.
    Active,
    /// Used, and the delay runs: nothing has changed yet, and a login with the factor cancels it (requirement RC-10).
    Waiting,
    /// Used: the recovery is open until the new factor is stored or the 24 hours are over.
    Accepted,
    /// The recovery is finished; the hash is deleted.
    Spent,
    /// Too many wrong tries, or replaced by a newer code; the hash is deleted.
    Void,
}
text_form!(CodeStatus {
    Shown => "shown", Active => "active", Waiting => "waiting", Accepted => "accepted", Spent => "spent", Void => "void",
});

/// The newest recovery code of an account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CodeFact {
    /// Which code.
    pub id: CodeId,
    /// Where it is in its life.
    pub status: CodeStatus,
    /// The form in which it was made; the settings may have changed since.
    pub format: RecoveryCodeFormat,
    /// When an accepted code stops being good for going on with the recovery (rule J4).
    pub accepted_until: Option<Timestamp>,
    /// When a waiting code takes effect (requirement RC-10).
    pub effective_at: Option<Timestamp>,
}

/// A snapshot of one account, read in one statement or one transaction.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AccountFacts {
    /// Which account.
    pub account: AccountId,
    /// The epoch of this snapshot.
    pub epoch: Epoch,
    /// Whether it may log in.
    pub status: AccountStatus,
    /// What it may do in the portal: decides which kinds of factor are offered.
    pub role: Role,
    /// The factors that count, in the order in which they were bound.
    pub factors: Vec<FactorFact>,
    /// Whether its history holds any factor, wiped ones too (rule J6d).
    pub ever_enrolled: bool,
    /// Its newest recovery code, if one was ever made.
    pub code: Option<CodeFact>,
    /// When its first password was set (rule J6d).
    pub first_password_at: Option<Timestamp>,
    /// Whether the next login has to end with another password (requirement PW-09).
    pub must_change_password: bool,
    /// When the account was last recovered, or its forgotten password set (requirement RC-09).
    pub recovered_at: Option<Timestamp>,
}

impl AccountFacts {
    /// Whether the account holds a factor that counts.
    pub fn has_factor(&self) -> bool {
        !self.factors.is_empty()
    }

    /// This very factor, if the account holds it.
    pub fn factor(&self, factor: FactorId) -> Option<&FactorFact> {
        self.factors.iter().find(|held| held.id == factor)
    }

    /// Whether the account holds this very factor.
    pub fn holds(&self, factor: FactorId) -> bool {
        self.factor(factor).is_some()
    }

    /// The kind of this very factor, if the account holds it.
    pub fn kind_of(&self, factor: FactorId) -> Option<FactorKind> {
        self.factor(factor).map(|held| held.kind)
    }

    /// Whether the account holds a factor of this kind.
    pub fn holds_kind(&self, kind: FactorKind) -> bool {
        self.factors.iter().any(|held| held.kind == kind)
    }

    /// The code whose recovery is open at `now` (rule J4).
    pub fn open_recovery(&self, now: Timestamp) -> Option<&CodeFact> {
        self.code
            .as_ref()
            .filter(|code| code.status == CodeStatus::Accepted && code.accepted_until.is_some_and(|until| now < until))
    }

    /// The waiting code, and when it takes effect, if that is still to come (requirement RC-10).
    pub fn waiting_recovery(&self, now: Timestamp) -> Option<(&CodeFact, Timestamp)> {
        self.waiting().filter(|(_, effective_at)| now < *effective_at)
    }

    /// The waiting code whose delay is over, for as long as a recovery may take (rule J4, requirement RC-10).
    pub fn due_recovery(&self, now: Timestamp) -> Option<&CodeFact> {
        let due = |effective_at| effective_at <= now && now < effective_at + Policy::RECOVERY;
        self.waiting().filter(|(_, effective_at)| due(*effective_at)).map(|(code, _)| code)
    }

    fn waiting(&self) -> Option<(&CodeFact, Timestamp)> {
        let code = self.code.as_ref().filter(|code| code.status == CodeStatus::Waiting)?;
        Some((code, code.effective_at?))
    }

    /// Until when addresses and numbers cannot be changed, if that is still to come (requirement RC-09).
    pub fn cooling_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.recovered_at.map(|at| at + Policy::COOLING).filter(|until| now < *until)
    }

    /// The code that a recovery could begin with.
    pub fn active_code(&self) -> Option<&CodeFact> {
        self.code.as_ref().filter(|code| code.status == CodeStatus::Active)
    }

    /// Whether the next full login has to issue a code at S6 (rules J5 and J8).
    pub fn needs_code(&self) -> bool {
        self.active_code().is_none()
    }
}
