//! Empties the outbox of mails, in the [rounds](crate::rounds) of everybody who sends.
//!
//! It looks every two seconds and is not woken: a mail is not urgent, and commands queue mails from another process anyway.

mod deliver;
mod patience;

use std::sync::Arc;
use std::time::Duration;

use store::{OutboxRow, Store, StoreError};
use web::Clock;

use super::letterhead::Letterhead;
use super::smtp::SmtpSender;
use crate::rounds::{Errand, Rounds};
use crate::sms::answered::Answered;

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
    parallel: u32,
}

impl Errand for Shared {
    type Row = OutboxRow;
    const LOOK_EVERY: Duration = Duration::from_secs(2);
    const STOP_WITHIN: Duration = Duration::from_secs(15);
    const UNREAD: &'static str = "mails cannot be read; it is tried again";
    const CUT_OFF: &'static str = "some mails had no answer at the end; they go out again after two minutes";

    fn parallel(&self) -> u32 {
        self.parallel
    }

    async fn claim(&self, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
        self.store.claim_outbox(limit, self.clock.now()).await
    }

    async fn deliver(&self, row: OutboxRow) {
        deliver::deliver(self, row).await;
    }
}

/// Sends mails for as long as it lives.
pub struct Dispatcher(Rounds<Shared>);

impl Dispatcher {
    /// Begins.
    pub fn start(parts: Parts) -> Self {
        Self(Rounds::start(Shared {
            store: parts.store,
            clock: parts.clock,
            sender: parts.sender,
            letterhead: parts.letterhead,
            answered: Answered::default(),
            parallel: parts.parallel,
        }))
    }

    /// Claims nothing more, waits for what is under way, and says goodbye to the server.
    pub async fn stop(&self) {
        self.0.stop().await;
        self.0.errand().sender.close().await;
    }
}
