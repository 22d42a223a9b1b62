//! What can be asked on the command line. Definitions only; what happens is in [`commands`](crate::commands).

pub mod account;
pub mod audit;
pub mod backup;
pub mod client;
pub mod import;
pub mod key;
mod leaks;
pub mod outbox;
pub mod signing_keys;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub use account::Account;
pub use client::Client;
pub use key::Key;
pub use leaks::{Leaks, LeaksBuild};
pub use outbox::Outbox;
pub use signing_keys::SigningKeys;

/// Login portal with two factors for applications that hold privacy-sensitive data.
#[derive(Debug, Parser)]
#[command(name = "poortwachter", version, arg_required_else_help = true, disable_help_subcommand = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Start the portal.
    Serve(SettingsFile),
    /// Show the portal with invented people, an inbox page and no set-up.
    Demo(Demo),
    /// Add, change and look at accounts.
    Account {
        /// What to do with accounts.
        #[command(subcommand)]
        command: Account,
    },
    /// Register and manage applications that log people in with OpenID Connect.
    Client {
        /// What to do with applications.
        #[command(subcommand)]
        command: Client,
    },
    /// About the keys that sign tokens for applications.
    SigningKeys {
        /// What to do with keys.
        #[command(subcommand)]
        command: SigningKeys,
    },
    /// Rotate the root keys, with which everything in the database is sealed.
    Key {
        /// What to do with root keys.
        #[command(subcommand)]
        command: Key,
    },
    /// Verify, show and export the audit log.
    Audit {
        /// What to do with it.
        #[command(subcommand)]
        command: audit::Audit,
    },
    /// Print what an auditor asks for: settings without secrets, headers, roles, accounts in numbers, a sample of the log, the verified chain, limits, software.
    Evidence(audit::Evidence),
    /// About codes by SMS.
    Sms {
        /// What to do.
        #[command(subcommand)]
        command: Sms,
    },
    /// About mails.
    Mail {
        /// What to do.
        #[command(subcommand)]
        command: Mail,
    },
    /// See which messages wait or were given up; put back or take out.
    Outbox {
        /// What to do with messages.
        #[command(subcommand)]
        command: Outbox,
    },
    /// About leaked passwords that nobody may choose.
    Leaks {
        /// What to do.
        #[command(subcommand)]
        command: Leaks,
    },
    /// Accept that the portal has a new public address, although security keys that were set up at the old one stop working.
    AcceptAddress(account::Because),
    /// Make an encrypted backup of everything while the portal serves, from SQLite or PostgreSQL.
    Backup(backup::Backup),
    /// Put a backup into the database, of either kind. All sessions, links and tokens end, and nothing that was used up comes back.
    Restore(backup::Restore),
    /// Check settings, key, database, clock, colours, gateways and mail server; each line is ok or says what to do.
    Check(Check),
    /// Look at a running installation: everything that check says, and clock, certificate, proxy, disk, what waits, backup; with what to do. Exit code 1 when something is wrong.
    Doctor(Doctor),
    /// About the settings.
    Config {
        /// What to do.
        #[command(subcommand)]
        command: Config,
    },
    /// About the help pages of the portal. (What a command does is told by `poortwachter COMMAND --help`.)
    Help {
        /// What to do.
        #[command(subcommand)]
        command: Help,
    },
    /// Write the manual pages and the completions for bash, zsh and fish into a folder, as the package has them.
    Manual(Manual),
    /// Measure password hashing on this machine and propose password.argon2 settings of at most 250 ms.
    HashBench,
}

/// Where the settings are.
#[derive(Args, Debug)]
pub struct SettingsFile {
    /// The file with the settings; `poortwachter config example` prints one.
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
}

/// Everything of a kind.
#[derive(Args, Debug)]
pub struct ListAll {
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// With which settings.
    #[command(flatten)]
    pub settings: SettingsFile,
}

