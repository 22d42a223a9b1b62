//! How long a mail is worth trying, and when it is tried next.

use jiff::{SignedDuration, Timestamp};
use store::{MAIL_LIFE, OutboxRow};

/// The wait before the second try; it doubles, up to the longest.
const FIRST_WAIT: SignedDuration = SignedDuration::from_mins(1);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);
/// How many times in a row a text may go out without an answer: as many copies may arrive.
const UNANSWERED_MOST: u32 = 3;
/// How the reason of an unanswered text begins.
const UNANSWERED: &str = "no answer to the text, time ";

/// Why a mail is of no use any more, if it is not.
pub(super) fn outlived(row: &OutboxRow, now: Timestamp) -> Option<&'static str> {
    if row.expires_at.is_some_and(|end| end <= now) {
        return Some("its link expired");
    }
    (row.at + MAIL_LIFE <= now).then_some("older than three days")
}

/// When to try again.
pub(super) fn next_try(attempts: u32, now: Timestamp) -> Timestamp {
    let doubled = FIRST_WAIT * (1 << attempts.saturating_sub(1).min(6));
    now + doubled.min(LONGEST_WAIT)
}

/// The reason of another text without an answer, and whether it was the last that is risked.
pub(super) fn unanswered(last_error: Option<&str>) -> (String, bool) {
    let before = last_error.and_then(|error| error.strip_prefix(UNANSWERED)).and_then(|rest| rest.parse().ok());
    let times = before.unwrap_or(0_u32).saturating_add(1);
    (format!("{UNANSWERED}{times}"), times >= UNANSWERED_MOST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_from_a_minute_to_an_hour() {
        let wait = |attempts| (next_try(attempts, Timestamp::UNIX_EPOCH) - Timestamp::UNIX_EPOCH).get_seconds() / 60;
        let seconds = |attempts| next_try(attempts, Timestamp::UNIX_EPOCH).as_second() / 60;
        assert_eq!([1, 2, 3, 4, 5, 6, 7, 8, 99].map(seconds), [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(wait(0), 1);
    }

    #[test]
    fn three_texts_without_an_answer_in_a_row_are_the_last() {
        let (first, last) = unanswered(Some("451 4.3.0 to DATA"));
        assert_eq!((first.as_str(), last), ("no answer to the text, time 1", false));
        let (second, last) = unanswered(Some(&first));
        assert_eq!((second.as_str(), last), ("no answer to the text, time 2", false));
        assert_eq!(unanswered(Some(&second)), ("no answer to the text, time 3".to_owned(), true));
    }
}
