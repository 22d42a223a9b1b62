//! A notice as an SMS (rule J9): what, when, from where, and whom to call. No link, so that nobody learns to follow one from an SMS (requirement SM-04).
//!
//! One message of the GSM alphabet. When it would be longer, the place goes first, and then the product's name is cut.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use journey::{Language, NoticeKind};

use super::gsm7::{nearest, septets};
use super::sms::{MOST, SHORTEST_NAME, SmsComplaint, lang};
use crate::http::reply::Fault;
use crate::look::{Arg, Brand, Lang, Texts};

/// What an SMS tells.
#[derive(Clone, Copy, Debug)]
pub struct SmsNotice<'a> {
    /// What happened.
    pub kind: NoticeKind,
    /// When.
    pub at: Timestamp,
    /// The address that it came from; empty when it was us.
    pub from_where: &'a str,
}

/// Writes the notice in the account's language.
pub fn sms_notice_text(
    notice: SmsNotice<'_>,
    language: Language,
    brand: &Brand,
    zone: &TimeZone,
) -> Result<String, Fault> {
    let texts = Texts::of(lang(language));
    let what = what_key(notice.kind).ok_or_else(|| Fault::new(format!("{:?} is nothing for an SMS", notice.kind)))?;
    Ok(write(texts, what, notice, brand, zone)?)
}

/// Whether every notice of this portal can be written.
pub(super) fn check(brand: &Brand) -> Result<(), SmsComplaint> {
    for kind in NoticeKind::TOLD {
        for lang in Lang::ALL {
            let notice = SmsNotice { kind, at: Timestamp::UNIX_EPOCH, from_where: "" };
            if let Some(what) = what_key(kind) {
                write(Texts::of(lang), what, notice, brand, &TimeZone::UTC)?;
            }
        }
    }
    Ok(())
}

fn write(
    texts: Texts,
    what: &str,
    notice: SmsNotice<'_>,
    brand: &Brand,
    zone: &TimeZone,
) -> Result<String, SmsComplaint> {
    let mut name = nearest(&brand.product);
    if septets(&name).unwrap_or_default() < SHORTEST_NAME.min(brand.product.chars().count()) {
        return Err(SmsComplaint::Name { name: brand.product.clone() });
    }
    let when = notice.at.to_zoned(zone.clone()).strftime("%d-%m %H:%M").to_string();
    let phone = nearest(&brand.help_desk_phone);
    let has_phone = if phone.is_empty() { "no" } else { "yes" };
    let say = |key: &str, name: &str| {
        let args = [
            ("product", Arg::from(name)),
            ("what", Arg::Text(texts.get(what))),
            ("when", Arg::from(&when)),
            ("place", Arg::from(notice.from_where)),
            ("help_desk", Arg::from(&phone)),
            ("has_phone", Arg::from(has_phone)),
        ];
        format!("{} {}", texts.with(key, &args), texts.with("sms-notice-doubt", &args))
    };
    let fits = |text: &String| septets(text).is_some_and(|places| places <= MOST);
    let whole = (!notice.from_where.is_empty()).then(|| say("sms-notice-where", &name)).filter(fits);
    if let Some(whole) = whole {
        return Ok(whole);
    }
    loop {
        let text = say("sms-notice", &name);
        if fits(&text) {
            return Ok(text);
        }
        if name.chars().count() <= SHORTEST_NAME {
            return Err(SmsComplaint::HelpDesk { phone: brand.help_desk_phone.clone() });
        }
        name.pop();
        name.truncate(name.trim_end_matches([' ', '-', ',', '.']).len());
    }
}

