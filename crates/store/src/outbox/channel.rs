//! The ways out.

use jiff::SignedDuration;

/// A mail that is older says nothing that still helps, and is given up.
pub const MAIL_LIFE: SignedDuration = SignedDuration::from_hours(3 * 24);

/// On which way a message leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// Notices and links by mail.
    Mail,
    /// Codes and notices by SMS.
    Sms,
    /// The end of a session, told to an application.
    Logout,
}

impl Channel {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Mail, Self::Sms, Self::Logout];

    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Sms => "sms",
            Self::Logout => "logout",
        }
    }

    /// The channel of a stable word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|channel| channel.as_str() == word)
    }
}
