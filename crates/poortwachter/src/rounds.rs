//! The rounds of everybody who sends: claims what is due, has several delivered at once, and stops in time.
//!
//! It looks every so often, and at once when it is woken. Mails, SMS and logouts differ in what they claim and how they deliver ([`Errand`]); how
//! places are taken, and that nothing is claimed that nobody has a place for, is the same for all.

use std::sync::Arc;
use std::time::Duration;

use store::StoreError;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::JoinHandle;

/// What is to be done with rows of one kind.
pub trait Errand: Send + Sync + 'static {
    /// One message.
    type Row: Send + 'static;
    /// How often is looked without being woken.
    const LOOK_EVERY: Duration;
    /// How long messages under way may take at the end; what is cut off goes out again after its lease.
    const STOP_WITHIN: Duration;
    /// What the log says when messages cannot be read.
    const UNREAD: &'static str;
    /// What the log says when some were cut off at the end.
    const CUT_OFF: &'static str;

    /// How many are under way at once.
    fn parallel(&self) -> u32;

    /// How many may be claimed with so many places free; none only closes what has expired.
    fn limit(&self, places: u32) -> u32 {
        places
    }

    /// Takes what is due.
    fn claim(&self, limit: u32) -> impl Future<Output = Result<Vec<Self::Row>, StoreError>> + Send;

    /// Delivers one, and writes down what came of it.
    fn deliver(&self, row: Self::Row) -> impl Future<Output = ()> + Send;
}

/// Does an errand for as long as it lives.
pub struct Rounds<E: Errand> {
    shared: Arc<Shared<E>>,
    stop: watch::Sender<bool>,
    going: JoinHandle<()>,
}

/// What the tasks share.
struct Shared<E> {
    errand: E,
    places: Arc<Semaphore>,
    wake: Notify,
}

impl<E: Errand> Rounds<E> {
    /// Begins.
    pub fn start(errand: E) -> Self {
        let places = Arc::new(Semaphore::new(errand.parallel() as usize));
        let shared = Arc::new(Shared { errand, places, wake: Notify::new() });
        let (stop, stopped) = watch::channel(false);
        let going = tokio::spawn(go(Arc::clone(&shared), stopped));
        Self { shared, stop, going }
    }

    /// What it does.
    pub fn errand(&self) -> &E {
        &self.shared.errand
    }

    /// Something was just queued.
    pub fn wake(&self) {
        self.shared.wake.notify_one();
    }

    /// Claims nothing more, and waits for what is under way.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        let all = self.shared.places.acquire_many(self.shared.errand.parallel());
        if tokio::time::timeout(E::STOP_WITHIN, all).await.is_err() {
            tracing::warn!("{}", E::CUT_OFF);
        }
        self.going.abort();
    }
}

async fn go<E: Errand>(shared: Arc<Shared<E>>, mut stopped: watch::Receiver<bool>) {
    let mut ticks = tokio::time::interval(E::LOOK_EVERY);
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
async fn send_some<E: Errand>(shared: &Arc<Shared<E>>, stopped: &watch::Receiver<bool>) -> bool {
    let Ok(first) = Arc::clone(&shared.places).acquire_owned().await else { return false };
    if *stopped.borrow() {
        return false;
    }
    let mut places = vec![first];
    while let Ok(place) = Arc::clone(&shared.places).try_acquire_owned() {
        places.push(place);
    }
    let limit = shared.errand.limit(u32::try_from(places.len()).unwrap_or(1));
    let rows = match shared.errand.claim(limit).await {
        Ok(rows) => rows,
        Err(error) => {
            tracing::warn!(%error, "{}", E::UNREAD);
            return false;
        }
    };
    let more = !rows.is_empty();
    for (row, place) in rows.into_iter().zip(places) {
        let shared = Arc::clone(shared);
        tokio::spawn(async move {
            shared.errand.deliver(row).await;
            drop(place);
        });
    }
    more
}
