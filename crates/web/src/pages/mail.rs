//! The notices by mail: subject, plain text and HTML of one event.
//!
//! A mail says what happened, when and from where, then "Was u dit niet?" with one button to object and the help
//! desk's number, and nothing else. The mails that exist for a link carry that link and no other; those that somebody asked for say that
//! nothing happens unless the reader acts.

use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::frame::brand_args;
use crate::look::{Arg, Brand, Texts};

/// What a mail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailKind {
    /// The recovery code was accepted and the factors are gone.
    RecoveryDone,
    /// The same recovery code was entered again.
    RecoveryAgain,
    /// A factor was added.
    FactorAdded,
    /// A factor was removed.
    FactorRemoved,
    /// A security key counted backwards.
    KeyCounter,
    /// A new recovery code was issued.
    RecoveryCodeIssued,
    /// A wrong recovery code was entered after the right password.
    WrongRecoveryCode,
    /// The recovery code was voided after too many wrong tries.
    RecoveryCodeVoided,
    /// Five wrong codes of the second factor within a day, each after the right password.
    SecondFactorAttack,
    /// A password was set.
    PasswordSet,
    /// The link that activates a new account.
    ActivationLink,
    /// The link of a reset that the help desk started.
    ResetLink,
    /// The link for the first factor behind a password from another system.
    SetUpLink,
    /// The help desk started a reset.
    ResetStarted,
    /// A letter is on its way.
    LetterSent,
    /// A reset link was redeemed and the factors are gone.
    FactorsResetByHelpDesk,
    /// The password was changed.
    PasswordChanged,
    /// A forgotten password was set anew.
    PasswordReset,
    /// The recovery code was accepted and takes effect later.
    RecoveryWaiting,
    /// A recovery that waited was cancelled.
    RecoveryCancelled,
    /// A mail address or telephone number was changed.
    AddressChanged,
    /// Somebody objected: the account is closed.
    AccountSuspended,
    /// The help desk opened the account again.
    AccountReinstated,
    /// The help desk is told of an objection.
    ObjectionForHelpDesk,
    /// The link for a forgotten password.
    PasswordLink,
    /// A new password was asked for an account that is closed.
    PasswordAskedClosed,
    /// A new password was asked for an account that was never activated.
    PasswordAskedEarly,
    /// A new password was asked for an account without a factor.
    PasswordAskedNoFactor,
    /// The usernames that belong to the address.
    UsernameReminder,
    /// The link that confirms a new mail address.
    AddressLink,
    /// An operator tries whether mails arrive.
    Test,
}

impl MailKind {
    /// All kinds, for samples and tests.
    pub const ALL: [Self; 31] = [
        Self::RecoveryDone,
        Self::RecoveryAgain,
        Self::FactorAdded,
        Self::FactorRemoved,
        Self::KeyCounter,
        Self::RecoveryCodeIssued,
        Self::WrongRecoveryCode,
        Self::RecoveryCodeVoided,
        Self::SecondFactorAttack,
        Self::PasswordSet,
        Self::ActivationLink,
        Self::ResetLink,
        Self::SetUpLink,
        Self::ResetStarted,
        Self::LetterSent,
        Self::FactorsResetByHelpDesk,
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::RecoveryWaiting,
        Self::RecoveryCancelled,
        Self::AddressChanged,
        Self::AccountSuspended,
        Self::AccountReinstated,
        Self::ObjectionForHelpDesk,
        Self::PasswordLink,
        Self::PasswordAskedClosed,
        Self::PasswordAskedEarly,
        Self::PasswordAskedNoFactor,
        Self::UsernameReminder,
        Self::AddressLink,
        Self::Test,
    ];