/// What happened, in a few words; `None` for what only mails say.
fn what_key(kind: NoticeKind) -> Option<&'static str> {
    Some(match kind {
        NoticeKind::RecoveryDone => "sms-recovery-done",
        NoticeKind::RecoveryAgain => "sms-recovery-again",
        NoticeKind::FactorAdded => "sms-factor-added",
        NoticeKind::FactorRemoved => "sms-factor-removed",
        NoticeKind::KeyCounter => "sms-key-counter",
        NoticeKind::RecoveryCodeIssued => "sms-code-issued",
        NoticeKind::WrongRecoveryCode => "sms-wrong-code",
        NoticeKind::RecoveryCodeVoided => "sms-code-voided",
        NoticeKind::SecondFactorAttack => "sms-attack",
        NoticeKind::PasswordSet => "sms-password-set",
        NoticeKind::PasswordChanged => "sms-password-changed",
        NoticeKind::PasswordReset => "sms-password-reset",
        NoticeKind::RecoveryWaiting => "sms-recovery-waiting",
        NoticeKind::RecoveryCancelled => "sms-recovery-cancelled",
        NoticeKind::ResetByHelpDesk => "sms-help-desk-reset",
        NoticeKind::ResetStarted => "sms-reset-started",
        NoticeKind::AddressChanged => "sms-address-changed",
        NoticeKind::AccountSuspended => "sms-account-suspended",
        NoticeKind::AccountReinstated => "sms-account-reinstated",
        NoticeKind::ActivationLink
        | NoticeKind::ResetLink
        | NoticeKind::SetUpLink
        | NoticeKind::LetterSent
        | NoticeKind::ObjectionForHelpDesk
        | NoticeKind::PasswordLink
        | NoticeKind::PasswordAskedClosed
        | NoticeKind::PasswordAskedEarly
        | NoticeKind::PasswordAskedNoFactor
        | NoticeKind::UsernameReminder
        | NoticeKind::AddressLink => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::BrandSettings;

    fn brand(product: &str, phone: &str) -> Brand {
        let settings = BrandSettings {
            product: product.to_owned(),
            help_desk_phone: phone.to_owned(),
            ..BrandSettings::default()
        };
        Brand::new(settings).unwrap()
    }

    fn text(kind: NoticeKind, language: Language, place: &str, brand: &Brand) -> String {
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let at = "2026-11-22T13:05:00Z".parse().unwrap();
        sms_notice_text(SmsNotice { kind, at, from_where: place }, language, brand, &zone).unwrap()
    }

    #[test]
    fn j9_every_notice_is_one_message_without_a_link() {
        let long = "Stichting Gezamenlijke Arbodiensten [Noord] & Verzuimbegeleiding €€";
        for product in ["Poortwachter", "Café Zoë’s {Arbo}", "X", long] {
            for phone in ["", "112", "+31 (0)88 - 123 45 67"] {
                for place in ["", "192.0.2.7", "2001:db8:1111:2222:3333:4444:5555:6666"] {
                    let brand = brand(product, phone);
                    check(&brand).unwrap();
                    for kind in NoticeKind::TOLD {
                        for language in [Language::Nl, Language::En] {
                            let text = text(kind, language, place, &brand);
                            let places = septets(&text).expect("a text of the GSM alphabet");
                            assert!(places <= 160, "{places}: {text}");
                            assert!(text.contains("22-11 14:05") && text.contains(phone), "{text}");
                            assert!(!text.contains("://") && !text.contains("www."), "{text}");
                            // Nor a last line that a browser would take for that of a code (WICG).
                            assert!(!text.contains(['@', '#', '\n']), "{text}");
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn rc_07_a_notice_says_what_when_from_where_and_whom_to_call() {
        let brand = brand("VerzuimSignaal", "030 123 45 67");
        assert_eq!(
            text(NoticeKind::FactorAdded, Language::Nl, "192.0.2.7", &brand),
            "VerzuimSignaal: nieuwe tweede factor ingesteld, 22-11 14:05 vanaf 192.0.2.7. \
             Was u dit niet? Bel de helpdesk: 030 123 45 67"
        );
        assert_eq!(
            text(NoticeKind::AddressChanged, Language::En, "", &brand),
            "VerzuimSignaal: mail address or number changed, 22-11 14:05. \
             Was this not you? Call the help desk: 030 123 45 67"
        );
    }

    #[test]
    fn links_are_nothing_for_an_sms() {
        for kind in [NoticeKind::ActivationLink, NoticeKind::ResetLink, NoticeKind::ObjectionForHelpDesk] {
            assert!(what_key(kind).is_none() && !NoticeKind::TOLD.contains(&kind));
        }
    }

    #[test]
    fn a_help_desk_number_that_leaves_no_room_is_said_at_start() {
        let brand = brand("Poortwachter", &format!("030{}1", " - ".repeat(60)));
        assert!(matches!(check(&brand), Err(SmsComplaint::HelpDesk { .. })));
    }
}
