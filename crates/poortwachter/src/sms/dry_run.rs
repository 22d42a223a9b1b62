//! A sender that sends nothing: it gives each message to a function, such as the demo's inbox.

use std::sync::atomic::{AtomicU64, Ordering};

use super::message::{Answer, Boxed, SmsMessage, SmsSender};

/// Takes everything.
pub struct DryRun {
    keep: Box<dyn Fn(&SmsMessage) + Send + Sync>,
    taken: AtomicU64,
}

impl DryRun {
    /// Gives each message to `keep` and answers that it was accepted.
    pub fn new(keep: impl Fn(&SmsMessage) + Send + Sync + 'static) -> Self {
        Self { keep: Box::new(keep), taken: AtomicU64::new(0) }
    }
}

impl SmsSender for DryRun {
    fn send<'a>(&'a self, message: &'a SmsMessage) -> Boxed<'a, Answer> {
        (self.keep)(message);
        let number = self.taken.fetch_add(1, Ordering::Relaxed) + 1;
        Box::pin(std::future::ready(Answer::Accepted { message_id: Some(format!("dry-run-{number}")) }))
    }
}
