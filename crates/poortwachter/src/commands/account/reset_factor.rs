//! `account reset-factor`: a link or letter with which somebody sets up the second factor again (rule J6c).
//!
//! It needs the password too, waits as [`delay`] says, and wipes nothing before it is redeemed. Who never chose a password gets a new activation link instead. This is the way back for
//! an administrator as well, on the server itself (requirement RC-14).

use journey::AccountStatus;
use store::{Account, LinkKind};

use super::delay::{self, Delay};
use super::desk::{self, Desk};
use super::link::{self, Wanted};
use crate::cli::account::ResetFactor;
use crate::commands::output::plain;
use crate::complaint::{Complaint, Complaints, quoted};

/// Issues the link and prints it, or says where it went.
pub async fn run(asked: &ResetFactor) -> Result<(), Complaints> {
    desk::work(&asked.because.settings, Some(&asked.because), async |desk| {
        let account = desk.find(&asked.username).await?;
        issue(desk, &account, asked).await
    })
    .await
}

async fn issue(desk: &Desk, account: &Account, asked: &ResetFactor) -> Result<String, Complaint> {
    let kind = if account.password_set_at.is_some() { LinkKind::HelpDesk } else { LinkKind::Activation };
    let delay = match kind {
        LinkKind::Activation => Delay::NONE,
        LinkKind::HelpDesk | LinkKind::SetUp => delay::of(desk, account, asked).await?,
    };
    let wanted = Wanted {
        kind,
        display_name: &account.display_name,
        language: account.language,
        mail: account.mail.as_deref(),
        letter: asked.letter.as_deref(),
        delay,
    };
    let mut link = link::make(desk, &wanted)?;
    let issued = desk.store.issue_link(account.id, kind, &link.order, &desk.ctx).await.map_err(desk::fault)?;
    if issued.is_none() {
        return Err(closed(account));
    }
    let said = said(kind, asked.letter.is_some());
    Ok(format!("{} ({}) {said}\n{}", plain(&account.display_name), account.username, link.stored()))
}

fn said(kind: LinkKind, letter: bool) -> String {
    let what = if letter { "letter" } else { "link" };
    match kind {
        LinkKind::Activation => {
            format!("has no password yet. This new activation {what} replaces what was sent before:")
        }
        LinkKind::HelpDesk | LinkKind::SetUp => format!(
            "opens this {what}, logs in with the password and sets up the second factor again.\n\
             Until then the present second factor works, and a login with it cancels the {what}.\n\
             Make sure first that it is really this person who asks."
        ),
    }
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
