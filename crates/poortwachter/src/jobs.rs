//! What the portal does by itself: throwing away what is over.

use std::sync::Arc;
use std::time::Duration;

use web::App;

/// How often is tidied up.
const EVERY: Duration = Duration::from_secs(600);

/// Throws away expired journeys, sessions, codes and counters, now and then every ten minutes, for as long as the process lives.
pub async fn purge(app: Arc<App>) {
    let mut ticks = tokio::time::interval(EVERY);
    loop {
        ticks.tick().await;
        match app.store.purge(app.clock.now()).await {
            Ok(counts) => tracing::debug!(?counts, "tidied up"),
            Err(error) => tracing::warn!(%error, "tidying up failed; it is tried again in ten minutes"),
        }
    }
}
