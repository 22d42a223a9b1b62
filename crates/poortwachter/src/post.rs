//! The way from a page to the dispatcher of codes: pages get it before there is a dispatcher, and keep it when another one takes over.

use std::sync::{Arc, PoisonError, RwLock};

use web::Courier;

use crate::sms::Dispatcher;

/// Wakes the dispatcher, once there is one.
#[derive(Default)]
pub struct Post {
    dispatcher: RwLock<Option<Arc<Dispatcher>>>,
}

impl Post {
    /// From now on codes are taken away by this one, or by nobody.
    pub fn open(&self, dispatcher: Option<&Arc<Dispatcher>>) {
        *self.dispatcher.write().unwrap_or_else(PoisonError::into_inner) = dispatcher.map(Arc::clone);
    }

    fn dispatcher(&self) -> Option<Arc<Dispatcher>> {
        self.dispatcher.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Courier for Post {
    fn wake(&self) {
        if let Some(dispatcher) = self.dispatcher() {
            dispatcher.wake();
        }
    }

    fn can_send(&self) -> bool {
        self.dispatcher().is_some_and(|dispatcher| dispatcher.can_send())
    }
}
