//! The words: Fluent texts in Dutch and English, embedded in the binary.
//!
//! Code carries keys and arguments (`Message`), never sentences; a sentence is made at the moment that a
//! page or mail is written, in the reader's language. Both bundles are built once. A test in
//! `pages/keys_test.rs` holds the two languages and the keys in the code against each other.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use rust_embed::RustEmbed;
use unic_langid::LanguageIdentifier;

/// A language of the interface; Dutch is the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Dutch.
    #[default]
    Nl,
    /// English.
    En,
}

impl Lang {
    /// Both languages, the default first.
    pub const ALL: [Self; 2] = [Self::Nl, Self::En];

    /// Reads `nl` or `en`, as in the language cookie and the form of the switch.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The code for `<html lang>` (BCP 47).
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }

    /// The language that the switch offers.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Nl => Self::En,
            Self::En => Self::Nl,
        }
    }

    /// The best of our languages for an `Accept-Language` header (RFC 9110 section 12.5.4), Dutch when none fits.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0.0_f32, Self::default());
        for item in header.split(',').take(20) {
            let mut parts = item.split(';');
            let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
            let primary = tag.split('-').next().unwrap_or_default();
            let quality =
                parts.find_map(|part| part.trim().strip_prefix("q=")).map_or(1.0, |q| q.parse().unwrap_or(0.0));
            match Self::parse(primary) {
                Some(lang) if quality > best.0 && quality <= 1.0 => best = (quality, lang),
                _ => {}
            }
        }
        best.1
    }
}

/// A value that a text is completed with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Arg {
    /// Words as they are.
    Text(String),
    /// A count: chooses singular or plural.
    Number(i64),
    /// A wait in seconds, written as words in the reader's language.
    Wait(u32),
}

