//! `config example`: prints every settings key.

use super::output;
use crate::complaint::Complaints;
use crate::settings::example;

/// Prints the example.
pub fn run() -> Result<(), Complaints> {
    Ok(output::print(&example::print())?)
}
