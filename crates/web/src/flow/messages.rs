//! The sentence of every refusal.

use credentials::letter_code::LetterTypo;
use credentials::password::PasswordRefusal;
use credentials::phone::PhoneRefusal;
use credentials::recovery_code::{CodeTypo, RecoveryCodeFormat};
use credentials::security_key::KeyRefusal;
use credentials::totp::TotpTypo;
use jiff::Timestamp;
use journey::Refusal;

use crate::hashing::RETRY_AFTER;
use crate::look::{Arg, Message};
use crate::pages::FieldError;

/// The sentence at a field.
pub fn field_error(field: &'static str, refusal: &Refusal, now: Timestamp) -> FieldError {
    FieldError { field, message: message(refusal, now) }
}

/// Whole seconds until the next try is allowed, at least one.
pub fn wait_seconds(refusal: &Refusal, now: Timestamp) -> Option<u32> {
    let retry_at = match refusal {
        Refusal::Throttled { retry_at, .. }
        | Refusal::AskedOften { retry_at }
        | Refusal::CodePaused { retry_at }
        | Refusal::SmsLimit { retry_at } => *retry_at,
        Refusal::SmsWait { retry_at } => Some(*retry_at),
        _ => None,
    };
    let left = retry_at?.duration_since(now).as_secs().max(0);
    Some(u32::try_from(left).unwrap_or(u32::MAX).saturating_add(1))
}

fn message(refusal: &Refusal, now: Timestamp) -> Message {
    match refusal {
        Refusal::LoginWrong => Message::new("login-wrong"),
        Refusal::Empty(key) => Message::new(key),
        Refusal::Throttled { count, .. } => match wait_seconds(refusal, now) {
            Some(seconds) => Message::new("throttled").arg("wait", Arg::Wait(seconds)).arg("count", *count),
            None => Message::new("throttled-stopped"),
        },
        Refusal::AskedOften { .. } => {
            Message::new("forgot-often").arg("wait", Arg::Wait(wait_seconds(refusal, now).unwrap_or(0)))
        }
        Refusal::NoMailAddress => Message::new("forgot-no-mail-address"),
        Refusal::CodePaused { .. } => {
            Message::new("code-paused").arg("wait", Arg::Wait(wait_seconds(refusal, now).unwrap_or(0)))
        }
        Refusal::FactorWrong => Message::new("factor-wrong"),
        Refusal::FactorExpired => Message::new("factor-expired"),
        Refusal::FactorTypo(typo) => factor_typo(typo),
        Refusal::CodeWrong => Message::new("code-wrong"),
        Refusal::CodeTypo(typo, format) => code_typo(typo, *format),
        Refusal::TypedBackWrong => Message::new("typed-back-wrong"),
        Refusal::Password(refusal) => password(refusal),
        Refusal::LetterTypo(typo) => letter_typo(typo),
        Refusal::LetterWrong => Message::new("letter-code-wrong"),
        Refusal::PinTypo(typo) => pin_typo(typo),
        Refusal::PinWrong { left } => Message::new("pin-wrong").arg("left", *left),
        Refusal::MethodMissing => Message::new("method-missing"),
        Refusal::Phone(refusal) => Message::new(phone(*refusal)),
        Refusal::SmsTypo(typo) => sms_typo(typo),
        Refusal::SmsWrong => Message::new("sms-wrong"),
        Refusal::SmsExpired => Message::new("sms-expired"),
        Refusal::SmsNotSent => Message::new("sms-none-sent"),
        Refusal::SmsAway => Message::new("sms-away"),
        Refusal::SmsWait { .. } => {
            Message::new("sms-wait").arg("wait", Arg::Wait(wait_seconds(refusal, now).unwrap_or(0)))
        }
        Refusal::SmsLimit { .. } => match wait_seconds(refusal, now) {
            Some(seconds) => Message::new("sms-limit").arg("wait", Arg::Wait(seconds)),
            None => Message::new("sms-limit-journey"),
        },
        Refusal::Key(refusal) => Message::new(key(refusal)),
        Refusal::Passkey(refusal) => Message::new(passkey(refusal)),
        Refusal::KeyKnown => Message::new("key-known"),
        Refusal::KeyNoScript => Message::new("key-no-script"),
        Refusal::PasskeyNoScript => Message::new("passkey-no-script"),
        Refusal::NameTooLong { max } => Message::new("key-name-too-long").arg("max", *max),
        Refusal::Busy => Message::new("busy").arg("wait", Arg::Wait(RETRY_AFTER)),
    }
}

fn factor_typo(typo: &TotpTypo) -> Message {
    match typo {
        TotpTypo::Empty => Message::new("factor-empty"),
        TotpTypo::NotDigits => Message::new("factor-not-digits"),
        TotpTypo::WrongLength { got } => Message::new("factor-length").arg("got", number(*got)),
    }
}

