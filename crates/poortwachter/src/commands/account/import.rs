//! `account import`: people of another system, one transaction each; what it would do without `--apply`, and with it what it did.
//!
//! A file is read once and in order. Whatever ends a run half-way, the accounts before that line are whole, and the same command goes on where it ended:
//! who is there already and differs in nothing is skipped. It never changes a password that somebody has, never touches a factor, never opens or closes an
//! account that is there, and gives nobody rights over others without `--allow-roles`. Begin reading at [`decide`].

mod decide;
mod letters;
mod links;
mod progress;
mod report;
mod work;

use journey::Username;

use super::desk::{self, Desk};
use crate::cli::SettingsFile;
use crate::cli::account::{Because, Import};
use crate::cli::import::Links as How;
use crate::commands::output::{self, plain};
use crate::complaint::{Complaint, Complaints};
use crate::import::columns::Columns;
use crate::import::person::Reading;
use crate::import::seen::Seen;
use crate::import::source::{Format, Source};
use crate::wiring;

use decide::Rules;
use links::Links;
use progress::Progress;
use report::Report;
use work::Work;

/// How many names are read at a time.
const PAGE: u32 = 5000;

/// Reads the file, and says or does what comes of it. A complaint when a line was refused.
pub async fn run(import: &Import) -> Result<(), Complaints> {
    let because = because(import);
    desk::work(&import.settings, because.as_ref(), async |desk| {
        let (summary, refused) = take(desk, import).await?;
        output::print(&summary)?;
        match refused {
            0 => Ok(String::new()),
            _ => Err(Complaint::new(
                format!("{refused} lines that were refused"),
                "put them right and run the same command again; it goes on where it is needed",
            )),
        }
    })
    .await
}

fn because(import: &Import) -> Option<Because> {
    let reason = import.reason.clone().filter(|_| import.apply)?;
    Some(Because { reason, settings: SettingsFile { config: import.settings.config.clone() } })
}

async fn take(desk: &Desk, import: &Import) -> Result<(String, u64), Complaint> {
    refuse_mail_without_server(desk, import)?;
    let source = source(import)?;
    let report = Report::open(import.report.as_deref(), desk.settings.enrolment.activation_pin)?;
    let mut reading = source.start()?;
    let mut work = Work {
        desk,
        apply: import.apply,
        reading: Reading { phones: wiring::phones(&desk.settings)?, without_passwords: import.no_passwords },
        rules: Rules { allow_roles: import.allow_roles, only_new: import.only_new, links: import.links },
        seen: known(desk).await?,
        links: Links::new(desk, import)?,
        report,
    };
    let progress = Progress::new(reading.length);
    while let Some(item) = reading.items.recv().await {
        let line = work.take(item).await?;
        progress.at(reading.read.load(std::sync::atomic::Ordering::Relaxed), line);
    }
    progress.done();
    let ended = reading.end().await;
    let Work { report, links, .. } = work;
    let letters = links.end()?;
    let counts = report.end()?;
    // What was stored stays told, also when the file ended badly.
    let columns = match ended {
        Ok(columns) => columns,
        Err(complaint) if counts.lines() == 0 => return Err(complaint),
        Err(complaint) => {
            output::print(&counts.summary(import.apply))?;
            return Err(complaint);
        }
    };
    let said = [counts.summary(import.apply), left_out(&columns), letters, next(import)].concat();
    Ok((said, counts.refused))
}

fn refuse_mail_without_server(desk: &Desk, import: &Import) -> Result<(), Complaint> {
    if import.links == How::Mail && !desk.settings.mail.is_on() {
        let advice = "set mail.host and the rest of [mail], or send letters with --links letters";
        return Err(Complaint::new("no mail server in the settings", advice).about("--links"));
    }
    Ok(())
}

fn source(import: &Import) -> Result<Source, Complaint> {
    let format = match import.format {
        Some(format) => format.into(),
        None => Format::of(&import.file)?,
    };
    Ok(Source {
        file: import.file.clone(),
        format,
        encoding: import.encoding.into(),
        delimiter: import.delimiter.map(crate::cli::import::Delimiter::sign),
        mappings: import.mappings.clone(),
    })
}

/// Every name that is taken.
async fn known(desk: &Desk) -> Result<Seen, Complaint> {
    let (mut seen, mut after) = (Seen::default(), String::new());
    loop {
        let page = desk.store.usernames(&after, PAGE).await.map_err(desk::fault)?;
        let Some(last) = page.last() else { return Ok(seen) };
        after.clone_from(last);
        for username in page.iter().filter_map(|name| Username::parse(name)) {
            seen.know(&username);
        }
    }
}

fn left_out(columns: &Columns) -> String {
    if columns.unknown.is_empty() {
        return String::new();
    }
    let names: Vec<String> = columns.unknown.iter().take(20).map(|name| plain(name)).collect();
    format!("Columns that say nothing here: {}. --map COLUMN=FIELD gives one a meaning.\n", names.join(", "))
}

fn next(import: &Import) -> String {
    if import.apply {
        return String::new();
    }
    "Nothing was written. The same command with --apply --reason TEXT does it.\n".to_owned()
}
