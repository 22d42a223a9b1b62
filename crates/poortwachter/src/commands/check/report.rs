//! The lines of `check` and `doctor`.

use serde::Serialize;

use crate::commands::output::columns;
use crate::complaint::{Complaint, Complaints};

/// How a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// As it should be.
    Ok,
    /// It works and deserves a thought.
    Warning,
    /// It has to be put right.
    Wrong,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// How it stands.
    pub mark: Mark,
    /// What it is about.
    pub topic: &'static str,
    /// What was found; the lines of `check` say in it what to do.
    pub found: String,
    /// What to do, where it stands apart.
    pub remedy: Option<String>,
}

impl Line {
    /// A line about something that is as it should be.
    pub fn ok(topic: &'static str, found: impl Into<String>) -> Self {
        Self { mark: Mark::Ok, topic, found: found.into(), remedy: None }
    }

    /// A line about something that works and deserves a thought.
    pub fn warning(topic: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { mark: Mark::Warning, topic, found: found.into(), remedy: Some(remedy.into()) }
    }

    /// A line about something that has to be put right.
    pub fn wrong(topic: &'static str, found: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { mark: Mark::Wrong, ..Self::warning(topic, found, remedy) }
    }
}

/// All lines so far.
#[derive(Debug, Default)]
pub struct Report(Vec<Line>);

impl Report {
    /// Notes that something is as it should be.
    pub fn ok(&mut self, topic: &'static str, text: &str) {
        self.0.push(Line::ok(topic, text));
    }

    /// Notes something that works and deserves a thought.
    pub fn warn(&mut self, topic: &'static str, text: &str) {
        self.0.push(Line { mark: Mark::Warning, ..Line::ok(topic, text) });
    }

    /// Notes something that has to be put right, and how.
    pub fn wrong(&mut self, topic: &'static str, text: &str) {
        self.0.push(Line { mark: Mark::Wrong, ..Line::ok(topic, text) });
    }

    /// Adds lines that were made elsewhere.
    pub fn extend(&mut self, lines: impl IntoIterator<Item = Line>) {
        self.0.extend(lines);
    }

    /// The lines for the terminal.
    pub fn text(&self) -> String {
        let word = |mark| match mark {
            Mark::Ok => "ok",
            Mark::Warning => "warning",
            Mark::Wrong => "NOT OK",
        };
        let row = |line: &Line| {
            let remedy = line.remedy.as_ref().map(|remedy| format!("; {remedy}")).unwrap_or_default();
            vec![word(line.mark).to_owned(), line.topic.to_owned(), format!("{}{remedy}", line.found)]
        };
        columns(&self.0.iter().map(row).collect::<Vec<_>>())
    }

    /// The lines for a program, on one line.
    pub fn json(&self) -> String {
        let count = |mark| self.0.iter().filter(|line| line.mark == mark).count();
        let all = serde_json::json!({"wrong": count(Mark::Wrong), "warnings": count(Mark::Warning), "lines": self.0});
        format!("{all}\n")
    }

    /// A complaint when a line is not ok.
    pub fn verdict(&self) -> Result<(), Complaints> {
        match self.0.iter().filter(|line| line.mark == Mark::Wrong).count() {
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
        report.extend([Line::wrong("d", "broken", "mend it")]);
        assert!(report.verdict().unwrap_err().to_string().contains("2 lines"));
        let text = "ok       a  fine\nwarning  b  chosen\nNOT OK   c  do this\nNOT OK   d  broken; mend it\n";
        assert_eq!(report.text(), text);
        let json: serde_json::Value = serde_json::from_str(&report.json()).unwrap();
        assert_eq!((&json["wrong"], &json["warnings"]), (&2.into(), &1.into()));
        let last = serde_json::json!({"mark": "wrong", "topic": "d", "found": "broken", "remedy": "mend it"});
        assert_eq!(json["lines"][3], last);
    }
}
