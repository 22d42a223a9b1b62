//! `account add`: a new account and its activation link or letter; never a password (requirement PW-10).

use journey::{Language, Role, Username};
use store::{LinkKind, NewAccount, StoreError};

use super::delay::Delay;
use super::desk::{self, Desk};
use super::link::{self, Wanted};
use super::person;
use crate::cli::account::Add;
use crate::commands::output::plain;
use crate::complaint::{Complaint, Complaints, quoted};

/// Adds the account and prints its activation link, or says where its letter is.
pub async fn run(add: &Add) -> Result<(), Complaints> {
    let new = read(add)?;
    desk::begin(&add.because, async |desk| insert(desk, add, &new).await).await
}

fn read(add: &Add) -> Result<NewAccount, Complaint> {
    let details = &add.details;
    Ok(NewAccount {
        username: person::username(&add.username)?,
        display_name: person::name(&add.name)?,
        mail: add.mail.as_deref().map(|mail| person::mail("--mail", mail)).transpose()?,
        notice_mail: match &details.notice_mail {
            Some(mail) => person::optional_mail("--notice-mail", mail)?,
            None => None,
        },
        phone: details.phone.as_deref().map_or(Ok(None), person::optional_phone)?,
        groups: details.groups.as_deref().map_or(Ok(Vec::new()), person::groups)?,
        role: details.role.map_or(Role::User, Into::into),
        language: details.lang.map_or(Language::Nl, Into::into),
    })
}

async fn insert(desk: &Desk, add: &Add, new: &NewAccount) -> Result<String, Complaint> {
    let wanted = Wanted {
        kind: LinkKind::Activation,
        display_name: &new.display_name,
        language: new.language,
        mail: new.mail.as_deref(),
        letter: add.letter.as_deref(),
        delay: Delay::NONE,
    };
    let mut link = link::make(desk, &wanted)?;
    match desk.store.insert_account(new, &link.order, &desk.ctx).await {
        Ok(_) => Ok(format!(
            "Added {} ({}). With this {} the person chooses a password and sets up the second factor:\n{}",
            new.username,
            plain(&new.display_name),
            if add.letter.is_some() { "letter" } else { "link" },
            link.stored()
        )),
        Err(StoreError::UsernameTaken) => Err(taken(desk, &new.username).await),
        Err(StoreError::UsernameErased) => Err(erased(&new.username)),
        Err(other) => Err(desk::fault(other)),
    }
}

/// The name is somebody's already, who may only be waiting for another link.
async fn taken(desk: &Desk, username: &Username) -> Complaint {
    let found = format!("an account with the name {}", quoted(username.as_str()));
    match desk.store.find_account(username).await {
        Ok(Some(account)) if account.password_set_at.is_none() => Complaint::new(
            format!("{found} that is there already and has no password yet"),
            format!("`poortwachter account reset-factor {username}` prints a new activation link"),
        ),
        _ => Complaint::new(format!("{found} that is there already"), "choose another name").about("username"),
    }
}

/// Applications may know people by their name: nobody else gets it (requirement NL-01).
fn erased(username: &Username) -> Complaint {
    let found = format!("the name {} of somebody who was erased", quoted(username.as_str()));
    Complaint::new(found, "choose another name, so that no application takes one for the other").about("username")
}