    /// The beginning of its keys: subject and lead.
    const fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::RecoveryDone => ("mail-recovery-done-subject", "mail-recovery-done-lead"),
            Self::RecoveryAgain => ("mail-recovery-again-subject", "mail-recovery-again-lead"),
            Self::FactorAdded => ("mail-factor-added-subject", "mail-factor-added-lead"),
            Self::FactorRemoved => ("mail-factor-removed-subject", "mail-factor-removed-lead"),
            Self::KeyCounter => ("mail-key-counter-subject", "mail-key-counter-lead"),
            Self::RecoveryCodeIssued => ("mail-code-issued-subject", "mail-code-issued-lead"),
            Self::WrongRecoveryCode => ("mail-wrong-code-subject", "mail-wrong-code-lead"),
            Self::RecoveryCodeVoided => ("mail-code-voided-subject", "mail-code-voided-lead"),
            Self::SecondFactorAttack => ("mail-attack-subject", "mail-attack-lead"),
            Self::PasswordSet => ("mail-password-set-subject", "mail-password-set-lead"),
            Self::ActivationLink => ("mail-activation-subject", "mail-activation-lead"),
            Self::ResetLink => ("mail-reset-link-subject", "mail-reset-link-lead"),
            Self::SetUpLink => ("mail-set-up-link-subject", "mail-set-up-link-lead"),
            Self::ResetStarted => ("mail-reset-started-subject", "mail-reset-started-lead"),
            Self::LetterSent => ("mail-letter-sent-subject", "mail-letter-sent-lead"),
            Self::FactorsResetByHelpDesk => ("mail-help-desk-reset-subject", "mail-help-desk-reset-lead"),
            Self::PasswordChanged => ("mail-password-changed-subject", "mail-password-changed-lead"),
            Self::PasswordReset => ("mail-password-reset-subject", "mail-password-reset-lead"),
            Self::RecoveryWaiting => ("mail-recovery-waiting-subject", "mail-recovery-waiting-lead"),
            Self::RecoveryCancelled => ("mail-recovery-cancelled-subject", "mail-recovery-cancelled-lead"),
            Self::AddressChanged => ("mail-address-changed-subject", "mail-address-changed-lead"),
            Self::AccountSuspended => ("mail-account-suspended-subject", "mail-account-suspended-lead"),
            Self::AccountReinstated => ("mail-account-reinstated-subject", "mail-account-reinstated-lead"),
            Self::ObjectionForHelpDesk => ("mail-objection-subject", "mail-objection-lead"),
            Self::PasswordLink => ("mail-password-link-subject", "mail-password-link-lead"),
            Self::PasswordAskedClosed => ("mail-asked-closed-subject", "mail-asked-closed-lead"),
            Self::PasswordAskedEarly => ("mail-asked-early-subject", "mail-asked-early-lead"),
            Self::PasswordAskedNoFactor => ("mail-asked-no-factor-subject", "mail-asked-no-factor-lead"),
            Self::UsernameReminder => ("mail-username-subject", "mail-username-lead"),
            Self::AddressLink => ("mail-address-link-subject", "mail-address-link-lead"),
            Self::Test => ("mail-test-subject", "mail-test-lead"),
        }
    }

    /// What happened, in one line.
    pub(crate) const fn subject_key(self) -> &'static str {
        self.keys().0
    }

    /// The label of its button, for the mails that carry a link.
    const fn action_key(self) -> Option<&'static str> {
        match self {
            Self::ActivationLink => Some("mail-activation-action"),
            Self::ResetLink => Some("mail-reset-link-action"),
            Self::SetUpLink => Some("mail-set-up-link-action"),
            Self::RecoveryWaiting => Some("mail-recovery-waiting-action"),
            Self::PasswordLink => Some("mail-password-link-action"),
            Self::AddressLink => Some("mail-address-link-action"),
            _ => None,
        }
    }

    /// Whether somebody asked for it, perhaps not its reader.
    const fn asked_for(self) -> bool {
        matches!(
            self,
            Self::PasswordLink
                | Self::PasswordAskedClosed
                | Self::PasswordAskedEarly
                | Self::PasswordAskedNoFactor
                | Self::UsernameReminder
        )
    }

    /// What it says about its occasion.
    const fn occasion_key(self, somewhere: bool) -> &'static str {
        match (self.sent_by_us(), self.asked_for(), somewhere) {
            (true, ..) => "mail-made-at",
            (false, true, false) => "mail-asked",
            (false, true, true) => "mail-asked-where",
            (false, false, false) => "mail-when",
            (false, false, true) => "mail-when-where",
        }
    }

    /// Whether the help desk or an operator caused it, so that it has no place of its own.
    const fn sent_by_us(self) -> bool {
        matches!(
            self,
            Self::ActivationLink
                | Self::ResetLink
                | Self::SetUpLink
                | Self::ResetStarted
                | Self::LetterSent
                | Self::Test
        )
    }

    /// The question whether the reader knows of it, and what to do if not.
    const fn doubt_keys(self) -> (&'static str, &'static str) {
        match self {
            Self::ActivationLink | Self::ResetLink | Self::SetUpLink | Self::AddressLink => {
                ("mail-not-asked", "mail-not-asked-then")
            }
            Self::LetterSent => ("mail-not-asked", "mail-not-asked-call-then"),
            Self::Test => ("mail-not-asked", "mail-test-not-asked-then"),
            Self::ObjectionForHelpDesk => ("mail-objection-next", "mail-objection-next-then"),
            kind if kind.asked_for() => ("mail-not-you", "mail-ignore"),
            _ => ("mail-not-you", "mail-not-you-then"),
        }
    }
}

