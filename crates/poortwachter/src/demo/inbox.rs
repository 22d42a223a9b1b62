//! The messages that would have been sent, and the people who can be tried; in memory.

use std::sync::{Mutex, MutexGuard, PoisonError};

use web::app::{DemoAccount, DemoMessage};

/// The most messages that are kept; the oldest go.
const MOST: usize = 500;

/// The demo's inbox.
#[derive(Default)]
pub struct Inbox {
    messages: Mutex<Vec<DemoMessage>>,
    accounts: Mutex<Vec<DemoAccount>>,
}

impl Inbox {
    /// Puts a message in.
    pub fn put(&self, message: DemoMessage) {
        let mut messages = lock(&self.messages);
        messages.push(message);
        if messages.len() > MOST {
            messages.remove(0);
        }
    }

    /// Takes over the people.
    pub fn set_accounts(&self, people: Vec<DemoAccount>) {
        *lock(&self.accounts) = people;
    }
}

impl web::Demo for Inbox {
    fn messages(&self) -> Vec<DemoMessage> {
        lock(&self.messages).iter().rev().cloned().collect()
    }

    fn accounts(&self) -> Vec<DemoAccount> {
        lock(&self.accounts).clone()
    }
}

/// A list of messages is whole even when somebody panicked beside it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
