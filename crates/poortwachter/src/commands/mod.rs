//! What each command does, one file each.

mod accept_address;
pub(crate) mod account;
mod audit;
mod backup;
mod check;
mod client;
mod config_example;
mod csv_out;
mod demo;
mod doctor;
mod evidence;
mod hash_bench;
mod help_export;
mod key;
mod leaks_build;
mod leaks_check;
mod mail_test;
mod manual;
mod operator;
mod outbox;
mod output;
mod restore;
mod serve;
mod signing_keys;
mod sms_test;

use crate::cli::{Cli, Command, Config, Help, Leaks, Mail, Sms};
use crate::complaint::{Complaint, Complaints};

/// Does what was asked.
pub fn run(cli: Cli) -> Result<(), Complaints> {
    match cli.command {
        Command::Serve(settings) => serve::run(&settings),
        Command::Demo(demo) => demo::run(&demo),
        Command::Account { command } => account::run(&command),
        Command::Client { command } => client::run(&command),
        Command::SigningKeys { command } => signing_keys::run(&command),
        Command::Key { command } => key::run(&command),
        Command::Audit { command } => audit::run(&command),
        Command::Evidence(asked) => evidence::run(&asked),
        Command::Mail { command: Mail::Test(test) } => mail_test::run(&test),
        Command::AcceptAddress(because) => accept_address::run(&because),
        Command::Sms { command: Sms::Test(test) } => sms_test::run(&test),
        Command::Outbox { command } => outbox::run(&command),
        Command::Leaks { command: Leaks::Build(build) } => leaks_build::run(&build),
        Command::Leaks { command: Leaks::Check { filter } } => leaks_check::run(&filter),
        Command::Backup(backup) => backup::run(&backup),
        Command::Restore(restore) => restore::run(&restore),
        Command::Check(asked) => check::run(&asked),
        Command::Doctor(asked) => doctor::run(&asked),
        Command::Config { command: Config::Example } => config_example::run(),
        Command::Help { command: Help::Export(wanted) } => help_export::run(&wanted),
        Command::Manual(wanted) => manual::run(&wanted),
        Command::HashBench => hash_bench::run(),
    }
}

/// Runs something that waits for databases and networks.
fn block_on<F: Future<Output = Result<(), Complaints>>>(work: F) -> Result<(), Complaints> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|error| {
        Complaint::new(format!("a machine without room for threads ({error})"), "raise the limits of this user")
    })?;
    runtime.block_on(work)
}
