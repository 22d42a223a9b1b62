//! The line about help texts.

use super::report::Report;
use crate::help;
use crate::settings::Settings;

const TOPIC: &str = "help texts";

/// Says whose texts there are, or each thing that is wrong with the operator's.
pub fn look(settings: &Settings, report: &mut Report) {
    match (help::library(settings), &settings.help.folder) {
        (Ok(_), None) => report.ok(TOPIC, "our own"),
        (Ok(library), Some(folder)) => {
            let text = format!("{} stands over ours; topics of its own: {}", folder.display(), library.new_topics());
            report.ok(TOPIC, &text);
        }
        (Err(complaints), _) => {
            for complaint in complaints.0 {
                report.wrong(TOPIC, &complaint.to_string());
            }
        }
    }
}
