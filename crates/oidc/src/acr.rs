//! What is said of a login: `acr` (its level) and `amr` (its methods), only from what happened (OP-14, OP-15).
//!
//! | what happened | `acr` | `amr` (RFC 8176) |
//! |---|---|---|
//! | password, code by SMS | `urn:poortwachter:acr:two-factor` | `pwd sms mfa` |
//! | password, authenticator app | `urn:poortwachter:acr:two-factor` | `pwd otp mfa` |
//! | password, security key or passkey that could be copied | `phr` | `pwd pop user mfa` |
//! | password, security key or passkey bound to its device | `phr` | `pwd hwk user mfa` |
//! | password, security key with trusted attestation | `phrh` | `pwd hwk user mfa` |

use std::collections::BTreeSet;

use jiff::SignedDuration;
use journey::FactorKind;
use serde::{Deserialize, Serialize};

use crate::login::Proof;

/// The level of a login; a higher one is worth more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Acr {
    /// Two factors, the second of which could be phished.
    #[serde(rename = "urn:poortwachter:acr:two-factor")]
    TwoFactor,
    /// Phishing-resistant (OpenID EAP ACR Values 1.0).
    #[serde(rename = "phr")]
    Phr,
    /// Phishing-resistant with proven hardware (OpenID EAP ACR Values 1.0).
    #[serde(rename = "phrh")]
    Phrh,
}

impl Acr {
    /// All of them, the lowest first.
    pub const ALL: [Self; 3] = [Self::TwoFactor, Self::Phr, Self::Phrh];

    /// The value of the claim.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TwoFactor => "urn:poortwachter:acr:two-factor",
            Self::Phr => "phr",
            Self::Phrh => "phrh",
        }
    }

    /// The level of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|acr| acr.as_str() == name)
    }

    /// The level of one proof.
    pub fn of(proof: Proof) -> Self {
        match proof.factor {
            FactorKind::Sms | FactorKind::Totp => Self::TwoFactor,
            FactorKind::SecurityKey | FactorKind::Passkey if proof.attested => Self::Phrh,
            FactorKind::SecurityKey | FactorKind::Passkey => Self::Phr,
        }
    }
}

/// The methods of all proofs together, each named once, in a fixed order.
pub fn amr(proofs: impl Iterator<Item = Proof>) -> Vec<&'static str> {
    const ORDER: [&str; 7] = ["pwd", "otp", "sms", "hwk", "pop", "user", "mfa"];
    let mut used = BTreeSet::from(["pwd", "mfa"]);
    for proof in proofs {
        match proof.factor {
            FactorKind::Sms => used.extend(["sms"]),
            FactorKind::Totp => used.extend(["otp"]),
            FactorKind::SecurityKey | FactorKind::Passkey if proof.attested || proof.device_bound => {
                used.extend(["hwk", "user"]);
            }
            FactorKind::SecurityKey | FactorKind::Passkey => used.extend(["pop", "user"]),
        }
    }
    ORDER.into_iter().filter(|method| used.contains(method)).collect()
}

/// The levels that a request asks for, and what happens when none can be had.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AcrDemand {
    /// Those that we know, in the order of preference.
    pub known: Vec<Acr>,
    /// Whether the request insists (`claims` with `essential`), also on values that nobody knows.
    pub essential: bool,
}

/// How a login stands to a demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Met; the tokens say this level, which is at most what happened.
    Met(Acr),
    /// The account can reach this level with a step-up.
    StepUp(Acr),
    /// The account cannot reach it: `unmet_authentication_requirements`.
    Unmet,
}

impl AcrDemand {
    /// Holds the demand against the level of a session and the best that the account could do.
    ///
    /// Without a known value the parameter is a wish and the tokens say what happened (OpenID Connect Core section 3.1.2.1); with
    /// one it is kept to (RFC 9470 section 5). A higher level meets a lower demand and is then said as the one that was asked for,
    /// since an application compares for equality.
    pub fn standing(&self, actual: Acr, reachable: Acr) -> Standing {
        if self.known.is_empty() {
            return if self.essential { Standing::Unmet } else { Standing::Met(actual) };
        }
        if let Some(met) = self.known.iter().filter(|asked| **asked <= actual).max() {
            return Standing::Met(*met);
        }
        match self.known.iter().find(|asked| **asked <= reachable) {
            Some(asked) => Standing::StepUp(*asked),
            None => Standing::Unmet,
        }
    }
}

