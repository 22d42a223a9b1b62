//! From the settings to a sender and a letterhead.

use std::sync::Arc;
use std::time::Duration;

use web::look::Brand;

use super::address::Address;
use super::letterhead::Letterhead;
use super::smtp::{Login, SmtpPlan, SmtpSender};
use crate::complaint::Complaint;
use crate::settings::Settings;

/// The sender of these settings; `None` when they name no server.
pub fn sender(settings: &Settings) -> Result<Option<SmtpSender>, Complaint> {
    let mail = &settings.mail;
    let Some(host) = mail.host.clone() else { return Ok(None) };
    let login = mail.username.clone().zip(mail.password.clone());
    let plan = SmtpPlan {
        host,
        port: mail.port,
        security: mail.security,
        login: login.map(|(username, password)| Login { username, password }),
        ca_file: mail.ca_file.clone(),
        timeout: Duration::from_secs(mail.timeout_seconds.into()),
        hello: settings.server.public_url()?.host().to_owned(),
        keep: usize::try_from(mail.parallel).unwrap_or(1),
    };
    let sender = SmtpSender::new(plan)
        .map_err(|found| Complaint::new(found, "name a file with PEM certificates").about("mail.ca_file"))?;
    Ok(Some(sender))
}

/// The letterhead of these settings.
pub fn letterhead(settings: &Settings, brand: Arc<Brand>) -> Result<Letterhead, Complaint> {
    let from = settings.mail.from.as_deref().and_then(Address::parse);
    let from =
        from.ok_or_else(|| Complaint::new("no address", "write the address that mails come from").about("mail.from"))?;
    let from_name = settings.mail.from_name.as_deref().unwrap_or(settings.brand.organisation()).to_owned();
    let url = settings.server.public_url()?;
    let (host, origin) = (url.host().to_owned(), url.as_str().to_owned());
    let (zone, own_language) = (settings.locale.time_zone.0.clone(), settings.locale.default);
    Ok(Letterhead { from, from_name, host, origin, brand, zone, own_language })
}
