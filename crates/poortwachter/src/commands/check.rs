//! `check`: everything that the portal needs, one line each, ok or what to do; nothing is made, migrated or changed.
//! With `--deep` the data are read as well, and held against the invariants of docs/architecture.md.
//!
//! The lines come in the order in which a first start would fail. A deviation from a standard is a warning and no failure, since it was chosen.

mod applications;
mod data;
mod deep;
mod help;
mod leaks;
pub(super) mod machine;
mod mail;
pub(super) mod report;
mod sms;

use credentials::hashing::HashParams;

use crate::cli::{Check, SettingsFile};
use crate::commands::output;
use crate::complaint::Complaints;
use crate::settings::Settings;
use crate::settings::file::secrets_for_everybody;
use crate::{environment, wiring};
use report::Report;

/// Checks, prints the lines and ends with a complaint when one of them is not ok.
pub fn run(asked: &Check) -> Result<(), Complaints> {
    let mut report = Report::default();
    super::block_on(async {
        look(&asked.file, asked.deep, &mut report).await;
        Ok(())
    })?;
    output::print(&report.text())?;
    report.verdict()
}

/// Fills the report, with the data too when it is to be `deep`; gives the settings when they are right.
pub async fn look(file: &SettingsFile, deep: bool, report: &mut Report) -> Option<Settings> {
    match Settings::load(&file.config, &environment::variables()) {
        Err(complaints) => {
            for complaint in complaints.0 {
                report.wrong("settings", &complaint.to_string());
            }
            report.warn("the rest", "not looked at, because the settings come first");
            None
        }
        Ok(settings) => {
            report.ok("settings", &format!("{} is right", file.config.display()));
            if let Some(complaint) = secrets_for_everybody(&file.config) {
                report.warn("settings", &complaint.to_string());
            }
            look_further(&settings, deep, report).await;
            Some(settings)
        }
    }
}

async fn look_further(settings: &Settings, deep: bool, report: &mut Report) {
    for deviation in settings.deviations() {
        report.warn("settings", &deviation.to_string());
    }
    match settings.server.public_url() {
        Ok(url) => report.ok("public address", url.as_str()),
        Err(complaint) => report.wrong("public address", &complaint.to_string()),
    }
    machine::listen(settings.server.listen, settings.server.tls().is_some(), report);
    let newest = data::look(settings, report).await;
    machine::clock(newest, report);
    applications::look(settings, report).await;
    sms::look(settings, report).await;
    mail::look(settings, report).await;
    if deep {
        deep::look(settings, report).await;
    }
    colours(settings, report);
    help::look(settings, report);
    leaks::look(settings, report);
    hashing(settings, report);
}

fn colours(settings: &Settings, report: &mut Report) {
    match wiring::brand(settings) {
        Ok(_) => report.ok("colours and logo", &format!("{} can be read by everybody", settings.brand.accent.css())),
        Err(complaint) => report.wrong("colours and logo", &complaint.to_string()),
    }
}

/// The floor itself is held by the settings; here it is said what was chosen and what it asks of the machine.
fn hashing(settings: &Settings, report: &mut Report) {
    let HashParams { memory_kib, passes, lanes } = settings.password.argon2.params();
    let workers = settings.hashing.workers();
    let together = u64::from(memory_kib) * workers as u64 / 1024;
    let text = format!(
        "Argon2id, {memory_kib} KiB, passes: {passes}, lanes: {lanes}; {workers} at once take {together} MiB of memory"
    );
    match settings.password.argon2.params().check_floor() {
        Ok(()) => report.ok("password hashing", &text),
        Err(error) => report.wrong("password hashing", &format!("{text}; {error}; run `poortwachter hash-bench`")),
    }
}
