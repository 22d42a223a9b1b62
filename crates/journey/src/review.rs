//! What deserves a person's look in the audit log, and from how often on (requirement LO-07).
//!
//! The Dutch authority fined hospitals for not looking at their logs. These rules say what to look at; who looks, and what comes of it, is the
//! organisation's own task.

use crate::audit::names;

/// One thing to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReviewRule {
    /// A stable word for the log.
    pub name: &'static str,
    /// Which event.
    pub event: &'static str,
    /// Only with one of these reasons; empty for any.
    pub reasons: &'static [&'static str],
    /// So often in an hour that it is said at once.
    pub alarm_per_hour: u64,
    /// What to think of, as a sentence without a full stop.
    pub advice: &'static str,
}

/// Everything that is looked at, the most urgent first.
pub const REVIEW_RULES: [ReviewRule; 13] = [
    rule(
        "spray",
        names::SPRAY,
        &[],
        1,
        "one person tries many names: look at the addresses, and block them before the portal",
    ),
    rule(
        "disputed",
        names::DISPUTED,
        &[],
        1,
        "an owner said \"that was not me\": call them, then reinstate the account",
    ),
    rule(
        "key-copied",
        names::KEY_COUNTER,
        &[],
        1,
        "a security key counted backwards and may have been copied: replace it",
    ),
    rule("replayed", names::OTP_REPLAY, &[], 5, "codes were used twice: a double click, or somebody who watches"),
    rule("code-voided", names::RECOVERY_VOID, &[], 2, "ten wrong recovery codes: somebody has the password"),
    rule(
        "recoveries",
        names::RECOVERY_ACCEPTED,
        &[],
        5,
        "recovery codes were used: ask some of the owners whether it was them",
    ),
    rule(
        "recoveries-waiting",
        names::RECOVERY_WAITING,
        &[],
        5,
        "recoveries wait: ask the owners before they take effect",
    ),
    rule(
        "desk-resets",
        names::GRANT_ISSUED,
        &["help-desk"],
        10,
        "second factors were reset by the help desk: compare with its tickets",
    ),
    rule(
        "delay-skipped",
        names::ADMIN,
        &["reset-without-delay", "reset-rescue"],
        1,
        "a reset was made without its delay: ask who decided that",
    ),
    rule(
        "tries-used-up",
        names::LOGIN_FAIL_MAX,
        &[],
        20,
        "tries were used up: guessing, or something that logs in with an old password",
    ),
    rule("limits", names::RATE_LIMIT, &[], 200, "limits refused tries: look from where"),
    rule(
        "other-sites",
        names::CSRF,
        &[],
        20,
        "forms came from elsewhere: an attack on visitors, or a proxy that drops headers",
    ),
    rule("log-read", names::SENSITIVE_READ, &[], 20, "the audit log was read: by whom, and why"),
];

const fn rule(
    name: &'static str,
    event: &'static str,
    reasons: &'static [&'static str],
    alarm_per_hour: u64,
    advice: &'static str,
) -> ReviewRule {
    ReviewRule { name, event, reasons, alarm_per_hour, advice }
}

impl ReviewRule {
    /// Whether an event is one of those.
    pub fn covers(&self, event: &str, reason: &str) -> bool {
        self.event == event && (self.reasons.is_empty() || self.reasons.contains(&reason))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lo_07_a_rule_covers_its_event_and_reasons() {
        let desk = REVIEW_RULES.iter().find(|rule| rule.name == "desk-resets").unwrap();
        assert!(desk.covers("enrolment_grant_issued", "help-desk"));
        assert!(!desk.covers("enrolment_grant_issued", "activation") && !desk.covers("authz_admin", "help-desk"));
        let any = REVIEW_RULES.iter().find(|rule| rule.name == "limits").unwrap();
        assert!(any.covers("excess_rate_limit_exceeded", "source") && any.covers("excess_rate_limit_exceeded", ""));
        for (at, rule) in REVIEW_RULES.iter().enumerate() {
            assert!(rule.alarm_per_hour > 0 && !rule.advice.ends_with('.'), "{}", rule.name);
            assert!(REVIEW_RULES[at + 1..].iter().all(|other| other.name != rule.name), "{}", rule.name);
        }
    }
}
