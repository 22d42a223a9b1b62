//! Empties the outbox of mails: claims what is due, sends several at once, and writes down what came of each.
//!
//! It looks every two seconds and is not woken: a mail is not urgent, and commands queue mails from another process anyway.

mod deliver;
mod patience;

use std::sync::Arc;
use std::time::Duration;

use store::Store;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinHandle;
use web::Clock;

use super::letterhead::Letterhead;
use super::smtp::SmtpSender;
use crate::sms::answered::Answered;

/// How often is looked.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long mails under way may take at the end; what is cut off goes out again after its lease.
const STOP_WITHIN: Duration = Duration::from_secs(15);

/// What a dispatcher is made of.
pub struct Parts {
    /// The outbox.
    pub store: Store,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// The server.
    pub sender: SmtpSender,
    /// What mails look like.
    pub letterhead: Letterhead,
    /// How many mails are under way at once.
    pub parallel: u32,
}

/// What the tasks share.
struct Shared {
    store: Store,
    clock: Arc<dyn Clock>,
    sender: SmtpSender,
    letterhead: Letterhead,
    answered: Answered,
    places: Arc<Semaphore>,
    parallel: u32,
}

/// Sends mails for as long as it lives.
pub struct Dispatcher {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    sending: JoinHandle<()>,
}

impl Dispatcher {
    /// Begins.
    pub fn start(parts: Parts) -> Self {
        let shared = Arc::new(Shared {
            store: parts.store,
            clock: parts.clock,
            sender: parts.sender,
            letterhead: parts.letterhead,
            answered: Answered::default(),
            places: Arc::new(Semaphore::new(parts.parallel as usize)),
            parallel: parts.parallel,
        });
        let (stop, stopped) = watch::channel(false);
        let sending = tokio::spawn(send_all(Arc::clone(&shared), stopped));
        Self { shared, stop, sending }
    }

    /// Claims nothing more, waits for what is under way, and says goodbye to the server.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        let all = self.shared.places.acquire_many(self.shared.parallel);
        if tokio::time::timeout(STOP_WITHIN, all).await.is_err() {
            tracing::warn!("some mails had no answer at the end; they go out again after two minutes");
        }
        self.shared.sender.close().await;
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
    let rows = match shared.store.claim_outbox(limit, shared.clock.now()).await {
        Ok(rows) => rows,
        Err(error) => {
            tracing::warn!(%error, "mails cannot be read; it is tried again");
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
