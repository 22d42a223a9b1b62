//! The arguments of `key`: the root keys in the key file.

use clap::{Args, Subcommand};

use super::account::Because;
use super::{ListAll, SettingsFile};

/// What can be done with root keys.
#[derive(Debug, Subcommand)]
pub enum Key {
    /// List them, with where each is in its life and how many values it still holds.
    List(ListAll),
    /// Add a new key, make it active when every running portal has it, and seal everything again. Asked again, it goes on where it was.
    Rotate(Rotate),
    /// Go on sealing again what older keys hold. A running portal does that by itself, every ten minutes.
    Rewrap(SettingsFile),
    /// Remove a key that holds nothing any more, a day after it was the active one; or a new one that never was.
    Retire(Retire),
}

/// The next key.
#[derive(Args, Debug)]
pub struct Rotate {
    /// How many seconds to wait until every running portal has the new key.
    #[arg(long, value_name = "SECONDS", default_value_t = 20)]
    pub wait: u16,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

/// A key that goes.
#[derive(Args, Debug)]
pub struct Retire {
    /// Its id, as `list` shows it.
    #[arg(value_name = "ID")]
    pub id: String,
    /// Not a day after it was the active one but at once: forms that are open, and commands that run, may then have to begin again.
    #[arg(long)]
    pub now: bool,
    /// Leave this many values behind that nobody can read anyway, as `rewrap` counted them.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    pub unreadable: u64,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}
