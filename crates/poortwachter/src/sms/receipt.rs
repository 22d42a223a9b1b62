//! Delivery receipts of SMPP: in the parameters of the message where they are there, else in its text (SMPP 3.4 appendix B).

use rusmpp::pdus::DeliverSm;
use rusmpp::tlvs::TlvValue;
use rusmpp::values::MessageState;
use store::Delivery;

/// The bits of `esm_class` that say what kind of message it is (SMPP 3.4 section 5.2.12).
const KIND: u8 = 0b0011_1100;
/// A delivery receipt.
const RECEIPT: u8 = 0b0000_0100;

/// What a gateway says of a message that it took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Which gateway.
    pub gateway: String,
    /// Its id for the message.
    pub message_id: String,
    /// How far it is.
    pub state: ReceiptState,
}

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReceiptState {
    /// The last word.
    Final(Delivery),
    /// On its way.
    Underway,
}

/// Id and state of a message that is a receipt; `None` for anything else, such as an SMS that somebody sent to us.
pub(super) fn read(message: &DeliverSm) -> Option<(String, ReceiptState)> {
    if u8::from(message.esm_class) & KIND != RECEIPT {
        return None;
    }
    // A text that is there twice stands in the short message; a long one may stand in the payload instead (section 5.3.2.32).
    let payload = message.tlvs().iter().find_map(|tlv| match tlv.value() {
        Some(TlvValue::MessagePayload(payload)) => Some(payload.value.as_ref()),
        _ => None,
    });
    let short = message.short_message().as_ref();
    let text = String::from_utf8_lossy(if short.is_empty() { payload.unwrap_or(short) } else { short }).into_owned();
    let (mut id, mut state) = (field(&text, "id:"), field(&text, "stat:").and_then(state_of_word));
    for tlv in message.tlvs() {
        match tlv.value() {
            Some(TlvValue::ReceiptedMessageId(given)) => id = Some(given.as_str()),
            Some(TlvValue::MessageState(given)) => state = state_of_number(*given).or(state),
            _ => {}
        }
    }
    let id = id.filter(|id| !id.is_empty())?;
    Some((id.to_owned(), state?))
}

/// The word behind a label; labels stand at the beginning or behind a space, and some centres write them in capitals.
fn field<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    text.split_whitespace().find_map(|word| {
        let (name, value) = word.split_at_checked(label.len())?;
        name.eq_ignore_ascii_case(label).then_some(value)
    })
}

fn state_of_word(word: &str) -> Option<ReceiptState> {
    Some(match word.to_ascii_uppercase().as_str() {
        "DELIVRD" => ReceiptState::Final(Delivery::Delivered),
        "EXPIRED" | "DELETED" | "UNDELIV" | "REJECTD" => ReceiptState::Final(Delivery::Undelivered),
        "ENROUTE" | "ACCEPTD" | "SCHEDULED" | "UNKNOWN" => ReceiptState::Underway,
        _ => return None,
    })
}

fn state_of_number(state: MessageState) -> Option<ReceiptState> {
    Some(match state {
        MessageState::Delivered => ReceiptState::Final(Delivery::Delivered),
        MessageState::Expired
        | MessageState::Deleted
        | MessageState::Undeliverable
        | MessageState::Rejected
        | MessageState::Skipped => ReceiptState::Final(Delivery::Undelivered),
        MessageState::Scheduled | MessageState::Enroute | MessageState::Accepted | MessageState::Unknown => {
            ReceiptState::Underway
        }
        MessageState::Other(_) => return None,
    })
}

/// An id in one form, whatever number system it is written in: some centres answer in hexadecimals and report in decimals.
pub(super) fn one_form(id: &str, radix: u32) -> String {
    u64::from_str_radix(id, radix).map_or_else(|_| id.to_owned(), |number| format!("{number:x}"))
}

#[cfg(test)]
mod tests {
    use rusmpp::tlvs::MessageDeliveryRequestTlvValue;
    use rusmpp::types::OctetString;
    use rusmpp::values::EsmClass;

    use super::*;

    fn message(esm_class: u8, text: &str) -> DeliverSm {
        let text = OctetString::from_slice(text.as_bytes()).unwrap();
        DeliverSm::builder().esm_class(EsmClass::from(esm_class)).short_message(text).build()
    }

    #[test]
    fn a_receipt_is_read_from_its_text() {
        let text = "id:0a-7 sub:001 dlvrd:001 submit date:2611251200 done date:2611251201 stat:DELIVRD err:000 text:12";
        let delivered = Some(("0a-7".to_owned(), ReceiptState::Final(Delivery::Delivered)));
        assert_eq!(read(&message(4, text)), delivered);
        assert_eq!(read(&message(4, &text.replace("id:", "ID:").replace("stat:", "Stat:"))), delivered);
        let failed = read(&message(4, &text.replace("DELIVRD", "UNDELIV"))).unwrap();
        assert_eq!(failed.1, ReceiptState::Final(Delivery::Undelivered));
        assert_eq!(read(&message(4, &text.replace("DELIVRD", "ENROUTE"))).unwrap().1, ReceiptState::Underway);
    }

    #[test]
    fn the_parameters_of_a_receipt_win_over_its_text() {
        let mut receipt = message(4, "id:1 stat:ENROUTE");
        let id = "real".parse().unwrap();
        receipt.push_tlv(MessageDeliveryRequestTlvValue::ReceiptedMessageId(id));
        receipt.push_tlv(MessageDeliveryRequestTlvValue::MessageState(MessageState::Delivered));
        assert_eq!(read(&receipt), Some(("real".to_owned(), ReceiptState::Final(Delivery::Delivered))));
    }

    #[test]
    fn what_is_no_receipt_is_none() {
        for (esm_class, text) in
            [(0, "id:1 stat:DELIVRD"), (4, "hello"), (4, "id: stat:DELIVRD"), (4, "id:1 stat:WHAT")]
        {
            assert_eq!(read(&message(esm_class, text)), None, "{text}");
        }
        assert_eq!((one_form("255", 10), one_form("00FF", 16)), ("ff".to_owned(), "ff".to_owned()));
        assert_eq!(one_form("ff-1", 16), "ff-1");
    }
}
