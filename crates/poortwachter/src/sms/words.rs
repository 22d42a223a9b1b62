//! What an SMS of this portal says.

use std::sync::Arc;

use store::SmsRow;
use web::look::Brand;
use web::outbox::{SmsComplaint, check_sms, host_of, sms_text};
use zeroize::Zeroizing;

use super::message::SmsMessage;

/// The name and the host that stand in each text.
#[derive(Clone, Debug)]
pub struct Words {
    brand: Arc<Brand>,
    host: String,
}

impl Words {
    /// Checks that every text can be written with this brand and the host of this origin (requirement SM-04).
    pub fn new(brand: Arc<Brand>, origin: &str) -> Result<Self, SmsComplaint> {
        let host = host_of(origin).to_owned();
        check_sms(&brand, &host)?;
        Ok(Self { brand, host })
    }

    /// Writes the message of a row; the error says nothing of it.
    pub fn write(&self, row: &SmsRow) -> Result<SmsMessage, String> {
        let text = sms_text(row.kind, &row.code, row.language, &self.brand, &self.host).map_err(|fault| fault.0)?;
        Ok(SmsMessage { number: row.number.clone(), text: Zeroizing::new(text) })
    }
}
