//! Mails: through which server they go, who they are from, and how the way to it is protected.

use std::path::PathBuf;

use super::checks::Checks;
use super::deviation::Deviation;
use super::key::{Kind, Standing, keys, readable};
use super::sms::Hidden;
use crate::complaint::quoted;
use crate::mail::Address;

#[cfg(test)]
mod tests;

keys! {
    /// The keys of `[mail]`.
    pub struct Mail {
        /// The mail server that takes our mails (SMTP submission). Without it no mail is sent.
        host: Option<String> = Kind::Text { expected: "a host, such as smtp.example.org", check: host }, Standing::Absent("\"smtp.example.org\"");
        /// Its port: 587 for "starttls", 465 for "tls" (RFC 8314).
        port: u16 = Kind::Whole { least: 1, most: 65_535 }, Standing::Default("587");
        /// How the way there is protected: "starttls" (demanded, never only tried), "tls" from the first byte, or "none".
        security: Security = Kind::Choice(&["starttls", "tls", "none"]), Standing::Default("\"starttls\"");
        /// Whether mails may go to another machine without TLS, where links can be read on the way.
        allow_plain: bool = Kind::Switch, Standing::Default("false");
        /// The name to log in there with; without it nobody logs in.
        username: Option<String> = Kind::Text { expected: "a name of at most 200 characters", check: readable }, Standing::Absent("\"portal\"");
        /// The password of that name. Better in the environment than in this file.
        password: Option<Hidden> = Kind::Secret { expected: "1 to 500 characters", check: secret }, Standing::Absent("\"change me\"");
        /// The address that mails come from; its domain must allow the server to send for it (SPF, DKIM).
        from: Option<String> = Kind::Text { expected: "one mail address, such as portal@example.org", check: address }, Standing::Absent("\"portal@example.org\"");
        /// The name beside that address. Without it the organisation's name stands there.
        from_name: Option<String> = Kind::Text { expected: "a name of at most 200 characters", check: readable }, Standing::Absent("\"Voorbeeld BV\"");
        /// PEM file with the only authority whose certificates are believed; without it those of the system are.
        ca_file: Option<PathBuf> = Kind::Text { expected: "a file", check: file }, Standing::Absent("\"/etc/poortwachter/mail-ca.pem\"");
        /// How long the server may take for everything up to the text; the answer to the text may take three times as long.
        timeout_seconds: u32 = Kind::Whole { least: 1, most: 25 }, Standing::Default("20");
        /// Mails under way at once, each over a connection of its own.
        parallel: u32 = Kind::Whole { least: 1, most: 50 }, Standing::Default("4");
    }
}

/// How the way to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS after a command of SMTP (RFC 3207); without it nothing is sent.
    Starttls,
    /// TLS from the beginning (RFC 8314).
    Tls,
    /// Not at all.
    None,
}

impl Mail {
    /// Whether mails are sent.
    pub fn is_on(&self) -> bool {
        self.host.is_some()
    }

    /// What is allowed but weaker than a standard asks.
    pub(super) fn deviations(&self) -> Vec<Deviation> {
        let host = self.host.as_deref().filter(|host| self.security == Security::None && !is_here(host));
        let plain = host.map(|host| {
            Deviation::new("mail.security", format!("mails with links go to {host} without TLS (RFC 8314 section 3)"))
        });
        plain.into_iter().collect()
    }

    pub(super) fn check(&self, checks: &mut Checks) {
        let Some(host) = &self.host else { return };
        if self.from.is_none() {
            checks.wrong("mail.from", "nothing".to_owned(), "write the address that mails come from");
        }
        match (&self.username, &self.password) {
            (Some(_), None) => {
                let advice = "set it, best in POORTWACHTER_MAIL__PASSWORD, or leave mail.username out";
                checks.wrong("mail.password", "nothing".to_owned(), advice);
            }
            (None, Some(_)) => {
                let advice = "write the name that the password belongs to, or leave mail.password out";
                checks.wrong("mail.username", "nothing".to_owned(), advice);
            }
            _ => {}
        }
        if self.security == Security::None && !self.allow_plain && !is_here(host) {
            let found = format!("no TLS to {}, where others can read the links", quoted(host));
            let advice = "write \"starttls\" or \"tls\", or set mail.allow_plain to true if the way is protected otherwise, such as by a VPN";
            checks.wrong("mail.security", found, advice);
        }
    }
}

/// Whether this is the machine itself, so that nothing leaves it.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn host(text: &str) -> Result<(), &'static str> {
    if text.parse::<std::net::IpAddr>().is_ok() {
        return Ok(());
    }
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    match text.len() {
        1..=253 if text.chars().all(fine) && text.split('.').all(|label| !label.is_empty()) => Ok(()),
        1..=253 => Err("it is neither a host name nor an address; the port has a key of its own"),
        _ => Err("it does not have 1 to 253 characters"),
    }
}

fn address(text: &str) -> Result<(), &'static str> {
    Address::parse(text).map(drop).ok_or("it is not one mail address")
}

fn secret(text: &str) -> Result<(), &'static str> {
    match text.chars().count() {
        1..=500 if text.chars().any(char::is_control) => Err("it holds a control character"),
        1..=500 => Ok(()),
        _ => Err("it does not have 1 to 500 characters"),
    }
}

fn file(text: &str) -> Result<(), &'static str> {
    if text.is_empty() { Err("it is empty") } else { Ok(()) }
}
