//! How long a reset waits (requirements RC-11, RC-13 and RC-14): a day in which its owner can notice and stop it.

use jiff::SignedDuration;
use journey::Role;
use store::Account;

use super::desk::{self, Desk};
use crate::cli::account::ResetFactor;
use crate::complaint::{Complaint, quoted};

/// The word in the audit log for a rescue (requirement RC-14).
pub const RESCUE: &str = "reset-rescue";

/// How long, and the word for the audit log when somebody skipped it.
pub struct Delay {
    /// Zero for at once.
    pub wait: SignedDuration,
    /// Which exception was used.
    pub skipped: Option<&'static str>,
}

impl Delay {
    /// Nothing waits.
    pub const NONE: Self = Self { wait: SignedDuration::ZERO, skipped: None };
}

/// The delay of a reset of this account, as asked on the command line.
pub async fn of(desk: &Desk, account: &Account, asked: &ResetFactor) -> Result<Delay, Complaint> {
    let privileged = matches!(account.role, Role::HelpDesk | Role::Administrator);
    let word = match (asked.now, asked.rescue, privileged) {
        (true, _, true) => return Err(always_waits(account)),
        (_, true, false) => return Err(no_rescue(account)),
        (true, _, false) => Some("reset-without-delay"),
        (_, true, true) => Some(RESCUE),
        (false, false, _) => None,
    };
    let hours = desk.settings.recovery.help_desk_delay_hours(account.role);
    let facts = desk.store.facts(account.id).await.map_err(desk::fault)?;
    // Somebody who never had a factor has none to lose: the link is a second activation (rule J6b).
    let wait = if word.is_none() && facts.is_some_and(|facts| facts.ever_enrolled) { hours } else { 0 };
    Ok(Delay { wait: SignedDuration::from_hours(wait.into()), skipped: word })
}

fn always_waits(account: &Account) -> Complaint {
    let found = format!("{} with the role {}", quoted(account.username.as_str()), account.role.as_str());
    let advice = "leave --now out, since such a reset waits; only when nobody else can get in, --rescue skips the wait";
    Complaint::new(found, advice).about("--now")
}

fn no_rescue(account: &Account) -> Complaint {
    let found = format!("{} with the role {}", quoted(account.username.as_str()), account.role.as_str());
    Complaint::new(found, "a rescue is for the help desk and administrators; --now skips the wait of everybody else")
        .about("--rescue")
}
