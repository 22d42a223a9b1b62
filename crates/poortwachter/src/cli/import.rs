//! The arguments of `account import`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::SettingsFile;
use super::account::reason;
use crate::import::columns::Mapping;

/// People of another system.
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
#[derive(Args, Debug)]
pub struct Import {
    /// The file with the people.
    pub file: PathBuf,
    /// Write what the run without it said.
    #[arg(long, requires = "reason")]
    pub apply: bool,
    /// Why, for the audit trail.
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    pub reason: Option<String>,
    /// How the file is built; by its name when left out (.csv, .tsv, .txt, .jsonl, .ndjson, .htpasswd).
    #[arg(long)]
    pub format: Option<Format>,
    /// How the file is written. Windows-1252 cannot be told by looking.
    #[arg(long, value_enum, default_value_t = Encoding::Auto)]
    pub encoding: Encoding,
    /// The sign between the fields, where the guess is wrong.
    #[arg(long, value_enum)]
    pub delimiter: Option<Delimiter>,
    /// What a column says: COLUMN=FIELD, and COLUMN=- leaves it out. Fields: username, name, first-name, infix, last-name, mail, notice-mail, phone, groups, language, role, password, enabled.
    #[arg(long = "map", value_name = "COLUMN=FIELD", value_parser = Mapping::parse)]
    pub mappings: Vec<Mapping>,
    /// How each person gets the link with which they go on.
    #[arg(long, value_enum, default_value_t = Links::None)]
    pub links: Links,
    /// The new file for the letters (HTML, a page each).
    #[arg(long, value_name = "FILE", required_if_eq("links", "letters"))]
    pub letters: Option<PathBuf>,
    /// How many mails with links go out in a minute.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=6000))]
    pub mails_per_minute: u32,
    /// Leave accounts alone that are there already.
    #[arg(long)]
    pub only_new: bool,
    /// Take no password hashes: everybody chooses a new password.
    #[arg(long)]
    pub no_passwords: bool,
    /// Let the file make administrators, the help desk and auditors, or change what somebody may do.
    #[arg(long)]
    pub allow_roles: bool,
    /// Write what became of each line to this new file: CSV, or JSON lines when its name ends in .jsonl.
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
    /// With which settings.
    #[command(flatten)]
    pub settings: SettingsFile,
}

/// How a file is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table, with a first line that names the columns.
    Csv,
    /// One JSON object on each line.
    Jsonl,
    /// The export of a Keycloak realm with its users.
    Keycloak,
    /// Names and hashes of a web server.
    Htpasswd,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Encoding {
    /// UTF-8 or UTF-16, by looking.
    Auto,
    /// UTF-8.
    #[value(name = "utf-8")]
    Utf8,
    /// UTF-16, low byte first.
    #[value(name = "utf-16le")]
    Utf16Le,
    /// UTF-16, high byte first.
    #[value(name = "utf-16be")]
    Utf16Be,
    /// The code page of Western Windows.
    #[value(name = "windows-1252")]
    Windows1252,
}

/// The sign between fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Delimiter {
    /// A comma.
    Comma,
    /// A semicolon.
    Semicolon,
    /// A tab.
    Tab,
}

/// How a link reaches its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Links {
    /// No links yet; a later run of the same file can make them.
    #[value(alias = "print-none")]
    None,
    /// By mail, spread over time.
    Mail,
    /// On paper.
    Letters,
}

impl From<Format> for crate::import::source::Format {
    fn from(format: Format) -> Self {
        match format {
            Format::Csv => Self::Csv,
            Format::Jsonl => Self::Jsonl,
            Format::Keycloak => Self::Keycloak,
            Format::Htpasswd => Self::Htpasswd,
        }
    }
}

impl From<Encoding> for crate::import::decode::Encoding {
    fn from(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Auto => Self::Auto,
            Encoding::Utf8 => Self::Utf8,
            Encoding::Utf16Le => Self::Utf16Le,
            Encoding::Utf16Be => Self::Utf16Be,
            Encoding::Windows1252 => Self::Windows1252,
        }
    }
}

impl Delimiter {
    /// The sign itself.
    pub fn sign(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}
