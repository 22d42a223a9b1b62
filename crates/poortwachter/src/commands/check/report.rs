//! The lines of `check`.

use crate::commands::output::columns;
use crate::complaint::{Complaint, Complaints};

/// How a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Ok,
    Warning,
    Wrong,
}

/// All lines so far.
#[derive(Debug, Default)]
pub struct Report(Vec<(Mark, &'static str, String)>);

impl Report {
    /// Notes that something is as it should be.
    pub fn ok(&mut self, topic: &'static str, text: &str) {
        self.0.push((Mark::Ok, topic, text.to_owned()));
    }

    /// Notes something that works and deserves a thought.
    pub fn warn(&mut self, topic: &'static str, text: &str) {
        self.0.push((Mark::Warning, topic, text.to_owned()));
    }

    /// Notes something that has to be put right, and how.
    pub fn wrong(&mut self, topic: &'static str, text: &str) {
        self.0.push((Mark::Wrong, topic, text.to_owned()));
    }

    /// The lines for the terminal.
    pub fn text(&self) -> String {
        let word = |mark| match mark {
            Mark::Ok => "ok",
            Mark::Warning => "warning",
            Mark::Wrong => "NOT OK",
        };
        let row = |(mark, topic, text): &(Mark, &str, String)| {
            vec![word(*mark).to_owned(), (*topic).to_owned(), text.clone()]
        };
        columns(&self.0.iter().map(row).collect::<Vec<_>>())
    }

    /// A complaint when a line is not ok.
    pub fn verdict(&self) -> Result<(), Complaints> {
        match self.0.iter().filter(|(mark, ..)| *mark == Mark::Wrong).count() {
            0 => Ok(()),
            1 => Err(Complaint::new("1 line that is not ok", "do what it says and check again").into()),
            wrong => {
                Err(Complaint::new(format!("{wrong} lines that are not ok"), "do what they say and check again").into())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_do_not_fail() {
        let mut report = Report::default();
        report.ok("a", "fine");
        report.warn("b", "chosen");
        assert!(report.verdict().is_ok());
        report.wrong("c", "do this");
        assert!(report.verdict().unwrap_err().to_string().contains("1 line"));
        assert_eq!(report.text(), "ok       a  fine\nwarning  b  chosen\nNOT OK   c  do this\n");
    }
}