/// When, from where and with which link.
#[derive(Clone, Debug)]
pub struct MailFacts<'a> {
    /// What the mail is about.
    pub kind: MailKind,
    /// When it happened.
    pub when: Timestamp,
    /// The zone that times are written in.
    pub zone: &'a TimeZone,
    /// The network address or place that it came from; empty when unknown.
    pub from_where: &'a str,
    /// The link: of the two kinds that exist for one, or the one to object with.
    pub link: Option<&'a str>,
    /// The username of the account, which only the help desk is told.
    pub person: &'a str,
    /// The usernames, for the kind that names them.
    pub usernames: &'a [String],
}

/// A mail, ready to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailContent {
    /// What happened.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same content as HTML.
    pub html: String,
}

#[derive(Template)]
#[template(path = "mail/notice.txt")]
struct NoticeText<'a> {
    parts: &'a Parts,
}

#[derive(Template)]
#[template(path = "mail/notice.html")]
struct NoticeHtml<'a> {
    parts: &'a Parts,
}

/// The sentences of a mail.
struct Parts {
    lang: &'static str,
    product: String,
    organisation: String,
    accent: String,
    subject: String,
    lead: String,
    usernames: Vec<String>,
    occasion: String,
    action: Option<(String, String)>,
    not_you: String,
    not_you_then: String,
    objection: Option<Objection>,
}

/// The button with which somebody says that it was not them, and the other way to say so.
struct Objection {
    label: String,
    link: String,
    or: String,
}

/// Writes a mail in the language of the texts.
pub fn render_mail(texts: &Texts, brand: &Brand, facts: &MailFacts<'_>) -> Result<MailContent, askama::Error> {
    let parts = parts(*texts, brand, facts);
    Ok(MailContent {
        text: NoticeText { parts: &parts }.render()?,
        html: NoticeHtml { parts: &parts }.render()?,
        subject: parts.subject,
    })
}

