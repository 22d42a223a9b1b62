//! What the audit log says, in the words of the person whom it is about.

use std::net::IpAddr;

use journey::audit::names;
use store::AuditLine;

use crate::ctx::Ctx;
use crate::look::device::device;
use crate::look::{Message, Texts};
use crate::pages::{ActivityRow, Method};

/// An address, by the name that the settings give to its network.
pub(super) fn place(ctx: &Ctx, address: Option<&str>) -> Option<String> {
    let text = address?;
    let Ok(parsed) = text.parse::<IpAddr>() else { return Some(text.to_owned()) };
    let parsed = parsed.to_canonical();
    let named = ctx.app.settings.networks.iter().find(|named| named.network.contains(&parsed));
    Some(named.map_or_else(|| parsed.to_string(), |named| named.name.clone()))
}

/// An entry; `None` for one that has no words for its owner.
pub(super) fn row(ctx: &Ctx, line: &AuditLine) -> Option<ActivityRow> {
    let (texts, zone) = (Texts::of(ctx.lang), &ctx.app.settings.zone);
    let method = line.factor.map_or_else(String::new, |kind| texts.say(&Message::new(Method::of(kind).name_key())));
    let ours = line.actor == "visitor";
    Some(ActivityRow {
        what: Message::new(key(line)?).arg("method", method).arg("detail", about(line)),
        at: texts.date_time(line.at, zone),
        place: place(ctx, line.address.as_deref()).filter(|_| ours),
        device: line.user_agent.as_deref().filter(|_| ours).map(|agent| device(&texts, Some(agent))),
        refused: !line.success,
    })
}

/// Which application an entry is about, or what else.
fn about(line: &AuditLine) -> &str {
    line.client.as_deref().or(line.detail.as_deref()).unwrap_or_default()
}

fn key(line: &AuditLine) -> Option<&'static str> {
    let reason = line.reason.as_str();
    Some(match line.event.as_str() {
        names::LOGIN_SUCCESS => "activity-login",
        names::LOGIN_FAIL => failed(reason),
        names::LOGIN_FAIL_MAX => "activity-tries-used",
        names::PASSWORD_PROVEN => "activity-password-only",
        names::STEP_UP => "activity-confirmed",
        names::PASSWORD_LINK_ISSUED => "activity-password-link",
        names::PASSWORD_LINK_FOLLOWED => "activity-password-link-used",
        names::PASSWORD_CHANGE if reason == "first" => "activity-password-first",
        names::PASSWORD_CHANGE => "activity-password",
        names::OTP_REPLAY => "activity-replay",
        names::SESSION_ENDED => ended(reason),
        names::ADMIN => admin(reason),
        names::LANGUAGE_CHANGED => "activity-language",
        names::EXPORTED => "activity-exported",
        names::APPLICATION_LOGIN => "activity-application",
        names::CONSENT_GIVEN => "activity-consent",
        names::CONSENT_REFUSED => "activity-consent-refused",
        names::CONSENT_REVOKED => "activity-consent-revoked",
        other => return factor(other).or_else(|| recovery(other, line.success)).or_else(|| address(other, reason)),
    })
}

fn failed(reason: &str) -> &'static str {
    match reason {
        "password" | "step-up-password" => "activity-wrong-password",
        "second-factor" => "activity-wrong-factor",
        "enrolment" => "activity-wrong-enrolment",
        _ => "activity-closed",
    }
}

fn ended(reason: &str) -> &'static str {
    match reason {
        "logout" => "activity-logout",
        "by-owner" | "others" => "activity-session-ended",
        _ => "activity-session-closed",
    }
}

fn admin(reason: &str) -> &'static str {
    match reason {
        "account-added" => "activity-made",
        "sessions-ended" => "activity-admin-sessions",
        _ => "activity-admin",
    }
}

fn factor(event: &str) -> Option<&'static str> {
    Some(match event {
        names::FACTOR_ADDED => "activity-factor-added",
        names::FACTOR_REMOVED => "activity-factor-removed",
        names::FACTOR_RENAMED => "activity-factor-renamed",
        names::KEY_COUNTER => "activity-key-counter",
        names::SMS_SENT => "activity-sms",
        names::FACTORS_WIPED => "activity-wiped",
        _ => return None,
    })
}

fn recovery(event: &str, success: bool) -> Option<&'static str> {
    Some(match event {
        names::RECOVERY_ACCEPTED => "activity-recovery",
        names::RECOVERY_WAITING => "activity-recovery-waiting",
        names::RECOVERY_CANCELLED => "activity-recovery-cancelled",
        names::RECOVERY_AGAIN => "activity-recovery-again",
        names::RECOVERY_DONE => "activity-recovery-done",
        names::RECOVERY_FAIL => "activity-recovery-fail",
        names::RECOVERY_VOID => "activity-recovery-void",
        names::CODE_ISSUED => "activity-code-issued",
        names::CODE_CONFIRMED => "activity-code-confirmed",
        names::CODE_TRIED if success => "activity-code-tried",
        names::CODE_TRIED => "activity-code-tried-wrong",
        _ => return None,
    })
}

fn address(event: &str, reason: &str) -> Option<&'static str> {
    Some(match (event, reason) {
        (names::ADDRESS_ASKED, _) => "activity-address-asked",
        (names::ADDRESS_CHANGED, "notice-mail-removed") => "activity-address-removed",
        (names::ADDRESS_CHANGED, _) => "activity-address-changed",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_that_an_owner_may_see_has_words() {
        for event in names::FOR_OWNER {
            let line = AuditLine {
                id: 1,
                at: jiff::Timestamp::UNIX_EPOCH,
                event: event.to_owned(),
                success: true,
                reason: String::new(),
                factor: None,
                actor: "visitor".to_owned(),
                on_behalf_of: None,
                account: None,
                journey: None,
                session_hash: None,
                address: None,
                user_agent: None,
                request: String::new(),
                detail: None,
                client: None,
                seq: None,
            };
            assert!(key(&line).is_some(), "{event}");
        }
    }
}
