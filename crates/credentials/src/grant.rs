//! Enrolment grants (product rule J6): beside the password, what somebody without a factor needs to enrol one.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::activation_pin::{ActivationPin, KeptPin};
use crate::ids::{AccountId, GrantId};
use crate::keyring::Keyring;
use crate::token::{SecretToken, TokenHash};
use crate::witness::GrantPresented;

/// Where a grant came from; decides what else it may do (J6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GrantKind {
    /// An accepted recovery code; bound to the browser by a cookie (J6a).
    RecoveryCode,
    /// The activation link of a new account (J6b).
    Activation,
    /// A reset that the help desk started (J6c).
    HelpDesk,
    /// The first login of an account that never held a factor, where the setting allows it (J6d).
    FirstLogin,
}

impl GrantKind {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RecoveryCode => "recovery-code",
            Self::Activation => "activation",
            Self::HelpDesk => "help-desk",
            Self::FirstLogin => "first-login",
        }
    }

    /// Reads the stored word back.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::RecoveryCode, Self::Activation, Self::HelpDesk, Self::FirstLogin]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

impl fmt::Display for GrantKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A grant as it is stored; the token itself is in a cookie or a link only.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct GrantRow {
    /// Which grant.
    pub id: GrantId,
    /// Whom it allows to enrol.
    pub account: AccountId,
    /// Where it came from.
    pub kind: GrantKind,
    /// The hash of the token.
    pub token: TokenHash,
    /// The first moment at which it counts, when that is not at once (requirement RC-11).
    pub not_before: Option<Timestamp>,
    /// The first moment at which it no longer counts.
    pub expires_at: Timestamp,
    /// What is kept of the number that has to come with it, when one has to.
    pub pin: Option<KeptPin>,
}

impl GrantRow {
    /// From when on it counts, while that is still to come.
    pub fn waits_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.not_before.filter(|from| now < *from)
    }

    fn counts(&self, token: &SecretToken, now: Timestamp) -> bool {
        self.token.matches(token) && self.waits_until(now).is_none() && now < self.expires_at
    }

    fn presented(&self, now: Timestamp) -> GrantPresented {
        GrantPresented::assert(self.account, self.id, self.kind, self.expires_at, now)
    }
}

/// Verifies that the token is this grant's and that the grant counts at `now`; one that wants a number as well is never enough alone.
pub fn verify_grant(row: &GrantRow, token: &SecretToken, now: Timestamp) -> Option<GrantPresented> {
    (row.counts(token, now) && row.pin.is_none()).then(|| row.presented(now))
}

/// The same for a grant that wants a number: the caller has taken one of its tries before.
pub fn verify_grant_and_pin(
    row: &GrantRow,
    token: &SecretToken,
    pin: ActivationPin,
    keyring: &Keyring,
    now: Timestamp,
) -> Option<GrantPresented> {
    let right = row.pin.as_ref().is_some_and(|kept| kept.matches(pin, row.id, keyring));
    (right && row.counts(token, now)).then(|| row.presented(now))
}
