//! What start-up and the command line say when they cannot go on: where, about which key, what was found, what to do.
//!
//! A complaint is for the operator at the terminal. It never holds a secret: whoever makes one for a secret key writes
//! [`HIDDEN`] as what was found. Several complaints travel together, so that one run shows all that is wrong.

use std::fmt;
use std::path::Path;

/// Stands in a complaint for a value that nobody may see.
pub const HIDDEN: &str = "a value that is not shown here";

/// The longest piece of a found value that a complaint repeats, in characters.
const SHOWN: usize = 60;

/// One thing that is wrong and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    place: Option<String>,
    key: Option<String>,
    found: String,
    advice: String,
}

impl Complaint {
    /// Says what was found and what to do, both as phrases without a full stop.
    pub fn new(found: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { place: None, key: None, found: found.into(), advice: advice.into() }
    }

    /// Names the file and line, or the environment variable.
    #[must_use]
    pub fn at(mut self, place: impl fmt::Display) -> Self {
        self.place = Some(place.to_string());
        self
    }

    /// Names the file as a whole.
    #[must_use]
    pub fn in_file(self, file: &Path) -> Self {
        self.at(file.display())
    }

    /// Names the settings key, such as `server.listen`.
    #[must_use]
    pub fn about(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// What was found and what to do, where the place is told by somebody else.
    pub fn found_and_advice(&self) -> String {
        format!("{}; {}", self.found, self.advice)
    }

    /// The settings key that this is about, if any.
    pub fn key(&self) -> Option<&str> {
        self.key.as_deref()
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for part in [&self.place, &self.key].into_iter().flatten() {
            write!(f, "{part}: ")?;
        }
        write!(f, "found {}; {}.", self.found, self.advice)
    }
}

impl std::error::Error for Complaint {}

/// All that is wrong, one line each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaints(pub Vec<Complaint>);

impl Complaints {
    /// `Ok` when there is nothing to complain about.
    pub fn none_or(self) -> Result<(), Self> {
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }
}

impl From<Complaint> for Complaints {
    fn from(one: Complaint) -> Self {
        Self(vec![one])
    }
}

impl fmt::Display for Complaints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines: Vec<String> = self.0.iter().map(Complaint::to_string).collect();
        f.write_str(&lines.join("\n"))
    }
}

impl std::error::Error for Complaints {}

/// A found text between quotes, cut to 60 characters, control characters made visible (LO-04).
pub fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(SHOWN).flat_map(visible).collect();
    let rest = if text.chars().count() > SHOWN { "..." } else { "" };
    format!("\"{shown}{rest}\"")
}

/// True for characters that would disturb a terminal or a page: control characters and the marks that turn text round.
pub fn disturbs(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn visible(character: char) -> Vec<char> {
    if disturbs(character) { character.escape_unicode().collect() } else { vec![character] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_says_where_what_and_what_to_do() {
        let complaint = Complaint::new("\"x\"", "write a number").at("p.toml line 3").about("server.listen");
        assert_eq!(complaint.to_string(), "p.toml line 3: server.listen: found \"x\"; write a number.");
    }

    #[test]
    fn what_was_found_is_cut_and_made_harmless() {
        // LO-04: an escape sequence or a right-to-left mark does not reach the terminal.
        assert_eq!(quoted("a\u{1b}[31m\u{202e}"), "\"a\\u{1b}[31m\\u{202e}\"");
        assert_eq!(quoted(&"x".repeat(61)), format!("\"{}...\"", "x".repeat(60)));
    }
}
