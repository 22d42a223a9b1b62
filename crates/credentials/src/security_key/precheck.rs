//! What is checked before the library sees anything: sizes, depths, client data and authenticator data (WA-03, WA-06, WA-13).
//!
//! The order is that of WebAuthn L3 sections 7.1 and 7.2. Everything is read from bounded input by parsers that never recurse
//! deeper than a constant; members that are not known are ignored.

mod attestation;
mod authenticator_data;
mod cbor;
mod client_data;
mod response;

pub(super) use attestation::{Enrolment, Format};
pub(super) use response::{Assertion, Registration};

use super::{KeyRefusal, KeyRole};

/// What an answer has to be about.
pub(super) struct Expected<'a> {
    /// What was asked for.
    pub role: KeyRole,
    /// The challenge of this ceremony.
    pub challenge: &'a [u8],
    /// Our origin, as browsers write it.
    pub origin: &'a str,
    /// The SHA-256 of our RP ID.
    pub id_hash: &'a [u8; 32],
}

impl Registration {
    /// Checks an enrolment's answer up to its attestation statement.
    pub fn check(&self, expected: &Expected<'_>) -> Result<Enrolment<'_>, KeyRefusal> {
        client_data::check(&self.client_data, "webauthn.create", expected)?;
        let enrolment = Enrolment::parse(&self.attestation_object)?;
        enrolment.data.check(expected)?;
        self.check_role(expected.role, &enrolment)?;
        enrolment.check()?;
        if enrolment.credential_id() != self.raw_id {
            return Err(KeyRefusal::Malformed);
        }
        Ok(enrolment)
    }

    /// A passkey is no USB key, nor the other way round. Only the flags are signed; what the browser says beside them keeps an honest
    /// person from enrolling one for the other.
    fn check_role(&self, role: KeyRole, enrolment: &Enrolment<'_>) -> Result<(), KeyRefusal> {
        match role {
            KeyRole::SecurityKey if enrolment.data.backup_eligible() || self.is_platform => {
                Err(KeyRefusal::NotASecurityKey)
            }
            KeyRole::Passkey if self.is_discoverable == Some(false) => Err(KeyRefusal::NotDiscoverable),
            KeyRole::SecurityKey | KeyRole::Passkey => Ok(()),
        }
    }
}

/// What the device said of itself in an assertion.
pub(super) struct Said {
    /// It may be backed up.
    pub backup_eligible: bool,
    /// It verified its user.
    pub user_verified: bool,
}

impl Assertion {
    /// Checks a login's answer up to its signature.
    pub fn check(&self, expected: &Expected<'_>) -> Result<Said, KeyRefusal> {
        client_data::check(&self.client_data, "webauthn.get", expected)?;
        let data = authenticator_data::parse(&self.authenticator_data).ok_or(KeyRefusal::Malformed)?;
        if data.attested.is_some() {
            return Err(KeyRefusal::Malformed);
        }
        data.check(expected)?;
        Ok(Said { backup_eligible: data.backup_eligible(), user_verified: data.user_verified() })
    }
}
