//! The gateways for codes by SMS: whether the texts can be written, and whether each gateway can be reached. Nothing is sent.

use std::sync::Arc;

use super::report::Report;
use crate::settings::Settings;
use crate::sms::plan::plan;
use crate::sms::probe;
use crate::wiring;

/// A line for the texts and one for each gateway; none when there is no gateway.
pub async fn look(settings: &Settings, report: &mut Report) {
    let sms = &settings.sms;
    if sms.gateways.is_empty() {
        return;
    }
    // A brand or an address that is wrong has its own line.
    if let (Ok(brand), Ok(_)) = (wiring::brand(settings), settings.server.public_url()) {
        match wiring::sms_words(Arc::new(brand), settings) {
            Ok(_) => report.ok("SMS texts", "every text fits in one SMS"),
            Err(complaint) => report.wrong("SMS texts", &complaint.to_string()),
        }
    }
    for row in &sms.gateways {
        let found = match plan(row, &sms.sender) {
            Ok(plan) => probe(plan).await,
            Err(flaw) => Err(format!("{}: {}", flaw.key, flaw.found)),
        };
        match found {
            Ok(text) => report.ok("SMS gateway", &format!("{}: {text}", row.name)),
            Err(text) => {
                let advice = "look at its address, its credentials and the way to it";
                report.wrong("SMS gateway", &format!("{}: {text}; {advice}", row.name));
            }
        }
    }
}
