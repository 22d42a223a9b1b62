//! What counts as accepted at an HTTP gateway: the status, and what the body must say, since a gateway may answer 200 and refuse.

use super::message::{Answer, SmsMessage};
use super::redact;

/// The rules of one gateway; all that are given must hold.
#[derive(Debug, Default)]
pub(super) struct Acceptance {
    /// Statuses that can mean acceptance.
    pub(super) statuses: Vec<u16>,
    /// The body begins with one of these, white space before it aside; empty asks nothing.
    pub(super) starts: Vec<String>,
    /// The body holds one of these; empty asks nothing.
    pub(super) contains: Vec<String>,
    /// A JSON pointer (RFC 6901) and what stands there.
    pub(super) json: Option<(String, String)>,
    /// Where the id of the message stands in JSON.
    pub(super) id_pointer: Option<String>,
    /// The words before the id in a body of plain text.
    pub(super) id_after: Option<String>,
}

impl Acceptance {
    /// Judges one answer.
    pub(super) fn judge(&self, status: u16, body: &str, message: &SmsMessage) -> Answer {
        if !self.statuses.contains(&status) {
            return refused_by(status);
        }
        match self.body_says_no(body) {
            Some(rule) => Answer::Refused { permanent: true, reason: format!("HTTP {status}, but {rule}") },
            None => Answer::Accepted { message_id: self.id_in(body, message) },
        }
    }

    fn body_says_no(&self, body: &str) -> Option<&'static str> {
        let trimmed = body.trim_start();
        if !self.starts.is_empty() && !self.starts.iter().any(|start| trimmed.starts_with(start.as_str())) {
            return Some("the body does not begin as it should (accepted_starts)");
        }
        if !self.contains.is_empty() && !self.contains.iter().any(|part| body.contains(part.as_str())) {
            return Some("the body does not hold what it should (accepted_contains)");
        }
        let (pointer, wanted) = self.json.as_ref()?;
        let found = serde_json::from_str::<serde_json::Value>(body).ok();
        let says =
            found.as_ref().and_then(|found| found.pointer(pointer)).is_some_and(|value| text_of(value) == *wanted);
        (!says).then_some("the JSON does not say what it should (accepted_json)")
    }

    fn id_in(&self, body: &str, message: &SmsMessage) -> Option<String> {
        if let Some(pointer) = &self.id_pointer {
            let found: serde_json::Value = serde_json::from_str(body).ok()?;
            return redact::message_id(&text_of(found.pointer(pointer)?), message);
        }
        let after = body.split_once(self.id_after.as_deref()?)?.1.trim_start();
        let end = after.find(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '<')).unwrap_or(after.len());
        redact::message_id(&after[..end], message)
    }
}

/// A JSON value as the settings write it: a text without quotes, anything else as it stands.
fn text_of(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A status that means no: of the gateway (credentials, address, trouble), or of this message.
fn refused_by(status: u16) -> Answer {
    let reason = format!("HTTP {status}");
    match status {
        429 => Answer::Busy { reason },
        401 | 403..=405 | 407 | 408 => Answer::Refused { permanent: false, reason },
        400..=499 => Answer::Refused { permanent: true, reason },
        _ => Answer::Refused { permanent: false, reason },
    }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    fn judge(rules: &Acceptance, status: u16, body: &str) -> Answer {
        let text = |text: &str| Zeroizing::new(text.to_owned());
        rules.judge(status, body, &SmsMessage { number: text("+31612345678"), text: text("304918 is") })
    }

    fn accepted(id: Option<&str>) -> Answer {
        Answer::Accepted { message_id: id.map(str::to_owned) }
    }

    #[test]
    fn a_status_alone_is_not_acceptance_when_the_body_says_more() {
        let kannel =
            Acceptance { statuses: vec![202], starts: vec!["0:".into(), "3:".into()], ..Acceptance::default() };
        assert_eq!(judge(&kannel, 202, "0: Accepted for delivery"), accepted(None));
        assert_eq!(judge(&kannel, 202, " 3: Queued for later delivery"), accepted(None));
        assert!(matches!(judge(&kannel, 202, "1: Rejected"), Answer::Refused { permanent: true, .. }));

        let json = Acceptance {
            statuses: vec![200],
            json: Some(("/messages/0/status".into(), "queued".into())),
            id_pointer: Some("/messages/0/id".into()),
            ..Acceptance::default()
        };
        let body = |status: &str| format!(r#"{{"messages":[{{"id":77,"status":"{status}"}}]}}"#);
        assert_eq!(judge(&json, 200, &body("queued")), accepted(Some("77")));
        for lie in [body("rejected"), "not json".into(), "{}".into(), String::new()] {
            assert!(matches!(judge(&json, 200, &lie), Answer::Refused { permanent: true, .. }), "{lie}");
        }
        let plain = Acceptance {
            statuses: vec![200],
            contains: vec!["OK".into()],
            id_after: Some("ID:".into()),
            ..Acceptance::default()
        };
        assert_eq!(judge(&plain, 200, "OK ID: ab-1, parts 1"), accepted(Some("ab-1")));
        assert_eq!(judge(&plain, 200, "OK"), accepted(None));
        assert!(matches!(judge(&plain, 200, "ERR 12"), Answer::Refused { .. }));
    }

    #[test]
    fn a_status_tells_the_gateway_from_the_message() {
        let rules = Acceptance { statuses: vec![200], ..Acceptance::default() };
        let permanent = |status| match judge(&rules, status, "") {
            Answer::Refused { permanent, .. } => Some(permanent),
            _ => None,
        };
        for status in [301, 401, 403, 404, 500, 503] {
            assert_eq!(permanent(status), Some(false), "{status}");
        }
        for status in [400, 402, 410, 422] {
            assert_eq!(permanent(status), Some(true), "{status}");
        }
        assert!(matches!(judge(&rules, 429, ""), Answer::Busy { .. }));
    }
}
