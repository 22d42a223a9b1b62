//! Empties the outbox of codes, in the [rounds](crate::rounds) of everybody who sends.
//!
//! It looks each second, and at once when it is woken after a commit. While every gateway rests it claims nothing, so that a code waits for the
//! first gateway that is back, as long as it lives.

mod deliver;
mod receipts;

use std::sync::Arc;
use std::time::Duration;

use store::{SmsRow, Store, StoreError};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use web::Clock;

use super::answered::Answered;
use super::receipt::Receipt;
use super::route::Route;
use super::words::Words;
use crate::rounds::{Errand, Rounds};

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
    parallel: u32,
}

impl Errand for Shared {
    type Row = SmsRow;
    const LOOK_EVERY: Duration = Duration::from_secs(1);
    const STOP_WITHIN: Duration = Duration::from_secs(10);
    const UNREAD: &'static str = "codes by SMS cannot be read; it is tried again";
    const CUT_OFF: &'static str = "some SMS had no answer at the end; they go out again after two minutes";

    fn parallel(&self) -> u32 {
        self.parallel
    }

    fn limit(&self, places: u32) -> u32 {
        if self.route.can_send() { places } else { 0 }
    }

    async fn claim(&self, limit: u32) -> Result<Vec<SmsRow>, StoreError> {
        self.store.claim_sms(limit, self.clock.now()).await
    }

    async fn deliver(&self, row: SmsRow) {
        deliver::deliver(self, row).await;
    }
}

/// Sends codes for as long as it lives.
pub struct Dispatcher {
    rounds: Rounds<Shared>,
    hearing: JoinHandle<()>,
}

impl Dispatcher {
    /// Begins.
    pub fn start(parts: Parts) -> Self {
        let hearing = tokio::spawn(receipts::hear(parts.store.clone(), Arc::clone(&parts.clock), parts.receipts));
        let rounds = Rounds::start(Shared {
            store: parts.store,
            clock: parts.clock,
            route: parts.route,
            words: parts.words,
            answered: Answered::default(),
            parallel: parts.parallel,
        });
        Self { rounds, hearing }
    }

    /// Something was just queued.
    pub fn wake(&self) {
        self.rounds.wake();
    }

    /// Whether a code that is queued now has a gateway that does not rest after failures (requirement SM-10).
    pub fn can_send(&self) -> bool {
        self.rounds.errand().route.can_send()
    }

    /// Claims nothing more, waits for what is under way, and says goodbye to the gateways.
    pub async fn stop(&self) {
        self.rounds.stop().await;
        self.rounds.errand().route.close().await;
        self.hearing.abort();
    }
}
