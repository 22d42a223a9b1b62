//! `manual`: manual pages and completions, made from the definitions of the command line and from nothing else.

use std::path::Path;

use clap::CommandFactory;
use clap_complete::Shell;

use super::output;
use crate::cli::{Cli, Manual};
use crate::complaint::{Complaint, Complaints};

/// Writes `man/*.1` (one page for each command) and `completions/*`.
pub fn run(wanted: &Manual) -> Result<(), Complaints> {
    let (pages, completions) = (wanted.folder.join("man"), wanted.folder.join("completions"));
    write(&pages, |folder| clap_mangen::generate_to(Cli::command(), folder))?;
    write(&completions, |folder| {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish] {
            clap_complete::generate_to(shell, &mut Cli::command(), "poortwachter", folder)?;
        }
        Ok(())
    })?;
    let (pages, completions) = (pages.display(), completions.display());
    Ok(output::print(&format!("The manual pages are in {pages}, the completions in {completions}.\n"))?)
}

fn write(folder: &Path, make: impl FnOnce(&Path) -> std::io::Result<()>) -> Result<(), Complaint> {
    std::fs::create_dir_all(folder).and_then(|()| make(folder)).map_err(|error| {
        Complaint::new(format!("{}, where nothing can be written ({error})", folder.display()), "choose another folder")
    })
}
