//! Named sets of defaults: `standard`, and `strict` for those who must follow NIST SP 800-63B-4 to the letter.

use credentials::recovery_code::RecoveryCodeFormat;

use super::Settings;
use super::checks::Checks;
use super::factors::Attestation;

/// A named set of defaults.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Preset {
    /// The defaults of the keys.
    #[default]
    Standard,
    /// Stronger defaults that no key may weaken.
    Strict,
}

impl Preset {
    /// The defaults that differ from those of the keys, as TOML.
    pub(super) fn defaults(self) -> &'static str {
        match self {
            Self::Standard => "",
            Self::Strict => {
                "recovery_code.format = \"base32-4x4\"\nfactors.sms = false\nfactors.attestation = \"direct\""
            }
        }
    }
}

/// A strict portal stays strict: a key that weakens it is refused, not silently obeyed or ignored.
pub(super) fn check(settings: &Settings, checks: &mut Checks) {
    if settings.preset != Preset::Strict {
        return;
    }
    if settings.recovery_code.format != RecoveryCodeFormat::Base32x4x4 {
        let advice = "the preset \"strict\" asks for base32-4x4: leave this key out, or choose the preset \"standard\"";
        checks.wrong("recovery_code.format", "\"digits-4x4\"".into(), advice);
    }
    if settings.factors.sms {
        let advice = "the preset \"strict\" does without SMS: leave this key out, or choose the preset \"standard\"";
        checks.wrong("factors.sms", "true".into(), advice);
    }
    if settings.factors.passkey {
        let advice = "the preset \"strict\" does without passkeys, since most can be copied: leave this key out, or choose the preset \
                      \"standard\"";
        checks.wrong("factors.passkey", "true".into(), advice);
    }
    if settings.factors.attestation != Attestation::Direct {
        let advice =
            "the preset \"strict\" wants to know who made a key: leave this key out, or choose the preset \"standard\"";
        checks.wrong("factors.attestation", "\"none\"".into(), advice);
    }
}
