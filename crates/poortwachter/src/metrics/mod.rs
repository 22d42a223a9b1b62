//! What the portal counts, for Prometheus: `/metrics` on a listener of its own (`[metrics] listen`), off unless it is set.
//!
//! Counters are counted where things happen: events in the store, after their commit; hashing in its queue; requests in a layer of the router
//! ([`requests`]). What stands in the database is read at most every few seconds ([`database`]), so that no scraper can load it. No label holds
//! anything that somebody typed or sent: they are words of our own, and so there is a bound to how many there are.
//! docs/operating.md says what each number means. Begin reading at [`page`].

mod database;
mod listener;
mod logins;
mod page;
mod requests;
mod write;

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use web::App;

use crate::complaint::Complaint;
use crate::serving::tls::Expiry;
use crate::settings::Settings;

#[cfg(feature = "otlp")]
pub(crate) use requests::method;
pub use requests::{Requests, count};

/// What is watched.
pub struct Metrics {
    app: watch::Receiver<Arc<App>>,
    requests: Requests,
    database: database::Reader,
    expiry: Option<Expiry>,
    started_at: jiff::Timestamp,
}

/// The listener, and what it answers with.
pub struct Running {
    requests: Requests,
    app: watch::Sender<Arc<App>>,
    serving: JoinHandle<()>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

impl Running {
    /// Where requests are counted.
    pub fn requests(&self) -> Requests {
        self.requests.clone()
    }

    /// Another portal over the same database answers from now on; its settings count for the numbers too.
    pub fn change(&self, app: &Arc<App>) {
        drop(self.app.send_replace(Arc::clone(app)));
    }
}

/// Begins to serve the numbers, if the settings ask for them. `expiry` tells until when the portal's own certificate is good.
pub async fn start(settings: &Settings, app: &Arc<App>, expiry: Option<Expiry>) -> Result<Option<Running>, Complaint> {
    let Some(address) = settings.metrics.listen else { return Ok(None) };
    let listener = TcpListener::bind(address).await.map_err(|error| {
        let advice = "stop the other program, or choose another address or port";
        Complaint::new(format!("{address}, which cannot be used ({error})"), advice).about("metrics.listen")
    })?;
    let (app, watched) = watch::channel(Arc::clone(app));
    let requests = Requests::default();
    let started_at = watched.borrow().clock.now();
    let metrics =
        Metrics { app: watched, requests: requests.clone(), database: database::Reader::default(), expiry, started_at };
    let listen = listener.local_addr().unwrap_or(address);
    tracing::info!(%listen, "metrics");
    let serving = tokio::spawn(listener::serve(listener, Arc::new(metrics)));
    Ok(Some(Running { requests, app, serving }))
}
