//! The arguments of `audit` and `evidence`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::SettingsFile;

/// What can be done with the audit log.
#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Verify the chain of all entries and name the first that was changed, removed, inserted or moved. Exit code 1 when there is one.
    Verify(Verify),
    /// Print the newest signed head, one line to keep elsewhere: what is cut off at the end later is found with it.
    Head(Head),
    /// Show the newest entries. Reading is itself audited.
    List(List),
    /// Print entries as JSON lines or CSV, oldest first. Exporting is itself audited.
    Export(Export),
    /// Print what deserves a look: spraying, recoveries, resets by the help desk, what operators did. Reviewing is itself audited.
    Review(Review),
}

/// What to verify.
#[derive(Args, Debug)]
pub struct Verify {
    /// A line of `audit head` that was kept elsewhere; the log must agree with it too.
    #[arg(long, value_name = "TEXT")]
    pub head: Option<String>,
    /// The settings.
    #[command(flatten)]
    pub file: SettingsFile,
}

/// Which head to print.
#[derive(Args, Debug)]
pub struct Head {
    /// Print the public key (Ed25519, PEM) with which a head is checked, instead of the head.
    #[arg(long)]
    pub public_key: bool,
    /// The settings.
    #[command(flatten)]
    pub file: SettingsFile,
}

/// Which entries.
#[derive(Args, Clone, Debug, Default)]
pub struct Range {
    /// From then on: 2026-01-31, 2026-01-31T12:00:00Z, or how long ago, such as 7d or 12h.
    #[arg(long, value_name = "WHEN", value_parser = When::parse)]
    pub since: Option<When>,
    /// Before then, in the same forms; a day counts to its end.
    #[arg(long, value_name = "WHEN", value_parser = When::parse)]
    pub until: Option<When>,
    /// Only about this account, by its username.
    #[arg(long, value_name = "NAME")]
    pub account: Option<String>,
    /// Only this event, such as `authn_login_fail`; docs/audit.md has them all.
    #[arg(long, value_name = "NAME")]
    pub event: Option<String>,
}

/// Which entries to show.
#[derive(Args, Debug)]
pub struct List {
    /// How many at most.
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
    /// Which ones.
    #[command(flatten)]
    pub range: Range,
    /// Why the log is read; stands in it.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The settings.
    #[command(flatten)]
    pub file: SettingsFile,
}

/// Which entries to print, and how.
#[derive(Args, Debug)]
pub struct Export {
    /// How.
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    pub format: Format,
    /// Which ones.
    #[command(flatten)]
    pub range: Range,
    /// Why the log is exported; stands in it.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// The settings.
    #[command(flatten)]
    pub file: SettingsFile,
}

/// The form of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// One JSON object a line.
    Jsonl,
    /// A table for a spreadsheet, with formulas made harmless.
    Csv,
}

/// Which stretch of time to look at.
#[derive(Args, Debug)]
pub struct Review {
    /// From then on; the stretch before it, of the same length, is what it is compared with.
    #[arg(long, value_name = "WHEN", default_value = "7d", value_parser = When::parse)]
    pub since: When,
    /// The settings.
    #[command(flatten)]
    pub file: SettingsFile,
}

/// What to put into the auditor's pack, and where.
#[derive(Args, Debug)]
pub struct Evidence {
    /// An empty or new folder for one file a part. Without it everything is printed.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The settings.
    #[command(flatten)]
    pub file: SettingsFile,
}

/// A moment as operators write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// This moment.
    At(Timestamp),
    /// This day, in the time zone of the settings.
    Day(Date),
    /// So long before now.
    Ago(SignedDuration),
}

impl When {
    fn parse(text: &str) -> Result<Self, &'static str> {
        if let Ok(at) = text.parse() {
            return Ok(Self::At(at));
        }
        if let Ok(day) = text.parse() {
            return Ok(Self::Day(day));
        }
        let wrong = "write 2026-01-31, 2026-01-31T12:00:00Z, or how long ago, such as 7d or 12h";
        let hours = match text.split_at_checked(text.len().saturating_sub(1)) {
            Some((number, "d")) => number.parse::<u32>().ok().map(|days| i64::from(days) * 24),
            Some((number, "h")) => number.parse::<u32>().ok().map(i64::from),
            _ => None,
        };
        // Ten years at most: nothing is older.
        hours
            .filter(|hours| (1..=87_600).contains(hours))
            .map(|hours| Self::Ago(SignedDuration::from_hours(hours)))
            .ok_or(wrong)
    }

    /// The first moment of it.
    pub fn begin(self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        match self {
            Self::At(at) => at,
            Self::Day(day) => day.to_zoned(zone.clone()).map_or(Timestamp::MIN, |day| day.timestamp()),
            Self::Ago(ago) => now - ago,
        }
    }

    /// The first moment after it: of a day, that of the next.
    pub fn end(self, now: Timestamp, zone: &TimeZone) -> Timestamp {
        match self {
            Self::Day(day) => day.tomorrow().map_or(Timestamp::MAX, |next| Self::Day(next).begin(now, zone)),
            other => other.begin(now, zone),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_in_three_ways() {
        let (now, zone) = ("2026-07-10T12:00:00Z".parse().unwrap(), TimeZone::get("Europe/Amsterdam").unwrap());
        for (text, begin, end) in [
            ("2026-07-01", "2026-06-30T22:00:00Z", "2026-07-01T22:00:00Z"),
            ("2026-07-01T08:00:00Z", "2026-07-01T08:00:00Z", "2026-07-01T08:00:00Z"),
            ("7d", "2026-07-03T12:00:00Z", "2026-07-03T12:00:00Z"),
            ("12h", "2026-07-10T00:00:00Z", "2026-07-10T00:00:00Z"),
        ] {
            let when = When::parse(text).unwrap();
            assert_eq!(
                (when.begin(now, &zone).to_string(), when.end(now, &zone).to_string()),
                (begin.into(), end.into())
            );
        }
        for wrong in ["", "d", "0d", "-1d", "yesterday", "2026-13-01", "7", "99999999d", "é"] {
            assert!(When::parse(wrong).is_err(), "{wrong}");
        }
    }
}
