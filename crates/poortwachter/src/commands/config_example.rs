//! `config example`: prints every settings key.

use std::io::Write;

use crate::complaint::{Complaint, Complaints};
use crate::settings::example;

/// Prints the example; a pipe that was closed early is a complaint, not a crash.
pub fn run() -> Result<(), Complaints> {
    std::io::stdout()
        .write_all(example::print().as_bytes())
        .map_err(|error| Complaint::new(format!("an output that takes nothing ({error})"), "write it to a file").into())
}
