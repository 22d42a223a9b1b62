//! An audit entry as it leaves the portal: one line of JSON, or the cells of a table (requirements LO-02 and LO-04).

use std::fmt::Write as _;

use serde_json::{Value, json};
use store::NamedAuditLine;

use crate::complaint::disturbs;

/// The names of the fields, in their order.
pub const FIELDS: [&str; 18] = [
    "id",
    "seq",
    "at",
    "event",
    "outcome",
    "reason",
    "factor",
    "actor",
    "on_behalf_of",
    "account",
    "username",
    "client",
    "session",
    "journey",
    "request",
    "address",
    "user_agent",
    "detail",
];

/// The fields with their values; times are UTC in the form of RFC 3339.
pub fn object(entry: &NamedAuditLine) -> Value {
    let line = &entry.line;
    json!({
        "id": line.id,
        "seq": line.seq,
        "at": line.at.to_string(),
        "event": line.event,
        "outcome": if line.success { "success" } else { "refused" },
        "reason": line.reason,
        "factor": line.factor.map(journey::FactorKind::as_str),
        "actor": line.actor,
        "on_behalf_of": line.on_behalf_of,
        "account": line.account.map(|account| account.to_string()),
        "username": entry.username,
        "client": line.client,
        "session": line.session_hash,
        "journey": line.journey.map(|journey| journey.to_string()),
        "request": line.request,
        "address": line.address,
        "user_agent": line.user_agent,
        "detail": line.detail,
    })
}

/// One line of JSON without its line end. Whatever somebody typed can neither end the line nor steer a terminal (LO-04).
pub fn json_line(entry: &NamedAuditLine) -> String {
    harmless(&object(entry).to_string())
}

/// The cells of a row, in the order of [`FIELDS`].
pub fn cells(entry: &NamedAuditLine) -> Vec<String> {
    let object = object(entry);
    let text = |field: &str| match &object[field] {
        Value::Null => String::new(),
        Value::String(text) => harmless(text),
        other => other.to_string(),
    };
    FIELDS.iter().map(|field| text(field)).collect()
}

/// Characters that disturb, written as `\u202e` and its like, which is also how JSON writes them.
fn harmless(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for character in text.chars() {
        if disturbs(character) || matches!(character, '\u{2028}' | '\u{2029}') {
            // Writing to a String cannot fail. All of these have four digits.
            let _ = write!(clean, "\\u{:04x}", u32::from(character));
        } else {
            clean.push(character);
        }
    }
    clean
}

#[cfg(test)]
pub(crate) mod tests {
    use jiff::Timestamp;
    use store::AuditLine;

    use super::*;

    /// An entry in which somebody put what they should not.
    pub(crate) fn entry(detail: &str) -> NamedAuditLine {
        let line = AuditLine {
            id: 7,
            at: Timestamp::from_second(1_800_000_000).unwrap(),
            event: "authn_login_fail".to_owned(),
            success: false,
            reason: "password".to_owned(),
            factor: None,
            actor: "visitor".to_owned(),
            on_behalf_of: None,
            account: None,
            journey: None,
            session_hash: None,
            address: Some("192.0.2.7".to_owned()),
            user_agent: Some("A \"browser\"".to_owned()),
            request: "request-1".to_owned(),
            detail: Some(detail.to_owned()),
            client: Some("verzuim".to_owned()),
            seq: Some(3),
        };
        NamedAuditLine { line, username: Some("bea".to_owned()) }
    }

    #[test]
    fn lo_02_every_field_has_its_place() {
        let object = object(&entry("x"));
        assert_eq!(object.as_object().unwrap().len(), FIELDS.len());
        assert!(FIELDS.iter().all(|field| object.get(field).is_some()), "{object}");
        assert_eq!(object["at"], "2027-01-15T08:00:00Z");
        assert_eq!((&object["outcome"], &object["client"]), (&"refused".into(), &"verzuim".into()));
    }

    #[test]
    fn lo_04_what_was_typed_cannot_make_a_line_of_its_own() {
        let typed = "x\r\n{\"id\":8}\u{1b}[31m\u{202e}\u{9b}\u{2028}\u{7f}";
        let line = json_line(&entry(typed));
        assert!(!line.contains(disturbs) && !line.contains('\u{2028}'), "{line:?}");
        let read: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read["detail"], typed, "nothing is lost");
        let cells = cells(&entry(typed));
        assert_eq!(cells.len(), FIELDS.len());
        assert!(cells.iter().all(|cell| !cell.contains(disturbs)), "{cells:?}");
    }
}
