//! How an operator names one message, whatever its channel.

use std::fmt;
use std::str::FromStr;

use credentials::ids::SessionId;
use oidc::client::ClientId;
use uuid::Uuid;

use super::OutboxId;
use crate::LogoutId;

/// Names a mail, an SMS, or the news of one session's end for one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MessageId {
    /// A mail or an SMS.
    Message(OutboxId),
    /// A logout.
    Logout(LogoutId),
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Message(id) => id.fmt(f),
            Self::Logout(id) => write!(f, "{}/{}", id.session, id.client),
        }
    }
}

impl FromStr for MessageId {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let uuid = |text: &str| Uuid::parse_str(text).map_err(|_| "it is not an id that `outbox list` prints");
        match text.split_once('/') {
            None => Ok(Self::Message(OutboxId(uuid(text)?))),
            Some((session, client)) => {
                let client =
                    ClientId::parse(client).ok_or("the part after the slash is not the id of an application")?;
                Ok(Self::Logout(LogoutId { session: SessionId::from_uuid(uuid(session)?), client }))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_as_it_is_written() {
        for text in ["018f0000-0000-7000-8000-000000000001", "018f0000-0000-7000-8000-000000000001/payroll"] {
            assert_eq!(text.parse::<MessageId>().unwrap().to_string(), text);
        }
        for bad in ["", "x", "018f0000-0000-7000-8000-000000000001/", "x/payroll"] {
            assert!(bad.parse::<MessageId>().is_err(), "{bad}");
        }
    }
}