/// What to check.
#[derive(Args, Debug)]
pub struct Check {
    /// Also read all data and prove on it what docs/architecture.md promises: a line for each invariant, with the number of rows looked at. Changes nothing.
    #[arg(long)]
    pub deep: bool,
    /// The settings.
    #[command(flatten)]
    pub file: SettingsFile,
}

/// How to look at a running installation.
#[derive(Args, Debug)]
pub struct Doctor {
    /// Print one JSON object.
    #[arg(long)]
    pub json: bool,
    /// Do not ask at the public address, where this machine cannot reach it.
    #[arg(long)]
    pub local: bool,
    /// The settings.
    #[command(flatten)]
    pub file: SettingsFile,
}

/// How to show the demo.
#[derive(Args, Debug)]
pub struct Demo {
    /// Folder for the database and key, kept at the end. Without it: a temporary one.
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Address and port to listen on.
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Print one line of JSON when ready.
    #[arg(long)]
    pub json: bool,
}

/// What can be done with SMS.
#[derive(Debug, Subcommand)]
pub enum Sms {
    /// Send one test message through the gateways of the settings and say what each answered. Exit code 1 when nobody took it.
    Test(SmsTest),
}

/// A test message.
#[derive(Args, Debug)]
pub struct SmsTest {
    /// The number, with the plus and the country: +31612345678.
    #[arg(value_name = "NUMBER", value_parser = number)]
    pub number: String,
    /// Ask every gateway, not only until the first that takes it: one SMS through each.
    #[arg(long)]
    pub all: bool,
    /// The settings.
    #[command(flatten)]
    pub file: SettingsFile,
}

/// What can be done with mails.
#[derive(Debug, Subcommand)]
pub enum Mail {
    /// Send one test mail through the server of the settings and say what it answered. Exit code 1 when it was not taken.
    Test(MailTest),
}

/// A test mail.
#[derive(Args, Debug)]
pub struct MailTest {
    /// Whom to send it to: one address, such as b.jansen@example.org.
    #[arg(value_name = "ADDRESS", value_parser = address)]
    pub address: String,
    /// The settings.
    #[command(flatten)]
    pub file: SettingsFile,
}

fn address(text: &str) -> Result<String, &'static str> {
    match crate::mail::Address::parse(text) {
        Some(_) => Ok(text.to_owned()),
        None => Err("write one mail address, such as b.jansen@example.org"),
    }
}

/// E.164: a plus and 8 to 15 digits, the first of them no zero.
fn number(text: &str) -> Result<String, String> {
    let digits = text.strip_prefix('+').unwrap_or_default();
    let sound =
        (8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) && !digits.starts_with('0');
    if sound {
        Ok(text.to_owned())
    } else {
        Err("write it with the plus and the country, such as +31612345678".to_owned())
    }
}

/// What can be done with help texts.
#[derive(Debug, Subcommand)]
pub enum Help {
    /// Write our help texts and pictures into a folder, as a beginning for your own.
    Export(HelpExport),
}

/// Where to write.
#[derive(Args, Debug)]
pub struct HelpExport {
    /// An empty folder, or one that does not exist yet.
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
}

/// Where to write the manual.
#[derive(Args, Debug)]
pub struct Manual {
    /// The folder; it is made when it does not exist yet.
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
}

