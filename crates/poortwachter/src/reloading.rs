//! Reading the settings again while the portal serves: SIGHUP.
//!
//! A whole new portal is put together over the same database, keys, hashing threads and counters, and takes over between two requests; whatever is wrong
//! with the new settings leaves the old portal in place. What only a restart changes keeps its value and is named. The log and the audit trail get the
//! names of the keys, never their values.

use std::sync::Arc;

use journey::AuditEvent;
use journey::audit::names;
use store::{Actor, AuditEntry, Context};
use web::App;

use crate::complaint::{Complaint, Complaints};
use crate::logging::Dial;
use crate::post::Post;
use crate::serving::Front;
use crate::settings::{Reading, Reread};
use crate::wiring;
use crate::work::Work;

/// A portal with the settings that are in force.
pub struct House {
    /// The settings.
    pub reading: Reading,
    /// What every request shares.
    pub app: Arc<App>,
    /// Where codes are taken away.
    pub post: Arc<Post>,
    /// What changes the level of the log.
    pub dial: Dial,
    /// What runs beside it; there until the end.
    pub work: Option<Work>,
}

impl House {
    /// Reads the settings again, and says in log and audit trail what came of it.
    pub async fn reload(&mut self, front: &Front) {
        match self.take_over(front).await {
            Ok((taken, waiting)) => {
                let (taken, waiting) = (taken.join(", "), waiting.join(", "));
                self.audit(AuditEvent::success(names::SETTINGS_RELOADED), told(&taken, &waiting)).await;
                tracing::info!(changed = taken, "the settings were read again");
            }
            Err(complaints) => {
                let keys: Vec<&str> = complaints.0.iter().filter_map(Complaint::key).collect();
                let event = AuditEvent::refused(names::SETTINGS_RELOADED, "wrong-settings");
                self.audit(event, Some(keys.join(", ")).filter(|keys| !keys.is_empty())).await;
                for complaint in &complaints.0 {
                    tracing::error!(%complaint, "a reload found wrong settings");
                }
                tracing::error!("the settings were read again and are wrong; the old ones stay in force");
            }
        }
    }

    /// The names of what counts now, and of what waits for a restart.
    async fn take_over(&mut self, front: &Front) -> Result<(Vec<String>, Vec<String>), Complaints> {
        let Reread { reading, taken, waiting } = self.reading.again()?;
        let app = wiring::portal_again(&reading.settings, &self.app, &self.post)?;
        if let Some(work) = self.work.take() {
            match work.change((&reading.settings, &taken), &app, &self.post).await {
                Ok(work) => self.work = Some(work),
                Err((work, complaints)) => {
                    self.work = Some(work);
                    return Err(complaints);
                }
            }
        }
        front.change(Arc::clone(&app));
        self.dial.set(reading.settings.log.level);
        for deviation in reading.settings.deviations() {
            if !self.reading.settings.deviations().contains(&deviation) {
                tracing::warn!(%deviation, "a setting is weaker than a standard asks");
            }
        }
        for (key, why) in &waiting {
            tracing::warn!(key, why, "a setting changed that needs a restart; the old value stays in force until then");
        }
        (self.reading, self.app) = (reading, app);
        Ok((taken, waiting.into_iter().map(|(name, _)| name).collect()))
    }

    async fn audit(&self, event: AuditEvent, detail: Option<String>) {
        let mut entry = AuditEntry::new(event);
        entry.detail = detail;
        let ctx = Context::new(self.app.clock.now(), Actor::System);
        if let Err(error) = self.app.store.audit(entry, &ctx).await {
            tracing::error!(%error, "that the settings were read again could not be written into the audit log");
        }
    }
}

/// What the audit entry says: the names of the keys.
fn told(taken: &str, waiting: &str) -> Option<String> {
    match (taken, waiting) {
        ("", "") => None,
        (taken, "") => Some(format!("changed: {taken}")),
        ("", waiting) => Some(format!("needs a restart: {waiting}")),
        (taken, waiting) => Some(format!("changed: {taken}; needs a restart: {waiting}")),
    }
}
