//! What each command does, one file each.

mod account;
mod check;
mod config_example;
mod demo;
mod hash_bench;
mod serve;

use crate::cli::{Cli, Command, Config};
use crate::complaint::Complaints;

/// Does what was asked.
pub fn run(cli: Cli) -> Result<(), Complaints> {
    match cli.command {
        Command::Serve(settings) => serve::run(&settings),
        Command::Demo(demo) => demo::run(&demo),
        Command::Account { command } => account::run(&command),
        Command::Check(settings) => check::run(&settings),
        Command::Config { command: Config::Example } => config_example::run(),
        Command::HashBench => hash_bench::run(),
    }
}
