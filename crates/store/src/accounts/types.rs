//! What an account is to its readers and writers. None of these has `Debug`: they hold personal data.

use credentials::ids::AccountId;
use jiff::Timestamp;
use journey::{AccountStatus, Epoch, Language, Policy, Role, Username};

/// An account that does not exist yet.
#[derive(Clone)]
pub struct NewAccount {
    /// The one form of the name.
    pub username: Username,
    /// How the person is called.
    pub display_name: String,
    /// Where links and notices go.
    pub mail: Option<String>,
    /// A second address for notices only (requirement RC-07).
    pub notice_mail: Option<String>,
    /// A phone number; stored sealed.
    pub phone: Option<String>,
    /// Names for applications.
    pub groups: Vec<String>,
    /// What they may do in the portal.
    pub role: Role,
    /// In which language they are written to.
    pub language: Language,
}

/// An account as it is stored, without its secrets.
#[derive(Clone)]
pub struct Account {
    /// Which account.
    pub id: AccountId,
    /// The one form of the name.
    pub username: Username,
    /// How the person is called.
    pub display_name: String,
    /// Where links and notices go.
    pub mail: Option<String>,
    /// A second address for notices only.
    pub notice_mail: Option<String>,
    /// A phone number.
    pub phone: Option<String>,
    /// Names for applications.
    pub groups: Vec<String>,
    /// What they may do in the portal.
    pub role: Role,
    /// In which language they are written to.
    pub language: Language,
    /// Whether they may log in.
    pub status: AccountStatus,
    /// Why not.
    pub status_reason: Option<String>,
    /// Counts wipes, first factors, password changes and suspensions (rule J13).
    pub epoch: Epoch,
    /// When the password was last set; `None` before the first.
    pub password_set_at: Option<Timestamp>,
    /// When the account was last recovered, or its forgotten password set (requirement RC-09).
    pub recovered_at: Option<Timestamp>,
    /// When the account was made.
    pub created_at: Timestamp,
    /// When it was last changed by a person.
    pub updated_at: Timestamp,
    /// When it is to be erased, if somebody ordered that.
    pub erase_at: Option<Timestamp>,
    /// When it was erased: a pseudonym without a person from then on.
    pub erased_at: Option<Timestamp>,
}

impl Account {
    /// Until when its addresses stay as they are, if that is still to come (requirement RC-09).
    pub fn cooling_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.recovered_at.map(|at| at + Policy::COOLING).filter(|until| now < *until)
    }
}

/// What to change; `None` leaves a field as it is, and the inner `None` clears it.
#[derive(Clone, Default)]
pub struct AccountChange {
    /// How the person is called.
    pub display_name: Option<String>,
    /// Where links and notices go.
    pub mail: Option<Option<String>>,
    /// A second address for notices only.
    pub notice_mail: Option<Option<String>>,
    /// A phone number.
    pub phone: Option<Option<String>>,
    /// Names for applications.
    pub groups: Option<Vec<String>>,
    /// What they may do in the portal.
    pub role: Option<Role>,
    /// In which language they are written to.
    pub language: Option<Language>,
}

/// Which accounts to list; everything given must hold.
#[derive(Clone, Debug, Default)]
pub struct AccountFilter {
    /// Only those with this status.
    pub status: Option<AccountStatus>,
    /// Only those whose username begins with this text.
    pub username_prefix: Option<String>,
}

/// One line of the list of accounts.
#[derive(Clone)]
pub struct AccountLine {
    /// Which account.
    pub id: AccountId,
    /// The one form of the name.
    pub username: Username,
    /// How the person is called.
    pub display_name: String,
    /// What they may do in the portal.
    pub role: Role,
    /// Whether they may log in.
    pub status: AccountStatus,
    /// How many factors count.
    pub factors: u32,
    /// Whether a password was ever set.
    pub password_set: bool,
}
