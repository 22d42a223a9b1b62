//! `check`.

use crate::cli::SettingsFile;
use crate::complaint::{Complaint, Complaints};

/// Answers that this build cannot do it.
pub fn run(_settings: &SettingsFile) -> Result<(), Complaints> {
    Err(Complaint::new("the command `check`, which is not in this build", "take a later version").into())
}
