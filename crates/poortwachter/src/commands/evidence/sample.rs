//! A sample of the log that shows its fields and no person.
//!
//! Accounts and actors get numbers in the order of their appearance, addresses lose their last part, browsers and free words are left out.

use std::collections::HashMap;
use std::net::IpAddr;

use store::{AuditQuery, NamedAuditLine};

use super::table;
use crate::audit_log::entry::{FIELDS, cells};
use crate::commands::account::desk::{self, Desk};
use crate::complaint::Complaint;

/// How many entries the sample has.
const ENTRIES: u32 = 50;

pub(super) async fn text(desk: &Desk) -> Result<String, Complaint> {
    let newest = AuditQuery { account: None, before: None, limit: ENTRIES };
    let mut lines = desk.store.list_audit(newest).await.map_err(desk::fault)?;
    lines.reverse();
    let mut names = Names::default();
    let rows: Vec<_> =
        lines.into_iter().map(|line| names.pseudonymise(&NamedAuditLine { line, username: None })).collect();
    Ok(format!(
        "# Sample of the audit log\n\nThe newest {ENTRIES} entries at most, with pseudonyms; `poortwachter audit export` has them as they are.\n\n{}",
        table(&FIELDS, rows)
    ))
}

/// Numbers for names.
#[derive(Default)]
struct Names(HashMap<String, usize>);

impl Names {
    fn of(&mut self, kind: &str, name: &str) -> String {
        if name.is_empty() {
            return String::new();
        }
        let next = self.0.keys().filter(|key| key.starts_with(kind)).count() + 1;
        let number = *self.0.entry(format!("{kind} {name}")).or_insert(next);
        format!("{kind} {number}")
    }

    fn pseudonymise(&mut self, entry: &NamedAuditLine) -> Vec<String> {
        let cells = cells(entry);
        FIELDS
            .iter()
            .zip(cells)
            .map(|(field, cell)| match *field {
                "account" => self.of("account", &cell),
                "actor" | "on_behalf_of" if cell.contains(':') => self.of("person", &cell),
                "session" => self.of("session", &cell),
                "journey" => self.of("journey", &cell),
                "request" => self.of("request", &cell),
                "address" => network(&cell),
                "user_agent" | "detail" if !cell.is_empty() => "(left out)".to_owned(),
                _ => cell,
            })
            .collect()
    }
}

/// The network that an address is in: /24, or /48.
fn network(address: &str) -> String {
    match address.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.x")
        }
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:x")
        }
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit_log::entry::tests::entry;

    #[test]
    fn nl_04_the_sample_names_nobody() {
        let mut names = Names::default();
        let mut first = entry("Bea Jansen called");
        first.line.actor = "operator:piet".to_owned();
        first.username = None;
        let row = names.pseudonymise(&first).join(" ");
        assert!(
            !row.contains("Jansen") && !row.contains("piet") && !row.contains("192.0.2.7") && !row.contains("browser"),
            "{row}"
        );
        assert!(row.contains("person 1") && row.contains("192.0.2.x") && row.contains("authn_login_fail"), "{row}");
        first.line.actor = "operator:ali".to_owned();
        assert!(names.pseudonymise(&first).join(" ").contains("person 2"));
        first.line.actor = "operator:piet".to_owned();
        assert!(names.pseudonymise(&first).join(" ").contains("person 1"));
        assert_eq!(network("2001:db8:1:2::3"), "2001:db8:1:x");
    }
}