/// What can be done with settings.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum Config {
    /// Print every key with its meaning, default and environment variable.
    Example,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;
    use clap::error::ErrorKind;

    use super::*;

    fn parse(line: &str) -> Result<Cli, ErrorKind> {
        Cli::try_parse_from(line.split(' ')).map_err(|error| error.kind())
    }

    #[test]
    fn the_definitions_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_can_be_asked() {
        for line in [
            "poortwachter serve --config p.toml",
            "poortwachter demo",
            "poortwachter demo --data d --listen 127.0.0.1:0 --json",
            "poortwachter check --config p.toml",
            "poortwachter check --deep --config p.toml",
            "poortwachter doctor --json --local --config p.toml",
            "poortwachter config example",
            "poortwachter hash-bench",
            "poortwachter help export folder",
            "poortwachter manual folder",
            "poortwachter sms test +31612345678 --all --config p.toml",
            "poortwachter mail test b.jansen@example.org --config p.toml",
            "poortwachter leaks build list.txt --out l.filter",
            "poortwachter leaks build - --out l.filter --plain",
            "poortwachter leaks build list.txt --out l.filter --min-count 10",
            "poortwachter leaks check l.filter",
            "poortwachter accept-address --reason moved --config p.toml",
            "poortwachter key list --json --config p.toml",
            "poortwachter key rotate --wait 60 --reason yearly --config p.toml",
            "poortwachter key rewrap --config p.toml",
            "poortwachter key retire k-1f0a93cd --now --unreadable 2 --reason leaked --config p.toml",
            "poortwachter audit verify --config p.toml",
            "poortwachter audit verify --head pwa1.head.k.1.a.2.b --config p.toml",
            "poortwachter audit head --public-key --config p.toml",
            "poortwachter audit list --since 7d --limit 5 --config p.toml",
            "poortwachter audit export --since 2026-01-01 --until 2026-01-31 --account piet --event authn_login_fail --format csv --reason audit --config p.toml",
            "poortwachter audit review --since 24h --config p.toml",
            "poortwachter evidence --out pack --config p.toml",
            "poortwachter account add piet --name Piet --mail p@example.org --reason new --config p.toml",
            "poortwachter account add piet --name P --mail p@a.nl --notice-mail q@a.nl --phone +31612345678 --groups a,b --role help-desk --lang en --reason r --config p",
            "poortwachter account set piet --role admin --reason r --config p.toml",
            "poortwachter account set piet --mail q@example.org --reason moved --config p.toml",
            "poortwachter account list --json --config p.toml",
            "poortwachter account show piet --json --config p.toml",
            "poortwachter account reset-factor piet --reason called --config p.toml",
            "poortwachter account add piet --name Piet --letter piet.html --reason new --config p.toml",
            "poortwachter account add piet --name Piet --mail p@example.org --letter p.html --reason new --config p.toml",
            "poortwachter account reset-factor piet --letter p.html --now --reason called --config p.toml",
            "poortwachter account reset-factor piet --rescue --reason called --config p.toml",
            "poortwachter account end-sessions piet --reason lost --config p.toml",
            "poortwachter client add hr --name HR --redirect-uri https://hr.example.org/cb --kind authlib --reason new --config p.toml",
            "poortwachter client edit hr --scopes openid,email --reason less --config p.toml",
            "poortwachter client list --json --config p.toml",
            "poortwachter client rotate-secret hr --overlap 7d --reason yearly --config p.toml",
            "poortwachter client end-grants hr --account piet --reason left --config p.toml",
            "poortwachter client snippet hr --kind mod-auth-openidc --config p.toml",
            "poortwachter signing-keys rotate --alg ES256 --reason test --config p.toml",
            "poortwachter signing-keys revoke -abc_d --reason leaked --config p.toml",
            "poortwachter account import people.csv --config p.toml",
            "poortwachter account import p.csv --apply --reason new --map Post=mail --links letters --letters l.html --config p.toml",
            "poortwachter account import r.json --format keycloak --links mail --report r.csv --config p.toml",
            "poortwachter account erase piet --reason left --config p.toml",
            "poortwachter account erase piet --now --reason left --config p.toml",
            "poortwachter account access-report --csv - --config p.toml",
            "poortwachter backup b.age --passphrase-file p --config p.toml",
            "poortwachter backup b.age --with-keys --config p.toml",
            "poortwachter backup check b.age",
            "poortwachter backup check b.age --identity i --config p.toml",
            "poortwachter restore b.age --replace --reason disk --config p.toml",
            "poortwachter outbox list --waiting --channel sms --limit 5 --json --config p.toml",
            "poortwachter outbox retry --all --channel mail --reason mended --config p.toml",
            "poortwachter outbox retry 018f0000-0000-7000-8000-000000000001 --reason mended --config p.toml",
            "poortwachter outbox drop 018f0000-0000-7000-8000-000000000001/hr --reason gone --config p.toml",
        ] {
            assert!(parse(line).is_ok(), "{line}: {:?}", parse(line));
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_a_matter_of_usage() {
        for (line, kind) in [
            ("poortwachter serve", ErrorKind::MissingRequiredArgument),
            ("poortwachter account disable piet --config p.toml", ErrorKind::MissingRequiredArgument),
            ("poortwachter account set piet --reason r --config p.toml", ErrorKind::MissingRequiredArgument),
            (
                "poortwachter account add piet --name P --mail m --role king --reason r --config p",
                ErrorKind::InvalidValue,
            ),
            ("poortwachter account add piet --name P --reason r --config p", ErrorKind::MissingRequiredArgument),
            (
                "poortwachter account reset-factor piet --now --rescue --reason r --config p",
                ErrorKind::ArgumentConflict,
            ),
            ("poortwachter account import p.csv --apply --config p.toml", ErrorKind::MissingRequiredArgument),
            ("poortwachter account import p.csv --links letters --config p.toml", ErrorKind::MissingRequiredArgument),
            ("poortwachter account import p.csv --map Post --config p.toml", ErrorKind::ValueValidation),
            ("poortwachter account erase piet --now --cancel --reason r --config p.toml", ErrorKind::ArgumentConflict),
            ("poortwachter key retire k-1 --config p.toml", ErrorKind::MissingRequiredArgument),
            ("poortwachter key rotate --wait soon --reason r --config p.toml", ErrorKind::ValueValidation),
            ("poortwachter demo --listen here", ErrorKind::ValueValidation),
            ("poortwachter audit export --since yesterday --config p.toml", ErrorKind::ValueValidation),
            ("poortwachter audit export --format xml --config p.toml", ErrorKind::InvalidValue),
            ("poortwachter audit list --limit 0 --config p.toml", ErrorKind::ValueValidation),
            ("poortwachter sms test 0612345678 --config p.toml", ErrorKind::ValueValidation),
            ("poortwachter sms test +316123abc78 --config p.toml", ErrorKind::ValueValidation),
            ("poortwachter mail test b.jansen --config p.toml", ErrorKind::ValueValidation),
            ("poortwachter mail test a@example.org,b@example.org --config p.toml", ErrorKind::ValueValidation),
            ("poortwachter leaks build list.txt", ErrorKind::MissingRequiredArgument),
            ("poortwachter leaks build list.txt --out f --min-count 0", ErrorKind::ValueValidation),
            ("poortwachter leaks build list.txt --out f --plain --min-count 2", ErrorKind::ArgumentConflict),
            ("poortwachter outbox list --waiting --all --config p.toml", ErrorKind::ArgumentConflict),
            ("poortwachter outbox retry --reason r --config p.toml", ErrorKind::MissingRequiredArgument),
            ("poortwachter outbox drop x --reason r --config p.toml", ErrorKind::ValueValidation),
            ("poortwachter login", ErrorKind::InvalidSubcommand),
            ("poortwachter backup", ErrorKind::MissingRequiredArgument),
            ("poortwachter backup b.age", ErrorKind::MissingRequiredArgument),
            ("poortwachter backup b.age --passphrase secret --config p.toml", ErrorKind::UnknownArgument),
            ("poortwachter backup b.age --recipient me --config p.toml", ErrorKind::ValueValidation),
            ("poortwachter backup check", ErrorKind::MissingRequiredArgument),
            ("poortwachter restore b.age --config p.toml", ErrorKind::MissingRequiredArgument),
        ] {
            assert_eq!(parse(line).err(), Some(kind), "{line}");
        }
    }

    #[test]
    fn a_reason_is_never_empty() {
        let line = ["poortwachter", "account", "unlock", "piet", "--config", "p", "--reason", " "];
        assert_eq!(Cli::try_parse_from(line).map_err(|error| error.kind()).err(), Some(ErrorKind::ValueValidation));
    }
}
