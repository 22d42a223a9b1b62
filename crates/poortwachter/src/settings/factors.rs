//! Which second factors people may set up, and who.

use std::path::PathBuf;

use jiff::Timestamp;
use journey::{KindRule, Kinds, Role};

use super::checks::Checks;
use super::key::{Kind, Standing, keys};

/// The roles that may have a method, as the settings write them.
const ROLES: Kind = Kind::Texts { expected: "roles: user, help-desk, administrator, auditor", check: role };

keys! {
    /// The keys of `[factors]`.
    pub struct Factors {
        /// An authenticator app with a code that changes every 30 seconds (TOTP).
        app: bool = Kind::Switch, Standing::Default("true");
        /// For whom.
        app_roles: Vec<String> = ROLES, Standing::Default("[\"user\", \"help-desk\", \"administrator\", \"auditor\"]");
        /// A USB security key of type U2F. Always on, and for everybody: it is the one method that no fake site can steal.
        security_key: bool = Kind::Switch, Standing::Default("true");
        /// A passkey of a phone or laptop, which its owner unlocks with a finger, a face or a PIN. No fake site can steal it, but most
        /// passkeys are synced: who takes over somebody's account with Apple, Google or a password manager has the passkey too.
        passkey: bool = Kind::Switch, Standing::Default("false");
        /// For whom.
        passkey_roles: Vec<String> = ROLES, Standing::Default("[\"user\", \"help-desk\", \"administrator\", \"auditor\"]");
        /// A code by SMS. Needs a gateway in [sms]; without one it is not offered.
        sms: bool = Kind::Switch, Standing::Default("true");
        /// For whom. SMS is the weakest method: keep it from those who manage others.
        sms_roles: Vec<String> = ROLES, Standing::Default("[\"user\"]");
        /// Until when those who have nothing else may still use a method that was switched off, to set up another one (the time in UTC).
        /// After it only the recovery code or the help desk helps them.
        replace_until: Option<Timestamp> = Kind::Text { expected: "a time such as 2027-01-31T00:00:00Z", check: time },
            Standing::Absent("\"2027-01-31T00:00:00Z\"");
        /// Whether a security key has to show who made it. none: any key. direct: only keys whose certificate leads to one of
        /// `attestation_roots`.
        attestation: Attestation = Kind::Choice(&["none", "direct"]), Standing::Default("\"none\"");
        /// Files with the certificates (PEM) of makers whose keys are trusted; for attestation = "direct".
        attestation_roots: Vec<PathBuf> = Kind::Texts { expected: "paths of PEM files", check: path }, Standing::Default("[]");
    }
}

/// Whether a security key has to show who made it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Attestation {
    /// Any key.
    #[default]
    None,
    /// Only keys of known makers.
    Direct,
}

impl Factors {
    pub(super) fn check(&self, checks: &mut Checks) {
        // SF-02: one method that cannot be phished is always there (NIST SP 800-63B-4 section 2.2.2).
        if !self.security_key {
            checks.wrong(
                "factors.security_key",
                "false".into(),
                "leave it on: it is the one method that cannot be phished",
            );
        }
        match (self.attestation, self.attestation_roots.is_empty()) {
            (Attestation::Direct, true) => checks.wrong(
                "factors.attestation_roots",
                "an empty list".into(),
                "name the files with the certificates of the makers whose keys you trust",
            ),
            (Attestation::None, false) => checks.wrong(
                "factors.attestation",
                "\"none\" beside attestation_roots".into(),
                "write \"direct\", or leave the roots out",
            ),
            _ => {}
        }
    }

    /// The rules of the state machine; `can_text` says whether there is a gateway for SMS.
    pub fn kinds(&self, can_text: bool) -> Kinds {
        let rule =
            |on, roles: &[String]| KindRule { on, roles: roles.iter().filter_map(|role| Role::parse(role)).collect() };
        Kinds {
            totp: rule(self.app, &self.app_roles),
            sms: rule(self.sms && can_text, &self.sms_roles),
            security_key: KindRule::everybody(),
            passkey: rule(self.passkey, &self.passkey_roles),
            replace_until: self.replace_until,
        }
    }
}

fn role(text: &str) -> Result<(), &'static str> {
    Role::parse(text).map(|_| ()).ok_or("there is no such role")
}

fn time(text: &str) -> Result<(), &'static str> {
    text.parse::<Timestamp>().map(|_| ()).map_err(|_| "it is not a time")
}

fn path(text: &str) -> Result<(), &'static str> {
    if text.is_empty() { Err("it is empty") } else { Ok(()) }
}
