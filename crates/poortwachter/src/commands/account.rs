//! `account`.

use crate::cli::Account;
use crate::complaint::{Complaint, Complaints};

/// Answers that this build cannot do it.
pub fn run(_command: &Account) -> Result<(), Complaints> {
    Err(Complaint::new("the command `account`, which is not in this build", "take a later version").into())
}
