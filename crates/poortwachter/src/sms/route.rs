//! The gateways in their order: a message goes to the first that takes it (fail-over per message).

use std::time::Duration;

use tokio::time::Instant;

use super::breaker::{Breaker, BreakerLimits};
use super::message::{Answer, SmsMessage, SmsSender};
use super::outcome::{Outcome, Tried};

/// How long all tries together may take; the row's lease is two minutes, and a try takes at most thirty seconds.
const ALL_WITHIN: Duration = Duration::from_secs(80);

/// One gateway with its breaker.
pub struct Gateway {
    name: String,
    sender: Box<dyn SmsSender>,
    breaker: Breaker,
}

impl Gateway {
    /// A gateway that is trusted until it fails.
    pub fn new(name: &str, sender: Box<dyn SmsSender>, limits: BreakerLimits) -> Self {
        Self { name: name.to_owned(), sender, breaker: Breaker::new(limits) }
    }

    /// Its name in the settings.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// One try, whatever the breaker says.
    pub async fn send(&self, message: &SmsMessage) -> Answer {
        let answer = self.sender.send(message).await;
        if self.breaker.note(&answer, Instant::now()) {
            tracing::warn!(gateway = self.name, reason = answer.reason(), "a gateway fails again and again, and rests");
        }
        answer
    }
}

/// All gateways, the preferred one first.
pub struct Route {
    gateways: Vec<Gateway>,
}

impl Route {
    /// The gateways in the order in which they are asked.
    pub fn new(gateways: Vec<Gateway>) -> Self {
        Self { gateways }
    }

    /// Each gateway.
    pub fn gateways(&self) -> &[Gateway] {
        &self.gateways
    }

    /// Whether there is a gateway that is not resting after failures.
    pub fn can_send(&self) -> bool {
        let now = Instant::now();
        self.gateways.iter().any(|gateway| !gateway.breaker.is_open(now))
    }

    /// Asks one gateway after the other until one takes it.
    pub async fn send(&self, message: &SmsMessage) -> (Outcome, Vec<Tried>) {
        let begun = Instant::now();
        let (mut tried, mut skipped) = (Vec::new(), 0);
        for gateway in &self.gateways {
            if begun.elapsed() > ALL_WITHIN || !gateway.breaker.admits(Instant::now()) {
                skipped += 1;
                continue;
            }
            // Whoever drops this future in mid-message must not leave the breaker waiting for an answer.
            let mut admitted = Admitted(Some(&gateway.breaker));
            let answer = gateway.send(message).await;
            admitted.0 = None;
            let taken = matches!(answer, Answer::Accepted { .. });
            tried.push(Tried { gateway: gateway.name.clone(), answer });
            if taken {
                break;
            }
        }
        (Outcome::of(&tried, skipped), tried)
    }

    /// Says goodbye to every gateway.
    pub async fn close(&self) {
        for gateway in &self.gateways {
            gateway.sender.close().await;
        }
    }
}

/// The place that a breaker gave; given back when nothing came of it.
struct Admitted<'a>(Option<&'a Breaker>);

impl Drop for Admitted<'_> {
    fn drop(&mut self) {
        if let Some(breaker) = self.0 {
            breaker.give_back();
        }
    }
}
