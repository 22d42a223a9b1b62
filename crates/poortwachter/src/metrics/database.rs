//! The numbers of the database, read at most every few seconds and never waited for long.
//!
//! A database that is slow or gone must not keep a scrape hanging: it is answered without these numbers then, and a counter says so. One reading at a time;
//! whoever comes meanwhile gets what came of it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use store::Gauges;
use tokio::sync::Mutex;
use web::App;

/// How long a reading is good, a failed one too.
const GOOD_FOR: Duration = Duration::from_secs(5);
/// How long a scrape waits.
const PATIENCE: Duration = Duration::from_secs(2);

/// When it was read, and what came of it.
type Reading = (Instant, Option<Gauges>);

/// Reads the database for scrapes.
#[derive(Default)]
pub(super) struct Reader {
    last: Mutex<Option<Reading>>,
    failed: AtomicU64,
}

impl Reader {
    /// The numbers, of now or of a few seconds ago; `None` when the database does not answer in time.
    pub(super) async fn read(&self, app: &App) -> Option<Gauges> {
        tokio::time::timeout(PATIENCE, self.read_or_remember(app)).await.ok().flatten()
    }

    /// How often they could not be read.
    pub(super) fn failures(&self) -> u64 {
        self.failed.load(Ordering::Relaxed)
    }

    async fn read_or_remember(&self, app: &App) -> Option<Gauges> {
        let mut last = self.last.lock().await;
        if let Some((read_at, gauges)) = &*last
            && read_at.elapsed() < GOOD_FOR
        {
            return gauges.clone();
        }
        // Noted as failed first: a reading that is given up by the patience of its scrape leaves it so.
        *last = Some((Instant::now(), None));
        self.failed.fetch_add(1, Ordering::Relaxed);
        let settings = &app.settings;
        match app.store.gauges(&settings.policy.session, &settings.send_caps, app.clock.now()).await {
            Ok(gauges) => {
                self.failed.fetch_sub(1, Ordering::Relaxed);
                *last = Some((Instant::now(), Some(gauges.clone())));
                Some(gauges)
            }
            Err(error) => {
                tracing::warn!(%error, "the numbers for the metrics cannot be read");
                None
            }
        }
    }
}
