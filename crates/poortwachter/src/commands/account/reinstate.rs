//! `account reinstate`: opens an account again that its owner closed with "that was not me" (rule J9).
//!
//! It never just flips a flag: what is disputed is destroyed, addresses and password are as they were, a new password is due, and a link leads to a new second
//! factor. Whoever runs it has spoken with the owner; what came of it is said line by line, so that they see what they have done.

use std::fmt::Write as _;

use journey::AccountStatus;
use store::{Account, Dispute, FormerField, LinkKind};

use super::delay::Delay;
use super::desk::{self, Desk};
use super::link::{self, Wanted};
use super::show::masked;
use crate::cli::account::Change;
use crate::commands::output::plain;
use crate::complaint::{Complaint, Complaints, quoted};

/// Reinstates the account, and prints what was done and the link.
pub async fn run(change: &Change) -> Result<(), Complaints> {
    desk::work(&change.because.settings, Some(&change.because), async |desk| {
        let account = desk.find(&change.username).await?;
        let dispute = desk.store.find_dispute(account.id).await.map_err(desk::fault)?;
        if dispute.is_none() && account.status != AccountStatus::Suspended {
            return Err(nothing_to_do(&account));
        }
        reinstate(desk, &account, dispute.as_ref()).await
    })
    .await
}

async fn reinstate(desk: &Desk, account: &Account, dispute: Option<&Dispute>) -> Result<String, Complaint> {
    let no_password = account.password_set_at.is_none() || dispute.is_some_and(|dispute| dispute.first_password);
    let kind = if no_password { LinkKind::Activation } else { LinkKind::HelpDesk };
    let mut link = link::make(desk, &wanted(kind, account, dispute))?;
    let done = desk.store.reinstate(account.id, kind, &link.order, &desk.ctx).await.map_err(desk::fault)?;
    let done = done.ok_or_else(|| nothing_to_do(account))?;
    let mut said = format!("Reinstated {}.\n", account.username);
    for line in dispute.map(undone).unwrap_or_default() {
        let _ = writeln!(said, "  {line}");
    }
    if !done.active {
        let name = &account.username;
        let _ = write!(
            said,
            "It stays closed, because an administrator closed it ({}).\nWhen it may open: `poortwachter account enable {name}`, \
             and `poortwachter account reset-factor {name}` for the link.\n",
            account.status_reason.as_deref().map(plain).unwrap_or_default()
        );
        return Ok(said);
    }
    said.push_str(match kind {
        LinkKind::Activation => "The owner opens this link and chooses a password:\n",
        LinkKind::HelpDesk | LinkKind::SetUp => {
            "The owner opens this link, logs in with the password, sets up the second factor and chooses a new password:\n"
        }
    });
    said.push_str(&link.stored());
    Ok(said)
}

/// The link goes to the address that is restored, and waits for nothing: whoever runs this has spoken with the owner, and the account was closed
/// until now.
fn wanted<'a>(kind: LinkKind, account: &'a Account, dispute: Option<&'a Dispute>) -> Wanted<'a> {
    let disputed = dispute.and_then(|dispute| dispute.addresses.iter().find(|one| one.field == FormerField::Mail));
    Wanted {
        kind,
        display_name: &account.display_name,
        language: account.language,
        mail: disputed.map_or(account.mail.as_deref(), |one| one.before.as_deref()),
        letter: None,
        delay: Delay::NONE,
    }
}

/// What a reinstatement undoes, a line each.
pub(super) fn undone(dispute: &Dispute) -> Vec<String> {
    let factor = |factor: &store::FactorLine| {
        let name = Some(plain(&factor.label)).filter(|name| !name.is_empty()).map(|name| format!(" \"{name}\""));
        format!("second factor {}{}: destroyed", factor.kind.as_str(), name.unwrap_or_default())
    };
    let address = |one: &store::DisputedAddress| {
        let before = one.before.as_deref().map_or_else(|| "none".to_owned(), |before| shown(one.field, before));
        format!("{}: {before} again", field(one.field))
    };
    let password = match (dispute.first_password, dispute.password) {
        (true, _) => Some("password: none again, as before the activation".to_owned()),
        (false, true) => Some("password: the one before the change, until the next login".to_owned()),
        (false, false) => None,
    };
    dispute.factors.iter().map(factor).chain(dispute.addresses.iter().map(address)).chain(password).collect()
}

fn field(field: FormerField) -> &'static str {
    match field {
        FormerField::Mail => "mail",
        FormerField::NoticeMail => "notices also to",
        FormerField::Phone => "phone",
        FormerField::Factor => "number of a second factor",
    }
}

/// Of a telephone number only the last two digits (requirement SM-08).
fn shown(field: FormerField, before: &str) -> String {
    match field {
        FormerField::Mail | FormerField::NoticeMail => plain(before),
        FormerField::Phone | FormerField::Factor => masked(before),
    }
}

fn nothing_to_do(account: &Account) -> Complaint {
    let found =
        format!("{} neither suspended nor disputed ({})", quoted(account.username.as_str()), account.status.as_str());
    let advice = match account.status {
        AccountStatus::Disabled => format!("`poortwachter account enable {}` opens it", account.username),
        _ => "leave it: there is nothing to reinstate".to_owned(),
    };
    Complaint::new(found, advice)
}
