//! The mail server: whether it can be reached, whether its certificate is good and whether it knows our password. Nothing is sent.

use super::report::Report;
use crate::mail;
use crate::settings::Settings;

const TOPIC: &str = "mail server";

/// One line; a warning when no mail is sent.
pub async fn look(settings: &Settings, report: &mut Report) {
    // A public address that is missing has its own line.
    if settings.mail.is_on() && settings.server.public_url.is_none() {
        return;
    }
    match mail::sender(settings) {
        Ok(None) => report.warn(TOPIC, "none (mail.host): no mail is sent, and links are printed by the commands only"),
        Ok(Some(sender)) => match sender.probe().await {
            Ok(text) => report.ok(TOPIC, &text),
            Err(why) => {
                let advice = "look at its address, its certificate, our name and password, and the way to it";
                report.wrong(TOPIC, &format!("{}: {}; {advice}", sender.name(), why.short));
            }
        },
        Err(complaint) => report.wrong(TOPIC, &complaint.to_string()),
    }
}
