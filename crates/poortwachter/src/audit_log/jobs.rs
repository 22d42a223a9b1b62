//! What is done to the audit log while the portal serves.

use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use journey::review::{REVIEW_RULES, ReviewRule};
use store::{EventCount, StoreError};
use tokio::task::JoinHandle;
use web::App;

use super::sinks;
use crate::settings::Settings;

/// How often new entries are sealed: until then nothing vouches for them.
const SEAL_EVERY: Duration = Duration::from_secs(1);
/// How often is looked for entries and addresses that have had their time.
const TIDY_EVERY: Duration = Duration::from_hours(1);
/// How often is looked for what deserves an alarm.
const WATCH_EVERY: Duration = Duration::from_mins(5);
/// The stretch of time that alarms are about.
const WINDOW: SignedDuration = SignedDuration::from_hours(1);

/// Everything that runs beside the portal; ends when it is dropped.
pub struct Running(Vec<JoinHandle<()>>);

impl Drop for Running {
    fn drop(&mut self) {
        for job in &self.0 {
            job.abort();
        }
    }
}

impl Running {
    /// Ends all of it, and seals what was written last: nothing vouches for it otherwise until the next start.
    pub async fn stop(self, app: &App) {
        drop(self);
        if let Err(error) = seal_all(app).await {
            tracing::warn!(%error, "the last audit entries could not be sealed; the next start does it");
        }
    }
}

/// Begins all of it.
pub fn start(app: &Arc<App>, settings: &Settings) -> Running {
    let mut jobs = vec![
        tokio::spawn(seal(Arc::clone(app))),
        tokio::spawn(tidy(Arc::clone(app))),
        tokio::spawn(watch(Arc::clone(app))),
    ];
    jobs.extend(sinks::of(&settings.audit).into_iter().map(|sink| tokio::spawn(sink.run(Arc::clone(app)))));
    Running(jobs)
}

/// Seals what was written, every second (requirement LO-05).
async fn seal(app: Arc<App>) {
    let mut ticks = ticks(SEAL_EVERY);
    let mut failing = false;
    loop {
        ticks.tick().await;
        let sealed = seal_all(&app).await;
        match &sealed {
            Err(StoreError::AuditChain) if !failing => {
                tracing::error!(
                    "the chain of audit entries is not as it was signed: nothing is sealed; run `poortwachter audit verify`"
                );
            }
            Err(error) if !failing => tracing::warn!(%error, "audit entries could not be sealed; it is tried again"),
            _ => {}
        }
        failing = sealed.is_err();
    }
}

async fn seal_all(app: &App) -> Result<(), StoreError> {
    loop {
        let sealing = app.store.seal_audit(app.clock.now()).await?;
        if let Some(head) = &sealing.head {
            // In the log as well, which lies elsewhere: whoever changes the database cannot change what stands there.
            tracing::info!(%head, "the head of the audit log");
        }
        if !sealing.more {
            return Ok(());
        }
    }
}

/// Cuts addresses and purges entries that have had their time (requirement LO-08).
async fn tidy(app: Arc<App>) {
    let mut ticks = ticks(TIDY_EVERY);
    loop {
        ticks.tick().await;
        let now = app.clock.now();
        let cut = app.store.cut_addresses(now).await;
        let purged = app.store.purge_audit(now).await;
        match (cut, purged) {
            (Ok(cut), Ok(purged)) if cut.entries + purged.entries > 0 => {
                tracing::info!(cut = cut.entries, purged = purged.entries, "audit entries had their time");
            }
            (Ok(_), Ok(_)) => {}
            (Err(error), _) | (_, Err(error)) => {
                tracing::warn!(%error, "audit entries that had their time are still there; it is tried again in an hour");
            }
        }
    }
}

/// Says what happened too often in the last hour, once for each hour (requirement LO-07).
async fn watch(app: Arc<App>) {
    let mut ticks = ticks(WATCH_EVERY);
    let mut quiet_until = [Timestamp::MIN; REVIEW_RULES.len()];
    loop {
        ticks.tick().await;
        let now = app.clock.now();
        let counts = match app.store.count_events(now - WINDOW, now).await {
            Ok(counts) => counts,
            Err(error) => {
                tracing::warn!(%error, "the audit log could not be looked at; it is tried again in five minutes");
                continue;
            }
        };
        for (rule, quiet_until) in REVIEW_RULES.iter().zip(&mut quiet_until) {
            let times = times(rule, &counts);
            if times >= rule.alarm_per_hour && now >= *quiet_until {
                tracing::warn!(
                    rule = rule.name,
                    event = rule.event,
                    times,
                    within = "1 hour",
                    "look at this: {}",
                    rule.advice
                );
                *quiet_until = now + WINDOW;
            }
        }
    }
}

/// How often something happened that a rule is about.
pub fn times(rule: &ReviewRule, counts: &[EventCount]) -> u64 {
    counts.iter().filter(|count| rule.covers(&count.event, &count.reason)).map(|count| count.times).sum()
}

fn ticks(every: Duration) -> tokio::time::Interval {
    let mut ticks = tokio::time::interval(every);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    ticks
}
