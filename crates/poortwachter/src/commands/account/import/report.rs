//! What became of each line: in a file for a spreadsheet or a program, and a summary for the operator.
//!
//! It holds names, so it is for its owner's eyes only; it holds no password, hash or link.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::commands::csv_out;
use crate::commands::output::plain;
use crate::complaint::Complaint;

/// How many refused lines the summary shows.
const SHOWN: usize = 20;

/// What became of one line.
pub struct Line<'a> {
    /// Where it begins.
    pub number: u64,
    /// Whose it is; empty when that cannot be told.
    pub username: &'a str,
    /// `made`, `changed`, `skipped` or `refused`.
    pub outcome: &'static str,
    /// The column that is wrong.
    pub column: &'a str,
    /// Why, and what else there is to say.
    pub about: &'a str,
    /// The number for another channel.
    pub pin: Option<&'a str>,
}

/// How many lines ended how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New accounts.
    pub made: u64,
    /// Changed ones.
    pub changed: u64,
    /// Those that were left as they are.
    pub skipped: u64,
    /// Those that cannot be taken.
    pub refused: u64,
    shown: Vec<String>,
    file: Option<PathBuf>,
}

/// The report while it grows.
pub struct Report {
    out: Option<(BufWriter<File>, bool)>,
    with_pin: bool,
    counts: Counts,
}

impl Report {
    /// Makes the file, if one is wanted; one that is there already is a complaint.
    pub fn open(path: Option<&Path>, with_pin: bool) -> Result<Self, Complaint> {
        let mut report =
            Self { out: None, with_pin, counts: Counts { file: path.map(Path::to_owned), ..Counts::default() } };
        let Some(path) = path else { return Ok(report) };
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(|error| {
            let advice = "name a file that does not exist yet, in a folder that you may write to";
            Complaint::new(format!("a file that cannot be made ({error})"), advice).in_file(path).about("--report")
        })?;
        let json = path.extension().is_some_and(|end| end == "jsonl" || end == "json" || end == "ndjson");
        report.out = Some((BufWriter::new(file), json));
        if !json {
            let mut head = vec!["line", "username", "outcome", "column", "about"];
            head.extend(with_pin.then_some("pin"));
            report.write(&format!("\u{feff}{}", csv_out::row(&head)))?;
        }
        Ok(report)
    }

    /// Writes a line down.
    pub fn add(&mut self, line: &Line<'_>) -> Result<(), Complaint> {
        let counts = &mut self.counts;
        match line.outcome {
            "made" => counts.made += 1,
            "changed" => counts.changed += 1,
            "skipped" => counts.skipped += 1,
            _ => {
                counts.refused += 1;
                if counts.shown.len() < SHOWN {
                    counts.shown.push(said(line));
                }
            }
        }
        match &self.out {
            None => Ok(()),
            Some((_, true)) => self.write(&object(line)),
            Some((_, false)) => {
                let number = line.number.to_string();
                let mut cells = vec![number.as_str(), line.username, line.outcome, line.column, line.about];
                cells.extend(self.with_pin.then_some(line.pin.unwrap_or_default()));
                self.write(&csv_out::row(&cells))
            }
        }
    }

    fn write(&mut self, text: &str) -> Result<(), Complaint> {
        let Some((out, _)) = &mut self.out else { return Ok(()) };
        out.write_all(text.as_bytes()).map_err(|error| unwritable(&error))
    }

    /// Finishes the file.
    pub fn end(mut self) -> Result<Counts, Complaint> {
        if let Some((out, _)) = &mut self.out {
            out.flush().map_err(|error| unwritable(&error))?;
        }
        Ok(self.counts)
    }
}

fn unwritable(error: &std::io::Error) -> Complaint {
    let advice = "make room and run the same command again; what was stored is skipped then";
    Complaint::new(format!("a report that cannot be written ({error})"), advice).about("--report")
}

fn object(line: &Line<'_>) -> String {
    let mut object = json!({
        "line": line.number,
        "username": line.username,
        "outcome": line.outcome,
        "column": line.column,
        "about": line.about,
    });
    if let (Some(pin), Some(object)) = (line.pin, object.as_object_mut()) {
        object.insert("pin".to_owned(), pin.into());
    }
    format!("{object}\n")
}

fn said(line: &Line<'_>) -> String {
    let whose = if line.username.is_empty() { String::new() } else { format!(" ({})", plain(line.username)) };
    let column = if line.column.is_empty() { String::new() } else { format!(" {}:", plain(line.column)) };
    format!("line {}{whose}:{column} {}", line.number, plain(line.about))
}

impl Counts {
    /// All of them.
    pub fn lines(&self) -> u64 {
        self.made + self.changed + self.skipped + self.refused
    }

    /// What happened, or would.
    pub fn summary(&self, applied: bool) -> String {
        let Self { made, changed, skipped, refused, .. } = self;
        let mut text = if applied {
            format!("Made {made}, changed {changed}, skipped {skipped}, refused {refused}.\n")
        } else {
            format!("It would make {made}, change {changed}, skip {skipped} and refuse {refused}.\n")
        };
        for line in &self.shown {
            let _ = writeln!(text, "  {line}");
        }
        if self.refused > self.shown.len() as u64 {
            let more = if self.file.is_some() { "the report has them all" } else { "--report FILE writes them all" };
            let _ = writeln!(text, "  and {} more; {more}", self.refused - self.shown.len() as u64);
        }
        if let Some(file) = &self.file {
            let _ = writeln!(text, "The report is in {}.", plain(&file.display().to_string()));
        }
        text
    }
}
