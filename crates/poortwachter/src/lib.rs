//! Poortwachter, a self-hosted login portal: settings, command line, wiring and background jobs.
//!
//! This crate decides no rule of the login. It reads the settings, opens the store, gives the other rooms their clock and
//! randomness, and starts serving. It is the only one that may read the wall clock, the environment and the operating
//! system's randomness, each in one file that says so.
//!
//! Begin reading at [`cli`] (what can be asked), then [`settings`] (what can be set).

pub mod applications;
pub mod audit_log;
pub mod backup_file;
pub mod cli;
pub mod clients;
pub mod commands;
pub mod complaint;
pub mod demo;
pub mod environment;
pub mod help;
pub mod import;
pub mod jobs;
pub mod keyfile;
pub mod leaks;
pub mod logging;
pub mod logout;
pub mod mail;
pub mod metrics;
mod one_line;
pub mod os_rng;
pub mod outgoing;
pub mod post;
pub mod priority;
mod private_file;
pub mod reloading;
pub mod relying_party;
pub mod request_log;
mod rounds;
pub mod serving;
pub mod settings;
pub mod sms;
pub mod system_clock;
pub mod traces;
pub mod wiring;
pub mod work;

use std::process::ExitCode;

use clap::Parser;

/// Runs the command that the arguments ask for. Exit codes: 0 done, 1 a complaint, 2 wrong usage (from clap).
pub fn run() -> ExitCode {
    match commands::run(cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(complaints) => {
            eprintln!("{complaints}");
            ExitCode::from(1)
        }
    }
}
