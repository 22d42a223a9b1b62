//! Sending over SMPP 3.4: one connection that is kept up, a window of messages under way, receipts as they come.
//!
//! `link` keeps the connection: it binds, answers what the gateway asks, and comes back after a while when it is lost. `submit` writes a message and reads
//! the answer. A sender only ever uses the connection that is up at that moment.

mod link;
mod submit;
mod words;

use std::sync::Arc;

use rusmppc::Client;
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::message::{Answer, Boxed, SmsMessage, SmsSender};
use super::plan::SmppPlan;
use super::receipt::{self, Receipt};
use super::tls;
use link::Link;

/// A gateway that is spoken to over SMPP.
pub struct SmppSender {
    plan: Arc<SmppPlan>,
    link: watch::Receiver<Link>,
    stop: watch::Sender<bool>,
    window: Semaphore,
    task: JoinHandle<()>,
}

impl SmppSender {
    /// Begins to connect; receipts go to `receipts` under this gateway's name. The error says what is wrong with the certificate file.
    pub fn start(name: &str, plan: SmppPlan, receipts: mpsc::Sender<Receipt>) -> Result<Self, String> {
        let tls = plan.tls.then(|| tls::config(plan.ca_file.as_deref())).transpose()?.map(Arc::new);
        let plan = Arc::new(plan);
        let (publish, link) = watch::channel(Link::Connecting);
        let (stop, stopped) = watch::channel(false);
        let window = Semaphore::new(plan.window);
        let keeper = link::Keeper { name: name.to_owned(), plan: Arc::clone(&plan), tls, receipts, publish, stopped };
        let task = tokio::spawn(keeper.keep());
        Ok(Self { plan, link, stop, window, task })
    }

    /// The connection, or why there is none; waits for the first attempt at most as long as for an answer.
    pub async fn bound(&self) -> Result<Client, String> {
        self.bound_by(Instant::now() + self.plan.timeout).await
    }

    async fn bound_by(&self, end: Instant) -> Result<Client, String> {
        let mut link = self.link.clone();
        let decided = tokio::time::timeout_at(end, link.wait_for(|link| !matches!(link, Link::Connecting)));
        match decided.await {
            Ok(Ok(decided)) => match &*decided {
                Link::Bound(client) => Ok(client.clone()),
                Link::Down(reason) => Err(reason.clone()),
                Link::Connecting => Err("not connected yet".to_owned()),
            },
            Ok(Err(_)) => Err("stopped".to_owned()),
            Err(_) => Err(format!("no connection within {} s", self.plan.timeout.as_secs())),
        }
    }

    /// Connection, window and answer together take no longer than the gateway's time-out: the row's lease counts on it.
    async fn submit(&self, message: &SmsMessage) -> Answer {
        let end = Instant::now() + self.plan.timeout;
        let client = match self.bound_by(end).await {
            Ok(client) => client,
            Err(reason) => return Answer::NoAnswer { reason },
        };
        let submit = match submit::pdu(&self.plan, message) {
            Ok(submit) => submit,
            Err(reason) => return Answer::Refused { permanent: true, reason: reason.to_owned() },
        };
        let Ok(Ok(_place)) = tokio::time::timeout_at(end, self.window.acquire()).await else {
            return Answer::Busy { reason: "too many messages without an answer".to_owned() };
        };
        let Ok(heard) = tokio::time::timeout_at(end, client.submit_sm(submit)).await else {
            return Answer::NoAnswer { reason: format!("nothing within {} s", self.plan.timeout.as_secs()) };
        };
        match submit::answer(heard, message) {
            Answer::Accepted { message_id: Some(id) } if self.plan.receipts_in_decimals => {
                Answer::Accepted { message_id: Some(receipt::one_form(&id, 16)) }
            }
            answer => answer,
        }
    }

    async fn leave(&self) {
        self.stop.send_replace(true);
        let mut link = self.link.clone();
        // The channel closes when the keeper is gone.
        let gone = async { while link.changed().await.is_ok() {} };
        let _ = tokio::time::timeout(link::GOODBYE_WITHIN * 2, gone).await;
    }
}

impl SmsSender for SmppSender {
    fn send<'a>(&'a self, message: &'a SmsMessage) -> Boxed<'a, Answer> {
        Box::pin(self.submit(message))
    }

    fn close(&self) -> Boxed<'_, ()> {
        Box::pin(self.leave())
    }
}

impl Drop for SmppSender {
    fn drop(&mut self) {
        self.stop.send_replace(true);
        self.task.abort();
    }
}
