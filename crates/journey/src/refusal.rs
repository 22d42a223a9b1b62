//! What is refused, in words that a page can look up.
//!
//! A refusal is expected: somebody mistyped, came too late or tried too often. Its `key` names the sentence in the translations; wrong
//! user, wrong password and a closed account share one.

use credentials::letter_code::LetterTypo;
use credentials::password::PasswordRefusal;
use credentials::phone::PhoneRefusal;
use credentials::recovery_code::{CodeTypo, RecoveryCodeFormat};
use credentials::security_key::{KeyRefusal, KeyRole};
use credentials::totp::TotpTypo;
use jiff::Timestamp;

/// An expected "no".
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Unknown name, wrong password or closed account: one sentence for all (requirement EN-01).
    LoginWrong,
    /// A field was left empty; the key of the sentence.
    Empty(&'static str),
    /// Too many tries.
    Throttled {
        /// When the next one is allowed; `None` when only a person can reopen it.
        retry_at: Option<Timestamp>,
        /// How many were made.
        count: u32,
    },
    /// This address asked for too many mails (requirement FP-06).
    AskedOften {
        /// When the next one may be asked for.
        retry_at: Option<Timestamp>,
    },
    /// What was typed cannot be a mail address.
    NoMailAddress,
    /// Recovery is paused after wrong codes (decision D3).
    CodePaused {
        /// When the next one is allowed.
        retry_at: Option<Timestamp>,
    },
    /// A wrong or used second factor.
    FactorWrong,
    /// A code of the app that was right a while ago.
    FactorExpired,
    /// Not six digits: told at once, burns no try.
    FactorTypo(TotpTypo),
    /// A wrong recovery code.
    CodeWrong,
    /// Not the form of a recovery code: told at once, burns no try (rule J7).
    CodeTypo(CodeTypo, RecoveryCodeFormat),
    /// What was typed back at S6 is not the code on the page.
    TypedBackWrong,
    /// A password that does not meet the rules.
    Password(PasswordRefusal),
    /// Not the form of a letter's code: told at once, counts nowhere.
    LetterTypo(LetterTypo),
    /// A letter's code that is unknown, used or too old: told alike.
    LetterWrong,
    /// Not six digits: told at once, burns no try of the link.
    PinTypo(TotpTypo),
    /// Not the number that goes with the activation link (rule J6b).
    PinWrong {
        /// How many tries the link has left.
        left: u32,
    },
    /// No method was chosen at S5.
    MethodMissing,
    /// What was typed is no mobile number that may be enrolled (requirement SM-06).
    Phone(PhoneRefusal),
    /// A code went out a moment ago (requirement SM-07).
    SmsWait {
        /// When the next one may go out.
        retry_at: Timestamp,
    },
    /// This journey, number, account or address has had its codes (requirement SM-07).
    SmsLimit {
        /// When the next one may go out; `None` for a journey that has had its three.
        retry_at: Option<Timestamp>,
    },
    /// No gateway, or no budget: nothing can be sent now (requirement SM-10).
    SmsAway,
    /// Not six digits: told at once, burns no try.
    SmsTypo(TotpTypo),
    /// Not the newest code that was sent.
    SmsWrong,
    /// A code was right, five minutes late.
    SmsExpired,
    /// A code before any was sent.
    SmsNotSent,
    /// A security key did not prove itself.
    Key(KeyRefusal),
    /// A passkey did not prove itself, or is registered already.
    Passkey(KeyRefusal),
    /// A security key that is registered already, for this account or another.
    KeyKnown,
    /// The page was sent without the answer of a key: its script did not run.
    KeyNoScript,
    /// The same for a passkey.
    PasskeyNoScript,
    /// A name for a key that is too long.
    NameTooLong {
        /// Characters at most.
        max: u32,
    },
    /// Too many people at once (threat 28).
    Busy,
}

impl Refusal {
    /// A key of this role did not prove itself.
    pub fn of_key(role: KeyRole, refusal: KeyRefusal) -> Self {
        match role {
            KeyRole::SecurityKey => Self::Key(refusal),
            KeyRole::Passkey => Self::Passkey(refusal),
        }
    }

    /// The page came without the answer of a key of this role.
    pub fn no_script(role: KeyRole) -> Self {
        match role {
            KeyRole::SecurityKey => Self::KeyNoScript,
            KeyRole::Passkey => Self::PasskeyNoScript,
        }
    }

    /// The key is registered already, for this account or another.
    pub fn known(role: KeyRole) -> Self {
        match role {
            KeyRole::SecurityKey => Self::KeyKnown,
            KeyRole::Passkey => Self::Passkey(KeyRefusal::AlreadyHeld),
        }
    }
}
