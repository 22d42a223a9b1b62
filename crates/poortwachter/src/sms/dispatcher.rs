//! Empties the outbox of codes: claims what is due, sends several at once, and writes down what came of each.
//!
//! It looks each second, and at once when it is woken after a commit. While every gateway rests it claims nothing, so that a code waits for the
//! first gateway that is back, as long as it lives.

mod deliver;
mod receipts;

use std::sync::Arc;
use std::time::Duration;

use store::Store;
use tokio::sync::{Notify, Semaphore, mpsc, watch};
use tokio::task::JoinHandle;
use web::Clock;

use super::answered::Answered;
use super::receipt::Receipt;
use super::route::Route;
use super::words::Words;

/// How often is looked without being woken.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How long messages under way may take at the end; what is cut off goes out again after its lease.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// What a dispatcher is made of.
pub struct Parts {
    /// The outbox.
    pub store: Store,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The gateways.
    pub route: Route,
    /// What gateways report.
    pub receipts: mpsc::Receiver<Receipt>,
    /// The texts.
    pub words: Words,
    /// How many messages are under way at once.
    pub parallel: u32,
}

/// What the tasks share.
struct Shared {
    store: Store,
    clock: Arc<dyn Clock>,
    route: Route,
    words: Words,
    answered: Answered,
    places: Arc<Semaphore>,
    parallel: u32,
    wake: Notify,
}

/// Sends codes for as long as it lives.
pub struct Dispatcher {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    loops: Vec<JoinHandle<()>>,
}

impl Dispatcher {
    /// Begins.
    pub fn start(parts: Parts) -> Self {
        let shared = Arc::new(Shared {
            store: parts.store,
            clock: parts.clock,
            route: parts.route,
            words: parts.words,
            answered: Answered::default(),
            places: Arc::new(Semaphore::new(parts.parallel as usize)),
            parallel: parts.parallel,
            wake: Notify::new(),
        });
        let (stop, stopped) = watch::channel(false);
        let sending = tokio::spawn(send_all(Arc::clone(&shared), stopped));
        let hearing = tokio::spawn(receipts::hear(shared.store.clone(), Arc::clone(&shared.clock), parts.receipts));
        Self { shared, stop, loops: vec![sending, hearing] }
    }

    /// Something was just queued.
    pub fn wake(&self) {
        self.shared.wake.notify_one();
    }

    /// Whether a code that is queued now has a gateway that does not rest after failures (requirement SM-10).
    pub fn can_send(&self) -> bool {
        self.shared.route.can_send()
    }

    /// Claims nothing more, waits for what is under way, and says goodbye to the gateways.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        let all = self.shared.places.acquire_many(self.shared.parallel);
        if tokio::time::timeout(STOP_WITHIN, all).await.is_err() {
            tracing::warn!("some SMS had no answer at the end; they go out again after two minutes");
        }
        self.shared.route.close().await;
        for one in &self.loops {
            one.abort();
        }
    }
}

async fn send_all(shared: Arc<Shared>, mut stopped: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            _ = stopped.changed() => return,
            _ = ticks.tick() => {}
            () = shared.wake.notified() => {}
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
    // With a limit of none only what has expired is closed.
    let limit = if shared.route.can_send() { u32::try_from(places.len()).unwrap_or(1) } else { 0 };
    let rows = match shared.store.claim_sms(limit, shared.clock.now()).await {
        Ok(rows) => rows,
        Err(error) => {
            tracing::warn!(%error, "codes by SMS cannot be read; it is tried again");
            return false;
        }
    };
    let more = !rows.is_empty();
    for (row, place) in rows.into_iter().zip(places) {
        let shared = Arc::clone(shared);
        tokio::spawn(async move {
            deliver::deliver(&shared, row).await;
            drop(place);
        });
    }
    more
}
