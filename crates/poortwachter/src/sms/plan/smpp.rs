//! The plan of an SMPP gateway.

use std::path::PathBuf;
use std::time::Duration;

use super::{Flaw, may_be_plain, needed, seconds};
use crate::complaint::HIDDEN;
use crate::settings::sms::{Gateway, Hidden};

/// All that an SMPP sender needs.
#[derive(Debug)]
pub struct SmppPlan {
    pub(in crate::sms) host: String,
    pub(in crate::sms) port: u16,
    pub(in crate::sms) tls: bool,
    pub(in crate::sms) ca_file: Option<PathBuf>,
    pub(in crate::sms) system_id: String,
    pub(in crate::sms) password: Hidden,
    pub(in crate::sms) system_type: String,
    pub(in crate::sms) source: Source,
    pub(in crate::sms) encoding: Encoding,
    pub(in crate::sms) window: usize,
    pub(in crate::sms) enquire_link: Duration,
    pub(in crate::sms) timeout: Duration,
    pub(in crate::sms) receipts_in_decimals: bool,
}

/// Who a message is from, by its kind of address (SMPP 3.4 section 5.2.5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A name of at most eleven characters.
    Name(String),
    /// A number in international form, without the plus.
    International(String),
    /// A short number of the operator.
    Short(String),
}

impl Source {
    /// Reads the sender of the settings.
    pub fn parse(sender: &str) -> Self {
        match sender.strip_prefix('+') {
            Some(digits) => Self::International(digits.to_owned()),
            None if sender.bytes().all(|byte| byte.is_ascii_digit()) => Self::Short(sender.to_owned()),
            None => Self::Name(sender.to_owned()),
        }
    }
}

/// How the characters of the default alphabet are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// As their GSM numbers, one in an octet.
    Gsm,
    /// As ISO 8859-1, which the centre turns into GSM itself.
    Latin1,
}

pub(super) fn plan(row: &Gateway, sender: &str) -> Result<SmppPlan, Flaw> {
    let host = needed(row.host.as_ref(), "host", "smpp")?.clone();
    let port = u16::try_from(*needed(row.port.as_ref(), "port", "smpp")?).unwrap_or(u16::MAX);
    let system_id = fits(needed(row.system_id.as_ref(), "system_id", "smpp")?, "system_id", 15)?;
    let password = needed(row.secret.as_ref(), "secret", "smpp")?.clone();
    if password.expose().len() > 8 || !password.expose().is_ascii() {
        // SMPP 3.4 section 4.1.1: nine octets with the closing zero.
        return Err(Flaw::new("secret", HIDDEN, "SMPP 3.4 allows a password of at most 8 ASCII characters"));
    }
    let system_type = fits(row.system_type.as_deref().unwrap_or(""), "system_type", 12)?;
    if !row.tls && !may_be_plain(&host, row) {
        let advice = "set tls = true, or allow_plain = true if the way to it is protected otherwise, such as by a VPN";
        return Err(Flaw::new("tls", format!("SMPP without TLS to {host}, where others can read the codes"), advice));
    }
    Ok(SmppPlan {
        host,
        port,
        tls: row.tls,
        ca_file: row.ca_file.clone(),
        system_id,
        password,
        system_type,
        source: Source::parse(sender),
        encoding: if row.encoding.as_deref() == Some("latin1") { Encoding::Latin1 } else { Encoding::Gsm },
        window: usize::try_from(row.window.unwrap_or(10)).unwrap_or(10),
        enquire_link: seconds(row.enquire_link_seconds.unwrap_or(30)),
        timeout: seconds(row.timeout_seconds),
        receipts_in_decimals: row.receipt_ids.as_deref() == Some("decimal"),
    })
}

fn fits(text: &str, key: &'static str, most: usize) -> Result<String, Flaw> {
    if text.len() <= most && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(text.to_owned());
    }
    Err(Flaw::new(key, format!("{text:?}"), format!("SMPP 3.4 allows at most {most} ASCII characters")))
}
