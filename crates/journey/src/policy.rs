//! The numbers that rule a journey, with their sources, and the few that the settings may change.

use credentials::recovery_code::RecoveryCodeFormat;
use jiff::SignedDuration;

use crate::account::Role;
use crate::factors::Kinds;
use crate::session::SessionPolicy;

/// How an account without any factor in its history gets into the wizard for the first time (rule J6).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FirstLogin {
    /// Only with the activation link (J6b).
    #[default]
    Activation,
    /// Also with the password alone, within 14 days of the first password (J6d).
    Password,
}

/// How long an accepted recovery code waits before it takes effect (requirement RC-10); zero for at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RecoveryDelay {
    /// For users and auditors.
    pub users: SignedDuration,
    /// For the help desk and administrators.
    pub privileged: SignedDuration,
}

impl RecoveryDelay {
    /// The delay for a role.
    pub fn of(&self, role: Role) -> SignedDuration {
        match role {
            Role::HelpDesk | Role::Administrator => self.privileged,
            Role::User | Role::Auditor => self.users,
        }
    }
}

impl Default for RecoveryDelay {
    fn default() -> Self {
        Self { users: SignedDuration::ZERO, privileged: SignedDuration::from_hours(24) }
    }
}

/// What the settings decide about journeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How a first login is let into the wizard.
    pub first_login: FirstLogin,
    /// The form of new recovery codes (rule J7).
    pub code_format: RecoveryCodeFormat,
    /// Which kinds of factor are offered to whom.
    pub kinds: Kinds,
    /// How long sessions live.
    pub session: SessionPolicy,
    /// How long a recovery waits.
    pub recovery_delay: RecoveryDelay,
}

impl Policy {
    /// A step waits this long for its form, sliding (rule J1).
    pub const STEP: SignedDuration = SignedDuration::from_mins(10);
    /// A login lasts at most this long (rule J1).
    pub const LOGIN: SignedDuration = SignedDuration::from_mins(15);
    /// The wizard lasts at most this long (rule J1).
    pub const WIZARD: SignedDuration = SignedDuration::from_mins(60);
    /// A factor that is not proven is forgotten after this (requirement SF-08).
    pub const PENDING_FACTOR: SignedDuration = SignedDuration::from_mins(15);
    /// A grant that the recovery code gave (rule J6a).
    pub const RECOVERY_GRANT: SignedDuration = SignedDuration::from_mins(30);
    /// An accepted recovery code may be entered again for this long (rule J4).
    pub const RECOVERY: SignedDuration = SignedDuration::from_hours(24);
    /// A confirmation of a session holds for this long (rule J14).
    pub const STEP_UP: SignedDuration = credentials::step_up::LIFE;
    /// For this long after a recovery addresses and numbers cannot be changed (requirement RC-09).
    pub const COOLING: SignedDuration = SignedDuration::from_hours(72);
    /// For this long a factor that a session added counts for no more than the one that allowed it (rule J14).
    pub const BORROWED: SignedDuration = SignedDuration::from_hours(24);
    /// The first login by password alone is open for this long after the first password (rule J6d).
    pub const FIRST_LOGIN: SignedDuration = SignedDuration::from_hours(14 * 24);
    /// Known browsers of one account (rule J8).
    pub const KNOWN_BROWSERS: u32 = 5;
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            first_login: FirstLogin::Activation,
            code_format: RecoveryCodeFormat::Digits4x4,
            kinds: Kinds::default(),
            session: SessionPolicy::default(),
            recovery_delay: RecoveryDelay::default(),
        }
    }
}
