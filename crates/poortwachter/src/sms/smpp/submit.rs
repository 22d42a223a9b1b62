//! One message: written as `submit_sm`, and what the gateway answers to it (SMPP 3.4 section 4.4).

use rusmpp::CommandStatus;
use rusmpp::pdus::{SubmitSm, SubmitSmResp};
use rusmpp::types::{COctetString, OctetString};
use rusmpp::values::{DataCoding, EsmClass, Npi, RegisteredDelivery, Ton};
use rusmppc::error::Error;
use web::outbox::Gsm7;

use super::super::message::{Answer, SmsMessage};
use super::super::plan::{Encoding, SmppPlan, Source};
use super::super::redact;
use super::words;

/// A receipt for the final outcome, good or bad, and nothing in between (section 5.2.17).
const FINAL_RECEIPT: u8 = 1;

/// Writes the message; the error says what cannot be written.
pub(super) fn pdu(plan: &SmppPlan, message: &SmsMessage) -> Result<SubmitSm, &'static str> {
    let (ton, npi, source) = match &plan.source {
        Source::Name(name) => (Ton::Alphanumeric, Npi::Unknown, name),
        Source::International(digits) => (Ton::International, Npi::Isdn, digits),
        Source::Short(digits) => (Ton::NetworkSpecific, Npi::Unknown, digits),
    };
    let text = encode(plan.encoding, &message.text).ok_or("a text beyond the alphabet of SMS")?;
    Ok(SubmitSm::builder()
        .source_addr_ton(ton)
        .source_addr_npi(npi)
        .source_addr(c_string(source)?)
        .dest_addr_ton(Ton::International)
        .dest_addr_npi(Npi::Isdn)
        .destination_addr(c_string(message.number_plain())?)
        // Said explicitly: the library's default is 0x08, "delivery acknowledgement".
        .esm_class(EsmClass::from(0))
        .registered_delivery(RegisteredDelivery::from(FINAL_RECEIPT))
        .data_coding(DataCoding::McSpecific)
        .short_message(OctetString::from_vec(text).map_err(|_| "a text that is too long")?)
        .build())
}

fn c_string(text: &str) -> Result<COctetString<1, 21>, &'static str> {
    text.parse().map_err(|_| "an address that is too long")
}

fn encode(encoding: Encoding, text: &str) -> Option<Vec<u8>> {
    let gsm = Gsm7::encode(text)?;
    match encoding {
        Encoding::Gsm => Some(gsm.octets().to_vec()),
        Encoding::Latin1 => text.chars().map(|character| u8::try_from(u32::from(character)).ok()).collect(),
    }
}

/// Reads the answer.
pub(super) fn answer(heard: Result<SubmitSmResp, Error>, message: &SmsMessage) -> Answer {
    match heard {
        Ok(response) => Answer::Accepted { message_id: redact::message_id(response.message_id().as_str(), message) },
        Err(Error::UnexpectedResponse { response }) => refused(response.status()),
        Err(Error::Encode(_)) => {
            Answer::Refused { permanent: true, reason: "a message that cannot be written".to_owned() }
        }
        Err(error) => Answer::NoAnswer { reason: words::of_error(&error) },
    }
}

/// Statuses about the message are for good, those about the gateway or our account are not (section 5.1.3).
fn refused(status: CommandStatus) -> Answer {
    let reason = words::status(status);
    match status {
        CommandStatus::EsmeRthrottled | CommandStatus::EsmeRmsgqful => Answer::Busy { reason },
        CommandStatus::EsmeRinvmsglen
        | CommandStatus::EsmeRinvdstadr
        | CommandStatus::EsmeRinvdstton
        | CommandStatus::EsmeRinvdstnpi
        | CommandStatus::EsmeRinvdcs
        | CommandStatus::EsmeRdeliveryfailure => Answer::Refused { permanent: true, reason },
        _ => Answer::Refused { permanent: false, reason },
    }
}
