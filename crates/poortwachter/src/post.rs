//! The way from a page to the dispatcher of codes: pages get it before there is a dispatcher.

use std::sync::{Arc, OnceLock};

use web::Courier;

use crate::sms::Dispatcher;

/// Wakes the dispatcher, once there is one.
#[derive(Default)]
pub struct Post {
    dispatcher: OnceLock<Arc<Dispatcher>>,
}

impl Post {
    /// From now on codes are taken away.
    pub fn open(&self, dispatcher: &Arc<Dispatcher>) {
        // A second one would be a mistake of the wiring; the first one goes on.
        let _ = self.dispatcher.set(Arc::clone(dispatcher));
    }
}

impl Courier for Post {
    fn wake(&self) {
        if let Some(dispatcher) = self.dispatcher.get() {
            dispatcher.wake();
        }
    }

    fn can_send(&self) -> bool {
        self.dispatcher.get().is_some_and(|dispatcher| dispatcher.can_send())
    }
}
