//! What went wrong on an SMPP connection, in words that hold nothing of a message.

use rusmpp::CommandStatus;
use rusmppc::error::Error;

use super::super::redact;

/// A phrase for the log and for `sms test`.
pub(super) fn of_error(error: &Error) -> String {
    let words = match error {
        Error::Connect(error) | Error::Io(error) => format!("the connection broke ({})", error.kind()),
        Error::ConnectionClosed | Error::ConnectionClosedByPeer => "the gateway closed the connection".to_owned(),
        Error::EnquireLinkTimeout { timeout } => format!("no sign of life within {} s", timeout.as_secs()),
        Error::ResponseTimeout { timeout, .. } => format!("nothing within {} s", timeout.as_secs()),
        Error::UnexpectedResponse { response } => status(response.status()),
        Error::Encode(_) => "a message that cannot be written".to_owned(),
        Error::Decode(_) => "an answer that cannot be read".to_owned(),
        other => other.to_string(),
    };
    redact::reason(&words)
}

/// The name of a status with its number, as gateways' manuals list them.
pub(super) fn status(status: CommandStatus) -> String {
    let number = u32::from(status);
    let name = format!("{status:?}");
    match name.strip_prefix("Esme") {
        Some(name) => format!("ESME_{} (0x{number:02X})", name.to_ascii_uppercase()),
        None => format!("status 0x{number:02X}"),
    }
}
