//! `demo`.

use crate::cli::Demo;
use crate::complaint::{Complaint, Complaints};

/// Answers that this build cannot do it.
pub fn run(_demo: &Demo) -> Result<(), Complaints> {
    Err(Complaint::new("the command `demo`, which is not in this build", "take a later version").into())
}
