//! `account set`: changes what is known of a person. Username, password and factors are not the operator's to change.

use store::AccountChange;

use super::{desk, person};
use crate::cli::account::Set;
use crate::complaint::{Complaint, Complaints};

/// Changes what was given and leaves the rest.
pub async fn run(set: &Set) -> Result<(), Complaints> {
    let change = read(set)?;
    desk::work(&set.because.settings, Some(&set.because), async |desk| {
        let account = desk.find(&set.username).await?;
        let reason = desk.ctx.because.as_deref().unwrap_or_default();
        if !desk.store.update_account(account.id, &change, reason, &desk.ctx).await.map_err(desk::fault)? {
            return Err(desk::gone(account.id));
        }
        Ok(format!("Changed {}.\n", account.username))
    })
    .await
}

fn read(set: &Set) -> Result<AccountChange, Complaint> {
    let details = &set.details;
    Ok(AccountChange {
        display_name: set.name.as_deref().map(person::name).transpose()?,
        mail: set.mail.as_deref().map(|mail| person::mail("--mail", mail).map(Some)).transpose()?,
        notice_mail: details
            .notice_mail
            .as_deref()
            .map(|mail| person::optional_mail("--notice-mail", mail))
            .transpose()?,
        phone: details.phone.as_deref().map(person::optional_phone).transpose()?,
        groups: details.groups.as_deref().map(person::groups).transpose()?,
        role: details.role.map(Into::into),
        language: details.lang.map(Into::into),
    })
}
