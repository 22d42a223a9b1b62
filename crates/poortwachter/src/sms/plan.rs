//! From a row of the settings to what a sender needs, with everything checked: told at start, not at the first message.

mod http;
mod smpp;

use std::time::Duration;

use crate::settings::sms::{Gateway, GatewayKind};

pub use http::HttpPlan;
pub use smpp::{Encoding, SmppPlan, Source};

/// One gateway, ready to be built.
#[derive(Debug)]
pub struct Plan {
    /// Its name in the settings.
    pub name: String,
    /// How it is spoken to.
    pub kind: PlanKind,
}

/// How a gateway is spoken to.
#[derive(Debug)]
pub enum PlanKind {
    /// SMPP 3.4.
    Smpp(SmppPlan),
    /// HTTP.
    Http(Box<HttpPlan>),
}

/// What is wrong with a row: the key in it, what was found, and what to do. Never holds a secret.
#[derive(Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The key.
    pub key: &'static str,
    /// What was found.
    pub found: String,
    /// What to do.
    pub advice: String,
}

impl Flaw {
    fn new(key: &'static str, found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { key, found: found.into(), advice: advice.into() }
    }
}

/// Reads one row.
pub fn plan(row: &Gateway, sender: &str) -> Result<Plan, Flaw> {
    if let Some(key) = row.key_of_other_kind() {
        let advice = format!("leave it out: it belongs to gateways of the other kind than \"{}\"", row.kind.as_str());
        return Err(Flaw::new(key, "a key that this gateway has no use for", advice));
    }
    let kind = match row.kind {
        GatewayKind::Smpp => PlanKind::Smpp(smpp::plan(row, sender)?),
        GatewayKind::Http => PlanKind::Http(Box::new(http::plan(row, sender)?)),
    };
    Ok(Plan { name: row.name.clone(), kind })
}

/// A key that this kind cannot do without.
fn needed<'a, T>(value: Option<&'a T>, key: &'static str, kind: &str) -> Result<&'a T, Flaw> {
    value.ok_or_else(|| Flaw::new(key, "nothing", format!("a gateway of the kind \"{kind}\" needs it")))
}

fn seconds(number: u32) -> Duration {
    Duration::from_secs(number.into())
}

/// Whether codes may go to this host without TLS.
fn may_be_plain(host: &str, row: &Gateway) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let loopback = bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    row.allow_plain || loopback || bare == "localhost"
}