fn sms_typo(typo: &TotpTypo) -> Message {
    match typo {
        TotpTypo::Empty => Message::new("sms-empty"),
        TotpTypo::NotDigits => Message::new("sms-not-digits"),
        TotpTypo::WrongLength { got } => Message::new("factor-length").arg("got", number(*got)),
    }
}

fn letter_typo(typo: &LetterTypo) -> Message {
    match typo {
        LetterTypo::Empty => Message::new("letter-code-empty"),
        LetterTypo::BadCharacter { found } => Message::new("letter-code-characters").arg("found", found.to_string()),
        LetterTypo::WrongLength { got } => Message::new("letter-code-length").arg("got", number(*got)),
        LetterTypo::BadCheckSymbol => Message::new("letter-code-check"),
    }
}

fn pin_typo(typo: &TotpTypo) -> Message {
    match typo {
        TotpTypo::Empty => Message::new("pin-empty"),
        TotpTypo::NotDigits => Message::new("pin-not-digits"),
        TotpTypo::WrongLength { got } => Message::new("pin-length").arg("got", number(*got)),
    }
}

fn phone(refusal: PhoneRefusal) -> &'static str {
    match refusal {
        PhoneRefusal::Empty => "phone-empty",
        PhoneRefusal::BadCharacter => "phone-characters",
        PhoneRefusal::TooShort => "phone-too-short",
        PhoneRefusal::TooLong => "phone-too-long",
        PhoneRefusal::Unknown => "phone-unknown",
        PhoneRefusal::NotMobile => "phone-not-mobile",
        PhoneRefusal::Country => "phone-country",
    }
}

/// What helps the person; what exactly was wrong with the key's answer is for the log.
fn key(refusal: &KeyRefusal) -> &'static str {
    match refusal {
        KeyRefusal::Expired => "key-expired",
        KeyRefusal::UnknownKey => "key-unknown",
        KeyRefusal::AlreadyHeld => "key-known",
        KeyRefusal::NotTouched => "key-not-touched",
        KeyRefusal::CounterNotGreater { .. } => "key-counter",
        KeyRefusal::NotASecurityKey => "key-is-passkey",
        KeyRefusal::AttestationRefused | KeyRefusal::Algorithm | KeyRefusal::Backup => "key-not-allowed",
        KeyRefusal::WrongOrigin | KeyRefusal::CrossOrigin | KeyRefusal::WrongRelyingParty => "key-wrong-site",
        KeyRefusal::Malformed
        | KeyRefusal::WrongType
        | KeyRefusal::WrongChallenge
        | KeyRefusal::WrongSignature
        | KeyRefusal::NotVerified
        | KeyRefusal::NotDiscoverable
        | KeyRefusal::Sealed(_) => "key-failed",
    }
}

/// The same for a passkey.
fn passkey(refusal: &KeyRefusal) -> &'static str {
    match refusal {
        KeyRefusal::Expired => "key-expired",
        KeyRefusal::UnknownKey => "passkey-unknown",
        KeyRefusal::AlreadyHeld => "passkey-known",
        KeyRefusal::NotVerified | KeyRefusal::NotTouched => "passkey-not-verified",
        KeyRefusal::NotDiscoverable | KeyRefusal::Algorithm | KeyRefusal::AttestationRefused => "passkey-not-possible",
        KeyRefusal::CounterNotGreater { .. } | KeyRefusal::Backup => "passkey-changed",
        KeyRefusal::WrongOrigin | KeyRefusal::CrossOrigin | KeyRefusal::WrongRelyingParty => "passkey-wrong-site",
        KeyRefusal::Malformed
        | KeyRefusal::WrongType
        | KeyRefusal::WrongChallenge
        | KeyRefusal::WrongSignature
        | KeyRefusal::NotASecurityKey
        | KeyRefusal::Sealed(_) => "passkey-failed",
    }
}

fn code_typo(typo: &CodeTypo, format: RecoveryCodeFormat) -> Message {
    match typo {
        CodeTypo::Empty => Message::new("code-empty"),
        CodeTypo::BadCharacter { found } => Message::new("code-characters").arg("found", found.to_string()),
        CodeTypo::BadCheckSymbol => Message::new("code-check"),
        CodeTypo::WrongLength { expected, got } => {
            let message = match format {
                RecoveryCodeFormat::Digits4x4 => Message::new("code-length"),
                RecoveryCodeFormat::Base32x4x4 => Message::new("code-length-base32"),
            };
            message.arg("expected", number(*expected)).arg("got", number(*got))
        }
    }
}

fn password(refusal: &PasswordRefusal) -> Message {
    match refusal {
        PasswordRefusal::TooShort { min, got } => {
            Message::new("password-too-short").arg("min", number(*min)).arg("got", number(*got))
        }
        PasswordRefusal::TooLong { max } => Message::new("password-too-long").arg("max", number(*max)),
        PasswordRefusal::ControlCharacter => Message::new("password-control"),
        PasswordRefusal::ContextWord => Message::new("password-context"),
        PasswordRefusal::Common => Message::new("password-common"),
        PasswordRefusal::Leaked => Message::new("password-leaked"),
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
