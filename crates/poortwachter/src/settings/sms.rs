//! Codes by SMS: who they are from, where they may go, how many, and through which gateways.

use std::collections::HashSet;
use std::path::PathBuf;

use credentials::phone::Country;

use super::checks::Checks;
use super::key::{Kind, Standing, keys};
use super::variables::PREFIX;
use crate::complaint::quoted;
use crate::sms::plan::plan;

mod gateway;
mod hidden;
#[cfg(test)]
mod tests;

pub use gateway::{BodyType, Gateway, GatewayKind};
pub use hidden::Hidden;

keys! {
    /// The keys of `[sms]`.
    pub struct Sms {
        /// Who an SMS is from: a name of at most 11 letters and digits, or a number that your provider gave you.
        sender: String = Kind::Text { expected: "at most 11 letters and digits, or a number", check: sender }, Standing::Default("\"Inloggen\"");
        /// Countries whose mobile numbers may be enrolled (ISO 3166, two letters). Each one more is one more that fraud can earn by.
        countries: Vec<String> = Kind::Texts { expected: "country codes of two letters, such as NL", check: country },
            Standing::Default("[\"NL\"]");
        /// SMS a day of the whole installation: what fraud can cost at most.
        per_day: u32 = Kind::Whole { least: 1, most: 1_000_000 }, Standing::Default("2000");
        /// SMS an hour to one country.
        per_country_hour: u32 = Kind::Whole { least: 1, most: 1_000_000 }, Standing::Default("500");
        /// SMS an hour to numbers that differ in their last four digits only.
        per_prefix_hour: u32 = Kind::Whole { least: 1, most: 100_000 }, Standing::Default("30");
        /// Percent of each of these three that is kept for browsers that are known, so that an attack does not shut everybody out.
        known_share: u32 = Kind::Whole { least: 0, most: 90 }, Standing::Default("25");
        /// SMS under way at once.
        parallel: u32 = Kind::Whole { least: 1, most: 100 }, Standing::Default("8");
        /// Failures of a gateway in a row after which it is left alone for a while.
        breaker_failures: u32 = Kind::Whole { least: 1, most: 100 }, Standing::Default("5");
        /// How long that is.
        breaker_seconds: u32 = Kind::Whole { least: 1, most: 3600 }, Standing::Default("30");
        /// The gateways, the preferred one first; the next one is asked for a message that this one did not take. See examples/sms.
        /// The variable `POORTWACHTER_SMS_SECRET_NAME` sets the secret of the gateway with that name (a dash becomes an underscore).
        gateways: Vec<Gateway> = Kind::Rows(Gateway::KEYS), Standing::Default("[]");
    }
}

/// The beginning of the variables that hold a gateway's secret.
const SECRETS: &str = "SMS_SECRET_";

impl Sms {
    /// Takes the secrets of gateways from the environment; the answer are variables that belong to no gateway.
    pub(super) fn take_secrets(&mut self, variables: &[(String, String)]) -> Vec<String> {
        let mut strangers = Vec::new();
        for (name, value) in variables {
            let Some(of) = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_prefix(SECRETS)) else { continue };
            match self.gateways.iter_mut().find(|gateway| gateway.variable_part() == of) {
                Some(gateway) => gateway.secret = Some(Hidden::from(value.clone())),
                None => strangers.push(name.clone()),
            }
        }
        strangers
    }

    pub(super) fn check(&self, checks: &mut Checks) {
        let mut names = HashSet::new();
        for (index, gateway) in self.gateways.iter().enumerate() {
            let row = format!("sms.gateways[{}]", index + 1);
            if !names.insert(gateway.variable_part()) {
                let found = format!("{} a second time", quoted(&gateway.name));
                checks.wrong(&format!("{row}.name"), found, "give each gateway a name of its own");
            }
            if let Err(flaw) = plan(gateway, &self.sender) {
                checks.wrong(&format!("{row}.{}", flaw.key), flaw.found, &flaw.advice);
            }
        }
    }
}

fn sender(text: &str) -> Result<(), &'static str> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if number {
        return if digits.len() <= 15 { Ok(()) } else { Err("a number has at most 15 digits") };
    }
    // 3GPP TS 23.040 section 9.1.2.5: eleven characters of seven bits fit.
    match text.len() {
        1..=11 if text.bytes().all(|b| b.is_ascii_alphanumeric() || b" -._&".contains(&b)) => Ok(()),
        1..=11 => Err("it holds something else than letters, digits and -._&"),
        _ => Err("it does not have 1 to 11 characters"),
    }
}

fn country(text: &str) -> Result<(), &'static str> {
    Country::parse(text).map(|_| ()).ok_or("it is no country's two capital letters")
}

/// The file of an authority, as the settings write it.
pub(super) type File = Option<PathBuf>;
