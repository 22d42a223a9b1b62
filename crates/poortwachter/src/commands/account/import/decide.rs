//! What becomes of one person: made, changed, skipped or refused, and why. Decides only; nothing is written here.

use credentials::hashing::ForeignHash;
use credentials::ids::AccountId;
use journey::{AccountStatus, Language, Role};
use store::{Account, AccountChange, ImportState, ImportedAccount, ImportedChange, LinkKind, NewAccount};

use crate::cli::import::Links as How;
use crate::import::{Refused, Wanted};

/// What the operator allows.
#[derive(Clone, Copy)]
pub struct Rules {
    /// Rights over others may come from the file.
    pub allow_roles: bool,
    /// Accounts that are there are left alone.
    pub only_new: bool,
    /// How links go out.
    pub links: How,
}

/// What to do, without its link.
pub enum Act {
    /// An account to make.
    Make(Box<ImportedAccount>),
    /// An account to change.
    Change(AccountId, Box<ImportedChange>),
    /// Nothing.
    Nothing,
}

/// Whom a link is for.
pub struct LinkFor {
    /// What it opens.
    pub kind: LinkKind,
    /// How the person is called.
    pub display_name: String,
    /// In which language.
    pub language: Language,
    /// Where it goes.
    pub mail: Option<String>,
}

/// What becomes of a person.
pub struct Decision {
    /// What to do.
    pub act: Act,
    /// The link to make with it.
    pub link: Option<LinkFor>,
    /// `made`, `changed` or `skipped`.
    pub outcome: &'static str,
    /// What is said of it.
    pub notes: Vec<String>,
}

/// Decides about a name that nobody has.
pub fn newcomer(wanted: Wanted, rules: Rules) -> Result<Decision, Refused> {
    let role = wanted.role.unwrap_or(Role::User);
    if role != Role::User && !rules.allow_roles {
        return Err(no_rights(role));
    }
    let mut notes = wanted.notes;
    let disabled = wanted.enabled == Some(false);
    if disabled {
        notes.push("closed, as in the file".to_owned());
    }
    let new = NewAccount {
        display_name: wanted.display_name.unwrap_or_else(|| wanted.username.to_string()),
        username: wanted.username,
        mail: wanted.mail,
        notice_mail: wanted.notice_mail,
        phone: wanted.phone,
        groups: wanted.groups.unwrap_or_default(),
        role,
        language: wanted.language.unwrap_or_default(),
    };
    let whose = (new.display_name.as_str(), new.language, new.mail.as_deref());
    let link = (!disabled).then(|| link(rules.links, wanted.password.is_some(), whose, &mut notes)).flatten();
    let made =
        ImportedAccount { new, disabled, password: wanted.password, new_password: wanted.new_password, link: None };
    Ok(Decision { act: Act::Make(Box::new(made)), link, outcome: "made", notes })
}

/// Decides about somebody who is there.
pub fn acquaintance(wanted: &Wanted, state: &ImportState, rules: Rules) -> Result<Decision, Refused> {
    let account = &state.account;
    let mut notes = wanted.notes.clone();
    if rules.only_new {
        notes.insert(0, "is there already".to_owned());
        return Ok(Decision { act: Act::Nothing, link: None, outcome: "skipped", notes });
    }
    if let Some(role) = wanted.role.filter(|role| *role != account.role && !rules.allow_roles) {
        return Err(no_rights(role));
    }
    if wanted.enabled.is_some_and(|enabled| enabled != (account.status == AccountStatus::Active)) {
        notes.push(format!("stays {}; an import opens and closes nobody", account.status.as_str()));
    }
    let password = password(wanted, state, &mut notes);
    let (change, mut changed) = difference(wanted, account);
    if password.is_some() {
        changed.push("password");
    }
    let link = renewed(wanted, state, (rules.links, password.is_some()), &mut notes);
    if link.is_some() {
        changed.push("link");
    }
    if changed.is_empty() {
        notes.insert(0, "nothing to change".to_owned());
        return Ok(Decision { act: Act::Nothing, link: None, outcome: "skipped", notes });
    }
    notes.insert(0, changed.join(", "));
    let change = ImportedChange {
        change: change.filter(|_| changed.iter().any(|what| !matches!(*what, "password" | "link"))),
        new_password: wanted.new_password && password.is_some(),
        password,
        link: None,
    };
    Ok(Decision { act: Act::Change(account.id, Box::new(change)), link, outcome: "changed", notes })
}

fn no_rights(role: Role) -> Refused {
    Refused::new("role", format!("the role {}; with --allow-roles an import gives and takes rights", role.as_str()))
}

/// A password from elsewhere, where none ever was and the account is open.
fn password(wanted: &Wanted, state: &ImportState, notes: &mut Vec<String>) -> Option<ForeignHash> {
    let hash = wanted.password.clone()?;
    if state.password_set {
        notes.push("keeps the password that it has".to_owned());
        return None;
    }
    Some(hash)
}

/// What the file says otherwise; what it leaves empty stays.
fn difference(wanted: &Wanted, account: &Account) -> (Option<AccountChange>, Vec<&'static str>) {
    fn other<T: PartialEq + Clone>(
        new: Option<&T>,
        old: &T,
        what: &'static str,
        all: &mut Vec<&'static str>,
    ) -> Option<T> {
        let new = new.filter(|new| *new != old).cloned();
        if new.is_some() {
            all.push(what);
        }
        new
    }
    let mut all = Vec::new();
    let some = |text: &Option<String>| text.clone().map(Some);
    let change = AccountChange {
        display_name: other(wanted.display_name.as_ref(), &account.display_name, "name", &mut all),
        mail: other(some(&wanted.mail).as_ref(), &account.mail, "mail", &mut all),
        notice_mail: other(some(&wanted.notice_mail).as_ref(), &account.notice_mail, "notice-mail", &mut all),
        phone: other(some(&wanted.phone).as_ref(), &account.phone, "phone", &mut all),
        groups: other(wanted.groups.as_ref(), &account.groups, "groups", &mut all),
        role: other(wanted.role.as_ref(), &account.role, "role", &mut all),
        language: other(wanted.language.as_ref(), &account.language, "language", &mut all),
    };
    (Some(change), all)
}

/// A link for somebody who never came: none was sent yet, or the last one has died.
fn renewed(
    wanted: &Wanted,
    state: &ImportState,
    (how, takes_password): (How, bool),
    notes: &mut Vec<String>,
) -> Option<LinkFor> {
    let account = &state.account;
    let waits = state.under_way && !takes_password;
    if account.status != AccountStatus::Active || state.ever_enrolled || waits {
        return None;
    }
    let name = wanted.display_name.as_deref().unwrap_or(&account.display_name);
    let mail = wanted.mail.as_deref().or(account.mail.as_deref());
    let whose = (name, wanted.language.unwrap_or(account.language), mail);
    link(how, state.password_set || takes_password, whose, notes)
}

/// With a password from elsewhere it is the link that needs the password too and sets none (rule J6c); else the activation link (J6b).
fn link(
    how: How,
    has_password: bool,
    (name, language, mail): (&str, Language, Option<&str>),
    notes: &mut Vec<String>,
) -> Option<LinkFor> {
    if how == How::Mail && mail.is_none() {
        notes.push("no mail address, so no link".to_owned());
        return None;
    }
    (how != How::None).then(|| LinkFor {
        kind: if has_password { LinkKind::SetUp } else { LinkKind::Activation },
        display_name: name.to_owned(),
        language,
        mail: mail.map(str::to_owned),
    })
}
