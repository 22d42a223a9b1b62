//! What a mail server answered to one mail, and what that means for it.

use std::fmt;

/// Why a mail was not taken.
#[derive(Clone, PartialEq, Eq)]
pub struct Why {
    /// For the log and the outbox: the step, the code and nothing that the server wrote around it, since that often repeats the address.
    pub short: String,
    /// What the server wrote, for the operator who asked; never for a log.
    pub said: String,
}

impl fmt::Debug for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Why({})", self.short)
    }
}

/// What came of one try.
#[derive(Clone, PartialEq, Eq)]
pub enum Answer {
    /// The server took the text; the mail may not be sent again.
    Accepted {
        /// What it said to that.
        said: String,
    },
    /// It does not take this mail, now or later (5xx to the recipient or the text).
    Refused(Why),
    /// It did not take it, and may do so later: 4xx, no connection, or something between the server and us, such as a wrong password.
    NotNow(Why),
    /// The text went out and no answer came: it may or may not have been taken (RFC 1047).
    Unanswered(Why),
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accepted { .. } => f.write_str("Accepted"),
            Self::Refused(why) => write!(f, "Refused({why:?})"),
            Self::NotNow(why) => write!(f, "NotNow({why:?})"),
            Self::Unanswered(why) => write!(f, "Unanswered({why:?})"),
        }
    }
}
