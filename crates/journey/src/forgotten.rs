//! Who asks for a new password or for a username, and what is mailed then (rule J12, requirements FP-01 and FP-06).
//!
//! A request knows nothing of accounts: it is answered later, by mail only, so that nobody learns from the page who has one.

use jiff::SignedDuration;

use crate::account::{AccountFacts, AccountStatus, text_form};
use crate::notice::NoticeKind;

/// What somebody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RequestKind {
    /// A new password, for a username.
    Password,
    /// The usernames that belong to a mail address.
    Username,
}
text_form!(RequestKind { Password => "password", Username => "username" });

/// How long a request waits to be answered. A mail that comes later frightens more than it helps: the person has asked again by then.
pub const REQUEST_LIFE: SignedDuration = SignedDuration::from_hours(1);

/// The mail for an account whose password was forgotten.
///
/// Only an active account that has a password and a factor gets a link (rule J12); the others are told what to do, and nothing is set on them.
pub fn password_mail(facts: &AccountFacts) -> NoticeKind {
    if facts.status != AccountStatus::Active {
        NoticeKind::PasswordAskedClosed
    } else if facts.first_password_at.is_none() {
        NoticeKind::PasswordAskedEarly
    } else if !facts.has_factor() {
        NoticeKind::PasswordAskedNoFactor
    } else {
        NoticeKind::PasswordLink
    }
}

#[cfg(test)]
mod tests {
    use credentials::ids::{AccountId, FactorId};
    use jiff::Timestamp;
    use uuid::Uuid;

    use super::*;
    use crate::account::{Epoch, FactorFact, FactorKind, Role};

    fn facts(status: AccountStatus, password: bool, factor: bool) -> AccountFacts {
        let held = FactorFact {
            id: FactorId::from_uuid(Uuid::from_u128(1)),
            kind: FactorKind::Totp,
            last_used_at: None,
            bound_at: Timestamp::UNIX_EPOCH,
            bound_by: None,
        };
        AccountFacts {
            account: AccountId::NOBODY,
            epoch: Epoch(0),
            status,
            role: Role::User,
            factors: if factor { vec![held] } else { Vec::new() },
            ever_enrolled: factor,
            code: None,
            first_password_at: password.then_some(Timestamp::UNIX_EPOCH),
            must_change_password: false,
            recovered_at: None,
        }
    }

    #[test]
    fn j12_only_an_active_account_with_password_and_factor_gets_a_link() {
        use AccountStatus::{Active, Disabled, Suspended};
        for (status, password, factor, mail) in [
            (Active, true, true, NoticeKind::PasswordLink),
            (Active, true, false, NoticeKind::PasswordAskedNoFactor),
            (Active, false, false, NoticeKind::PasswordAskedEarly),
            (Active, false, true, NoticeKind::PasswordAskedEarly),
            (Disabled, true, true, NoticeKind::PasswordAskedClosed),
            (Suspended, true, true, NoticeKind::PasswordAskedClosed),
            (Suspended, false, false, NoticeKind::PasswordAskedClosed),
        ] {
            assert_eq!(password_mail(&facts(status, password, factor)), mail, "{status:?} {password} {factor}");
        }
    }
}
