//! The arithmetic of tries (rule J8, decision D9).
//!
//! A try is *reserved* before anything is verified and *given back* when the whole login succeeds; the store writes both down. A
//! [`Counter`] belongs to a [`CounterKey`]: what is tried, on whose account, and in which [`Lane`]. A known browser and a browser that holds a grant
//! have their own lane, so that a stranger can neither lock somebody out nor use up their tries.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::account::text_form;

/// What is being tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CounterKind {
    /// A password for a username.
    Password,
    /// A second factor after the right password.
    SecondFactor,
    /// A recovery code.
    RecoveryCode,
    /// Anything from one address (/32 or /64).
    Source,
    /// Codes by SMS to one number, in an hour.
    SmsNumberHour,
    /// Codes by SMS to one number, in a day.
    SmsNumberDay,
    /// Codes by SMS of one account, in a day.
    SmsAccount,
    /// Codes by SMS that one address asked for and that led to no login, in an hour.
    SmsSource,
    /// New passwords and usernames that one address asked for and that led to no new password, in an hour (requirement FP-06).
    RequestSource,
    /// The same for one username or mail address, whether it exists or not, in an hour.
    RequestSubject,
    /// Mails that answer such requests, to one account in an hour.
    MailHour,
    /// Mails that answer such requests, to one account in a day.
    MailDay,
}
text_form!(CounterKind {
    Password => "password", SecondFactor => "second-factor", RecoveryCode => "recovery-code", Source => "source",
    SmsNumberHour => "sms-number-hour", SmsNumberDay => "sms-number-day", SmsAccount => "sms-account",
    SmsSource => "sms-source", RequestSource => "request-source", RequestSubject => "request-subject",
    MailHour => "mail-hour", MailDay => "mail-day",
});

/// Who shares a counter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Lane {
    /// Everybody else.
    World,
    /// One browser that is known on this account or holds a grant for it; the text is a hash of its cookie.
    Browser(String),
}

/// Names one counter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CounterKey {
    /// What is being tried.
    pub kind: CounterKind,
    /// Whose: a keyed hash of the username, the account's id, or a network, in text form.
    pub subject: String,
    /// Who shares it.
    pub lane: Lane,
}

impl CounterKey {
    /// The one text that names this counter in the database; no subject holds a `#`.
    pub fn text(&self) -> String {
        match &self.lane {
            Lane::World => format!("{}/{}", self.kind.as_str(), self.subject),
            Lane::Browser(browser) => format!("{}/{}#{browser}", self.kind.as_str(), self.subject),
        }
    }
}

/// A try that was reserved, and when: what is given back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TryTaken {
    /// Which counter.
    pub key: CounterKey,
    /// When it was reserved: tells this try from the others of the same counter.
    pub at: Timestamp,
}

/// How many tries stand on a counter, this one included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tally {
    /// Since the last success.
    pub consecutive: u32,
    /// Within the window of the limits.
    pub in_window: u32,
}

/// The stored numbers of one counter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Counter {
    /// Tries since the last success.
    pub consecutive: u32,
    /// The times of the tries within the window, oldest first.
    pub recent: Vec<Timestamp>,
    /// No try before this time.
    pub blocked_until: Option<Timestamp>,
}

/// What a counter allows. All fields together: the strictest wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Tries before the delays begin.
    pub free: u32,
    /// The first delay in seconds, doubled with each further try; zero for no delays.
    pub first_delay: i64,
    /// The longest delay in seconds.
    pub longest_delay: i64,
    /// Tries within the window; zero for no such limit.
    pub per_window: u32,
    /// The window in seconds.
    pub window: i64,
    /// Consecutive tries after which only a person can reopen it; zero for never.
    pub stop: u32,
}

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

impl Limits {
    /// The limits of a kind in a lane, as decisions D3 and D9 and requirements TH-03, SM-07 and FP-06 give them.
    pub fn of(kind: CounterKind, lane: &Lane) -> Self {
        let none = Self { free: u32::MAX, first_delay: 0, longest_delay: 0, per_window: 0, window: DAY, stop: 0 };
        match (kind, lane) {
            // NIST SP 800-63B-4 section 3.2.2: at most 100 consecutive failures; its example delays are 30 s to 1 h.
            (CounterKind::Password, Lane::World) => {
                Self { free: 5, first_delay: 30, longest_delay: HOUR, stop: 100, ..none }
            }
            (CounterKind::Password, Lane::Browser(_)) => {
                Self { free: 10, first_delay: 30, longest_delay: HOUR, ..none }
            }
            (CounterKind::SecondFactor | CounterKind::SmsAccount, _) => Self { per_window: 20, ..none },
            (CounterKind::RecoveryCode, _) => Self { per_window: 5, ..none },
            (CounterKind::Source, _) => Self { per_window: 30, window: 600, ..none },
            // Of requests there are more than mails: what is beyond this would find no mail left, so it is not even written down.
            (CounterKind::SmsNumberHour | CounterKind::RequestSubject, _) => {
                Self { per_window: 5, window: HOUR, ..none }
            }
            (CounterKind::SmsNumberDay | CounterKind::MailDay, _) => Self { per_window: 10, ..none },
            (CounterKind::SmsSource, _) => Self { per_window: 10, window: HOUR, ..none },
            (CounterKind::RequestSource, _) => Self { per_window: 20, window: HOUR, ..none },
            (CounterKind::MailHour, _) => Self { per_window: 3, window: HOUR, ..none },
        }
    }

