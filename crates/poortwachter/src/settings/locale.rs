//! Language and time zone.

use jiff::tz::TimeZone;
use journey::Language;
use serde::{Deserialize, Deserializer};

use super::key::{Kind, Standing, keys, parses};

keys! {
    /// The keys of `[locale]`.
    pub struct Locale {
        /// The language for people whose browser asks for neither Dutch nor English.
        #[serde(deserialize_with = "language")]
        default: Language = Kind::Choice(&["nl", "en"]), Standing::Default("\"nl\"");
        /// The time zone of the times in pages and mails.
        time_zone: Zone = Kind::Text { expected: "a time zone of the IANA list, such as Europe/Amsterdam", check: parses::<Zone> },
            Standing::Default("\"Europe/Amsterdam\"");
    }
}

/// A time zone of the IANA list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Zone(pub TimeZone);

impl TryFrom<String> for Zone {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        TimeZone::get(&text).map(Self).map_err(|_| "there is no such time zone")
    }
}

fn language<'de, D: Deserializer<'de>>(source: D) -> Result<Language, D::Error> {
    let word = String::deserialize(source)?;
    Language::parse(&word).ok_or_else(|| serde::de::Error::custom("not a language of the pages"))
}
