//! Notices as mails: which words belong to which event (rule J9).

use jiff::Timestamp;
use jiff::tz::TimeZone;
use journey::{Language, NoticeKind};

use super::sms::lang;
use crate::http::reply::Fault;
use crate::look::{Brand, Texts};
use crate::pages::{
    MailContent, MailFacts, MailKind, PaperFacts, render_mail, render_paper, render_papers, render_sheet,
};

/// What a mail tells.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// What happened.
    pub kind: NoticeKind,
    /// When.
    pub at: Timestamp,
    /// The address that it came from; empty when it was us.
    pub from_where: &'a str,
    /// The link, for the kinds that carry one.
    pub link: Option<&'a str>,
    /// The username of the account, which only the help desk is told.
    pub person: &'a str,
    /// The usernames, for the kind that names them.
    pub usernames: &'a [String],
}

/// Writes the mail in the account's language.
pub fn write(letter: Letter<'_>, language: Language, brand: &Brand, zone: &TimeZone) -> Result<MailContent, Fault> {
    let facts = MailFacts {
        kind: kind(letter.kind),
        when: letter.at,
        zone,
        from_where: letter.from_where,
        link: letter.link,
        person: letter.person,
        usernames: letter.usernames,
    };
    Ok(render_mail(&Texts::of(lang(language)), brand, &facts)?)
}

/// Writes a mail that only tries whether mails arrive.
pub fn write_test(at: Timestamp, language: Language, brand: &Brand, zone: &TimeZone) -> Result<MailContent, Fault> {
    let (person, usernames): (_, &[String]) = ("", &[]);
    let facts = MailFacts { kind: MailKind::Test, when: at, zone, from_where: "", link: None, person, usernames };
    Ok(render_mail(&Texts::of(lang(language)), brand, &facts)?)
}

/// Writes a letter on paper in the account's language; it holds the secret.
pub fn write_paper(facts: &PaperFacts<'_>, language: Language, brand: &Brand) -> Result<String, Fault> {
    Ok(render_paper(&Texts::of(lang(language)), brand, facts)?)
}

/// What stands before and behind the sheets of a file with many letters.
pub fn write_papers(language: Language, brand: &Brand) -> Result<(String, String), Fault> {
    Ok(render_papers(&Texts::of(lang(language)), brand)?)
}

/// Writes one sheet of such a file; it holds the secret.
pub fn write_sheet(facts: &PaperFacts<'_>, language: Language, brand: &Brand) -> Result<String, Fault> {
    Ok(render_sheet(&Texts::of(lang(language)), brand, facts)?)
}

/// The link of a mail: some kinds store the whole of it, others only the token, which the portal's own address completes
/// (requirement FP-05).
pub fn link_of(kind: NoticeKind, stored: &str, origin: &str) -> String {
    match kind {
        NoticeKind::RecoveryWaiting => format!("{origin}/recovery/cancel?token={stored}"),
        _ => stored.to_owned(),
    }
}

/// The text key of what happened, as the subject says it.
pub(crate) fn subject_key(notice: NoticeKind) -> &'static str {
    kind(notice).subject_key()
}

fn kind(notice: NoticeKind) -> MailKind {
    match notice {
        NoticeKind::RecoveryDone => MailKind::RecoveryDone,
        NoticeKind::RecoveryAgain => MailKind::RecoveryAgain,
        NoticeKind::FactorAdded => MailKind::FactorAdded,
        NoticeKind::FactorRemoved => MailKind::FactorRemoved,
        NoticeKind::KeyCounter => MailKind::KeyCounter,
        NoticeKind::RecoveryCodeIssued => MailKind::RecoveryCodeIssued,
        NoticeKind::WrongRecoveryCode => MailKind::WrongRecoveryCode,
        NoticeKind::RecoveryCodeVoided => MailKind::RecoveryCodeVoided,
        NoticeKind::SecondFactorAttack => MailKind::SecondFactorAttack,
        NoticeKind::PasswordSet => MailKind::PasswordSet,
        NoticeKind::PasswordChanged => MailKind::PasswordChanged,
        NoticeKind::PasswordReset => MailKind::PasswordReset,
        NoticeKind::RecoveryWaiting => MailKind::RecoveryWaiting,
        NoticeKind::RecoveryCancelled => MailKind::RecoveryCancelled,
        NoticeKind::ResetByHelpDesk => MailKind::FactorsResetByHelpDesk,
        NoticeKind::ActivationLink => MailKind::ActivationLink,
        NoticeKind::ResetLink => MailKind::ResetLink,
        NoticeKind::SetUpLink => MailKind::SetUpLink,
        NoticeKind::AddressChanged => MailKind::AddressChanged,
        NoticeKind::AccountSuspended => MailKind::AccountSuspended,
        NoticeKind::AccountReinstated => MailKind::AccountReinstated,
        NoticeKind::ObjectionForHelpDesk => MailKind::ObjectionForHelpDesk,
        NoticeKind::ResetStarted => MailKind::ResetStarted,
        NoticeKind::LetterSent => MailKind::LetterSent,
        NoticeKind::PasswordLink => MailKind::PasswordLink,
        NoticeKind::PasswordAskedClosed => MailKind::PasswordAskedClosed,
        NoticeKind::PasswordAskedEarly => MailKind::PasswordAskedEarly,
        NoticeKind::PasswordAskedNoFactor => MailKind::PasswordAskedNoFactor,
        NoticeKind::UsernameReminder => MailKind::UsernameReminder,
        NoticeKind::AddressLink => MailKind::AddressLink,
    }
}