impl From<&str> for Arg {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Arg {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Arg {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u32> for Arg {
    fn from(number: u32) -> Self {
        Self::Number(number.into())
    }
}

impl From<usize> for Arg {
    fn from(number: usize) -> Self {
        Self::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// A text that is still to be written: its key and what completes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The key in `locales/*/*.ftl`.
    pub key: &'static str,
    /// Names and values of its arguments.
    pub args: Vec<(&'static str, Arg)>,
}

impl Message {
    /// A text without arguments (the product's name and the help desk are always there).
    pub const fn new(key: &'static str) -> Self {
        Self { key, args: Vec::new() }
    }

    /// Adds an argument.
    #[must_use]
    pub fn arg(mut self, name: &'static str, value: impl Into<Arg>) -> Self {
        self.args.push((name, value.into()));
        self
    }
}

#[derive(RustEmbed)]
#[folder = "locales"]
struct Locales;

/// The texts of one language; cheap to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Texts {
    lang: Lang,
}

static DUTCH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Lang::Nl));
static ENGLISH: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| bundle(Lang::En));

fn bundle(lang: Lang) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    for (_, source) in sources(lang) {
        // A file with a fault still yields its sound entries; the tests refuse any fault.
        let resource = FluentResource::try_new(source).unwrap_or_else(|(rest, _)| rest);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The embedded files of a language: name and content.
pub(crate) fn sources(lang: Lang) -> Vec<(String, String)> {
    let folder = format!("{}/", lang.code());
    Locales::iter()
        .filter(|name| name.starts_with(&folder))
        .filter_map(|name| {
            let file = Locales::get(&name)?;
            Some((name.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect()
}

impl Texts {
    /// The texts of this language.
    pub const fn of(lang: Lang) -> Self {
        Self { lang }
    }

    /// The language of these texts.
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// A text without arguments; a key that does not exist comes back as itself.
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// A text completed with arguments.
    pub fn with(&self, key: &str, args: &[(&str, Arg)]) -> String {
        let bundle = match self.lang {
            Lang::Nl => &DUTCH,
            Lang::En => &ENGLISH,
        };
        let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set((*name).to_owned(), self.value(value));
        }
        let mut faults = Vec::new();
        bundle.format_pattern(pattern, Some(&values), &mut faults).into_owned()
    }

    /// Writes a message.
    pub fn say(&self, message: &Message) -> String {
        self.with(message.key, &message.args)
    }

    fn value(self, arg: &Arg) -> FluentValue<'_> {
        match arg {
            Arg::Text(text) => FluentValue::String(Cow::Borrowed(text)),
            Arg::Number(number) => FluentValue::from(*number),
            Arg::Wait(seconds) => FluentValue::String(Cow::Owned(self.wait(*seconds))),
        }
    }

    /// A wait in words, rounded up: "30 seconden", "1 minuut", "2 uur".
    pub fn wait(&self, seconds: u32) -> String {
        let (key, count) = match seconds {
            0..60 => ("wait-seconds", seconds.max(1)),
            60..3_600 => ("wait-minutes", seconds.div_ceil(60)),
            _ => ("wait-hours", seconds.div_ceil(3_600)),
        };
        self.with(key, &[("count", count.into())])
    }

    /// The day in words: "22 november 2026".
    pub fn date(&self, when: Timestamp, zone: &TimeZone) -> String {
        let day = when.to_zoned(zone.clone()).date();
        let month = self.get(MONTHS[usize::from(day.month().unsigned_abs() - 1)]);
        format!("{} {month} {}", day.day(), day.year())
    }

    /// The time of day: "om 14:05 uur", "at 14:05".
    pub fn time(&self, when: Timestamp, zone: &TimeZone) -> String {
        let clock = when.to_zoned(zone.clone()).time();
        let time = format!("{:02}:{:02}", clock.hour(), clock.minute());
        self.with("time-of-day", &[("time", time.into())])
    }

    /// Day and time: "22 november 2026 om 14:05 uur".
    pub fn date_time(&self, when: Timestamp, zone: &TimeZone) -> String {
        format!("{} {}", self.date(when, zone), self.time(when, zone))
    }
}

const MONTHS: [&str; 12] = [
    "month-1", "month-2", "month-3", "month-4", "month-5", "month-6", "month-7", "month-8", "month-9", "month-10",
    "month-11", "month-12",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accept_language_chooses_by_quality_and_falls_back_to_dutch() {
        for (header, lang) in [
            ("", Lang::Nl),
            ("en-GB,en;q=0.9,nl;q=0.8", Lang::En),
            ("de, fr;q=0.9", Lang::Nl),
            ("en;q=0.2, nl-BE;q=0.7", Lang::Nl),
            ("en;q=nonsense", Lang::Nl),
            ("en;q=0", Lang::Nl),
            ("EN", Lang::En),
        ] {
            assert_eq!(Lang::from_accept_language(header), lang, "{header}");
        }
    }

    #[test]
    fn dates_times_and_waits_are_words() {
        let when: Timestamp = "2026-11-22T13:05:00Z".parse().unwrap();
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let (nl, en) = (Texts::of(Lang::Nl), Texts::of(Lang::En));
        assert_eq!(nl.date_time(when, &zone), "22 november 2026 om 14:05 uur");
        assert_eq!(en.date_time(when, &zone), "22 November 2026 at 14:05");
        assert_eq!(nl.wait(30), "30 seconden");
        assert_eq!(nl.wait(1), "1 seconde");
        assert_eq!(nl.wait(60), "1 minuut");
        assert_eq!(nl.wait(61), "2 minuten");
        assert_eq!(nl.wait(7_200), "2 uur");
        assert_eq!(en.wait(3_600), "1 hour");
    }

    #[test]
    fn no_isolation_marks_stand_in_a_text() {
        let said = Texts::of(Lang::Nl).say(&Message::new("login-lead").arg("product", "Poortwachter"));
        assert_eq!(said, "Log hier in op Poortwachter.");
    }
}
