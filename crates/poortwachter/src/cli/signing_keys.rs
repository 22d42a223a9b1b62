//! The arguments of `signing-keys`: the keys under which tokens stand.

use clap::{Args, Subcommand};

use super::ListAll;
use super::account::Because;
use super::client::Alg;

/// What can be done with signing keys.
#[derive(Debug, Subcommand)]
pub enum SigningKeys {
    /// List them, with where each is in its life.
    List(ListAll),
    /// Make the next key now instead of when the period is over; it is published at once and signs when the lead of the settings is over.
    Rotate(Rotate),
    /// Remove a key that somebody else may have: what it signed is worth nothing from now on, and another one signs at once.
    Revoke(Revoke),
}

/// The next key.
#[derive(Args, Debug)]
pub struct Rotate {
    /// Only of this algorithm. Without it: of each.
    #[arg(long)]
    pub alg: Option<Alg>,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}

/// A key that goes.
#[derive(Args, Debug)]
pub struct Revoke {
    /// Its name (kid), as `list` and tokens show it.
    #[arg(value_name = "KID", allow_hyphen_values = true)]
    pub kid: String,
    /// Why, and with which settings.
    #[command(flatten)]
    pub because: Because,
}
