//! `account access-report`: who can get in, with what, and when each was last used.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use jiff::Timestamp;
use journey::CodeStatus;
use serde_json::{Value, json};
use store::{AccessFactor, AccessLine};

use super::desk::{self, Desk};
use crate::cli::account::AccessReport;
use crate::commands::csv_out;
use crate::commands::output::{columns, plain};
use crate::complaint::{Complaint, Complaints};

/// How many accounts are read at a time.
const PAGE: u32 = 500;

const HEAD: [&str; 14] = [
    "username",
    "name",
    "role",
    "groups",
    "status",
    "can get in",
    "password",
    "factors",
    "factors disputed",
    "recovery code",
    "last login",
    "factor last used",
    "made at",
    "erase at",
];

enum Shape {
    Table,
    Csv,
    Jsonl,
}

/// Writes the report.
pub async fn run(report: &AccessReport) -> Result<(), Complaints> {
    desk::work(&report.settings, None, async |desk| {
        let (shape, file) = match (&report.csv, &report.jsonl) {
            (Some(file), _) => (Shape::Csv, Some(file)),
            (None, Some(file)) => (Shape::Jsonl, Some(file)),
            (None, None) => (Shape::Table, None),
        };
        match file.filter(|file| *file != Path::new("-")) {
            Some(file) => to_file(desk, &shape, file).await,
            None => to_text(desk, &shape).await,
        }
    })
    .await
}

async fn to_file(desk: &Desk, shape: &Shape, file: &Path) -> Result<String, Complaint> {
    let unwritable = |error: std::io::Error| {
        let advice = "name a file that does not exist yet, in a folder that you may write to";
        Complaint::new(format!("a file that cannot be written ({error})"), advice).in_file(file)
    };
    let made: File = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file).map_err(unwritable)?;
    let mut out = BufWriter::new(made);
    let mut people = 0_u64;
    each_page(desk, shape, |text, count| {
        people += count;
        out.write_all(text.as_bytes()).map_err(unwritable)
    })
    .await?;
    out.flush().map_err(unwritable)?;
    Ok(format!("Wrote {people} accounts to {}.\n", plain(&file.display().to_string())))
}

async fn to_text(desk: &Desk, shape: &Shape) -> Result<String, Complaint> {
    let mut text = String::new();
    if let Shape::Table = shape {
        let mut rows = vec![
            ["USERNAME", "GETS IN", "STATUS", "FACTORS", "CODE", "LAST LOGIN", "ROLE", "NAME"]
                .map(str::to_owned)
                .to_vec(),
        ];
        each(desk, |line| rows.push(short(desk, line))).await?;
        return Ok(columns(&rows));
    }
    each_page(desk, shape, |page, _| {
        text.push_str(page);
        Ok(())
    })
    .await?;
    Ok(text)
}

async fn each(desk: &Desk, mut take: impl FnMut(&AccessLine)) -> Result<(), Complaint> {
    let mut after = String::new();
    loop {
        let page = desk.store.access_report(&after, PAGE).await.map_err(desk::fault)?;
        let Some(last) = page.last() else { return Ok(()) };
        last.username.as_str().clone_into(&mut after);
        page.iter().for_each(&mut take);
    }
}

async fn each_page(
    desk: &Desk,
    shape: &Shape,
    mut take: impl FnMut(&str, u64) -> Result<(), Complaint>,
) -> Result<(), Complaint> {
    if let Shape::Csv = shape {
        // The mark tells Excel that the text is UTF-8.
        take(&format!("\u{feff}{}", csv_out::row(&HEAD)), 0)?;
    }
    let mut after = String::new();
    loop {
        let page = desk.store.access_report(&after, PAGE).await.map_err(desk::fault)?;
        let Some(last) = page.last() else { return Ok(()) };
        last.username.as_str().clone_into(&mut after);
        let text: String = page
            .iter()
            .map(|line| match shape {
                Shape::Jsonl => format!("{}\n", object(line)),
                Shape::Csv | Shape::Table => csv_out::row(&cells(line)),
            })
            .collect();
        take(&text, page.len() as u64)?;
    }
}

fn yes(holds: bool) -> &'static str {
    if holds { "yes" } else { "no" }
}

fn time(at: Option<Timestamp>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

fn code(line: &AccessLine) -> &'static str {
    line.code.map_or("none", CodeStatus::as_str)
}

fn cells(line: &AccessLine) -> [String; 14] {
    let factors: Vec<&str> = line.factors.iter().map(|factor| factor.kind.as_str()).collect();
    let disputed = line.factors.iter().filter(|factor| factor.disputed).count();
    [
        line.username.to_string(),
        line.display_name.clone(),
        line.role.as_str().to_owned(),
        line.groups.join("; "),
        line.status.as_str().to_owned(),
        yes(line.can_get_in()).to_owned(),
        yes(line.has_password).to_owned(),
        factors.join("; "),
        disputed.to_string(),
        code(line).to_owned(),
        time(line.last_login_at),
        time(line.last_used_at()),
        line.created_at.to_string(),
        time(line.erase_at),
    ]
}

fn object(line: &AccessLine) -> Value {
    json!({
        "id": line.id.to_string(),
        "username": line.username.as_str(),
        "name": line.display_name,
        "role": line.role.as_str(),
        "groups": line.groups,
        "status": line.status.as_str(),
        "can_get_in": line.can_get_in(),
        "password": line.has_password,
        "factors": line.factors.iter().map(factor).collect::<Vec<_>>(),
        "recovery_code": line.code.map(CodeStatus::as_str),
        "last_login_at": line.last_login_at,
        "last_used_at": line.last_used_at(),
        "created_at": line.created_at,
        "erase_at": line.erase_at,
    })
}

fn factor(factor: &AccessFactor) -> Value {
    json!({
        "kind": factor.kind.as_str(),
        "bound_at": factor.bound_at,
        "last_used_at": factor.last_used_at,
        "disputed": factor.disputed,
    })
}

fn short(desk: &Desk, line: &AccessLine) -> Vec<String> {
    let factors: Vec<&str> = line.factors.iter().map(|factor| factor.kind.as_str()).collect();
    vec![
        plain(line.username.as_str()),
        yes(line.can_get_in()).to_owned(),
        line.status.as_str().to_owned(),
        if factors.is_empty() { "none".to_owned() } else { factors.join(", ") },
        code(line).to_owned(),
        line.last_login_at.map_or_else(|| "never".to_owned(), |at| desk.time(at)),
        line.role.as_str().to_owned(),
        plain(&line.display_name),
    ]
}
