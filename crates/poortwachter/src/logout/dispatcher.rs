//! Claims what is due and has several delivered at once.
//!
//! It looks each second and is not woken: sessions are also ended by commands, in other processes.

use std::sync::Arc;
use std::time::Duration;

use credentials::rng::Rng;
use store::Store;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use web::Clock;
use web::oidc::Provider;

use super::deliver::deliver;
use crate::outgoing::Caller;

/// How often is looked.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How many calls are under way at once.
const PARALLEL: u32 = 16;
/// How long calls under way may take at the end: longer than one takes.
const STOP_WITHIN: Duration = Duration::from_secs(8);

/// What a dispatcher is made of.
pub struct Parts {
    /// The outbox.
    pub store: Store,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// For the names of tokens.
    pub rng: Arc<dyn Rng>,
    /// Who signs.
    pub provider: Arc<Provider>,
    /// Who calls.
    pub caller: Caller,
}

/// What the tasks share.
pub(super) struct Shared {
    pub(super) parts: Parts,
    places: Arc<Semaphore>,
}

/// Tells applications of logouts for as long as it lives.
pub struct Dispatcher {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    sending: JoinHandle<()>,
}

impl Dispatcher {
    /// Begins.
    pub fn start(parts: Parts) -> Self {
        let shared = Arc::new(Shared { parts, places: Arc::new(Semaphore::new(PARALLEL as usize)) });
        let (stop, stopped) = watch::channel(false);
        let sending = tokio::spawn(send_all(Arc::clone(&shared), stopped));
        Self { shared, stop, sending }
    }

    /// Claims nothing more and waits for what is under way.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        let all = self.shared.places.acquire_many(PARALLEL);
        if tokio::time::timeout(STOP_WITHIN, all).await.is_err() {
            tracing::warn!("some applications had not answered at the end; they are told again");
        }
        self.sending.abort();
    }
}

async fn send_all(shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            _ = ticks.tick() => {}
        }
        while send_some(&shared, &stopped).await {}
    }
}

/// Claims as much as there is room for; whether there may be more.
async fn send_some(shared: &Arc<Shared>, stopped: &watch::Receiver<bool>) -> bool {
    let Ok(first) = Arc::clone(&shared.places).acquire_owned().await else { return false };
    if *stopped.borrow() {
        return false;
    }
    let mut places = vec![first];
    while let Ok(place) = Arc::clone(&shared.places).try_acquire_owned() {
        places.push(place);
    }
    let limit = u32::try_from(places.len()).unwrap_or(1);
    let rows = match shared.parts.store.claim_logouts(limit, shared.parts.clock.now()).await {
        Ok(rows) => rows,
        Err(error) => {
            tracing::warn!(%error, "logouts for applications cannot be read; it is tried again");
            return false;
        }
    };
    let more = !rows.is_empty();
    for (row, place) in rows.into_iter().zip(places) {
        let shared = Arc::clone(shared);
        tokio::spawn(async move {
            deliver(&shared.parts, &row).await;
            drop(place);
        });
    }
    more
}
