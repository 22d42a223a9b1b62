//! `help export`: our help texts and pictures in a folder, to change and to name in `help.folder`.

use super::output;
use crate::cli::HelpExport;
use crate::complaint::Complaints;
use crate::help;

/// Writes the folder and says what comes next.
pub fn run(wanted: &HelpExport) -> Result<(), Complaints> {
    let written = help::export(&wanted.folder)?;
    let folder = wanted.folder.display();
    let said = format!(
        "{written} files are in {folder}. Change what you want to say otherwise and take out the rest: what is not there is ours, also\n\
         after an upgrade. Then set help.folder to it, run `poortwachter check` and restart the portal.\n"
    );
    Ok(output::print(&said)?)
}
