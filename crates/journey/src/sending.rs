//! When a code may go out by SMS (requirements SM-02 and SM-07, rule J8).
//!
//! Three things hold together: the journey's own pace here, the counters of number, account and address in
//! [`throttle`](crate::throttle), and the money of the whole installation, which is a [`Budget`] of whole hours and days.

use jiff::{SignedDuration, Timestamp};

use crate::refusal::Refusal;
use crate::state::State;

/// Between two codes of one journey.
pub const RESEND_WAIT: SignedDuration = SignedDuration::from_secs(60);
/// Codes of one journey.
pub const SENDS_PER_JOURNEY: u8 = 3;

/// When the newest code of this journey went out, from whichever screen.
pub fn last_sent_at(state: &State) -> Option<Timestamp> {
    state.carried()?.sms_sent_at
}

/// Whether this journey may send a code at `now`.
pub fn check_send(state: &State, now: Timestamp) -> Result<(), Refusal> {
    let Some(carried) = state.carried() else { return Err(Refusal::SmsLimit { retry_at: None }) };
    if carried.sms_sent >= SENDS_PER_JOURNEY {
        return Err(Refusal::SmsLimit { retry_at: None });
    }
    match last_sent_at(state).map(|sent_at| sent_at + RESEND_WAIT) {
        Some(retry_at) if now < retry_at => Err(Refusal::SmsWait { retry_at }),
        _ => Ok(()),
    }
}

/// How many messages the whole installation may send (requirement SM-07).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SendCaps {
    /// In a day (UTC).
    pub per_day: u32,
    /// To one country in an hour.
    pub per_country_hour: u32,
    /// To one block of numbers (all but the last four digits) in an hour.
    pub per_prefix_hour: u32,
    /// The part of each, in per cent, that only known browsers may use up (rule J8).
    pub known_share: u32,
}

impl Default for SendCaps {
    fn default() -> Self {
        Self { per_day: 2000, per_country_hour: 500, per_prefix_hour: 30, known_share: 25 }
    }
}

/// One stretch of time with a number of messages that may go out in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Budget {
    /// What it is for; holds no number.
    pub name: String,
    /// The length of the stretch, in seconds; stretches begin at whole multiples of it since 1970.
    pub seconds: i64,
    /// Messages in it.
    pub cap: u32,
}

impl Budget {
    /// When the stretch begins in which `now` lies.
    pub fn window_at(&self, now: Timestamp) -> Timestamp {
        let begin = now.as_second().div_euclid(self.seconds) * self.seconds;
        Timestamp::from_second(begin).unwrap_or(now)
    }
}

impl SendCaps {
    /// The budgets that one message uses; `prefix` is a keyed hash. A known browser may use up all of each, everybody else the
    /// part that is not kept for known browsers.
    pub fn budgets(&self, country: &str, prefix: &str, known: bool) -> [Budget; 3] {
        let cap = |all: u32| {
            let kept = if known { 0 } else { self.known_share.min(100) };
            let part = u32::try_from(u64::from(all) * u64::from(100 - kept) / 100).unwrap_or(all);
            // Of a small budget one stays: without it nobody could become known.
            if kept < 100 { part.max(all.min(1)) } else { part }
        };
        let budget = |name: String, seconds, all| Budget { name, seconds, cap: cap(all) };
        [
            budget("day".to_owned(), 86_400, self.per_day),
            budget(format!("country/{country}"), 3600, self.per_country_hour),
            budget(format!("prefix/{prefix}"), 3600, self.per_prefix_hour),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sm_07_j8_a_part_is_kept_for_known_browsers() {
        let caps = SendCaps { per_day: 100, per_country_hour: 10, per_prefix_hour: 4, known_share: 25 };
        let all = |known| caps.budgets("NL", "p", known).map(|budget| budget.cap);
        assert_eq!(all(true), [100, 10, 4]);
        assert_eq!(all(false), [75, 7, 3]);
        let small = SendCaps { per_prefix_hour: 1, known_share: 90, ..caps };
        assert_eq!(small.budgets("NL", "p", false).map(|budget| budget.cap), [10, 1, 1], "somebody must be the first");
        let none = SendCaps { known_share: 100, ..caps };
        assert_eq!(none.budgets("NL", "p", false).map(|budget| budget.cap), [0, 0, 0]);
    }

    #[test]
    fn stretches_begin_at_whole_hours_and_days() {
        let now = "2026-11-25T14:35:20Z".parse::<Timestamp>().unwrap();
        let [day, country, _] = SendCaps::default().budgets("NL", "p", true);
        assert_eq!(day.window_at(now).to_string(), "2026-11-25T00:00:00Z");
        assert_eq!(country.window_at(now).to_string(), "2026-11-25T14:00:00Z");
    }
}
