//! What an SMS of this portal says.

use std::sync::Arc;

use jiff::tz::TimeZone;
use store::{SmsContent, SmsRow};
use web::look::Brand;
use web::outbox::{SmsComplaint, SmsNotice, check_sms, host_of, sms_notice_text, sms_text};
use zeroize::Zeroizing;

use super::message::SmsMessage;

/// What stands in each text besides the code or the event.
#[derive(Clone, Debug)]
pub struct Words {
    brand: Arc<Brand>,
    host: String,
    zone: TimeZone,
}

impl Words {
    /// Checks that every text can be written with this brand and the host of this origin (requirement SM-04); notices tell the time of this zone.
    pub fn new(brand: Arc<Brand>, origin: &str, zone: TimeZone) -> Result<Self, SmsComplaint> {
        let host = host_of(origin).to_owned();
        check_sms(&brand, &host)?;
        Ok(Self { brand, host, zone })
    }

    /// Writes the message of a row; the error says nothing of it.
    pub fn write(&self, row: &SmsRow) -> Result<SmsMessage, String> {
        let text = match &row.content {
            SmsContent::Code { kind, code, .. } => sms_text(*kind, code, row.language, &self.brand, &self.host),
            SmsContent::Notice(kind) => {
                let from_where = row.address.as_deref().unwrap_or("");
                let notice = SmsNotice { kind: *kind, at: row.at, from_where };
                sms_notice_text(notice, row.language, &self.brand, &self.zone)
            }
        };
        let text = Zeroizing::new(text.map_err(|fault| fault.text)?);
        Ok(SmsMessage { number: row.number.clone(), text })
    }
}
