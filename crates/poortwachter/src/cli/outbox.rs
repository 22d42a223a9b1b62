//! The arguments of `outbox`: messages that wait or were given up.

use clap::{Args, Subcommand, ValueEnum};
use store::MessageId;

use super::SettingsFile;
use super::account::Because;

/// What can be done with messages.
#[derive(Debug, Subcommand)]
pub enum Outbox {
    /// List mails, SMS and logouts of applications: those that were given up, unless something else is asked for. Addresses are masked.
    List(List),
    /// Put back what was given up, to be sent after all, with all its tries before it. Codes and what is past its life stay where they are.
    Retry(Retry),
    /// Take messages out: they will not be sent, and what they held is forgotten.
    Drop(Drop),
}

/// On which way a message leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Channel {
    /// Notices and links by mail.
    Mail,
    /// Codes and notices by SMS.
    Sms,
    /// Ends of sessions, told to applications.
    Logout,
}

impl From<Channel> for store::Channel {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Mail => Self::Mail,
            Channel::Sms => Self::Sms,
            Channel::Logout => Self::Logout,
        }
    }
}

/// What to list.
#[derive(Args, Debug)]
pub struct List {
    /// Those that wait to be sent.
    #[arg(long, conflicts_with = "all")]
    pub waiting: bool,
    /// All that are kept, the sent ones too.
    #[arg(long)]
    pub all: bool,
    /// Only those of this way.
    #[arg(long)]
    pub channel: Option<Channel>,
    /// At most this many, the newest.
    #[arg(long, value_name = "NUMBER", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// With which settings.
    #[command(flatten)]
    pub settings: SettingsFile,
}

/// What to put back.
#[derive(Args, Debug)]
pub struct Retry {
    /// Their ids, as `outbox list` prints them.
    #[arg(value_name = "ID", required_unless_present = "all")]
    pub ids: Vec<MessageId>,
    /// Everything that was given up and still lives.
    #[arg(long, conflicts_with = "ids")]
    pub all: bool,
    /// With --all: only those of this way.
    #[arg(long, requires = "all")]
    pub channel: Option<Channel>,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

/// What to take out.
#[derive(Args, Debug)]
pub struct Drop {
    /// Their ids, as `outbox list` prints them.
    #[arg(value_name = "ID", required = true)]
    pub ids: Vec<MessageId>,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}