    /// The same with another number per window (named networks, rule J8).
    #[must_use]
    pub fn with_per_window(mut self, per_window: u32) -> Self {
        self.per_window = per_window;
        self
    }
}

/// The answer to somebody who wants to try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reservation {
    /// Go on; the counter to store and how many tries stand on it now.
    Granted(Counter, Tally),
    /// Not now; nothing is stored.
    Refused {
        /// When the next try is allowed; `None` when only a person can reopen it.
        retry_at: Option<Timestamp>,
        /// How many tries were made.
        count: u32,
    },
}

/// Takes one try at `now`, if the limits allow it.
pub fn reserve(counter: &Counter, limits: &Limits, now: Timestamp) -> Reservation {
    let recent = within(counter, limits, now);
    if let Some(refused) = refuse(counter, &recent, limits, now) {
        return refused;
    }
    let consecutive = counter.consecutive.saturating_add(1);
    let mut recent = recent;
    recent.push(now);
    let tally = Tally { consecutive, in_window: u32::try_from(recent.len()).unwrap_or(u32::MAX) };
    let blocked_until = delay(consecutive, limits).map(|wait| now + wait);
    Reservation::Granted(Counter { consecutive, recent, blocked_until }, tally)
}

/// Gives exactly one try back after a success; in a browser's own lane a success clears the counter (decision D9).
#[must_use]
pub fn give_back(counter: &Counter, taken: &TryTaken) -> Counter {
    if matches!(taken.key.lane, Lane::Browser(_)) {
        return Counter::default();
    }
    let mut recent = counter.recent.clone();
    if let Some(position) = recent.iter().position(|at| *at == taken.at) {
        recent.remove(position);
    }
    let consecutive = counter.consecutive.saturating_sub(1);
    let limits = Limits::of(taken.key.kind, &taken.key.lane);
    // The wait that this very try had caused goes with it; a wait that others caused stays.
    let blocked_until = counter.blocked_until.filter(|_| delay(consecutive, &limits).is_some());
    Counter { consecutive, recent, blocked_until }
}

/// How long a try with this many tries behind it has to wait, if at all.
fn delay(consecutive: u32, limits: &Limits) -> Option<SignedDuration> {
    if limits.first_delay == 0 || consecutive < limits.free {
        return None;
    }
    let doublings = (consecutive - limits.free).min(30);
    let seconds = limits.first_delay.saturating_mul(1 << doublings).min(limits.longest_delay);
    Some(SignedDuration::from_secs(seconds))
}

fn within(counter: &Counter, limits: &Limits, now: Timestamp) -> Vec<Timestamp> {
    let since = now - SignedDuration::from_secs(limits.window);
    // A counter without a window limit keeps no times: its row would grow without end.
    if limits.per_window == 0 {
        return Vec::new();
    }
    counter.recent.iter().copied().filter(|at| *at > since).collect()
}

fn refuse(counter: &Counter, recent: &[Timestamp], limits: &Limits, now: Timestamp) -> Option<Reservation> {
    let count = counter.consecutive;
    if limits.stop > 0 && count >= limits.stop {
        return Some(Reservation::Refused { retry_at: None, count });
    }
    if let Some(until) = counter.blocked_until.filter(|until| now < *until) {
        return Some(Reservation::Refused { retry_at: Some(until), count });
    }
    let used = u32::try_from(recent.len()).unwrap_or(u32::MAX);
    if limits.per_window > 0 && used >= limits.per_window {
        let oldest = recent.first().copied().unwrap_or(now);
        let retry_at = Some(oldest + SignedDuration::from_secs(limits.window));
        return Some(Reservation::Refused { retry_at, count: used });
    }
    None
}

/// Whether logins over all accounts look like one person trying many names (requirement TH-03): more than 5 % wrong, over more than 50 names,
/// within [`SPRAY_WINDOW`].
pub fn looks_like_spray(wrong: u64, right: u64, names: u64) -> bool {
    names > 50 && wrong.saturating_mul(20) > wrong.saturating_add(right)
}

/// How far back the alarm for many names looks.
pub const SPRAY_WINDOW: SignedDuration = SignedDuration::from_mins(5);

/// Wrong second factors within one journey after which it ends (requirement SM-01, decision D9).
pub const FACTOR_TRIES_PER_JOURNEY: u8 = 5;
/// Wrong second factors within 24 hours after which the owner is told (decision D9).
pub const FACTOR_TRIES_NOTICE: u32 = 5;
/// Wrong recovery codes within one journey after which it ends (decision D3).
pub const CODE_TRIES_PER_JOURNEY: u8 = 3;
/// Consecutive wrong recovery codes after which the code is void (decision D3).
pub const CODE_TRIES_VOID: u32 = 10;

#[cfg(test)]
mod tests;
