//! `audit export`: every entry of a range, page by page, so that millions of them need no memory.

use super::note_reading;
use crate::audit_log::csv;
use crate::audit_log::entry::{FIELDS, cells, json_line};
use crate::cli::audit::{Export, Format};
use crate::commands::account::desk;
use crate::commands::output::print;
use crate::complaint::Complaints;

/// How many entries are read at a time.
const PAGE: u32 = 1000;

/// Prints the entries, the oldest first.
pub async fn run(asked: &Export) -> Result<(), Complaints> {
    desk::work(&asked.file, None, async |desk| {
        let (range, words) = desk.audit_range(&asked.range).await?;
        note_reading(desk, "audit-export", &words, asked.reason.as_deref()).await?;
        if asked.format == Format::Csv {
            print(&csv::row(FIELDS))?;
        }
        let mut after = 0;
        loop {
            let page = desk.store.read_audit(&range, after, PAGE).await.map_err(desk::fault)?;
            let Some(last) = page.last() else { return Ok(String::new()) };
            after = last.line.id;
            let text: String = match asked.format {
                Format::Jsonl => page.iter().map(|entry| json_line(entry) + "\n").collect(),
                Format::Csv => page.iter().map(|entry| csv::row(cells(entry))).collect(),
            };
            print(&text)?;
        }
    })
    .await
}
