//! The applications that a login can lead to.

use super::checks::Checks;
use super::key::{Kind, Standing, keys, readable};
use super::public_url::page_address;
use crate::complaint::quoted;

keys! {
    /// A start page that a login can lead to: /login?to=id.
    pub struct Application {
        /// The short name in the address: small letters, digits and dashes.
        id: String = Kind::Text { expected: "1 to 64 small letters, digits and dashes", check: short_name }, Standing::Required("\"verzuim\"");
        /// The name that people read.
        name: String = Kind::Text { expected: "a name of at most 200 characters", check: readable }, Standing::Required("\"Verzuimsysteem\"");
        /// The page to which the login leads: https (http only for localhost).
        url: String = Kind::Text { expected: "an address, such as https://verzuim.example.org/start", check: page_address },
            Standing::Required("\"https://verzuim.example.org/\"");
    }
}

pub(super) fn check(applications: &[Application], checks: &mut Checks) {
    for (index, application) in applications.iter().enumerate() {
        if applications[..index].iter().any(|other| other.id == application.id) {
            let found = format!("{} a second time", quoted(&application.id));
            checks.wrong(&format!("applications[{}].id", index + 1), found, "give each application its own id");
        }
    }
}

fn short_name(text: &str) -> Result<(), &'static str> {
    if text.is_empty() || text.len() > 64 {
        return Err("it does not have 1 to 64 characters");
    }
    if !text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-') {
        return Err("it holds something else than small letters, digits and dashes");
    }
    Ok(())
}
