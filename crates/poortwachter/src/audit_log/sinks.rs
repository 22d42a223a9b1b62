//! Copies the sealed entries to the sinks of the settings, each at its own pace, and never in the way of a login.
//!
//! A sink that is down gets everything once it is back: its place is kept in the database and moves only after a batch was taken. Entries may come
//! twice and never not at all.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use store::{NamedAuditLine, StoreError};
use web::App;

use super::entry::json_line;
use super::file_sink::FileSink;
use super::syslog::SyslogSink;
use crate::settings::audit::Audit;

/// Entries in one batch.
const BATCH: u32 = 200;
/// How often is looked for new entries.
const EVERY: Duration = Duration::from_secs(1);
/// The longest wait between two tries at a sink that is down.
const LONGEST: Duration = Duration::from_mins(1);

/// One place outside.
#[derive(Debug)]
enum Target {
    File(FileSink),
    Syslog(SyslogSink),
}

/// One sink with the name under which its place is kept.
#[derive(Debug)]
pub struct Sink {
    name: String,
    target: Target,
}

/// Why a batch did not go out.
#[derive(Debug, thiserror::Error)]
pub enum SinkError {
    /// The sink did not take it.
    #[error("{0}")]
    Sink(#[from] io::Error),
    /// The database did not give it.
    #[error("{0}")]
    Store(#[from] StoreError),
}

/// The sinks of the settings.
pub fn of(settings: &Audit) -> Vec<Sink> {
    let file = settings.file.as_ref().map(|path| Sink {
        name: format!("file:{}", path.display()),
        target: Target::File(FileSink::new(path.clone())),
    });
    let syslog = settings.syslog.as_ref().map(|target| Sink {
        name: format!("syslog:{target}"),
        target: Target::Syslog(SyslogSink::new(target.clone(), settings.syslog_facility)),
    });
    file.into_iter().chain(syslog).collect()
}

impl Sink {
    /// Delivers for as long as the process lives; says once when the sink goes away, and once when it is back.
    pub async fn run(mut self, app: Arc<App>) {
        let mut wait = EVERY;
        loop {
            match self.deliver(&app).await {
                Ok(taken) => {
                    if wait > EVERY {
                        tracing::info!(sink = self.name, "a sink of the audit log takes entries again");
                    }
                    wait = EVERY;
                    // A full batch: there is more.
                    if taken == BATCH as usize {
                        continue;
                    }
                }
                Err(error) => {
                    if wait == EVERY {
                        tracing::error!(sink = self.name, %error, "a sink of the audit log takes nothing; entries wait for it");
                    }
                    wait = (wait * 2).min(LONGEST);
                }
            }
            tokio::time::sleep(wait).await;
        }
    }

    /// Takes the next batch there; how many entries it had.
    pub async fn deliver(&mut self, app: &App) -> Result<usize, SinkError> {
        let Some(from) = app.store.claim_sink(&self.name, app.clock.now()).await? else { return Ok(0) };
        let taken = self.deliver_after(app, from).await;
        match taken {
            Ok((count, to)) if count > 0 => {
                app.store.advance_sink(&self.name, from, to, app.clock.now()).await?;
                Ok(count)
            }
            other => {
                app.store.release_sink(&self.name).await?;
                other.map(|(count, _)| count)
            }
        }
    }

    async fn deliver_after(&mut self, app: &App, from: i64) -> Result<(usize, i64), SinkError> {
        let entries = app.store.read_sealed(from, BATCH).await?;
        let Some(to) = entries.last().and_then(|last| last.line.seq) else { return Ok((0, from)) };
        match &mut self.target {
            Target::Syslog(syslog) => syslog.send(&entries).await?,
            Target::File(file) => add(file, &entries)?,
        }
        Ok((entries.len(), to))
    }
}

fn add(file: &mut FileSink, entries: &[NamedAuditLine]) -> io::Result<()> {
    let lines: Vec<String> = entries.iter().map(json_line).collect();
    // The disk may take its time: the other tasks of this thread move on meanwhile.
    tokio::task::block_in_place(|| file.add(&lines))
}
