//! `doctor`: a running installation, one line for each thing that can be wrong with it, with what to do.
//!
//! It says everything that `check` says (before a start) and then looks at what runs: the portal itself, the address that people use and the proxy on the
//! way, certificates, disks, and what waits in the database. Nothing is sent to anybody and nothing is changed, but for a word of one use in the database by
//! which the portal knows who asks. Begin reading at [`look`]; each file judges facts in a function of its own, which its tests call.

mod ask;
mod certificate;
mod data;
mod machine;
mod proxy;
mod public;

use store::{Database, Schema, Store};
use web::Clock as _;

use super::check;
use super::check::report::{Line, Report};
use super::output;
use crate::cli::Doctor;
use crate::complaint::Complaints;
use crate::settings::Settings;
use crate::system_clock::SystemClock;
use crate::wiring;

/// Looks, prints the lines and ends with a complaint when one of them is not ok.
pub fn run(asked: &Doctor) -> Result<(), Complaints> {
    let mut report = Report::default();
    super::block_on(async {
        if let Some(settings) = check::look(&asked.file, false, &mut report).await {
            look(&settings, asked, &mut report).await;
        }
        Ok(())
    })?;
    output::print(&if asked.json { report.json() } else { report.text() })?;
    report.verdict()
}

async fn look(settings: &Settings, asked: &Doctor, report: &mut Report) {
    let now = SystemClock.now();
    report.extend([public::listening(settings).await]);
    if let (Some(files), Some(url)) = (settings.server.tls(), &settings.server.public_url) {
        report.extend(certificate::of_files(files, url.host(), now));
    }
    report.extend(machine::disks(settings));
    report.extend(machine::key_file(settings));
    let Some(store) = open(settings, report).await else {
        return report.warn("the rest", "not looked at, because database and key file come first");
    };
    match data::look(&store, settings, now).await {
        Ok(lines) => report.extend(lines),
        Err(error) => {
            let remedy = "look at the line about the database, and ask again";
            report.extend([Line::wrong("database", format!("it could not say what waits ({error})"), remedy)]);
        }
    }
    match (&settings.server.public_url, asked.local) {
        (Some(url), false) => report.extend(public::look(settings, url, &store).await),
        (Some(_), true) => report.ok("public address", "not asked (--local)"),
        (None, _) => {}
    }
    store.close().await;
}

/// The store, where opening it changes nothing: its schema is this program's, and the key file is there.
async fn open(settings: &Settings, report: &mut Report) -> Option<Store> {
    let seen = Database::inspect(settings.database.url.expose()).await.ok().flatten()?;
    report.extend(data::schema(&seen));
    let ready = matches!(seen.schema, Schema::Current(_)) && !seen.is_empty() && settings.keys.file.exists();
    if ready { wiring::open_store(settings).await.ok() } else { None }
}
