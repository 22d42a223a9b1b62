//! The arguments of `backup` and `restore`. A passphrase is never one of them: others could see it.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::account::Because;

/// A backup to make, or something else to do with one.
#[derive(Args, Debug)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct Backup {
    /// What to do with a backup that is there.
    #[command(subcommand)]
    pub command: Option<BackupCommand>,
    /// Which backup to make.
    #[command(flatten)]
    pub make: Option<Make>,
}

/// What can be done with a backup.
#[derive(Debug, Subcommand)]
pub enum BackupCommand {
    /// Read a whole backup and say whether it could be restored; needs no database. Exit code 1 when it is cut, damaged or of another key file.
    Check(Check),
}

/// A backup to make.
#[derive(Args, Debug)]
pub struct Make {
    /// The new file; one that is there is never written over.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Encrypt for this age recipient (age1...), whose identity need not be on this machine, instead of with a passphrase. May be given several times.
    #[arg(long = "recipient", value_name = "AGE1", value_parser = recipient, conflicts_with = "passphrase_file")]
    pub recipients: Vec<String>,
    /// A file with the passphrase in its first line, readable by its owner only. Else `POORTWACHTER_BACKUP_PASSPHRASE`, or it is asked for.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Put the key file into the backup as well: whoever opens it then has everything.
    #[arg(long)]
    pub with_keys: bool,
    /// The file with the settings.
    // Not flattened: whether there is a backup to make is seen from the arguments of this struct alone.
    #[arg(long, value_name = "FILE")]
    pub config: PathBuf,
}

/// How to open a backup.
#[derive(Args, Debug)]
pub struct Opening {
    /// The backup.
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// A file with the passphrase in its first line, readable by its owner only. Else `POORTWACHTER_BACKUP_PASSPHRASE`, or it is asked for.
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// A file with the age identity (AGE-SECRET-KEY-1...) of a recipient, readable by its owner only.
    #[arg(long, value_name = "FILE", conflicts_with = "passphrase_file")]
    pub identity: Option<PathBuf>,
}

/// A backup to check.
#[derive(Args, Debug)]
pub struct Check {
    /// Which backup.
    #[command(flatten)]
    pub opening: Opening,
    /// The settings: with them it is also looked whether the key file is the one of the backup.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// A backup to restore.
#[derive(Args, Debug)]
pub struct Restore {
    /// Which backup.
    #[command(flatten)]
    pub opening: Opening,
    /// Put it in the place of what is in the database. What was used up, closed or erased there since the backup stays so.
    #[arg(long)]
    pub replace: bool,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

fn recipient(text: &str) -> Result<String, &'static str> {
    match text.parse::<age::x25519::Recipient>() {
        Ok(_) => Ok(text.to_owned()),
        Err(_) => Err("write a recipient as `age-keygen` prints it, age1..."),
    }
}
