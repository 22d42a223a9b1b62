//! How long the session of a page lasts, for the word about it and for the warning before its end (requirement SE-14).

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use crate::look::{Message, Texts};

/// When a session ends if nothing is done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SessionClock {
    /// Seconds from now.
    pub seconds: i64,
    /// Whether nothing can put it off: the overall time is over then.
    pub last: bool,
    /// The sentence that says so.
    pub text: String,
    /// Whose session: what was typed for one account is never sent for another, whoever logs in meanwhile.
    pub owner: String,
}

impl SessionClock {
    /// The clock of a session that was last seen at `seen`, idles for `idle` and ends at `expires_at` whatever happens.
    pub fn new(
        owner: String,
        (seen, idle): (Timestamp, SignedDuration),
        expires_at: Timestamp,
        now: Timestamp,
        (texts, zone): (&Texts, &TimeZone),
    ) -> Self {
        let idle_end = seen + idle;
        let (ends, last) = if expires_at <= idle_end { (expires_at, true) } else { (idle_end, false) };
        let key = if last { "session-ends-last" } else { "session-ends-idle" };
        let text = texts.say(&Message::new(key).arg("at", texts.time(ends, zone)));
        Self { seconds: ends.duration_since(now).as_secs().max(0), last, text, owner }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Lang;

    #[test]
    fn se_14_the_earlier_end_counts_and_is_told() {
        let now = Timestamp::from_second(1_795_352_700).unwrap();
        let (texts, zone) = (Texts::of(Lang::Nl), TimeZone::UTC);
        let minutes = SignedDuration::from_mins;
        let clock = |expires| {
            SessionClock::new("anna".to_owned(), (now - minutes(1), minutes(30)), expires, now, (&texts, &zone))
        };
        let idle = clock(now + minutes(300));
        assert_eq!((idle.seconds, idle.last), (29 * 60, false));
        assert!(idle.text.contains("om 13:34 uur"), "{}", idle.text);
        let last = clock(now + minutes(10));
        assert_eq!((last.seconds, last.last), (600, true));
        assert!(last.text.contains("om 13:15 uur"), "{}", last.text);
    }
}
