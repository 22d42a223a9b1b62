//! `account`: adds, changes and shows accounts, beside a running portal or before its first start.
//!
//! Each change is one unit of work of the store with the operator as the actor and `--reason` in the audit log (requirements RC-14 and LO-02). Nothing here
//! sees or chooses a password (PW-10), and whoever gets a link still needs the rest of the journey. Begin reading at [`desk`].

mod access_report;
mod add;
mod delay;
pub(super) mod desk;
mod erase;
mod import;
mod letter;
mod link;
mod list;
pub(crate) mod person;
mod reinstate;
mod reset_factor;
mod sessions;
mod set;
mod show;
mod status;

use journey::AccountStatus;

use crate::cli::Account;
use crate::complaint::Complaints;

/// Does what was asked and prints what came of it.
pub fn run(command: &Account) -> Result<(), Complaints> {
    super::block_on(async {
        match command {
            Account::Add(add) => add::run(add).await,
            Account::Set(set) => set::run(set).await,
            Account::List(list) => list::run(list).await,
            Account::Show(show) => show::run(show).await,
            Account::Disable(change) => status::run(change, AccountStatus::Disabled).await,
            Account::Enable(change) => status::run(change, AccountStatus::Active).await,
            Account::Unlock(change) => status::unlock(change).await,
            Account::ResetFactor(change) => reset_factor::run(change).await,
            Account::Reinstate(change) => reinstate::run(change).await,
            Account::EndSessions(change) => sessions::end(change).await,
            Account::Import(import) => import::run(import).await,
            Account::Erase(erase) => erase::run(erase).await,
            Account::AccessReport(report) => access_report::run(report).await,
        }
    })
}
