//! Tells applications of logouts, in the [rounds](crate::rounds) of everybody who sends.
//!
//! It looks each second and is not woken: sessions are also ended by commands, in other processes.

use std::sync::Arc;
use std::time::Duration;

use credentials::rng::Rng;
use store::{LogoutRow, Store, StoreError};
use web::Clock;
use web::oidc::Provider;

use super::deliver::deliver;
use crate::outgoing::Caller;
use crate::rounds::{Errand, Rounds};

/// How many calls are under way at once.
const PARALLEL: u32 = 16;

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

impl Errand for Parts {
    type Row = LogoutRow;
    const LOOK_EVERY: Duration = Duration::from_secs(1);
    /// Longer than one call takes.
    const STOP_WITHIN: Duration = Duration::from_secs(8);
    const UNREAD: &'static str = "logouts for applications cannot be read; it is tried again";
    const CUT_OFF: &'static str = "some applications had not answered at the end; they are told again";

    fn parallel(&self) -> u32 {
        PARALLEL
    }

    async fn claim(&self, limit: u32) -> Result<Vec<LogoutRow>, StoreError> {
        self.store.claim_logouts(limit, self.clock.now()).await
    }

    async fn deliver(&self, row: LogoutRow) {
        deliver(self, &row).await;
    }
}

/// Tells applications of logouts for as long as it lives.
pub struct Dispatcher(Rounds<Parts>);

impl Dispatcher {
    /// Begins.
    pub fn start(parts: Parts) -> Self {
        Self(Rounds::start(parts))
    }

    /// Claims nothing more and waits for what is under way.
    pub async fn stop(&self) {
        self.0.stop().await;
    }
}
