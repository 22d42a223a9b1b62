//! How somebody gets their first password and second factor.

use journey::FirstLogin;
use serde::{Deserialize, Deserializer};

use super::deviation::Deviation;
use super::key::{Kind, Standing, keys};

keys! {
    /// The keys of `[enrolment]`.
    pub struct Enrolment {
        /// What opens the wizard for a new account: the activation link, or only the first password (weaker; for demonstrations).
        #[serde(deserialize_with = "first_login")]
        first_login: FirstLogin = Kind::Choice(&["activation", "password"]), Standing::Default("\"activation\"");
        /// Hours that an activation link works.
        activation_hours: u32 = Kind::Whole { least: 1, most: 720 }, Standing::Default("24");
        /// Hours that a link from the help desk works.
        reset_link_hours: u32 = Kind::Whole { least: 1, most: 720 }, Standing::Default("24");
        /// Days that a letter works (`--letter`): time to print it, for the post and for somebody who is away.
        letter_days: u32 = Kind::Whole { least: 1, most: 30 }, Standing::Default("14");
        /// Whether the first password also asks a number of six digits, which `account add` prints for another channel: the telephone, or in person.
        activation_pin: bool = Kind::Switch, Standing::Default("false");
    }
}

impl Enrolment {
    pub(super) fn deviations(&self) -> impl Iterator<Item = Deviation> {
        let source = "OWASP ASVS 5.0 6.4.1";
        let by_password = (self.first_login == FirstLogin::Password).then(|| {
            Deviation::new(
                "enrolment.first_login",
                "whoever knows the first password can set up the second factor; \"activation\" is safer",
            )
        });
        let letter = (self.letter_days > 1).then(|| {
            Deviation::new(
                "enrolment.letter_days",
                format!("{} days are more than the 24 hours of {source}", self.letter_days),
            )
        });
        [
            by_password,
            Deviation::above("enrolment.activation_hours", self.activation_hours, 24, source),
            Deviation::above("enrolment.reset_link_hours", self.reset_link_hours, 24, source),
            letter,
        ]
        .into_iter()
        .flatten()
    }
}

fn first_login<'de, D: Deserializer<'de>>(source: D) -> Result<FirstLogin, D::Error> {
    match String::deserialize(source)?.as_str() {
        "activation" => Ok(FirstLogin::Activation),
        "password" => Ok(FirstLogin::Password),
        _ => Err(serde::de::Error::custom("not a way to log in first")),
    }
}
