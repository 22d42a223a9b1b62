//! `account erase`: somebody leaves. Closed at once, erased after the days of the settings, or at once when that is asked (requirement NL-01).

use jiff::SignedDuration;
use store::{Account, ErasureOrder, erased_name};

use super::desk::{self, Desk};
use crate::cli::account::Erase;
use crate::complaint::{Complaint, Complaints, quoted};

/// Orders the erasure, takes it back, or does it.
pub async fn run(erase: &Erase) -> Result<(), Complaints> {
    desk::work(&erase.because.settings, Some(&erase.because), async |desk| {
        let account = desk.find(&erase.username).await?;
        if account.erased_at.is_some() {
            return Err(Complaint::new(
                format!("{}, which is nobody any more", quoted(&erase.username)),
                "nothing is left to erase",
            ));
        }
        match (erase.cancel, erase.now) {
            (true, _) => cancel(desk, &account).await,
            (_, true) => at_once(desk, &account).await,
            _ => order(desk, &account).await,
        }
    })
    .await
}

async fn order(desk: &Desk, account: &Account) -> Result<String, Complaint> {
    let days = desk.settings.retention.erase_after_days;
    let erase_at = desk.ctx.now + SignedDuration::from_hours(24 * i64::from(days));
    match desk.store.order_erasure(account.id, erase_at, &desk.ctx).await.map_err(desk::fault)? {
        ErasureOrder::NotThere => Err(desk::gone(account.id)),
        ErasureOrder::Ordered(at) => Ok(format!(
            "Closed {name}: all sessions, logins under way and links ended at this moment.\n\
             The portal erases the person's data from {} on. Until then `poortwachter account erase {name} --cancel` takes it back.\n",
            desk.time(at),
            name = account.username
        )),
    }
}

async fn at_once(desk: &Desk, account: &Account) -> Result<String, Complaint> {
    desk.store.order_erasure(account.id, desk.ctx.now, &desk.ctx).await.map_err(desk::fault)?;
    if !desk.store.erase_account(account.id, &desk.ctx).await.map_err(desk::fault)? {
        return Err(desk::gone(account.id));
    }
    Ok(format!(
        "Erased {}. In the audit log the account is called {} from now on.\n\
         Backups that were made before still hold the person's data until they are thrown away.\n",
        account.username,
        erased_name(account.id)
    ))
}

async fn cancel(desk: &Desk, account: &Account) -> Result<String, Complaint> {
    let name = &account.username;
    if !desk.store.cancel_erasure(account.id, &desk.ctx).await.map_err(desk::fault)? {
        return Ok(format!("{name} was not to be erased; nothing was changed.\n"));
    }
    Ok(format!("{name} is not going to be erased. It stays closed; `poortwachter account enable {name}` opens it.\n"))
}
