//! Settings that are allowed but weaker than a standard asks: said at every start, so that nobody forgets them.

use std::fmt;

/// One setting beyond what a standard asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// The settings key.
    pub key: &'static str,
    /// What is weaker, and than what.
    pub text: String,
}

impl Deviation {
    /// Names the key and what is weaker.
    pub fn new(key: &'static str, text: impl Into<String>) -> Self {
        Self { key, text: text.into() }
    }

    /// A deviation when the value lies above the most that the source asks.
    pub fn above(key: &'static str, value: u32, most: u32, source: &str) -> Option<Self> {
        (value > most).then(|| Self::new(key, format!("{value} is more than the {most} of {source}")))
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "deviation: {}: {}", self.key, self.text)
    }
}
