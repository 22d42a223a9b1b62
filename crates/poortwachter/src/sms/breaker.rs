//! A breaker: a gateway that fails again and again is left alone for a while, and then tried with one message.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::message::Answer;

/// How long a gateway that wants to be asked less is left alone.
const BUSY: Duration = Duration::from_secs(1);

/// When a breaker opens, and for how long.
#[derive(Clone, Copy, Debug)]
pub struct BreakerLimits {
    /// Failures in a row after which it opens.
    pub failures: u32,
    /// How long it stays open before one message is tried.
    pub rest: Duration,
}

#[derive(Debug)]
struct State {
    failures: u32,
    open_until: Option<Instant>,
    /// One message is out to try whether the gateway is back.
    trying: bool,
    busy_until: Option<Instant>,
}

/// The breaker of one gateway.
#[derive(Debug)]
pub struct Breaker {
    limits: BreakerLimits,
    state: Mutex<State>,
}

impl Breaker {
    /// A closed one.
    pub fn new(limits: BreakerLimits) -> Self {
        Self { limits, state: Mutex::new(State { failures: 0, open_until: None, trying: false, busy_until: None }) }
    }

    /// Whether a message may go out now. When the rest of an open breaker is over, one may, and that one decides.
    pub fn admits(&self, now: Instant) -> bool {
        let mut state = self.lock();
        if state.busy_until.is_some_and(|until| now < until) {
            return false;
        }
        match state.open_until {
            None => true,
            Some(until) if now < until || state.trying => false,
            Some(_) => {
                state.trying = true;
                true
            }
        }
    }

    /// Whether it is open and still at rest.
    pub fn is_open(&self, now: Instant) -> bool {
        self.lock().open_until.is_some_and(|until| now < until)
    }

    /// Takes note of an answer; `true` when this one opened it.
    pub fn note(&self, answer: &Answer, now: Instant) -> bool {
        let mut state = self.lock();
        let tried = std::mem::take(&mut state.trying);
        if let Answer::Busy { .. } = answer {
            state.busy_until = Some(now + BUSY);
        }
        if !answer.blames_gateway() {
            state.failures = 0;
            state.open_until = None;
            return false;
        }
        state.failures = state.failures.saturating_add(1);
        if !tried && state.failures < self.limits.failures {
            return false;
        }
        let opened = state.open_until.is_none();
        state.open_until = Some(now + self.limits.rest);
        opened
    }

    /// The message that was let through was not sent after all.
    pub fn give_back(&self) {
        self.lock().trying = false;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_answer() -> Answer {
        Answer::NoAnswer { reason: "x".to_owned() }
    }

    #[test]
    fn sm_10_it_opens_after_failures_in_a_row_and_tries_one_message_later() {
        let breaker = Breaker::new(BreakerLimits { failures: 3, rest: Duration::from_secs(30) });
        let start = Instant::now();
        let accepted = Answer::Accepted { message_id: None };
        for answer in [no_answer(), no_answer(), accepted.clone(), no_answer(), no_answer()] {
            assert!(breaker.admits(start) && !breaker.note(&answer, start));
        }
        assert!(breaker.note(&no_answer(), start));
        assert!(!breaker.admits(start) && breaker.is_open(start));
        let later = start + Duration::from_secs(30);
        // Half open: one message, and only one, finds out.
        assert!(breaker.admits(later) && !breaker.admits(later) && !breaker.is_open(later));
        assert!(!breaker.note(&no_answer(), later));
        assert!(!breaker.admits(later + Duration::from_secs(29)));
        let again = later + Duration::from_secs(30);
        assert!(breaker.admits(again));
        breaker.note(&accepted, again);
        assert!(breaker.admits(again) && breaker.admits(again));
    }

    #[test]
    fn a_refused_number_says_nothing_about_the_gateway_and_a_busy_one_rests_a_second() {
        let breaker = Breaker::new(BreakerLimits { failures: 1, rest: Duration::from_secs(30) });
        let start = Instant::now();
        assert!(!breaker.note(&Answer::Refused { permanent: true, reason: "number".into() }, start));
        assert!(breaker.admits(start));
        breaker.note(&Answer::Busy { reason: "throttled".into() }, start);
        assert!(!breaker.admits(start) && !breaker.is_open(start));
        assert!(breaker.admits(start + BUSY));
    }
}
