//! `account disable`, `enable` and `unlock`: whether and how soon somebody may log in.

use journey::AccountStatus;
use store::Account;

use super::desk::{self, Desk};
use crate::cli::account::Change;
use crate::complaint::{Complaint, Complaints, quoted};

/// Sets the status; one that holds already is left as it is.
pub async fn run(change: &Change, status: AccountStatus) -> Result<(), Complaints> {
    desk::work(&change.because.settings, Some(&change.because), async |desk| {
        let account = desk.find(&change.username).await?;
        if account.status == status {
            return Ok(format!("{} was {} already; nothing was changed.\n", account.username, status.as_str()));
        }
        if status == AccountStatus::Active {
            refuse_disputed(desk, &account).await?;
        }
        let reason = desk.ctx.because.as_deref().unwrap_or_default();
        if !desk.store.set_status(account.id, status, reason, &desk.ctx).await.map_err(desk::fault)? {
            return Err(desk::gone(account.id));
        }
        Ok(said(&account, status))
    })
    .await
}

/// A suspension is more than a flag: what is disputed has to go before the account opens again (rule J9).
async fn refuse_disputed(desk: &Desk, account: &Account) -> Result<(), Complaint> {
    let disputed = desk.store.find_dispute(account.id).await.map_err(desk::fault)?.is_some();
    if account.status != AccountStatus::Suspended && !disputed {
        return Ok(());
    }
    let name = &account.username;
    let found = format!("{} closed because its owner suspects misuse", quoted(name.as_str()));
    let advice = format!(
        "speak with the owner; `poortwachter account show {name}` tells what is disputed, and \
         `poortwachter account reinstate {name}` undoes that and opens the account"
    );
    Err(Complaint::new(found, advice))
}

fn said(account: &Account, status: AccountStatus) -> String {
    let name = &account.username;
    if status != AccountStatus::Active {
        return format!("Disabled {name}. All sessions, logins under way and links ended at this moment.\n");
    }
    let taken_back = if account.erase_at.is_some() { "It is not going to be erased any more.\n" } else { "" };
    let hint = match account.password_set_at {
        Some(_) => String::new(),
        None => format!(
            "It has no password yet, and its old link is dead: `poortwachter account reset-factor {name}` prints a new one.\n"
        ),
    };
    format!("Enabled {name}.\n{taken_back}{hint}")
}

/// Forgets all failed tries of the account.
pub async fn unlock(change: &Change) -> Result<(), Complaints> {
    desk::work(&change.because.settings, Some(&change.because), async |desk: &Desk| {
        let account = desk.find(&change.username).await?;
        let reason = desk.ctx.because.as_deref().unwrap_or_default();
        if !desk.store.reset_counters(account.id, reason, &desk.ctx).await.map_err(desk::fault)? {
            return Err(desk::gone(account.id));
        }
        Ok(format!(
            "Unlocked {}: failed passwords, second factors and recovery codes are forgotten, in every browser.\n\
             A network with too many failures still waits at most ten minutes.\n",
            account.username
        ))
    })
    .await
}
