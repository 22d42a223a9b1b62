//! `account reset-factor`: a link with which somebody sets up the second factor again (rule J6c).
//!
//! It needs the password too, and wipes nothing before it is redeemed. Who never chose a password gets a new activation link instead. This is the way back for
//! an administrator as well, on the server itself (requirement RC-14).

use journey::AccountStatus;
use store::{Account, LinkKind};

use super::desk::{self, Desk};
use super::link;
use crate::cli::account::Change;
use crate::commands::output::plain;
use crate::complaint::{Complaint, Complaints, quoted};

/// Issues the link and prints it.
pub async fn run(change: &Change) -> Result<(), Complaints> {
    desk::work(&change.because.settings, Some(&change.because), async |desk| {
        let account = desk.find(&change.username).await?;
        issue(desk, &account).await
    })
    .await
}

async fn issue(desk: &Desk, account: &Account) -> Result<String, Complaint> {
    let kind = if account.password_set_at.is_some() { LinkKind::HelpDesk } else { LinkKind::Activation };
    let link = link::make(desk, kind)?;
    let issued = desk.store.issue_link(account.id, kind, &link.order, &desk.ctx).await.map_err(desk::fault)?;
    if issued.is_none() {
        return Err(closed(account));
    }
    let what = match kind {
        LinkKind::Activation => "has no password yet. This new activation link replaces the one before:",
        LinkKind::HelpDesk => {
            "opens this link, logs in with the password and sets up the second factor again.\n\
             Until then the present second factor works. Make sure first that it is really this person who asks."
        }
    };
    Ok(format!(
        "{} ({}) {what}\n{}",
        plain(&account.display_name),
        account.username,
        link::shown(&link, account.mail.as_deref())
    ))
}

fn closed(account: &Account) -> Complaint {
    let found = format!("{} closed ({})", quoted(account.username.as_str()), account.status.as_str());
    let advice = match account.status {
        AccountStatus::Suspended => {
            let name = &account.username;
            format!(
                "speak with the owner; `poortwachter account reinstate {name}` undoes what is disputed and prints a link"
            )
        }
        _ => format!("`poortwachter account enable {}` opens it", account.username),
    };
    Complaint::new(found, advice)
}