/// The header by which an application's API asks for more (RFC 9470 section 3), for the documentation and for forward-auth.
pub fn step_up_challenge(acr: Option<Acr>, max_age: Option<SignedDuration>) -> String {
    let mut text = "Bearer error=\"insufficient_user_authentication\", \
                    error_description=\"A stronger or more recent login is needed\""
        .to_owned();
    if let Some(acr) = acr {
        text.extend([", acr_values=\"", acr.as_str(), "\""]);
    }
    if let Some(max_age) = max_age {
        text.extend([", max_age=\"", &max_age.as_secs().to_string(), "\""]);
    }
    text
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rstest::rstest;

    use super::*;

    fn proof(factor: FactorKind, device_bound: bool, attested: bool) -> Proof {
        Proof { at: Timestamp::UNIX_EPOCH, factor, device_bound, attested }
    }

    #[rstest]
    #[case(FactorKind::Sms, false, false, "urn:poortwachter:acr:two-factor", &["pwd", "sms", "mfa"])]
    #[case(FactorKind::Totp, false, false, "urn:poortwachter:acr:two-factor", &["pwd", "otp", "mfa"])]
    #[case(FactorKind::Totp, true, true, "urn:poortwachter:acr:two-factor", &["pwd", "otp", "mfa"])]
    #[case(FactorKind::SecurityKey, false, false, "phr", &["pwd", "pop", "user", "mfa"])]
    #[case(FactorKind::SecurityKey, true, false, "phr", &["pwd", "hwk", "user", "mfa"])]
    #[case(FactorKind::Passkey, false, false, "phr", &["pwd", "pop", "user", "mfa"])]
    #[case(FactorKind::Passkey, true, false, "phr", &["pwd", "hwk", "user", "mfa"])]
    #[case(FactorKind::SecurityKey, true, true, "phrh", &["pwd", "hwk", "user", "mfa"])]
    #[case(FactorKind::SecurityKey, false, true, "phrh", &["pwd", "hwk", "user", "mfa"])]
    fn op_14_op_15_the_table(
        #[case] factor: FactorKind,
        #[case] device_bound: bool,
        #[case] attested: bool,
        #[case] acr: &str,
        #[case] methods: &[&str],
    ) {
        let proof = proof(factor, device_bound, attested);
        assert_eq!(Acr::of(proof).as_str(), acr);
        assert_eq!(amr(std::iter::once(proof)), methods);
    }

    #[test]
    fn op_14_a_step_up_adds_its_method() {
        let proofs = [proof(FactorKind::Sms, false, false), proof(FactorKind::SecurityKey, true, false)];
        assert_eq!(amr(proofs.into_iter()), ["pwd", "sms", "hwk", "user", "mfa"]);
    }

    #[rstest]
    #[case(&[], false, Acr::TwoFactor, Acr::Phr, Standing::Met(Acr::TwoFactor))]
    #[case(&[], true, Acr::Phrh, Acr::Phrh, Standing::Unmet)]
    #[case(&[Acr::Phr], false, Acr::TwoFactor, Acr::Phr, Standing::StepUp(Acr::Phr))]
    #[case(&[Acr::Phr], true, Acr::TwoFactor, Acr::TwoFactor, Standing::Unmet)]
    #[case(&[Acr::Phr], true, Acr::Phrh, Acr::Phrh, Standing::Met(Acr::Phr))]
    #[case(&[Acr::Phrh, Acr::Phr], true, Acr::TwoFactor, Acr::Phr, Standing::StepUp(Acr::Phr))]
    #[case(&[Acr::Phr, Acr::TwoFactor], false, Acr::TwoFactor, Acr::Phr, Standing::Met(Acr::TwoFactor))]
    fn op_13_demands_are_met_stepped_up_or_unmet(
        #[case] known: &[Acr],
        #[case] essential: bool,
        #[case] actual: Acr,
        #[case] reachable: Acr,
        #[case] standing: Standing,
    ) {
        assert_eq!(AcrDemand { known: known.to_vec(), essential }.standing(actual, reachable), standing);
    }

    #[test]
    fn op_16_the_challenge_names_level_and_age() {
        let text = step_up_challenge(Some(Acr::Phr), Some(SignedDuration::from_mins(5)));
        assert!(text.starts_with("Bearer error=\"insufficient_user_authentication\""));
        assert!(text.ends_with("acr_values=\"phr\", max_age=\"300\""));
    }
}
