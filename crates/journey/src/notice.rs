//! What is told to the owner of an account (rule J9).
//!
//! A notice is a fact: what, when and from where. Which addresses it goes to, in which language and with which words is decided where
//! the outbox is filled and emptied.

use serde::{Deserialize, Serialize};

use crate::account::text_form;

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum NoticeKind {
    /// The recovery code was used; every factor is wiped (requirement RC-06).
    RecoveryDone,
    /// The same code was entered again to go on with an open recovery (rule J4).
    RecoveryAgain,
    /// A factor was added.
    FactorAdded,
    /// A factor was removed.
    FactorRemoved,
    /// A security key counted backwards: somebody may have copied it (requirement WA-07).
    KeyCounter,
    /// A new recovery code was issued.
    RecoveryCodeIssued,
    /// The first wrong recovery code after the right password (decision D3).
    WrongRecoveryCode,
    /// The recovery code no longer works after ten wrong tries (decision D3).
    RecoveryCodeVoided,
    /// Five wrong second factors after the right password within 24 hours (decision D9).
    SecondFactorAttack,
    /// The first password was set.
    PasswordSet,
    /// The password was changed by somebody who knew the old one and had the factor.
    PasswordChanged,
    /// A forgotten password was set anew, with a mailed link (rule J12).
    PasswordReset,
    /// The recovery code was used, and takes effect after a delay that can be cancelled (requirement RC-10).
    RecoveryWaiting,
    /// A recovery that waited was cancelled, by a login with the factor or by the link in its notice (requirement RC-10).
    RecoveryCancelled,
    /// A reset that the help desk started was redeemed.
    ResetByHelpDesk,
    /// The link with which a new account is activated.
    ActivationLink,
    /// The link of a reset that the help desk started.
    ResetLink,
    /// The link with which somebody whose password came from another system sets up the first factor.
    SetUpLink,
    /// A mail address or telephone number of the account was changed.
    AddressChanged,
    /// Somebody at one of its addresses said "that was not me": the account is suspended (requirement RC-08).
    AccountSuspended,
    /// The help desk opened it again: what was disputed is gone (rule J9).
    AccountReinstated,
    /// The same objection, as the help desk is told of it.
    ObjectionForHelpDesk,
    /// The help desk started a reset (requirements RC-11 and RC-13): said at the start, to every address.
    ResetStarted,
    /// A link or code is on its way by letter.
    LetterSent,
    /// The link for a forgotten password (rule J12).
    PasswordLink,
    /// A new password was asked for an account that is closed or suspended: no link.
    PasswordAskedClosed,
    /// A new password was asked for an account that was never activated: no link.
    PasswordAskedEarly,
    /// A new password was asked for an account without a factor: no link (rule J12).
    PasswordAskedNoFactor,
    /// The usernames that belong to a mail address.
    UsernameReminder,
    /// The link with which a new mail address is confirmed; goes to that address.
    AddressLink,
}
text_form!(NoticeKind {
    RecoveryDone => "recovery-done", RecoveryAgain => "recovery-again", FactorAdded => "factor-added",
    FactorRemoved => "factor-removed", KeyCounter => "key-counter",
    RecoveryCodeIssued => "recovery-code-issued", WrongRecoveryCode => "wrong-recovery-code",
    RecoveryCodeVoided => "recovery-code-voided", SecondFactorAttack => "second-factor-attack",
    PasswordChanged => "password-changed", PasswordReset => "password-reset",
    RecoveryWaiting => "recovery-waiting", RecoveryCancelled => "recovery-cancelled",
    PasswordSet => "password-set", ResetByHelpDesk => "reset-by-help-desk",
    ActivationLink => "activation-link", ResetLink => "reset-link", SetUpLink => "set-up-link",
    AddressChanged => "address-changed", AccountSuspended => "account-suspended",
    AccountReinstated => "account-reinstated", ObjectionForHelpDesk => "objection-for-help-desk",
    ResetStarted => "reset-started", LetterSent => "letter-sent",
    PasswordLink => "password-link", PasswordAskedClosed => "password-asked-closed",
    PasswordAskedEarly => "password-asked-early", PasswordAskedNoFactor => "password-asked-no-factor",
    UsernameReminder => "username-reminder", AddressLink => "address-link",
});

impl NoticeKind {
    /// What goes to every address of an account, and to its telephones; the others are mails of one purpose.
    pub const TOLD: [Self; 19] = [
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
        Self::PasswordChanged,
        Self::PasswordReset,
        Self::RecoveryWaiting,
        Self::RecoveryCancelled,
        Self::ResetByHelpDesk,
        Self::ResetStarted,
        Self::AddressChanged,
        Self::AccountSuspended,
        Self::AccountReinstated,
    ];

    /// Whether its mail carries the link "that was not me" (requirement RC-08). Mails with another link do not, nor does what is said after
    /// an objection: whoever doubts that calls the help desk. What waits is cancelled by a link of its own (requirement RC-10).
    pub fn may_be_objected_to(self) -> bool {
        let other = matches!(self, Self::AccountSuspended | Self::AccountReinstated | Self::RecoveryWaiting);
        Self::TOLD.contains(&self) && !other
    }
}

/// One thing to tell; the store adds the time, the place and the account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Notice {
    /// What it is about.
    pub kind: NoticeKind,
}
