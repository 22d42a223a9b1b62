//! The arguments of `account`: every change names its reason, which the audit trail keeps.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

pub use super::import::Import;
use super::{ListAll, SettingsFile};

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub enum Account {
    /// Add an account and print its activation link; never a password.
    Add(Add),
    /// Change what is known of an account.
    Set(Set),
    /// List all accounts.
    List(ListAll),
    /// Show one account: its state, factors and sessions.
    Show(Show),
    /// Forbid every login and end all sessions.
    Disable(Change),
    /// Allow logins again.
    Enable(Change),
    /// Forget the failed tries, so that nobody waits.
    Unlock(Change),
    /// Make a link or letter with which the person sets up the second factor again, with the password, after a delay.
    ResetFactor(ResetFactor),
    /// Open an account again that its owner closed with "that was not me": undo what is disputed and print a link.
    Reinstate(Change),
    /// End all sessions.
    EndSessions(Change),
    /// Take people over from a spreadsheet, JSON lines, a Keycloak realm or an htpasswd file. Without --apply nothing is written: it says what would happen.
    Import(Import),
    /// Let somebody leave: closed now, erased after the days of the setting `retention.erase_after_days`.
    Erase(Erase),
    /// Say who can get in, with which factors, and when each was last used.
    AccessReport(AccessReport),
}

/// A new account.
#[derive(Args, Debug)]
pub struct Add {
    /// The name to log in with.
    pub username: String,
    /// The person's name.
    #[arg(long)]
    pub name: String,
    /// The mail address for links and notices.
    #[arg(long, required_unless_present = "letter")]
    pub mail: Option<String>,
    /// Write a letter for printing to this new file (HTML) instead of making a link that is mailed or printed.
    #[arg(long, value_name = "FILE")]
    pub letter: Option<PathBuf>,
    /// What else is known of the person.
    #[command(flatten)]
    pub details: Details,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

/// A reset of the second factor.
#[derive(Args, Debug)]
pub struct ResetFactor {
    /// The name to log in with.
    pub username: String,
    /// Write a letter for printing to this new file (HTML) instead of making a link that is mailed or printed.
    #[arg(long, value_name = "FILE")]
    pub letter: Option<PathBuf>,
    /// Let it work at once. Not for the help desk and administrators.
    #[arg(long)]
    pub now: bool,
    /// Let it work at once for somebody of the help desk or an administrator, because nobody else can get in; it is audited as such.
    #[arg(long, conflicts_with = "now")]
    pub rescue: bool,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

/// What changes of an account; at least one thing.
#[derive(Args, Debug)]
#[command(group = clap::ArgGroup::new("what").multiple(true).required(true).args(["name", "mail", "notice_mail", "phone", "groups", "role", "lang"]))]
pub struct Set {
    /// The name to log in with.
    pub username: String,
    /// The person's name.
    #[arg(long)]
    pub name: Option<String>,
    /// The mail address for links and notices.
    #[arg(long)]
    pub mail: Option<String>,
    /// The other things.
    #[command(flatten)]
    pub details: Details,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

/// What an account may have besides a name and a mail address.
#[derive(Args, Debug)]
pub struct Details {
    /// A second address that gets every notice; empty takes it away.
    #[arg(long, value_name = "MAIL")]
    pub notice_mail: Option<String>,
    /// A mobile number, such as +31612345678; empty takes it away.
    #[arg(long)]
    pub phone: Option<String>,
    /// Groups for the applications, with commas; empty takes all away.
    #[arg(long, value_delimiter = ',', value_name = "GROUP")]
    pub groups: Option<Vec<String>>,
    /// What the person may do in the portal.
    #[arg(long)]
    pub role: Option<Role>,
    /// The language of mails.
    #[arg(long)]
    pub lang: Option<Language>,
}

/// What a person may do in the portal itself; what they may do in applications is in their groups.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Log in and manage their own account.
    User,
    /// Help others without being able to get in as them.
    HelpDesk,
    /// Manage accounts.
    #[value(alias = "admin")]
    Administrator,
    /// Read the audit log.
    Auditor,
}

impl From<Role> for journey::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::User => Self::User,
            Role::HelpDesk => Self::HelpDesk,
            Role::Administrator => Self::Administrator,
            Role::Auditor => Self::Auditor,
        }
    }
}

/// The language of mails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Language {
    /// Dutch.
    Nl,
    /// English.
    En,
}

impl From<Language> for journey::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::Nl => Self::Nl,
            Language::En => Self::En,
        }
    }
}

/// One account.
#[derive(Args, Debug)]
pub struct Show {
    /// The name to log in with.
    pub username: String,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// With which settings.
    #[command(flatten)]
    pub settings: SettingsFile,
}

/// A change that needs no more than the name.
#[derive(Args, Debug)]
pub struct Change {
    /// The name to log in with.
    pub username: String,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

/// Somebody who leaves.
#[derive(Args, Debug)]
pub struct Erase {
    /// The name to log in with.
    pub username: String,
    /// Erase at once, without a way back.
    #[arg(long)]
    pub now: bool,
    /// Take the order back, as long as nothing was erased; the account stays closed until `account enable`.
    #[arg(long, conflicts_with = "now")]
    pub cancel: bool,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

/// The report of who can get in.
#[derive(Args, Debug)]
pub struct AccessReport {
    /// Write a table for a spreadsheet to this new file; - for standard output.
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    pub csv: Option<PathBuf>,
    /// Write one JSON object a line to this new file; - for standard output.
    #[arg(long, value_name = "FILE")]
    pub jsonl: Option<PathBuf>,
    /// With which settings.
    #[command(flatten)]
    pub settings: SettingsFile,
}

/// What every change needs.
#[derive(Args, Debug)]
pub struct Because {
    /// Why, for the audit trail.
    #[arg(long, value_name = "TEXT", value_parser = reason)]
    pub reason: String,
    /// With which settings.
    #[command(flatten)]
    pub settings: SettingsFile,
}

pub(super) fn reason(text: &str) -> Result<String, &'static str> {
    let text = text.trim();
    if text.is_empty() { Err("say why in a few words") } else { Ok(text.to_owned()) }
}