fn parts(texts: Texts, brand: &Brand, facts: &MailFacts<'_>) -> Parts {
    let mut args = brand_args(brand);
    args.push(("when", Arg::Text(texts.date_time(facts.when, facts.zone))));
    args.push(("place", facts.from_where.into()));
    args.push(("person", facts.person.into()));
    args.push(("count", facts.usernames.len().into()));
    let say = |key: &str| texts.with(key, &args);
    let (subject, lead) = facts.kind.keys();
    let occasion = facts.kind.occasion_key(!facts.from_where.is_empty());
    let action = facts.kind.action_key().zip(facts.link).map(|(label, link)| (say(label), link.to_owned()));
    let (not_you, mut not_you_then) = facts.kind.doubt_keys();
    let objects = facts.kind.action_key().is_none() && not_you == "mail-not-you" && !facts.kind.asked_for();
    let objection = facts.link.filter(|_| objects).map(|link| Objection {
        label: say("mail-object-action"),
        link: link.to_owned(),
        or: say("mail-object-or"),
    });
    if objection.is_some() {
        not_you_then = "mail-object-then";
    }
    Parts {
        lang: texts.lang().code(),
        product: brand.product.clone(),
        organisation: brand.organisation.clone(),
        accent: brand.accent.to_string(),
        subject: say(subject),
        lead: say(lead),
        usernames: if facts.kind == MailKind::UsernameReminder { facts.usernames.to_vec() } else { Vec::new() },
        occasion: say(occasion),
        action,
        not_you: say(not_you),
        not_you_then: say(not_you_then),
        objection,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::{BrandSettings, Lang};

    fn written(lang: Lang, kind: MailKind, from_where: &str) -> MailContent {
        let brand = Brand::new(BrandSettings { help_desk_phone: "088 123".to_owned(), ..BrandSettings::default() });
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let when = "2026-11-22T13:05:00Z".parse().unwrap();
        let link = Some("https://login.example.test/activate#abc");
        let usernames = &["b.jansen".to_owned(), "<i>x".to_owned()];
        let facts = MailFacts { kind, when, zone: &zone, from_where, link, person: "j.jansen", usernames };
        render_mail(&Texts::of(lang), &brand.unwrap(), &facts).unwrap()
    }

    #[test]
    fn every_mail_says_when_and_whom_to_call_in_both_forms() {
        for lang in Lang::ALL {
            for kind in MailKind::ALL {
                let mail = written(lang, kind, "192.0.2.7");
                for body in [&mail.text, &mail.html] {
                    // The help desk knows its own number.
                    let calls = body.contains("088 123") || kind == MailKind::ObjectionForHelpDesk;
                    assert!(body.contains("14:05") && calls, "{kind:?}: {body}");
                    assert!(!body.contains("mail-"), "a key is missing for {kind:?}: {body}");
                }
                assert!(!mail.subject.contains('\n') && mail.subject.len() > 10, "{kind:?}");
            }
        }
    }

    #[test]
    fn rc_07_each_notice_has_one_button_and_the_mails_with_a_link_of_their_own_have_that_one() {
        for kind in MailKind::ALL {
            let mail = written(Lang::Nl, kind, "192.0.2.7");
            let none = matches!(kind, MailKind::Test | MailKind::ObjectionForHelpDesk | MailKind::LetterSent);
            let links = usize::from(!none && (!kind.asked_for() || kind.action_key().is_some()));
            for body in [&mail.text, &mail.html] {
                assert_eq!(body.matches("https://").count(), links, "{kind:?}");
                let objects = links == 1 && kind.action_key().is_none();
                assert_eq!(body.contains("pagina die opent"), objects, "{kind:?}");
            }
        }
    }

    #[test]
    fn rc_08_only_the_help_desk_is_told_whose_account_it_is() {
        for kind in MailKind::ALL {
            let mail = written(Lang::En, kind, "192.0.2.7");
            assert_eq!(mail.text.contains("j.jansen"), kind == MailKind::ObjectionForHelpDesk, "{kind:?}");
        }
    }

    #[test]
    fn fp_06_a_mail_that_somebody_asked_for_says_when_from_where_and_that_it_can_be_left() {
        for kind in MailKind::ALL.into_iter().filter(|kind| kind.asked_for()) {
            let mail = written(Lang::Nl, kind, "192.0.2.7");
            for body in [&mail.text, &mail.html] {
                assert!(
                    body.contains("gevraagd op 22 november 2026 om 14:05 uur, vanaf 192.0.2.7"),
                    "{kind:?}: {body}"
                );
                assert!(body.contains("Dan hoeft u niets te doen"), "{kind:?}: {body}");
            }
        }
    }

    #[test]
    fn a_notice_without_a_link_says_whom_to_call() {
        let brand = Brand::new(BrandSettings { help_desk_phone: "088 123".to_owned(), ..BrandSettings::default() });
        let (zone, when) = (TimeZone::UTC, Timestamp::UNIX_EPOCH);
        let kind = MailKind::FactorAdded;
        let facts = MailFacts { kind, when, zone: &zone, from_where: "", link: None, person: "", usernames: &[] };
        let mail = render_mail(&Texts::of(Lang::En), &brand.unwrap(), &facts).unwrap();
        assert!(mail.text.contains("Then call the help desk at once: 088 123"), "{}", mail.text);
    }

    #[test]
    fn only_the_reminder_names_usernames() {
        for kind in MailKind::ALL {
            let mail = written(Lang::En, kind, "192.0.2.7");
            let names = kind == MailKind::UsernameReminder;
            assert_eq!(mail.text.contains("b.jansen"), names, "{kind:?}");
            assert_eq!(mail.html.contains("b.jansen"), names, "{kind:?}");
            assert!(!mail.html.contains("<i>x"), "{kind:?}");
        }
    }

    #[test]
    fn a_place_cannot_bring_markup_into_a_mail() {
        let mail = written(Lang::En, MailKind::RecoveryDone, "<b>x</b>");
        assert!(!mail.html.contains("<b>x"));
        assert!(mail.text.contains("<b>x</b>"), "plain text is not escaped");
    }
}
