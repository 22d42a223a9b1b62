//! What the events of the audit log say of logins, recoveries and resets, each as a number that is there from the start: what first appears with its
//! first event cannot be seen to rise.

use journey::FactorKind;
use journey::audit::names;
use store::EventTally;

/// The kinds of factor that a login is proven with, and the password before them.
const FACTORS: [&str; 5] = ["password", "sms", "totp", "passkey", "security-key"];
/// How a proof can end.
const RESULTS: [&str; 3] = ["success", "wrong", "replayed"];
/// The steps of recoveries, with the event that each is.
const RECOVERIES: [(&str, &str); 6] = [
    ("refused", names::RECOVERY_FAIL),
    ("voided", names::RECOVERY_VOID),
    ("waiting", names::RECOVERY_WAITING),
    ("cancelled", names::RECOVERY_CANCELLED),
    ("accepted", names::RECOVERY_ACCEPTED),
    ("finished", names::RECOVERY_DONE),
];
/// Why factors were wiped: the reasons of the event.
const RESETS: [&str; 2] = ["recovery", "help-desk"];

/// Proofs at logins: factor, result, number.
pub(super) fn proofs(events: &[EventTally]) -> Vec<(&'static str, &'static str, u64)> {
    let mut counted: Vec<_> = FACTORS.iter().flat_map(|factor| RESULTS.map(|result| (*factor, result, 0))).collect();
    for tally in events {
        let Some((factor, result)) = proof(tally) else { continue };
        if let Some((_, _, times)) = counted.iter_mut().find(|(f, r, _)| (*f, *r) == (factor, result)) {
            *times += tally.times;
        }
    }
    // A password is not a code that could come back.
    counted.retain(|(factor, result, _)| (*factor, *result) != ("password", "replayed"));
    counted
}

fn proof(tally: &EventTally) -> Option<(&'static str, &'static str)> {
    let event = &tally.event;
    let factor = event.factor.map(FactorKind::as_str);
    match (event.name, event.reason) {
        (names::PASSWORD_PROVEN, _) => Some(("password", "success")),
        (names::LOGIN_FAIL, "password") => Some(("password", "wrong")),
        (names::LOGIN_SUCCESS, _) => Some((factor?, "success")),
        (names::LOGIN_FAIL, "second-factor") => Some((factor?, "wrong")),
        // A key that counts backwards is the replay of its kind.
        (names::OTP_REPLAY | names::KEY_COUNTER, "second-factor") => Some((factor?, "replayed")),
        _ => None,
    }
}

/// Recoveries by step; the first is counted where the page is asked for.
pub(super) fn recoveries(events: &[EventTally], begun: u64) -> Vec<(&'static str, u64)> {
    let steps = RECOVERIES.iter().map(|(step, name)| (*step, times(events, name)));
    std::iter::once(("started", begun)).chain(steps).collect()
}

/// Wipes of all factors, by reason.
pub(super) fn resets(events: &[EventTally]) -> Vec<(&'static str, u64)> {
    let wiped = |reason: &str| {
        let wipes =
            events.iter().filter(|tally| tally.event.name == names::FACTORS_WIPED && tally.event.reason == reason);
        wipes.map(|tally| tally.times).sum()
    };
    RESETS.iter().map(|reason| (*reason, wiped(reason))).collect()
}

/// How often an event happened, whatever its reason.
pub(super) fn times(events: &[EventTally], name: &str) -> u64 {
    events.iter().filter(|tally| tally.event.name == name).map(|tally| tally.times).sum()
}

#[cfg(test)]
mod tests {
    use journey::AuditEvent;

    use super::*;

    #[test]
    fn every_number_is_there_from_the_start() {
        let kinds = [FactorKind::Sms, FactorKind::Totp, FactorKind::Passkey, FactorKind::SecurityKey];
        assert_eq!(FACTORS[1..], kinds.map(FactorKind::as_str));
        assert!(proofs(&[]).len() == 14 && proofs(&[]).iter().all(|(_, _, times)| *times == 0));
        assert_eq!((recoveries(&[], 0).len(), resets(&[]).len()), (7, 2));
    }

    #[test]
    fn events_become_numbers() {
        let tally = |event, times| EventTally { event, times };
        let events = [
            tally(AuditEvent::success(names::LOGIN_SUCCESS).with_factor(FactorKind::Totp), 3),
            tally(AuditEvent::refused(names::LOGIN_FAIL, "second-factor").with_factor(FactorKind::Totp), 2),
            tally(AuditEvent::refused(names::OTP_REPLAY, "second-factor").with_factor(FactorKind::Sms), 1),
            tally(AuditEvent::refused(names::LOGIN_FAIL, "password"), 7),
            tally(AuditEvent::refused(names::LOGIN_FAIL, "enrolment").with_factor(FactorKind::Totp), 9),
            tally(AuditEvent::success(names::FACTORS_WIPED).because("help-desk"), 4),
            tally(AuditEvent::success(names::RECOVERY_ACCEPTED), 5),
        ];
        let counted: Vec<_> = proofs(&events).into_iter().filter(|(_, _, times)| *times > 0).collect();
        assert_eq!(
            counted,
            [("password", "wrong", 7), ("sms", "replayed", 1), ("totp", "success", 3), ("totp", "wrong", 2)]
        );
        assert_eq!(resets(&events), [("recovery", 0), ("help-desk", 4)]);
        let recovered = recoveries(&events, 6);
        assert!(recovered.contains(&("started", 6)) && recovered.contains(&("accepted", 5)), "{recovered:?}");
    }
}
