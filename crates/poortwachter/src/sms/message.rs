//! What is sent, what can be answered, and who can send: the one trait with several implementations.

use std::fmt;
use std::pin::Pin;

use zeroize::Zeroizing;

/// A future that a trait object can give.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// One SMS.
#[derive(Clone)]
pub struct SmsMessage {
    /// The number in the form of E.164, with the plus.
    pub number: Zeroizing<String>,
    /// The text: at most 160 characters of the GSM alphabet.
    pub text: Zeroizing<String>,
}

impl SmsMessage {
    /// The number without the plus, as most gateways want it.
    pub fn number_plain(&self) -> &str {
        self.number.trim_start_matches('+')
    }
}

impl fmt::Debug for SmsMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmsMessage(..)")
    }
}

/// What came of one try at one gateway. No reason holds a number or a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The gateway took it; from now on it may not be sent again.
    Accepted {
        /// The gateway's own name for it, under which receipts come.
        message_id: Option<String>,
    },
    /// The gateway did not take it.
    Refused {
        /// Whether asking again is of no use: it is about this message, not about the gateway.
        permanent: bool,
        /// Why.
        reason: String,
    },
    /// The gateway works and wants to be asked less.
    Busy {
        /// How it said so.
        reason: String,
    },
    /// Nothing certain: it may or may not have been taken.
    NoAnswer {
        /// What happened instead.
        reason: String,
    },
}

impl Answer {
    /// Whether it says that something is wrong with the gateway itself.
    pub fn blames_gateway(&self) -> bool {
        matches!(self, Self::NoAnswer { .. } | Self::Refused { permanent: false, .. })
    }

    /// Why it was not taken; empty when it was.
    pub fn reason(&self) -> &str {
        match self {
            Self::Accepted { .. } => "",
            Self::Refused { reason, .. } | Self::Busy { reason } | Self::NoAnswer { reason } => reason,
        }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted { message_id: Some(id) } => write!(f, "accepted as {id}"),
            Self::Accepted { message_id: None } => f.write_str("accepted, without an id"),
            Self::Refused { permanent: true, reason } => write!(f, "refused: {reason}"),
            Self::Refused { permanent: false, reason } => write!(f, "refused for now: {reason}"),
            Self::Busy { reason } => write!(f, "too busy: {reason}"),
            Self::NoAnswer { reason } => write!(f, "no answer: {reason}"),
        }
    }
}

/// Somebody who can send an SMS.
pub trait SmsSender: Send + Sync {
    /// Sends it, and answers within the time-out of the gateway.
    fn send<'a>(&'a self, message: &'a SmsMessage) -> Boxed<'a, Answer>;

    /// Says goodbye; nothing is sent afterwards.
    fn close(&self) -> Boxed<'_, ()> {
        Box::pin(std::future::ready(()))
    }
}
