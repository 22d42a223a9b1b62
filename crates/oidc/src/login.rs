//! What is known of the login behind a session, as facts.

use credentials::ids::{AccountId, SessionId};
use jiff::{SignedDuration, Timestamp};
use journey::FactorKind;

use crate::acr::Acr;

/// One proof of password and second factor: the login itself, or a later step-up in the same session (J14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Proof {
    /// When the second factor was proven.
    pub at: Timestamp,
    /// The kind of that factor.
    pub factor: FactorKind,
    /// Whether the key says that it cannot be copied (`BE` is 0) and the policy takes its word, or attestation proves it.
    pub device_bound: bool,
    /// Whether attestation to a trusted maker proved that the key is hardware.
    pub attested: bool,
}

/// The login of one session. A session has at least one proof; there is none with one factor.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LoginFacts {
    /// Whose.
    pub account: AccountId,
    /// Which session; `sid` for applications.
    pub session: SessionId,
    /// When the session ends whatever happens.
    pub expires_at: Timestamp,
    /// The login.
    pub login: Proof,
    /// The latest step-up in this session.
    pub step_up: Option<Proof>,
    /// When the account was last recovered, if it ever was.
    pub recovered_at: Option<Timestamp>,
    /// The highest level that the account could reach with the factors that it has now.
    pub reachable: Acr,
}

impl LoginFacts {
    /// When the person last proved both, which is `auth_time` (OpenID Connect Core section 2).
    pub fn auth_time(&self) -> Timestamp {
        self.step_up.map_or(self.login.at, |step_up| step_up.at.max(self.login.at))
    }

    /// Whether the last proof is at most `max_age` old at `now`.
    pub fn is_fresh(&self, max_age: SignedDuration, now: Timestamp) -> bool {
        now.duration_since(self.auth_time()) <= max_age
    }

    /// The proofs, the login first.
    pub fn proofs(&self) -> impl Iterator<Item = Proof> {
        std::iter::once(self.login).chain(self.step_up)
    }

    /// The level that was reached in this session (OP-15).
    pub fn acr(&self) -> Acr {
        self.proofs().map(Acr::of).max().unwrap_or(Acr::TwoFactor)
    }
}
